"""Telling everybody behind a need how it stands now: once a change, with the reason and who decided."""

from collections.abc import Iterable
from datetime import datetime

from fanloop.foundation.refs import parse
from fanloop.foundation.text.translated import read
from fanloop.listening.voices import queries as voices
from fanloop.listening.voices.rules.statuses import PROMISED
from fanloop.people.fans import actions as fans

KINDS = {
    "open": "need_open", "planned": "need_accepted", "building": "need_building", "shipped": "need_done",
    "declined": "need_declined", "duplicate": "need_joined",
}  # fmt: skip


def tell(changes: Iterable[str], *, at: datetime, into: int | None = None) -> None:
    """One line in the inbox of who voiced, backed, voted or follows; a staged change is told to nobody.

    Who is thanked for a change that shipped on a train hears of it from the train, so only the followers hear of it here. What
    the house opened again by itself, because it did not help, is a promise still.
    """
    rows = voices.changes_by_ids([parse(change).id for change in changes if change])
    told = [row for row in rows if not row.staged]
    need_ids = {row.need_id for row in told}
    listeners, behind = voices.listeners(need_ids), voices.people_behind(need_ids)
    other = voices.need_by_id(into) if into else None
    for row in told:
        by_train = row.status.kind == "shipped" and row.by is None
        people = listeners[row.need_id] - (behind[row.need_id] if by_train else set())
        kind = "need_again" if row.by is None and row.status.kind in PROMISED else KINDS[row.status.kind]
        fans.notify(
            people, kind=kind, data=_data(row, other), about=f"voices.need:{row.need_id}", at=at,
            key_prefix=f"stands:{row.id}",
        )  # fmt: skip


def _data(row: voices.NeedStatus, into: "voices.Need | None") -> dict[str, object]:
    return {
        "title": row.need.title, "because": row.because, "by": row.by.name if row.by else "",
        "status": row.status.name if read(row.status.name) else "", "into": into.title if into else "",
    }  # fmt: skip
