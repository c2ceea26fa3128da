"""Promising needs and ending them. A promise has an author, a reason and a date."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live, trail
from fanloop.foundation.refs import ref
from fanloop.listening.voices.actions.standing import announced, changes, enter, kind_now, step_back
from fanloop.listening.voices.facts import AcceptanceWithdrawn, NeedAccepted, NeedsClosed, NeedStatusChanged
from fanloop.listening.voices.models import Acceptance, Closure, Joining, Need, Status, Vote
from fanloop.listening.voices.queries.family import family_ids
from fanloop.listening.voices.rules.refusals import Refused
from fanloop.listening.voices.rules.statuses import PROMISED
from fanloop.people.team.queries import Member


@transaction.atomic
def accept_need(
    *, need: Need, by: Member, because: str, at: datetime, staged: bool = False, status: Status | None = None
) -> Acceptance:
    """Promise the fans that we will build this. Raises Refused without a reason, or where a promise holds."""
    because = because.strip()
    if not because:
        raise Refused(_("Say why: a promise without a reason is none."))
    if Acceptance.objects.filter(need=need, withdrawn_at=None).exists():
        raise Refused(_("This is promised already."))
    if Closure.objects.filter(need=need, undone_at=None).exists():
        raise Refused(_("This one has ended. Open it again first."))
    if Joining.objects.filter(need=need, undone_at=None).exists():
        raise Refused(_("This need is counted in another; promise that one."))
    acceptance = Acceptance.objects.create(need=need, by=by, because=because, at=at, staged=staged)
    trail.because(ref(acceptance), {ref(need): None}, at=at)
    change = enter([need.id], "planned", by=by, because=because, at=at, status=status, staged=staged)[0]
    fact = NeedAccepted(
        need=ref(need), acceptance=ref(acceptance), voices=need.voices_count, backers=need.people_count,
        change=ref(change),
    )  # fmt: skip
    bus.publish(fact, at=at)
    live.announce(ref(need), "promised")
    return acceptance


@transaction.atomic
def accept_needs(
    *, needs: Sequence[Need], by: Member, because: str, at: datetime, staged: bool = False
) -> list[Acceptance]:
    """Promise a few needs for one reason. Each is a promise of its own and announced as one."""
    return [accept_need(need=need, by=by, because=because, at=at, staged=staged) for need in needs]


@transaction.atomic
def withdraw_acceptance(
    *,
    acceptance: Acceptance,
    at: datetime,
    by: Member | None = None,
    because: str = "",
    status: Status | None = None,
) -> None:
    """Take a promise back; that it was given stays written. The need is open again."""
    if Acceptance.objects.filter(id=acceptance.id, withdrawn_at=None).update(withdrawn_at=at):
        need = f"voices.need:{acceptance.need_id}"
        stands = status is not None or kind_now(acceptance.need) in PROMISED
        row = (
            enter([acceptance.need_id], "open", by=by, because=because, at=at, status=status)[0]
            if stands
            else None
        )
        bus.publish(AcceptanceWithdrawn(need=need, acceptance=ref(acceptance), change=announced(row)), at=at)
        live.announce(need, "withdrawn")


@transaction.atomic
def return_votes(*, need_ids: Collection[int], at: datetime) -> int:
    """These needs have shipped: close them and give the votes back. Returns how many votes went home."""
    return close(need_ids, outcome=Closure.SHIPPED, by=None, because="", at=at)


@transaction.atomic
def decline_need(*, need: Need, by: Member, because: str, at: datetime) -> int:
    """Say no, with a reason; the votes go back. Returns how many."""
    if not because.strip():
        raise Refused(_("Say why not: the fans who asked will read it."))
    return close([need.id], outcome=Closure.DECLINED, by=by, because=because.strip(), at=at)


def close(
    need_ids: Collection[int], *, outcome: str, by: Member | None, because: str, at: datetime,
    status: Status | None = None,
) -> int:  # fmt: skip
    """End needs that are still open, and give back the votes for them and for what was joined into them."""
    closed = set(Closure.objects.filter(need__in=need_ids, undone_at=None).values_list("need_id", flat=True))
    open_ids = [need_id for need_id in dict.fromkeys(need_ids) if need_id not in closed]
    Closure.objects.bulk_create(
        Closure(need_id=need_id, outcome=outcome, by=by, because=because, at=at) for need_id in open_ids
    )
    waiting = Vote.objects.filter(need__in=family_ids(open_ids), withdrawn_at=None, returned_at=None)
    returned = waiting.update(returned_at=at)
    if open_ids:
        refs = tuple(f"voices.need:{need_id}" for need_id in open_ids)
        joined = set(
            Joining.objects.filter(need__in=open_ids, undone_at=None).values_list("need_id", flat=True)
        )
        own = [need_id for need_id in open_ids if need_id not in joined]
        rows = enter(own, outcome, by=by, because=because, at=at, status=status)  # type: ignore[arg-type]
        bus.publish(NeedsClosed(needs=refs, outcome=outcome, changes=changes(rows)), at=at)
    return returned


@transaction.atomic
def reopen_need(*, need: Need, at: datetime, by: Member | None = None, because: str = "") -> bool:
    """Undo the end of a need: it stands as before, so a promise that was kept badly is a promise again.

    Votes that went back stay counted and are not asked for again. Without `by` the house did it, and `because` is what
    the fans read. Returns whether it had ended.
    """
    if not Closure.objects.filter(need=need, undone_at=None).update(undone_at=at):
        return False
    change = step_back(need, by=by, because=because, at=at)
    kind = change.status.kind if change else "open"
    bus.publish(NeedStatusChanged(need=ref(need), change=announced(change), kind=kind), at=at)
    live.announce(ref(need), "reopened")
    return True
