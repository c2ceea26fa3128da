"""Trains and their changes as entries of a feed: the notes whole, as their pages tell them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from fanloop.foundation.text.translated import read
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.queries import Held, TrainRow, notes
from fanloop.releasing.releases.queries.notes import Shown
from fanloop.releasing.releases.rules.notes import KINDS
from fanloop.site.atom import Entry
from fanloop.site.notes import drawn_all
from fanloop.site.releases import KINDS as NAMES
from fanloop.site.releases import ShownChange, shown

MOST = 40
"""Changes of one train that an entry tells; its page has all of them."""


def head(row: TrainRow) -> Entry:
    """A train that left, without its words."""
    train = row.train
    at = row.left_at or train.leaves_at
    href = reverse("site:train", args=[train.line.slug, train.number])
    return Entry(f"releases.train:{train.id}", f"{read(train.line.name)} {train.number}", href, at, at)


def of(rows: Sequence[TrainRow]) -> list[Entry]:
    """Trains with what people or the house wrote about them, and what was aboard; a few queries for any number."""
    ids = [row.train.id for row in rows]
    written = notes.shown_notes(ids, language=get_language() or "en")
    drawn = drawn_all([one.note for one in written.values()])
    listed = _listed(
        [number for number in ids if number not in written or not written[number].note.generated]
    )
    off = notes.withdrawals(ids)
    return [
        _entry(row, written.get(row.train.id), drawn, listed.get(row.train.id, []), off.get(row.train.id))
        for row in rows
    ]


def _entry(
    row: TrainRow,
    written: Shown | None,
    drawn: Mapping[int, str],
    changes: Sequence[ShownChange],
    off: queries.Withdrawal | None,
) -> Entry:
    plain = head(row)
    told = {
        "note": drawn[written.note.id] if written else "", "withdrawal": off, "href": plain.href,
        "groups": [(NAMES[kind], list(found)) for kind, found in groupby(changes, attrgetter("held.change.kind"))],
        "more": max(0, row.aboard - len(changes)) if changes else 0,
    }  # fmt: skip
    moments = [plain.at, *([written.note.at] if written else []), *([off.at] if off else [])]
    return replace(plain, changed_at=max(moments), html=render_to_string("site/releases/entry.html", told))


def _listed(train_ids: Sequence[int]) -> dict[int, list[ShownChange]]:
    """The first changes of each train in the order of notes, with who asked and who made them."""
    changes = queries.changes_by_train(train_ids, each=MOST) if train_ids else {}
    every = [one for found in changes.values() for one in found]
    told = {one.held.change.id: one for one in shown(queries.held(every, brief=True))} if every else {}
    place = {kind: number for number, kind in enumerate(KINDS)}
    return {
        train_id: sorted((told[one.id] for one in found), key=lambda one: place[one.held.change.kind])
        for train_id, found in changes.items()
    }


def of_changes(held: Sequence[Held], at: datetime) -> list[Entry]:
    """The changes of one train, each as one thing that came at that moment."""
    return [_change(one, at) for one in shown(held)]


def _change(one: ShownChange, at: datetime) -> Entry:
    change = one.held.change
    html = render_to_string("site/releases/entry.html", {"alone": one})
    return Entry(one.ref, one.title, reverse("site:change", args=[change.id]), at, at, one.by, html)
