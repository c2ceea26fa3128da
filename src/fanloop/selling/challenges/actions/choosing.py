"""Who has won: a person chooses and says why; votes only help them to look."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, trail
from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.team.queries import Member
from fanloop.selling.challenges import queries
from fanloop.selling.challenges.facts import EntryWon
from fanloop.selling.challenges.models import Entry, Win
from fanloop.selling.challenges.rules.phases import why_no_win
from fanloop.selling.challenges.rules.refusals import Refused


@transaction.atomic
def choose_winner(*, entry: Entry, because: str, by: Member, at: datetime) -> Win:
    """The entry has won; its author is told why. Choosing it again changes nothing.

    Raises Refused without a reason, before the end, for one that nobody sees, and for one's own.
    """
    row = (
        Entry.objects.select_for_update(no_key=True, of=("self",))
        .select_related("challenge")
        .get(id=entry.id)
    )
    if before := Win.objects.filter(entry=row).first():
        return before
    why = why_no_win(now=queries.phase_of(row.challenge, at), is_shown=queries.is_shown(row))
    if why:
        said = {
            "gone": _("This picture is not shown any more."),
            "running": _("Winners are chosen after the end."),
        }
        raise Refused(said[why])
    if row.fan_id == by.fan_id:
        raise Refused(_("Somebody else decides about your own picture."))
    if not because.strip():
        raise Refused(_("Say why, in words for everybody."))
    win = Win.objects.create(entry=row, because=because.strip()[:500], by=by, at=at)
    notify(
        [row.fan_id], kind="challenge_won",
        data={"title": row.challenge.title, "by": by.name, "because": win.because}, about=queries.ref_of(row),
        at=at, key_prefix=f"challenge_won:{row.id}",
    )  # fmt: skip
    trail.because(ref(row), {ref(row.challenge): None}, at=at)
    bus.publish(EntryWon(challenge=ref(row.challenge), entry=ref(row)), at=at)
    return win
