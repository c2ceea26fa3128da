"""How one part is planned: what is kept for safety, what is lost, how many weeks a lot covers."""

from decimal import Decimal

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from fanloop.desk.acts import member_of, record, tried
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.making.supply import actions, queries
from fanloop.making.supply.queries import PartRule
from fanloop.things.products.queries import Part

HUNDRED = Decimal(100)


class RuleForm(forms.Form):
    """Shares are said in per cent."""

    prefix = "rule"
    safety = forms.DecimalField(
        label=gettext_lazy("Safety stock"),
        min_value=0,
        max_digits=14,
        decimal_places=4,
        help_text=gettext_lazy("Never planned to fall below this."),
    )
    yields = forms.DecimalField(
        label=gettext_lazy("Fit for use, %"),
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=gettext_lazy("Of what is delivered or made; so many more are ordered."),
    )
    scrap = forms.DecimalField(
        label=gettext_lazy("Lost while it is built in, %"),
        min_value=0,
        max_value=Decimal("99.99"),
        max_digits=4,
        decimal_places=2,
    )
    periods = forms.IntegerField(
        label=gettext_lazy("One lot covers, weeks"), min_value=1, max_value=actions.LONGEST
    )
    frozen = forms.IntegerField(
        label=gettext_lazy("Frozen weeks"),
        min_value=0,
        max_value=actions.LONGEST,
        help_text=gettext_lazy("Nothing new is started before they are over."),
    )
    phantom = forms.BooleanField(
        label=gettext_lazy("Put together on the way: never stocked, never ordered"), required=False
    )


def form_of(part: Part) -> RuleForm:
    """The form with what holds now."""
    rule = queries.part_rules([part.id]).get(part.id) or PartRule()
    return RuleForm(
        initial={
            "safety": f"{rule.safety.normalize():f}",
            "yields": f"{(rule.yields * HUNDRED).normalize():f}",
            "scrap": f"{(rule.scrap * HUNDRED).normalize():f}",
            "periods": rule.periods,
            "frozen": rule.frozen,
            "phantom": rule.phantom,
        }
    )


def kept(request: HttpRequest, part: Part, form: RuleForm) -> bool:
    """Whether the rule was valid and is kept."""
    return form.is_valid() and bool(tried(form, lambda: _keep(request, part, form), actions.Refused))


def _keep(request: HttpRequest, part: Part, form: RuleForm) -> PartRule:
    said = form.cleaned_data
    shares = {name: said[name] / HUNDRED for name in ("yields", "scrap")}
    rule = actions.NewRule(**{**said, **shares})
    record(request, "supply.part_rule", ref(part), **{name: str(value) for name, value in vars(rule).items()})
    return actions.set_part_rule(part=part, rule=rule, by=member_of(request), at=clock.now())
