"""The week in sums, for everybody: what fans say of each change, how sure that is, and in whose words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fanloop.foundation.text.translated import read
from fanloop.listening.voices import queries as voices
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.queries import NotFixed, Quote, Slice, Sums, TrainRow, Verdicts
from fanloop.releasing.releases.rules.reports import BOXES, MIN, asked_on
from fanloop.site.reports import train_or_404
from fanloop.things.products import queries as products
from fanloop.ui.parts import Stat
from fanloop.ui.words import figure, percent

FEW = 3
_BOXES = {
    "used": gettext_lazy("Used"),
    "liked": gettext_lazy("Liked"),
    "disliked": gettext_lazy("Not liked"),
    "want": gettext_lazy("Wanted next"),
}


@dataclass(frozen=True)
class Said:
    """One line of figures: who or what, how many say what, the share in words, and the band as a drawing in hundredths."""

    name: str
    href: str
    verdicts: Verdicts
    share: str
    low: float
    high: float
    mid: float | None
    reports: int = 0
    not_fixed: NotFixed | None = None

    @property
    def width(self) -> float:
        return round(self.high - self.low, 1)

    @property
    def why(self) -> str:
        return f"releases.not_fixed:{self.not_fixed.id}" if self.not_fixed else ""


def said_of(
    name: str, found: Verdicts, *, href: str = "", reports: int = 0, failed: NotFixed | None = None
) -> Said:
    """A line of figures for one thing; below `MIN` answers its share is not said."""
    share = found.share
    low, high = share.interval
    words = (
        _("too few to say")
        if found.decided < MIN
        else f"{percent(share.value or 0)} ({percent(low)}–{percent(high)})"
    )
    mid = None if share.value is None else round(100 * share.value, 1)
    return Said(name, href, found, words, round(100 * low, 1), round(100 * high, 1), mid, reports, failed)


@require_safe
def tuesday(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    row = train_or_404(slug, number)
    viewer = request.viewer  # type: ignore[attr-defined]
    found = queries.sums(row.train.id)
    page = {
        "train": row.train, "row": row, "line_name": read(row.train.line.name), "sums": found,
        "asked_on": asked_on(row.left_at, queries.zone_of(row.train.line_id)) if row.left_at else None,
        "closed": queries.why_closed(row.train), "mine": queries.report_of(row.train.id, viewer.fan_id), "least": MIN,
        "stats": _stats(found), "changes": _changes(found), "languages": _languages(found.languages),
        "devices": _devices(found.devices), "themes": queries.themes(row.train.id, viewer),
        "quotes": _quotes(row, viewer),
    }  # fmt: skip
    return render(request, "site/reports/tuesday.html", page)


def _stats(found: Sums) -> list[Stat]:
    whole = _whole(found.changes.values())
    low, high = whole.share.interval
    sure = _("95 of 100 times between %(low)s and %(high)s") % {"low": percent(low), "high": percent(high)}
    return [
        Stat(_("reports"), figure(found.reports), how=_("one a fan")),
        Stat(
            _("of all answers: it helped"), percent(whole.share.value) if whole.share.value is not None else "–",
            how=sure if whole.decided else _("nobody has said yet"),
        ),
        Stat(_("say what they want next"), figure(found.boxes.get("want", 0)), how=_("each is a voice of its own")),
    ]  # fmt: skip


def _whole(found: Any) -> Verdicts:
    rows = list(found)
    return Verdicts(
        sum(one.yes for one in rows), sum(one.no for one in rows), sum(one.not_tried for one in rows)
    )


def _changes(found: Sums) -> list[Said]:
    """Changes somebody spoke of, the one that helped least first: there is work to do."""
    failed = queries.not_fixed(found.changes)
    rows = {change.id: change for change in queries.changes_by_ids(found.changes)}
    order = sorted(rows, key=lambda one: (found.changes[one].share.interval[1], one))
    return [
        said_of(
            read(rows[one].title), found.changes[one], href=reverse("site:change", args=[one]), failed=failed.get(one)
        )
        for one in order
    ]  # fmt: skip


def _languages(found: Sequence[Slice]) -> list[Said]:
    names = {tag: str(name) for tag, name in settings.LANGUAGES}
    return _sliced(found, {one.key: names.get(one.key, one.key) for one in found})


def _devices(found: Sequence[Slice]) -> list[Said]:
    lines = {line.id: line.name for line in products.lines()}
    return _sliced(found, {one.key: voices.device(lines.get(one.line_id or 0), one.variant) for one in found})


def _sliced(found: Sequence[Slice], names: dict[str, str]) -> list[Said]:
    """What few have is summed with other rare ones, so that nobody is known by an odd lamp."""
    often = [one for one in found if one.reports >= FEW and names[one.key]]
    rest = [one for one in found if one not in often]
    rows = [said_of(names[one.key], one.verdicts, reports=one.reports) for one in often]
    if rest:
        whole = _whole(one.verdicts for one in rest)
        rows.append(said_of(_("others, or not said"), whole, reports=sum(one.reports for one in rest)))
    return rows


def _quotes(row: TrainRow, viewer: Any) -> list[tuple[str, int, list[Quote]]]:
    said = [(box, queries.quotes(row.train.id, box, viewer)) for box in BOXES]
    return [(str(_BOXES[box]), len(found), found) for box, found in said if found]


urlpatterns = [path("fridays/<slug:slug>/<path:number>/tuesday", tuesday, name="tuesday")]
