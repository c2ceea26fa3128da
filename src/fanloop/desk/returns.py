"""What comes back: boxes to look at, warranty cases that rest on a voice, pieces that replace others."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.sending import order_of
from fanloop.foundation import clock
from fanloop.foundation.money import Money, MoneyError
from fanloop.foundation.money import read as read_money
from fanloop.foundation.refs import BadRef, ref
from fanloop.foundation.text.translated import read
from fanloop.listening.voices import queries as voices
from fanloop.selling.orders import actions
from fanloop.selling.orders.queries import returns as queries
from fanloop.selling.orders.queries.logistics import shipped_unit, way

REASONS: dict[str, str | Promise] = {
    "withdrawal": gettext_lazy("withdrawn from"),
    "broken": gettext_lazy("came broken"),
    "wrong": gettext_lazy("not what was ordered"),
    "warranty": gettext_lazy("stopped working"),
}
CONDITIONS: dict[str, str | Promise] = {
    "as_new": gettext_lazy("As new"),
    "used": gettext_lazy("Used"),
    "damaged": gettext_lazy("Damaged"),
}
ENDS: dict[str, str | Promise] = {
    "repaired": gettext_lazy("Repaired"),
    "replaced": gettext_lazy("Replaced"),
    "refunded": gettext_lazy("Paid back"),
    "declined": gettext_lazy("Not covered"),
}


class FindingForm(forms.Form):
    """What somebody saw of one unit."""

    condition = forms.ChoiceField(
        label=gettext_lazy("Condition"), choices=list(CONDITIONS.items()), widget=forms.RadioSelect
    )
    share = forms.IntegerField(
        label=gettext_lazy("Pay back more than the rule, in percent"),
        required=False,
        min_value=0,
        max_value=100,
    )
    replace = forms.BooleanField(label=gettext_lazy("Another piece instead of money"), required=False)
    words = forms.CharField(label=gettext_lazy("What you saw"), required=False, max_length=2_000)

    @property
    def finding(self) -> actions.Finding:
        said = self.cleaned_data
        return actions.Finding(said["condition"], said["words"], (said["share"] or 0) * 100, said["replace"])


@needs("orders.see")
@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    """What is on its way back, and cases that wait."""
    backs = [(back, REASONS[back.row.reason]) for back in queries.open_returns(viewer=viewer_of(request))]
    cases = queries.open_cases(viewer=viewer_of(request))
    return render(request, "desk/orders/returns.html", {"backs": backs, "cases": cases})


@needs("orders.see")
@require_safe
def back(request: HttpRequest, number: str) -> HttpResponse:
    return _shown(request, _back(request, number), None)


@needs("orders.inspect")
@require_POST
def inspect(request: HttpRequest, number: str, item: int) -> HttpResponse:
    """One unit was looked at; a piece that is to be replaced leaves an order of its own behind."""
    found = _back(request, number)
    one = next((each for each in found.items if each.item.id == item), None)
    if one is None:
        raise Http404
    form = FindingForm(request.POST, prefix=str(item))
    if not form.is_valid():
        return _shown(request, found, form)
    told(request, lambda: _inspect(request, found, one, form.finding), actions.Refused)
    return redirect("desk:return", number=number)


def _inspect(
    request: HttpRequest, found: queries.Back, one: queries.BackItem, finding: actions.Finding
) -> None:
    by, at = member_of(request), clock.now()
    owed = actions.inspect_return(back=found.row, findings={one.item.id: finding}, by=by, at=at)
    if finding.replace:
        actions.replace(shipped=one.item.shipped, by=by, at=at)
    record(request, "orders.inspect", ref(found.row.order), condition=finding.condition, minor=owed)
    money = Money(owed, found.row.order.currency)
    messages.success(request, _("Noted. %(amount)s go back.") % {"amount": money} if owed else _("Noted."))


def _shown(request: HttpRequest, found: queries.Back, failed: FindingForm | None) -> HttpResponse:
    rows = [
        (each, read(each.item.shipped.line.variant.name), _form(each, failed) if each.found is None else None)
        for each in found.items
    ]
    sending = queries.sending_given_back([found.row.order_id]).get(found.row.order_id)
    page = {
        "sending": Money(sending.minor, found.row.order.currency) if sending else None,
        "back": found, "rows": rows, "reason": REASONS[found.row.reason], "conditions": CONDITIONS,
        "may_inspect": viewer_of(request).may("orders.inspect"),
    }  # fmt: skip
    return render(request, "desk/orders/return.html", page, status=422 if failed else 200)


def _form(each: queries.BackItem, failed: FindingForm | None) -> FindingForm:
    prefix = str(each.item.id)
    return (
        failed
        if failed and failed.prefix == prefix
        else FindingForm(prefix=prefix, initial={"condition": "as_new"})
    )


@needs("orders.inspect")
@require_POST
def open_case(request: HttpRequest, number: str) -> HttpResponse:
    """A unit of this order fails; the voice that says so is named by its number or address."""
    order = order_of(request, number)
    unit = next((u for u in way(order).units if str(u.id) == request.POST.get("unit")), None)
    words = request.POST.get("voice", "").rstrip("/").rpartition("/")[2].strip().lstrip("#")
    voice = voices.voice(int(words), viewer_of(request)) if words.isdecimal() else None
    if unit is None or voice is None:
        messages.error(request, _("Choose the unit, and name the voice by its number."))
    elif told(request, lambda: _case(request, unit.id, f"voices.voice:{words}"), (actions.Refused, BadRef)):
        messages.success(request, _("The case is open and rests on that voice."))
    return redirect("desk:order", number=number)


def _case(request: HttpRequest, unit_id: int, voice: str) -> None:
    unit = shipped_unit(unit_id)
    assert unit is not None
    case = actions.open_case(shipped=unit, voice=voice, by=member_of(request).fan, at=clock.now())
    record(request, "orders.open_case", ref(case), voice=voice)


@needs("orders.inspect")
@require_http_methods(["POST"])
def end_case(request: HttpRequest, case_id: int) -> HttpResponse:
    case = queries.case(case_id)
    if case is None:
        raise Http404
    how: Any = request.POST.get("how", "")
    amount = request.POST.get("amount", "").strip()

    def act() -> None:
        end = actions.end_case(
            case=case, how=how, words=request.POST.get("words", ""), by=member_of(request), at=clock.now(),
            minor=_minor(amount, case.shipped.line.order.currency) if amount and how == "refunded" else None,
        )  # fmt: skip
        record(request, "orders.end_case", ref(case), how=end.how, minor=end.minor)

    if told(request, act, actions.Refused):
        messages.success(request, _("The case has ended."))
    return redirect("desk:order", number=case.shipped.line.order.number)


def _minor(text: str, currency: str) -> int:
    """Raises Refused for what is no amount."""
    try:
        return read_money(text, currency).minor
    except MoneyError:
        said = {"text": text[:30], "currency": currency}
        raise actions.Refused(_("“%(text)s” is no amount in %(currency)s.") % said) from None


def _back(request: HttpRequest, number: str) -> queries.Back:
    found = queries.return_by_number(number, viewer=viewer_of(request))
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("returns", returns, name="returns"),
    path("returns/<str:number>", back, name="return"),
    path("returns/<str:number>/units/<int:item>", inspect, name="inspect_return"),
    path("orders/<str:number>/cases", open_case, name="open_warranty_case"),
    path("cases/<int:case_id>/end", end_case, name="end_warranty_case"),
]
