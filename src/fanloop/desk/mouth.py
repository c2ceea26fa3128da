"""Word of mouth at the desk: what is promised to whoever brings somebody, and whose links did."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanloop.desk.acts import member_of, record, tried
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.money import Money, MoneyError
from fanloop.foundation.money import read as read_money
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.people.team import queries as team
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.campaigns.actions import word_of_mouth as actions
from fanloop.selling.campaigns.queries import Campaign
from fanloop.selling.campaigns.queries import word_of_mouth as queries
from fanloop.selling.campaigns.rules.refusals import Refused


class ThanksForm(forms.Form):
    """The voucher for one order, and for how many at most."""

    worth = forms.CharField(
        label=gettext_lazy("Voucher for each order"),
        max_length=20,
        help_text=gettext_lazy("Nothing, 0, ends it."),
    )
    most = forms.IntegerField(label=gettext_lazy("For at most so many orders"), min_value=0, max_value=1000)

    def __init__(self, *args: object, currency: str, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.currency = currency

    def clean_worth(self) -> Money:
        try:
            return read_money(self.cleaned_data["worth"], self.currency)
        except MoneyError:
            raise forms.ValidationError(_("Give an amount such as 5 or 5.00.")) from None


@needs("campaigns.open")
def mouth(request: HttpRequest, slug: str) -> HttpResponse:
    """Links by what they brought, and the rule."""
    row = campaigns.campaign(slug)
    if row is None:
        raise Http404
    rule, currency = queries.rule_of(row), team.base_currency() or "EUR"
    known = {"worth": f"{queries.worth(rule).major:f}", "most": rule.most} if rule else {}
    is_sent = request.method == "POST"
    form = ThanksForm(request.POST if is_sent else None, initial=known, currency=currency)
    if is_sent and form.is_valid() and _kept(request, row, form):
        messages.success(
            request,
            _("The rule holds for orders from now on. It stands on the page where fans make their link."),
        )
        return redirect("desk:mouth", slug=slug)
    page = {
        "campaign": row, "name": read(row.title), "form": form, "currency": currency, "rows": queries.spread(row),
    }  # fmt: skip
    return render(request, "desk/campaigns/mouth.html", page, status=422 if form.errors else 200)


def _kept(request: HttpRequest, row: Campaign, form: ThanksForm) -> bool:
    return tried(form, lambda: _promise(request, row, form), Refused) is not None


def _promise(request: HttpRequest, row: Campaign, form: ThanksForm) -> object:
    worth, most = form.cleaned_data["worth"], form.cleaned_data["most"]
    rule = actions.promise_thanks(
        campaign=row,
        minor=worth.minor,
        currency=worth.currency,
        most=most,
        by=member_of(request),
        at=clock.now(),
    )
    record(request, "campaigns.thanks", ref(row), minor=worth.minor, currency=worth.currency, most=most)
    return rule


urlpatterns = [path("campaigns/<slug:slug>/friends", mouth, name="mouth")]
