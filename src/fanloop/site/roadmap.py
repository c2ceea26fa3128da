"""The roadmap: what is promised, by the Friday it leaves on. Needs become changes, changes board trains."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.voices import queries as voices
from fanloop.releasing.releases import queries as releases
from fanloop.releasing.releases.queries import Change, TrainRow
from fanloop.site.train_way import late_words
from fanloop.ui.words import figure

TRAINS, LATELY, WAITING = 4, 2, 30


@dataclass(frozen=True)
class Item:
    """One thing on the roadmap: the need as fans know it, else the change as engineers do."""

    title: str
    href: str
    note: str = ""
    need: voices.NeedRow | None = None


@dataclass(frozen=True)
class Column:
    """A Friday with what leaves on it, or those that wait for one. `state` is gone, next or ahead."""

    title: str
    items: Sequence[Item]
    state: str = "ahead"
    at: datetime | None = None
    href: str = ""
    more: int = 0
    word: str = ""


@dataclass
class _Aboard:
    """Which needs ride on which changes."""

    needs: dict[int, voices.NeedRow]
    by_change: dict[int, list[int]]
    seen: set[int] = field(default_factory=set)

    def items(self, changes: Iterable[Change]) -> list[Item]:
        return [item for change in changes for item in self._of(change)]

    def _of(self, change: Change) -> list[Item]:
        rows = [self.needs[one] for one in self.by_change.get(change.id, ()) if one in self.needs]
        self.seen |= {row.need.id for row in rows}
        if not rows:
            return [Item(read(change.title), reverse("site:go", args=[f"releases.change:{change.id}"]))]
        return [_item(row) for row in rows]


def _item(row: voices.NeedRow) -> Item:
    people = ngettext("%(n)s person", "%(n)s people", row.people) % {"n": figure(row.people)}
    return Item(row.title, reverse("site:need", args=[row.need.slug]), people, row)


@require_safe
def roadmap(request: HttpRequest) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return render(request, "site/voices/roadmap.html", {"columns": columns(viewer)})


def columns(viewer: Viewer) -> list[Column]:
    """Shipped lately, the next four Fridays, and promises without a train. As many queries for few changes as for many."""
    coming = sorted(releases.trains_of(is_gone=False, limit=40), key=lambda row: row.train.leaves_at)[:TRAINS]
    gone = releases.trains_of(is_gone=True, limit=LATELY)
    changes = releases.changes_by_train([row.train.id for row in (*coming, *gone)], each=12)
    promised = voices.on_roadmap(viewer, limit=WAITING + 40)
    aboard = _aboard(changes, promised, viewer)
    lately = Column(
        _("Shipped lately"),
        [item for row in gone for item in aboard.items(changes.get(row.train.id, []))],
        "gone",
    )
    states = releases.states([row.train for row in coming], clock.now())
    ahead = [
        replace(
            _column(row, aboard, changes.get(row.train.id, []), "ahead" if place else "next"),
            word=_word(states[row.train.id]),
        )
        for place, row in enumerate(coming)
    ]
    waiting = [row for row in promised if row.need.id not in aboard.seen]
    rest = Column(
        _("Promised, no train yet"),
        [_item(row) for row in waiting[:WAITING]],
        more=max(0, len(waiting) - WAITING),
    )
    return [lately, *ahead, rest]


def _word(state: releases.State) -> str:
    """What is out of the ordinary with a train: stopped, late, or out of turn, with the reason."""
    if state.hold:
        return _("Stopped: %(why)s") % {"why": state.hold.why}
    if state.hotfix:
        return _("Out of turn: %(why)s") % {"why": state.hotfix.why}
    return late_words(state)


def _column(row: TrainRow, aboard: _Aboard, changes: list[Change], state: str) -> Column:
    href = reverse("site:go", args=[f"releases.train:{row.train.id}"])
    more = max(0, row.aboard - len(changes))
    return Column(row.train.number, aboard.items(changes), state, row.train.leaves_at, href, more)


def _aboard(changes: dict[int, list[Change]], promised: list[voices.NeedRow], viewer: Viewer) -> _Aboard:
    behind = releases.needs_behind_all(change.id for found in changes.values() for change in found)
    known = {row.need.id: row for row in promised}
    wanted = {need_id for ids in behind.values() for need_id in ids} - set(known)
    return _Aboard(known | voices.needs_by_ids(wanted, viewer), behind)


urlpatterns = [path("roadmap", roadmap, name="roadmap")]
