"""What follows for people: a fan's standing, strikes, appeals."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.desk.acts import member_of, record, told, viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.moderation_parts import tabs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.listening.moderation import actions, queries
from fanloop.people.fans import queries as fans


def _fan(handle: str) -> fans.Fan:
    found = fans.fan_by_handle(handle)
    if found is None:
        raise Http404(_("Nobody here is called that."))
    return found


@needs("community.moderate")
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """What stands against a fan, how right their reports were, and the form for a strike."""
    fan = _fan(handle)
    agreed, disagreed = queries.accuracy([fan.id])[fan.id]
    page = {
        "fan": fan, "standing": queries.standing(fan.id, at=clock.now()), "agreed": agreed,
        "judged": agreed + disagreed, "tabs": tabs("", viewer_of(request)),
    }  # fmt: skip
    return render(request, "desk/moderation/person.html", page)


@require_POST
@needs("community.moderate")
def strike(request: HttpRequest, handle: str) -> HttpResponse:
    fan, why = _fan(handle), request.POST.get("why", "")

    def give() -> None:
        given = actions.strike(fan=fan, by=member_of(request).fan, why=why, at=clock.now())
        record(request, "moderation.strike", ref(fan), why=why, follows=given.consequence)

    if told(request, give, actions.Refused):
        messages.success(request, _("Written down. %(name)s has been told.") % {"name": fan.handle})
    return redirect("desk:moderated_person", handle)


@require_POST
@needs("community.moderate")
def lift(request: HttpRequest, strike_id: int) -> HttpResponse:
    row = queries.strike(strike_id)
    if row is None:
        raise Http404
    why = request.POST.get("why", "")
    if actions.lift(strike=row, by=member_of(request).fan, why=why, at=clock.now()):
        record(request, "moderation.lift", ref(row.fan), why=why)
        messages.success(request, _("Lifted. It counts no longer."))
    return redirect("desk:moderated_person", row.fan.handle)


@needs("community.moderate")
def appeals(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    rows = queries.appeals(viewer=viewer)
    shown = [(row, queries.may_decide(row.appeal, viewer.fan_id or 0)) for row in rows]
    return render(request, "desk/moderation/appeals.html", {"rows": shown, "tabs": tabs("appeals", viewer)})


@require_POST
@needs("community.moderate")
def decide(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Grant an appeal or keep what was decided; never by who decided first."""
    row = queries.appeal(appeal_id)
    if row is None or (row.review and not queries.may_moderate(viewer_of(request), row.review.scope)):
        raise Http404
    granted, why = request.POST.get("granted") == "1", request.POST.get("why", "")

    def act() -> None:
        actions.decide(appeal=row, by=member_of(request).fan, granted=granted, why=why, at=clock.now())
        record(request, "moderation.grant" if granted else "moderation.keep", ref(row), why=why)

    if told(request, act, actions.Refused):
        messages.success(request, _("Decided. The fan has been told."))
    return redirect("desk:appeals")


urlpatterns = [
    path("moderation/appeals", appeals, name="appeals"),
    path("moderation/appeals/<int:appeal_id>/decide", decide, name="decide_appeal"),
    path("moderation/people/<str:handle>", person, name="moderated_person"),
    path("moderation/people/<str:handle>/strike", strike, name="strike"),
    path("moderation/strikes/<int:strike_id>/lift", lift, name="lift_strike"),
]
