"""A fan's invitation codes: looked at by GET, which changes nothing whoever follows the link; kept, used and given on by POST."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.selling.campaigns.actions import Refused, codes
from fanloop.selling.campaigns.queries import codes as queries
from fanloop.selling.campaigns.queries import offers
from fanloop.selling.campaigns.queries.codes import CodeSheet
from fanloop.selling.campaigns.queries.eligible import asked
from fanloop.selling.stock import queries as stock
from fanloop.site import too_late
from fanloop.site.mouth import credit

_LONGEST = 40
WORDS: dict[str, str | Promise] = {
    "revoked": gettext_lazy("taken back"),
    "ended": gettext_lazy("over"),
    "soon": gettext_lazy("not open yet"),
    "spent": gettext_lazy("used"),
}
CAME: dict[str, str | Promise] = {
    "redeemed": gettext_lazy("typed it in"),
    "dealt": gettext_lazy("got it from the maker"),
    "gifted": gettext_lazy("got it as a gift"),
}


@never_cache
@login_required
@require_safe
def code_list(request: HttpRequest) -> HttpResponse:
    """Yours, and the field for another. What a link brings is only written into the field."""
    fan = _fan(request)
    rows = [(each, _state(each, fan.id)) for each in queries.codes_of(fan.id, clock.now())]
    typed = request.GET.get("code", "")[:_LONGEST]
    return render(request, "site/codes/codes.html", {"rows": rows, "typed": typed})


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Make a code your own; which variant comes on the next page."""
    typed = request.POST.get("code", "")[:_LONGEST]
    try:
        found = codes.bind(letters=typed, fan=_fan(request), at=clock.now())
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:codes")
    return redirect("site:code", code_id=found.id)


@never_cache
@login_required
@require_safe
def code(request: HttpRequest, code_id: int) -> HttpResponse:
    fan, at = _fan(request), clock.now()
    sheet = _sheet(code_id, fan)
    batch = sheet.code.batch
    every = queries.opened_by(batch)
    shown = {
        "sheet": sheet,
        "state": _state(sheet, fan.id),
        "chain": [(row, CAME[row.how]) for row in sheet.holders],
        "letters": queries.letters_of(sheet.code) if sheet.standing.holder == fan.id else "",
        "is_mine": sheet.standing.holder == fan.id,
        "offers": [offer for offer in every if offer.market_id == fan.market_id] or every,
        "asked": asked(batch.who),
        "now": at,
    }
    return render(request, "site/codes/code.html", shown)


@login_required
@require_POST
def use(request: HttpRequest, code_id: int) -> HttpResponse:
    """Claim and order in one step; pressed twice, the same order opens."""
    fan, wanted = _fan(request), request.POST.get("offer", "")
    sheet = _sheet(code_id, fan)
    offer = next((each for each in offers(sheet.code.batch.campaign_id) if str(each.id) == wanted), None)
    if offer is None:
        messages.error(request, _("Choose one first."))
        return redirect("site:code", code_id=code_id)
    try:
        order = codes.redeem(
            letters=queries.letters_of(sheet.code), offer=offer, fan=fan, at=stock.deciding_now(clock.ahead())
        )
    except Refused as problem:
        too_late.note(problem, fan, "code")
        messages.error(request, str(problem))
        return redirect("site:code", code_id=code_id)
    credit(request, order)
    return redirect("site:pay", number=order.number)


@login_required
@require_POST
def give(request: HttpRequest, code_id: int) -> HttpResponse:
    """Hand it on, by the name somebody goes by here."""
    fan = _fan(request)
    sheet = _sheet(code_id, fan)
    to = fans.fan_by_handle(request.POST.get("to", "").strip().lstrip("@"))
    if to is None:
        messages.error(request, _("Nobody goes by this name here."))
        return redirect("site:code", code_id=code_id)
    try:
        codes.gift(code=sheet.code, by=fan, to=to, at=clock.now())
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:code", code_id=code_id)
    messages.success(request, _("It belongs to %(name)s now. They have been told.") % {"name": to.handle})
    return redirect(reverse("site:codes"))


def _state(sheet: CodeSheet, fan_id: int) -> str:
    """One word about a code for this fan; empty while it can be used."""
    if sheet.standing.holder != fan_id:
        return _("given on")
    return str(WORDS.get(sheet.why, ""))


def _sheet(code_id: int, fan: Fan) -> CodeSheet:
    """A code whose chain this fan is in; every other one is not there."""
    found = queries.code_by_id(code_id)
    sheet = queries.code_sheet(found, clock.now()) if found else None
    if sheet is None or fan.id not in {row.fan_id for row in sheet.holders}:
        raise Http404
    return sheet


def _fan(request: HttpRequest) -> Fan:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    fan = fans.fan(viewer.fan_id or 0)
    assert fan is not None  # the guard has let nobody else in
    return fan


urlpatterns = [
    path("codes", code_list, name="codes"),
    path("codes/kept", keep, name="keep_code"),
    path("codes/<int:code_id>", code, name="code"),
    path("codes/<int:code_id>/order", use, name="use_code"),
    path("codes/<int:code_id>/gift", give, name="give_code"),
]
