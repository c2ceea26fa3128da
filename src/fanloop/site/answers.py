"""The promise as fans see it: the public proof, how their own words stand, a word back, and whether it helped."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from fanloop.foundation import clock
from fanloop.foundation.refs import parse
from fanloop.foundation.text.days import day_words
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.answers import actions, queries
from fanloop.listening.answers.queries import Case, Desk, Standing
from fanloop.listening.answers.rules.log import Kept
from fanloop.listening.community import queries as community
from fanloop.people.fans import queries as fans
from fanloop.people.markets import queries as markets
from fanloop.site.asking import back, fan_of, members_only, tell
from fanloop.site.links import page_of
from fanloop.ui.parts import Ring, Stat
from fanloop.ui.words import figure, percent, span

WEEKS = 8


@dataclass(frozen=True)
class CaseShown:
    """How somebody's words stand, for this reader: a ring and a sentence, what was asked back, what fans say."""

    standing: Standing
    ring: Ring | None
    words: str
    question: Any
    verdicts: list[queries.Said]
    may_judge: bool
    mine: queries.Said | None


def reader_zone(viewer: Viewer) -> str:
    """The zone of the reader's market, else that of the desk."""
    fan = fans.fan(viewer.fan_id) if viewer.fan_id else None
    return fan.market.time_zone if fan and fan.market else queries.zone()


def case_shown(ref: str, viewer: Viewer) -> CaseShown | None:
    """What `site/answers/ring.html` draws for a voice or topic; None for what was imported or said by the maker."""
    now = clock.now()
    standing = queries.cases_of([ref], now=now).get(ref)
    if standing is None or standing.state == "excused":
        return None
    verdicts = (
        queries.verdicts_of([standing.case_id]).get(standing.case_id, []) if standing.answered_at else []
    )
    case = queries.case(standing.case_id) if standing.answered_at and viewer.fan_id else None
    return CaseShown(
        standing, ring_of(standing), _words(standing, now, reader_zone(viewer)),
        queries.question_of(standing.case_id) if standing.state == "paused" else None, verdicts,
        case is not None and queries.may_judge(case, viewer.fan_id),
        next((one for one in verdicts if one.fan_id == viewer.fan_id), None),
    )  # fmt: skip


def answer_in_talk(topic_id: int, viewer: Viewer) -> community.Said | None:
    """The maker's first answer under a topic, for the page of a voice that came out of it; None while there is none."""
    case = queries.case_of(f"{community.TOPIC}:{topic_id}")
    event = queries.answered_event(case.id) if case else None
    topic = (
        community.topic(topic_id, viewer) if event and event.ref.startswith(f"{community.REPLY}:") else None
    )
    if event is None or topic is None:
        return None
    said = community.said_in(topic, parse(event.ref).id, viewer)
    return said if said and said.body else None


