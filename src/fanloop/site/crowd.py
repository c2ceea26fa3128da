"""Crowdfunding in words: how far, how likely, and what comes when more is pledged."""

from django.utils.translation import gettext as _

from fanloop.foundation.text.translated import read
from fanloop.making.demand.queries import Forecast
from fanloop.selling.campaigns.queries.crowd import Crowd, Goal
from fanloop.ui.parts import Station
from fanloop.ui.words import figure
from fanloop.ui.words import money as money_words


def amount_words(goal: Goal, amount: int) -> str:
    """An amount in the goal's unit: pieces, or money of its currency."""
    if goal.unit == "money":
        return money_words(amount, goal.currency)
    return _("%(n)s pieces") % {"n": figure(amount)}


def odds(crowd: Crowd, forecast: Forecast | None) -> str:
    """How the forecast's band lies about the goal, in shares a person knows; empty while nobody can say.

    A goal in money is compared at what one piece has brought so far.
    """
    if forecast is None or not crowd.pieces:
        return ""
    if crowd.reach.is_reached:
        return _("The goal is reached. What comes now unlocks more.")
    needed = _pieces_needed(crowd)
    for bound, share in (
        (forecast.low80, _("9 in 10")),
        (forecast.low50, _("3 in 4")),
        (forecast.median, _("half")),
        (forecast.high50, _("1 in 4")),
        (forecast.high80, _("1 in 10")),
    ):
        if needed <= bound:
            return _("At least %(share)s of such forecasts end at the goal or above it.") % {"share": share}
    return _("Fewer than 1 in 10 of such forecasts reach the goal. It needs more people than came so far.")


def _pieces_needed(crowd: Crowd) -> int:
    if crowd.goal.unit == "pieces":
        return crowd.reach.threshold
    return -(-crowd.reach.threshold * crowd.pieces // max(1, crowd.reach.counted))


def stretch_stations(crowd: Crowd) -> list[Station]:
    """The goal and every stretch goal on one line: reached, next, and those after it."""
    rows = [(_("The goal"), crowd.goal.threshold, crowd.reach.is_reached)]
    rows += [(read(row.stretch.title), row.stretch.amount, row.is_reached) for row in crowd.stretches]
    coming = next((place for place, row in enumerate(rows) if not row[2]), None)
    over = crowd.outcome is not None
    return [
        Station(
            title,
            amount_words(crowd.goal, amount),
            state="past" if done else "skipped" if over else "now" if place == coming else "next",
        )
        for place, (title, amount, done) in enumerate(rows)
    ]
