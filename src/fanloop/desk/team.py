"""The team at the desk: who is in it, what each may do, and the audit of what was done."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.guard import needs
from fanloop.foundation import clock, trail
from fanloop.foundation.refs import ref
from fanloop.people.fans import queries as fans
from fanloop.people.team import actions, queries
from fanloop.people.team.queries import Colleague, Member
from fanloop.people.team.rules.permissions import DUTIES, RANKS, TABLE

PAGE = 50

RANK_NAMES = {
    "founder": gettext_lazy("Founder"),
    "lead": gettext_lazy("Lead"),
    "engineer": gettext_lazy("Engineer"),
}
DUTY_NAMES = {
    "moderator": gettext_lazy("Moderator"),
    "desk": gettext_lazy("Desk"),
    "sales": gettext_lazy("Sales"),
    "finance": gettext_lazy("Finance"),
    "planner": gettext_lazy("Planner"),
}


class HireForm(forms.Form):
    """Somebody with an account here joins the team."""

    handle = forms.CharField(
        label=gettext_lazy("Their handle"), help_text=gettext_lazy("They need an account here first.")
    )
    name = forms.CharField(label=gettext_lazy("Name under answers"), max_length=120, required=False)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120, required=False)
    squad = forms.CharField(
        label=gettext_lazy("Squad"), max_length=60, required=False,
        help_text=gettext_lazy("People of one squad do not vote for one another."),
    )  # fmt: skip
    rank = forms.ChoiceField(label=gettext_lazy("Rank"), choices=list(RANK_NAMES.items()), initial="engineer")

    def clean_handle(self) -> fans.Fan:
        fan = fans.fan_by_handle(str(self.cleaned_data["handle"]).strip())
        if fan is None:
            raise forms.ValidationError(_("Nobody here is called that. Ask them to make an account first."))
        return fan


def _rows() -> list[dict[str, Any]]:
    """One row a member: each rank and duty with whether it is held."""
    return [_row(one) for one in queries.colleagues()]


def _row(one: Colleague) -> dict[str, Any]:
    return {
        "member": one.member,
        "ranks": [(key, name, key == one.member.rank) for key, name in RANK_NAMES.items()],
        "duties": [(key, name, key in one.duties) for key, name in DUTY_NAMES.items()],
        "may": len(one.permissions),
    }


def _table() -> list[tuple[str, list[bool]]]:
    """The one permission table, for reading: permission → carried by each rank, then by each duty."""
    return [
        (word, [*(rank in carriers.ranks for rank in RANKS), *(duty in carriers.duties for duty in DUTIES)])
        for word, carriers in TABLE.items()
    ]


def _show(request: HttpRequest, form: HireForm, status: int = 200) -> HttpResponse:
    page = {
        "form": form,
        "rows": _rows(),
        "table": _table(),
        "heads": [*RANK_NAMES.values(), *DUTY_NAMES.values()],
    }
    return render(
        request, "desk/team/team.html", page | {"duty_names": list(DUTY_NAMES.values())}, status=status
    )


@needs("team.manage")
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    return _show(request, HireForm())


@needs("team.manage")
@require_POST
def hire(request: HttpRequest) -> HttpResponse:
    form = HireForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    fan, said = form.cleaned_data.pop("handle"), form.cleaned_data
    try:
        with transaction.atomic():
            member = actions.hire(fan=fan, by=_acting(request), at=clock.now(), **said)
            _record(request, "team.hire", member, rank=said["rank"])
    except actions.Refused as problem:
        form.add_error("handle", str(problem))
        return _show(request, form, status=422)
    messages.success(request, _("%(name)s is in the team.") % {"name": member.name})
    return redirect("desk:team")


@needs("team.manage")
@require_POST
def change(request: HttpRequest, member_id: int) -> HttpResponse:
    """Rank and duties of one member as the form shows them; what differs is given or ended."""
    member = _member(member_id)
    try:
        with transaction.atomic():
            changed = _change(
                member, request.POST.get("rank", ""), set(request.POST.getlist("duty")), _acting(request)
            )
            changed |= _move(member, request.POST.get("squad"))
            if changed:
                _record(request, "team.change", member, **changed)
    except actions.Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("%(name)s is up to date.") % {"name": member.name})
    return redirect("desk:team")


def _change(member: Member, rank: str, duties: set[str], by: Member) -> dict[str, Any]:
    at = clock.now()
    held = next((one.duties for one in queries.colleagues() if one.member == member), frozenset())
    given, ended = sorted(duties - held), sorted(held - duties)
    for duty in given:
        actions.give_duty(member=member, duty=duty, by=by, at=at)
    for duty in ended:
        actions.end_duty(member=member, duty=duty, by=by, at=at)
    changed: dict[str, Any] = {"given": given, "ended": ended} if given or ended else {}
    if rank and rank != member.rank:
        actions.promote(member=member, rank=rank, at=at)
        changed["rank"] = rank
    return changed


def _move(member: Member, squad: str | None) -> dict[str, Any]:
    """Another squad, when the form names one; no name is no squad."""
    if squad is None or squad.strip() == member.squad:
        return {}
    actions.join_squad(member=member, squad=squad, at=clock.now())
    return {"squad": member.squad}


@needs("team.manage")
@require_POST
def dismiss(request: HttpRequest, member_id: int) -> HttpResponse:
    member = _member(member_id)
    try:
        with transaction.atomic():
            _record(request, "team.dismiss", member)
            actions.dismiss(member=member, by=_acting(request), at=clock.now())
    except actions.Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("%(name)s has left the team.") % {"name": member.name})
    return redirect("desk:team")


def _member(member_id: int) -> Member:
    member = queries.member(member_id)
    if member is None or member.left_at is not None:
        raise Http404
    return member


def _acting(request: HttpRequest) -> Member:
    member = queries.member_of(request.viewer.fan_id)  # type: ignore[attr-defined]
    assert member is not None
    return member


def _record(request: HttpRequest, act: str, member: Member, **detail: Any) -> None:
    actions.record_act(request.viewer, act=act, about=ref(member), detail=detail, at=clock.now())  # type: ignore[attr-defined]


@needs("audit.see")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    page = Paginator(queries.staff_acts(viewer=viewer, limit=5_000), PAGE).get_page(request.GET.get("page"))
    cards = trail.describe({line.about for line in page if line.about}, viewer=viewer)
    rows = [(line, cards.get(line.about)) for line in page]
    return render(request, "desk/team/audit.html", {"rows": rows, "page": page})


urlpatterns = [
    path("team", team, name="team"),
    path("team/hire", hire, name="hire"),
    path("team/<int:member_id>", change, name="change_member"),
    path("team/<int:member_id>/dismiss", dismiss, name="dismiss"),
    path("audit", audit, name="audit"),
]