def ring_of(standing: Standing) -> Ring | None:
    """None for an answer that took longer by the clock on the wall and was in time by the desk's: no number says both."""
    of = max(1, standing.seconds // 60)
    if standing.answered_at:
        real, is_kept = _real(standing), (standing.taken or 0) <= standing.seconds
        return Ring(real, "done" if is_kept else "late", of) if real <= of or not is_kept else None
    if standing.state == "paused":
        return Ring(None, "paused", of)
    left = standing.minutes or 0
    return Ring(left, "waiting" if left > 0 else "late", of)


def _real(standing: Standing) -> int:
    return max(1, -(-(standing.real or 0) // 60))


def _words(standing: Standing, now: datetime, zone: str) -> str:
    if standing.answered_at:
        after = _("First answer after %(span)s") % {"span": span(timedelta(minutes=_real(standing)))}
        off = ring_of(standing) is None
        return (
            _("%(after)s, most of it while the desk was closed.") % {"after": after}
            if off
            else _("%(after)s.") % {"after": after}
        )
    if standing.state == "paused":
        return _("We asked something back; our clock stands until the answer.")
    if standing.due_at is None or standing.due_at <= now:
        return _("Later than we promised. It stands on top of our wall.")
    by = queries.moment_words(standing.due_at, now=now, zone=zone)
    said = {"by": by, "place": queries.place(zone)}
    if standing.opens_at:
        said["opens"] = queries.moment_words(standing.opens_at, now=now, zone=zone)
        return _("The desk opens %(opens)s; a person answers by %(by)s (%(place)s time).") % said
    return _("A person answers by %(by)s (%(place)s time).") % said


def promise(request: HttpRequest) -> HttpResponse:
    """The public proof. `?zone=` shows the hours by other clocks."""
    now, viewer = clock.now(), request.viewer  # type: ignore[attr-defined]
    zones = _zones()
    zone = request.GET.get("zone", "")
    zone = zone if zone in zones else reader_zone(viewer)
    shown, desk = queries.proof(now=now, zone=queries.zone(), weeks=WEEKS), queries.desk(now)
    page = {
        "proof": shown, "desk": desk, "state": _state(desk, now, zone) if desk else "", "zone": zone, "zones": zones,
        "minutes": desk.minutes if desk else 15, "stats": _stats(shown), "weeks": _weeks(shown),
        "rings": rings(shown.today, desk.minutes if desk else 15), "days": _days(desk, now, zone) if desk else [],
        "others": _others(now, zone), "place": queries.place(zone),
    }  # fmt: skip
    return render(request, "site/answers/promise.html", page)


def _zones() -> dict[str, str]:
    """The desk's zone and those of all markets, each with its town."""
    found = [queries.zone(), *(row.time_zone for row in markets.markets()), "UTC"]
    return {zone: queries.place(zone) for zone in found}


def _state(desk: Desk, now: datetime, zone: str) -> str:
    if desk.answer_by is None:
        return _("Nobody sits at the desk at present.")
    by = queries.moment_words(desk.answer_by, now=now, zone=zone)
    if desk.open_until:
        return _("Somebody sits at the desk now. What you say this minute is answered by %(by)s.") % {
            "by": by
        }
    opens = queries.moment_words(desk.opens_at or now, now=now, zone=zone)
    return _("The desk is closed. It opens %(opens)s; what you say now is answered by %(by)s.") % {
        "opens": opens,
        "by": by,
    }


def _stats(shown: queries.Proof) -> list[Stat]:
    whole, judged = shown.whole, shown.judged
    how = _("%(good)s of %(all)s in eight weeks; 95 of 100 times between %(low)s and %(high)s")
    low, high = whole.interval
    counted = {
        "good": figure(whole.in_time),
        "all": figure(whole.counted),
        "low": percent(low),
        "high": percent(high),
    }
    helped_low, helped_high = judged.interval
    helped = {
        "good": figure(judged.helped),
        "all": figure(judged.of),
        "low": percent(helped_low),
        "high": percent(helped_high),
    }
    return [
        Stat(_("answered in time"), percent(whole.share) if whole.share is not None else "–", how=how % counted if whole.counted else _("nothing was asked yet")),
        Stat(_("until the first answer, in half of all cases"), _minutes(whole.half_real), unit=_("min"), how=_("by the clock on the wall, nights and weekends counted")),
        Stat(_("the same in desk hours"), _minutes(whole.half, least=0), unit=_("min"), how=_("zero when somebody answered before the desk opened")),
        Stat(_("of those who say so: it helped"), percent(judged.share) if judged.share is not None else "–", how=how % helped if judged.of else _("nobody has said yet")),
    ]  # fmt: skip


def _minutes(seconds: int | None, *, least: int = 1) -> str:
    return "–" if seconds is None else figure(max(least, -(-seconds // 60)))


def _waits(row: Kept) -> Literal["paused", "late", "waiting"]:
    if row.is_paused:
        return "paused"
    return "late" if row.in_time is False else "waiting"


@dataclass(frozen=True)
class Week:
    """One line of the proof: its Monday, how much of a bar it fills, and the figures in words."""

    label: str
    filled: str
    words: str


def _weeks(shown: queries.Proof) -> list[Week]:
    rows = []
    for week in shown.weeks:
        found = week.figures
        said = _("%(good)s of %(all)s, half within %(half)s min") % {
            "good": figure(found.in_time), "all": figure(found.counted), "half": _minutes(found.half_real),
        }  # fmt: skip
        label = _("week of %(day)s") % {"day": day_words(week.start.date())}
        words = said if found.counted else _("nothing was asked")
        rows.append(Week(label, f"{100 * (found.share or 0):.1f}%", words))
    return rows


def rings(period: queries.Period, of: int) -> list[Ring]:
    """A day as rings: minutes of desk time taken, or what is still waiting."""
    drawn = []
    for row in period.rows:
        if row.taken is not None:
            drawn.append(Ring(max(1, -(-row.taken // 60)), "done" if row.in_time else "late", of))
        else:
            drawn.append(Ring(-(-(row.left or 0) // 60), _waits(row), of))
    return drawn


def _days(desk: Desk, now: datetime, zone: str) -> list[tuple[str, str]]:
    """The next seven days by the reader's clocks: day, and when somebody sits there."""
    here, today = ZoneInfo(zone), now.astimezone(ZoneInfo(desk.policy.hours.zone)).date()
    days: list[tuple[str, str]] = []
    for day in (today + timedelta(days=number) for number in range(7)):
        spans = [
            "–".join(datetime.fromtimestamp(second, here).strftime("%H:%M") for second in pair)
            for pair in desk.calendar.stretches(day)
        ]
        name = desk.policy.hours.days.get(day.isoformat(), {}).get("name", "")
        days.append(
            (
                day_words(day),
                ", ".join(spans)
                or (_("closed: %(name)s") % {"name": name} if name else pgettext("desk", "closed")),
            )
        )
    return days


def _others(now: datetime, zone: str) -> list[tuple[str, str]]:
    """Spaces and markets with a promise of their own, by the same clocks."""
    names = {f"market:{row.code}": read(row.name) for row in markets.markets()}
    from_spaces = {f"space:{row.space.id}": row.name for row in community.spaces()}
    return [
        ((names | from_spaces).get(row.scope, ""), _state(found, now, zone))
        for row in queries.policies()
        if row.scope and (found := queries.desk(now, row))
    ]


def _case(case_id: int) -> Case:
    row = queries.case(case_id)
    if row is None:
        raise Http404
    return row


@require_POST
@members_only
def say_back(request: HttpRequest, case_id: int) -> HttpResponse:
    """The fan answers what was asked back; only the one who was asked can."""
    row, fan, words = _case(case_id), fan_of(request), request.POST.get("words", "").strip()
    if row.fan_id != fan.id:
        raise Http404
    if words:
        actions.resume(case_id=case_id, fan=fan, words=words[:8_000], at=clock.now())
        messages.success(request, _("Thank you. Our clock runs again."))
    return redirect(back(request, reverse("site:go", args=[row.about])))


@require_POST
@members_only
def judge(request: HttpRequest, case_id: int) -> HttpResponse:
    row = _case(case_id)
    helped, words = request.POST.get("helped") == "1", request.POST.get("words", "")
    try:
        actions.judge(case=row, fan=fan_of(request), helped=helped, words=words, at=clock.now())
        messages.success(request, _("Thank you. Whoever answered reads it."))
    except actions.Refused as problem:
        tell(request, problem)
    return redirect(back(request, reverse("site:go", args=[row.about])))


@page_of("answers.case")
def case_address(case_id: int, viewer: Viewer) -> str:
    """Members go to the wall, everybody else to what it is about."""
    row = queries.case(case_id)
    if row is None:
        return ""
    wall = f"{reverse('desk:voices')}?case={case_id}"
    return wall if viewer.may("voices.answer") else reverse("site:go", args=[row.about])


urlpatterns = [
    path("promise", promise, name="promise"),
    path("cases/<int:case_id>/word", say_back, name="say_back"),
    path("cases/<int:case_id>/helped", judge, name="judge_answer"),
]
