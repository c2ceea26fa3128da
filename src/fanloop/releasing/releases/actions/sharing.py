"""Setting what a quarter's team shares, and sharing it once it is over."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, trail
from fanloop.foundation.money import Money
from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.releasing.releases.facts import PoolSet, PoolShared
from fanloop.releasing.releases.models import Award, BonusPool, PoolShare, Settlement
from fanloop.releasing.releases.queries import sharing as queries
from fanloop.releasing.releases.rules.quarters import begins
from fanloop.releasing.releases.rules.refusals import Refused


@transaction.atomic
def set_pool(*, quarter: date, amount: Money, because: str, by: Member, at: datetime) -> BonusPool:
    """Say what is shared for the quarter of a day; said again, it replaces what was said, which is kept.

    Raises Refused below zero, without a reason, or when the quarter is shared already.
    """
    first = begins(quarter)
    _lock(first)
    if amount.minor < 0:
        raise Refused(_("A pool is at least zero."))
    if not because.strip():
        raise Refused(_("Say why: everybody reads it beside the sum."))
    if Settlement.objects.filter(begins=first).exists():
        raise Refused(_("This quarter is shared; its numbers stand."))
    row = BonusPool.objects.create(
        begins=first,
        currency=amount.currency,
        minor=amount.minor,
        because=because.strip()[:400],
        by=by,
        at=at,
    )
    bus.publish(PoolSet(pool=ref(row), begins=first.isoformat()), at=at)
    return row


@transaction.atomic
def share_pool(*, quarter: date, by: Member, at: datetime) -> Settlement:
    """Write everybody's share of a quarter that is over. Sharing again answers what stands.

    Two who share at once wait for each other. Raises Refused before the quarter is over, or without a pool.
    """
    first = begins(quarter)
    _lock(first)
    if settled := Settlement.objects.filter(begins=first).first():
        return settled
    if not queries.is_over(first, now=at):
        raise Refused(_("The quarter is not over. Its numbers still move."))
    pool = queries.pool_of(first)
    if pool is None:
        raise Refused(_("Say first what is shared."))
    found = queries.quarter(first, now=at)
    row = Settlement.objects.create(pool=pool, begins=first, by=by, at=at)
    PoolShare.objects.bulk_create(
        PoolShare(
            settlement=row, member_id=one.person.member_id, equal=one.equal.minor, awards=one.awards.minor,
            verdicts=one.verdicts.minor, bounds=list(one.person.awards), yes=one.person.yes, no=one.person.no,
        )
        for one in found.shares
    )  # fmt: skip
    _explain(row, found, at)
    bus.publish(PoolShared(pool=ref(pool), people=len(found.shares)), at=at)
    return row


def _explain(row: Settlement, found: queries.Sharing, at: datetime) -> None:
    """The pool was shared this way because of its awards."""
    awards = Award.objects.filter(at__date__gte=found.begins, at__date__lt=found.ends)
    trail.because(ref(row.pool), {ref(award): None for award in awards}, at=at)


def _lock(first: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('releases.pool'), %s)", [first.toordinal()])
