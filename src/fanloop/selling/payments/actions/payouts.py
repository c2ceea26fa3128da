"""What providers sent to our bank account: asked of them, and found on the statement."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.people.team.queries import Member
from fanloop.selling.payments.actions.booking import Posting, post
from fanloop.selling.payments.actions.recognising import book_fee
from fanloop.selling.payments.models import Account, BankEntry, BankMatch, Payout
from fanloop.selling.payments.ports import PaidOut, Provider
from fanloop.selling.payments.queries.bank import sent_payouts, unexplained
from fanloop.selling.payments.queries.books import is_place
from fanloop.selling.payments.rules.ledger import UNMATCHED, moved, place_of
from fanloop.selling.payments.rules.payouts import shown
from fanloop.selling.payments.rules.refusals import Refused

BACK = timedelta(days=60)


def ask_payouts(way: Provider, *, at: datetime) -> int:
    """Ask a provider what it sent us, and look for it on the statement. How many were new. Raises ProviderSilent."""
    return keep_payouts(provider=way.name, found=way.payouts(since=at.date() - BACK), at=at)


@transaction.atomic
def keep_payouts(*, provider: str, found: Sequence[PaidOut], at: datetime) -> int:
    """Keep what was sent; what never arrived is forgotten unless a line showed it. Kept again, nothing changes."""
    failed = [each.external for each in found if each.failed]
    Payout.objects.filter(provider=provider, external__in=failed, entry=None).delete()
    before = Payout.objects.count()
    Payout.objects.bulk_create(
        [
            Payout(
                provider=provider, external=each.external[:120], minor=each.minor, currency=each.currency,
                arrives=each.arrives, at=at,
            )
            for each in found
            if each.minor and not each.failed
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    find_payouts(unexplained(), at=at)
    return Payout.objects.count() - before


def find_payouts(rows: Iterable[BankEntry], *, at: datetime) -> set[int]:
    """Book the lines that certainly show a payout; the ids of those. Called inside a transaction."""
    waiting, found = sent_payouts(), set()
    for row in rows:
        each = shown(f"{row.words} {row.other}", row.minor, row.currency, row.booked, waiting)
        if each is not None:
            waiting = [one for one in waiting if one != each]
            book_on(row, place_of(each.provider), how="reference", by=None, at=at)
            Payout.objects.filter(id=each.id, entry=None).update(entry=row)
            found.add(row.id)
    return found


def book_on(row: BankEntry, account: str, *, how: str, by: Member | None, at: datetime) -> BankMatch:
    """A line of the bank belongs to this account of ours."""
    lines = moved(row.minor, row.currency, to=UNMATCHED, out_of=account)
    post([Posting("booked", f"payments.bank_entry:{row.id}", "", f"booked:{row.id}", lines)], at=at)
    return BankMatch.objects.create(entry=row, account=account, how=how, by=by, at=at)


def settle_payout(row: BankEntry, account: str) -> None:
    """A person booked a line on a provider's account: the oldest payout of the same amount is the one it shows."""
    same = Payout.objects.filter(entry=None, minor=row.minor, currency=row.currency).order_by("arrives", "id")
    if first := next((each for each in same if place_of(each.provider) == account), None):
        Payout.objects.filter(id=first.id).update(entry=row)


@transaction.atomic
def book_kept_back(*, account: int, minor: int, why: str, key: str, at: datetime) -> bool:
    """A provider kept `minor` units back that belong to no payment, such as a monthly fee. Once for each key.

    Raises Refused without a reason, for nothing, and for an account where no provider's money stands.
    """
    of = Account.objects.get(id=account)
    if not is_place(of.code):
        raise Refused(_("On this account no provider's money stands."))
    if minor <= 0 or not why.strip():
        raise Refused(_("Give an amount above zero and say what it was for."))
    return book_fee(
        about=f"payments.account:{of.id}",
        minor=minor,
        currency=of.currency,
        place=of.code,
        key=f"kept:{key}",
        at=at,
    )


def late_after(day: date) -> date:
    """From this day on a payout that arrives on `day` should stand on the statement."""
    return day + timedelta(days=7)
