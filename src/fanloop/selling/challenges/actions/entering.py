"""Taking part with a picture, and taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, files
from fanloop.foundation.files import StoredFile
from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import Fan
from fanloop.people.terms import queries as terms
from fanloop.selling.challenges import queries
from fanloop.selling.challenges.actions.using import allow_use, withdraw_use
from fanloop.selling.challenges.facts import EntryMade, EntryTakenBack
from fanloop.selling.challenges.models import Challenge, Entry, Vote
from fanloop.selling.challenges.rules import phases, tags
from fanloop.selling.challenges.rules.refusals import Refused


@transaction.atomic
def enter(
    *, challenge: Challenge, fan: Fan, file: StoredFile, caption: str, described: str, use: bool, key: str, at: datetime
) -> Entry:  # fmt: skip
    """Hand in a picture under the version of the terms in force, which this fan has agreed to. The same key is one entry.

    `use` lets the maker show it on pages of its own. Raises Refused outside the window, without the yes to the
    terms, without words for who cannot see it, for what is no picture, and for one picture too many.
    """
    row = Challenge.objects.select_for_update(no_key=True).get(id=challenge.id)
    if before := Entry.objects.filter(key=f"{fan.id}:{key}").first():
        return before
    agreed = terms.agreed_version(fan.id)
    if agreed is None:
        raise Refused(_("Please agree to the contribution terms first."))
    _check(row, fan, file, described, at)
    said = caption.replace("\0", "").strip()[:500]
    entry = Entry.objects.create(
        challenge=row, fan=fan, file=file, caption=said, described=described.replace("\0", "").strip()[:300],
        tags=list(dict.fromkeys([row.tag, *tags.tags_in(said)])), terms_id=agreed, key=f"{fan.id}:{key}", at=at,
    )  # fmt: skip
    if use:
        allow_use(entry=entry, by=fan, at=at)
    bus.publish(EntryMade(challenge=ref(row), entry=ref(entry)), at=at)
    return entry


def _check(row: Challenge, fan: Fan, file: StoredFile, described: str, at: datetime) -> None:
    if queries.phase_of(row, at) != "open":
        raise Refused(_("This challenge takes no entries now."))
    if not file.content_type.startswith("image/"):
        raise Refused(_("Send a picture: PNG, JPEG, WebP or GIF."))
    if not described.strip():
        raise Refused(_("Say in a few words what can be seen, for those who cannot see it."))
    if Entry.objects.filter(challenge=row, fan=fan, taken_back_at=None).count() >= phases.MOST_ENTRIES:
        raise Refused(
            _("At most %(n)s pictures each. Take one back to send another.") % {"n": phases.MOST_ENTRIES}
        )


@transaction.atomic
def take_back(*, entry: Entry, by: Fan, at: datetime) -> Entry:
    """The picture and its words go, here and from the maker's pages; the rights it had stay written.

    Raises Refused for somebody else's.
    """
    row = Entry.objects.select_for_update(no_key=True).get(id=entry.id)
    if row.fan_id != by.id:
        raise Refused(_("Only its author takes a picture back."))
    return row if row.taken_back_at else _emptied(row, at)


def _emptied(row: Entry, at: datetime) -> Entry:
    withdraw_use(entry=row, by=row.fan, at=at)
    file = row.file
    row.file, row.caption, row.described, row.tags, row.taken_back_at = None, "", "", [], at
    row.save(update_fields=["file", "caption", "described", "tags", "taken_back_at"])
    if file is not None:
        files.discard(file)
    bus.publish(EntryTakenBack(entry=ref(row)), at=at)
    return row


@transaction.atomic
def forget_person(*, fan_id: int, at: datetime) -> None:
    """What an erased fan sent is taken back, and so are their votes."""
    for row in Entry.objects.select_for_update(no_key=True, of=("self",)).filter(
        fan=fan_id, taken_back_at=None
    ):
        _emptied(row, at)
    Vote.objects.filter(fan=fan_id).delete()
