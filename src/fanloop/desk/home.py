"""Is it turning? Six figures with where they come from, and what waits for somebody, no more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.desk import loop
from fanloop.desk.first_steps import first_steps
from fanloop.desk.guard import needs
from fanloop.foundation import bus, clock
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.listening.answers import queries as answers
from fanloop.listening.answers.rules.figures import figures
from fanloop.listening.moderation import queries as moderation
from fanloop.listening.voices import queries as voices
from fanloop.making.demand import queries as demand
from fanloop.making.supply import queries as supply
from fanloop.releasing.releases import queries as releases
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.payments import queries as payments
from fanloop.things.products import queries as products
from fanloop.ui.parts import Stat
from fanloop.ui.words import figure, percent

WEEK, MONTH = timedelta(days=7), timedelta(days=28)


@dataclass(frozen=True)
class Waiting:
    """Something that only a person can move on, how much of it there is, and where."""

    what: str
    count: int
    href: str
    permission: str


def _answer_stats(now: datetime) -> Iterator[Stat]:
    """How the promise was kept in seven days, reckoned from the log; the team together, nobody alone."""
    week = figures(answers.kept_since(now - WEEK, now=now))
    how = {"count": figure(week.in_time), "all": figure(week.counted)}
    yield Stat(
        _("answered in time"),
        percent(week.share) if week.share is not None else "–",
        how=_("%(count)s of %(all)s in the last seven days") % how,
        href=reverse("site:promise"),
    )
    yield Stat(
        _("until somebody answers, in half of all cases"),
        figure(-(-week.half_real // 60)) if week.half_real is not None else "–",
        unit=_("min"),
        how=_("first answers by a person, the last seven days"),
        href=reverse("site:promise"),
    )


def _promise_stats(now: datetime, turned: loop.FirstPage | None) -> Iterator[Stat]:
    counts = voices.tab_counts()
    yield Stat(
        _("promised and not shipped yet"),
        figure(counts["promised"]),
        how=_("of %(count)s open needs") % {"count": figure(counts["wanted"])},
        href=f"{reverse('site:needs')}?tab=promised",
    )
    if turned:
        yield turned.headline
    else:
        left = releases.departed_since(now - MONTH)
        yield Stat(
            _("trains left in four weeks"),
            str(left),
            how=_("of all product lines"),
            href=reverse("site:fridays"),
        )


def _sold(now: datetime) -> Stat:
    ordered = sum(row.fill.ordered for row in campaigns.progresses(campaigns.campaigns(), now))
    abouts = demand.abouts()
    latest = demand.latest_forecast(abouts[0]) if abouts else None
    how = _("no forecast yet")
    if latest:
        how = _("most likely %(median)s in the end, 8 in 10: %(low)s to %(high)s") % {
            name: figure(value)
            for name, value in (("median", latest.median), ("low", latest.low80), ("high", latest.high80))
        }
    return Stat(_("ordered"), figure(ordered), how=how, href=reverse("desk:demand"))


def _bought(viewer: Viewer) -> Stat:
    lines = [line for order in supply.purchase_orders(viewer=viewer) for line in order.lines]
    answered = sum(line.answer is not None for line in lines)
    late = sum(line.is_late or line.is_short for line in lines)
    how = ngettext(
        "%(count)d of them later or fewer than asked", "%(count)d of them later or fewer than asked", late
    )
    return Stat(
        _("purchase lines answered by suppliers"),
        f"{answered} / {len(lines)}" if lines else "–",
        how=how % {"count": late} if lines else _("nothing is on order"),
        href=reverse("desk:purchase_orders"),
    )


def _waiting(now: datetime) -> Iterator[Waiting]:
    unanswered, overdue = answers.counts(SYSTEM, now=now)
    yield Waiting(
        _("voices and topics without an answer, %(late)d of them late") % {"late": overdue},
        unanswered,
        reverse("desk:voices"),
        "voices.answer",
    )
    yield Waiting(
        _("needs that many want and nobody has promised"),
        len(_unpromised()),
        reverse("desk:triage"),
        "voices.accept",
    )
    platform = sum(
        releases.platform(line.id, limit=0).count for line in products.lines() if releases.next_train(line.id)
    )
    yield Waiting(_("changes on the platform"), platform, reverse("desk:trains"), "releases.board")
    yield Waiting(
        _("bank transfers to look for"),
        len(payments.waiting("transfer")),
        reverse("desk:orders"),
        "payments.record",
    )
    reported = moderation.waiting_count(viewer=SYSTEM, at=now)
    yield Waiting(_("reports to judge"), reported, reverse("desk:moderation"), "community.moderate")
    yield Waiting(_("facts not delivered yet"), bus.pending(), reverse("healthz"), "audit.see")


def _unpromised() -> list[voices.NeedRow]:
    rows = voices.needs_board(order="wanted").object_list
    return [row for row in rows if row.promised_at is None and row.people > 1]


@needs("desk.enter")
def home(request: HttpRequest) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    now = clock.now()
    turned = loop.first_page(now)
    figures = [*_answer_stats(now), *_promise_stats(now, turned)]
    if viewer.may("demand.see"):
        figures.append(_sold(now))
    if supply.may_see_prices(viewer):
        figures.append(_bought(viewer))
    waiting = [one for one in _waiting(now) if one.count and viewer.may(one.permission)]
    return render(
        request,
        "desk/home/home.html",
        {"figures": figures, "waiting": waiting, "loop": turned, "steps": first_steps(viewer)},
    )


urlpatterns = [path("", home, name="home")]
