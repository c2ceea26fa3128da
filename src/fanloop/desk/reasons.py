"""The walk under the supply table: from a part over its assembly and builds up to the voices."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.refs import parse, ref
from fanloop.foundation.text.days import day_words
from fanloop.foundation.viewer import Viewer
from fanloop.making.supply import queries
from fanloop.making.supply.queries import Plan, Reason
from fanloop.ui.words import figure

_UP = ("voices.need", "voices.voice", "community.topic")


@dataclass(frozen=True)
class Step:
    """One stop of the walk: what, and a word more; `href` where there is a page."""

    what: str
    more: str = ""
    ref: str = ""


def steps(reason: Reason, plan: Plan, viewer: Viewer) -> list[Step]:
    """Nearest first: where the part goes, what is built, what nobody asked for, the forecast, the voices."""
    found = [*_uses(reason), *_builds(reason), *_nobody(reason)]
    row = plan.forecast
    span = _("%(observed)s ordered then; 8 in 10: %(low)s to %(high)s") % {
        "observed": figure(row.observed),
        "low": figure(row.low80),
        "high": figure(row.high80),
    }
    found.append(Step(_("%(median)s expected") % {"median": figure(row.median)}, span, ref(row)))
    return [*found, *_voices(ref(row), viewer)]


def _uses(reason: Reason) -> list[Step]:
    uses = reason.uses[:1]
    more = len(reason.uses) - 1
    return [
        Step(
            _("%(count)s in every %(parent)s")
            % {
                "count": queries.quantity_words(use.quantity, use.unit),
                "parent": use.parent.name,
            },
            ngettext("and in %(n)s other", "and in %(n)s others", more) % {"n": more}
            if more
            else use.parent.number,
        )
        for use in uses
    ]


def _builds(reason: Reason) -> list[Step]:
    built = [peg for peg in reason.pegs if peg.variant]
    if not built:
        return []
    made = sum({(peg.variant.id, peg.week): peg.made for peg in built if peg.variant}.values())
    weeks = sorted({peg.week for peg in built if peg.week})
    when = (
        day_words(weeks[0], "bare")
        if len(weeks) == 1
        else f"{day_words(weeks[0], 'bare')} – {day_words(weeks[-1], 'bare')}"
    )
    skus = ", ".join(dict.fromkeys(peg.variant.sku for peg in built if peg.variant))
    return [Step(_("%(made)s built, week of %(when)s") % {"made": figure(made), "when": when}, skus)]


def _nobody(reason: Reason) -> list[Step]:
    sums: dict[str, float] = {}
    for peg in reason.pegs:
        if peg.why != "demand":
            sums[peg.why] = sums.get(peg.why, 0) + float(peg.quantity)
    if not sums:
        return []
    said = ", ".join(f"{queries.why_words(why)} {figure(pieces)}" for why, pieces in sums.items())
    return [Step(_("%(count)s nobody asked for") % {"count": figure(sum(sums.values()))}, said)]


def _voices(about: str, viewer: Viewer) -> list[Step]:
    """Counts of what lies above the forecast, nearest first; titles where there is one to read."""
    walk = trail.causes_of(about)
    groups = [group for group in trail.grouped(walk, viewer=viewer) if group.kind in _UP]
    return [
        Step(
            f"{figure(group.count)} × {group.label}", group.cards[0].title if group.cards else "", _one(group)
        )
        for group in groups[:2]
    ]


def _one(group: trail.Group) -> str:
    card = group.cards[0] if group.cards else None
    return card.ref if card and parse(card.ref).kind == group.kind else ""
