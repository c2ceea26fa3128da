"""Bringing in what a bank says, and saying whose each line is. Every line is in the ledger from the first moment."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.people.team.queries import Member
from fanloop.selling.payments.actions import vouchers
from fanloop.selling.payments.actions.booking import Posting, enter, locked, post, write
from fanloop.selling.payments.actions.payouts import book_on, find_payouts, settle_payout
from fanloop.selling.payments.actions.returning import LATE, book_refund, give_back_rest, is_over
from fanloop.selling.payments.facts import PaymentReceived
from fanloop.selling.payments.models import BankEntry, BankMatch, Movement, Payment, Statement
from fanloop.selling.payments.queries import Standing, known_of, open_refunds
from fanloop.selling.payments.queries.bank import bookable, expected, to_go_back
from fanloop.selling.payments.rules import movements as moves
from fanloop.selling.payments.rules.ledger import UNMATCHED, moved
from fanloop.selling.payments.rules.matching import match
from fanloop.selling.payments.rules.refusals import Refused


@dataclass(frozen=True)
class NewEntry:
    """One line of a statement: `entry` is the bank's own id of it, `minor` is negative when money left."""

    entry: str
    account: str
    booked: date
    minor: int
    currency: str
    words: str = ""
    other: str = ""


@dataclass(frozen=True)
class Brought:
    """What a statement brought: lines that are new, of which so many found their payment by themselves."""

    statement: Statement
    fresh: int
    matched: int


@transaction.atomic
def bring_statement(
    *, sha256: str, name: str, entries: Sequence[NewEntry], by: Member | None, at: datetime
) -> Brought:
    """Bring lines in and match what is certain. A line that came before is left alone, whichever file it stands in."""
    statement, _is_new = Statement.objects.get_or_create(
        sha256=sha256, defaults={"name": name[:160], "by": by, "at": at}
    )
    known = set(
        BankEntry.objects.filter(entry__in=[each.entry for each in entries]).values_list("entry", flat=True)
    )
    fresh = list({each.entry: each for each in entries if each.entry not in known}.values())
    rows = BankEntry.objects.bulk_create(
        BankEntry(
            statement=statement, entry=each.entry, account=each.account[:40], booked=each.booked, minor=each.minor,
            currency=each.currency, words=each.words[:500], other=each.other[:140], at=at,
        )
        for each in fresh
    )  # fmt: skip
    post([_on_the_account(row) for row in rows], at=at)
    sent = find_payouts(rows, at=at)
    found = sum(_match_itself(row, at) for row in rows if row.id not in sent)
    return Brought(statement, len(rows), len(sent) + found)


def _on_the_account(row: BankEntry) -> Posting:
    lines = moved(row.minor, row.currency, to="bank", out_of=UNMATCHED)
    return Posting("bank", f"payments.bank_entry:{row.id}", "", f"bank:{row.id}", lines)


def _match_itself(row: BankEntry, at: datetime) -> bool:
    """A line finds what it is for by its reference: money that came, or a refund that was to be sent by hand."""
    waits = expected() if row.minor > 0 else to_go_back()
    found = match(row.words, abs(row.minor), row.currency, waits)
    if found.payment is None:
        return False
    with suppress(Refused), transaction.atomic():
        _take(row, found.payment, how="reference", by=None, at=at)
        return True
    return False


@transaction.atomic
def match_entry(*, entry: int, payment: int, by: Member, at: datetime) -> BankMatch:
    """A person says that a line is for this payment, as much or as little as it is. Matched again, the first word stands.

    Raises Refused for another currency, or when nothing of the payment fits the line.
    """
    row = BankEntry.objects.select_for_update().get(id=entry)
    if done := BankMatch.objects.filter(entry=row).first():
        return done
    return _take(row, payment, how="person", by=by, at=at)


@transaction.atomic
def book_entry(*, entry: int, account: str, by: Member, at: datetime) -> BankMatch:
    """A person says that a line belongs to no payment, but to this account of ours: fees, a provider's payout, a tax paid."""
    row = BankEntry.objects.select_for_update().get(id=entry)
    if done := BankMatch.objects.filter(entry=row).first():
        return done
    if account not in bookable():
        raise Refused(_("Choose one of the accounts."))
    settle_payout(row, account)
    return book_on(row, account, how="person", by=by, at=at)


def _take(row: BankEntry, payment: int, *, how: str, by: Member | None, at: datetime) -> BankMatch:
    standing = locked([payment])[0]
    if standing.payment.currency != row.currency:
        raise Refused(_("The line is in %(currency)s.") % {"currency": row.currency})
    if row.minor > 0:
        how = _money_came(row, standing, how, by, at)
    else:
        how = _money_left(row, standing.payment, how, by, at)
    return BankMatch.objects.create(entry=row, payment=standing.payment, how=how, by=by, at=at)


def _money_came(row: BankEntry, standing: Standing, how: str, by: Member | None, at: datetime) -> str:
    """Book it from the unmatched to the fan's deposits; or, if a person has recorded it already, only confirm that."""
    of = standing.payment
    by_hand = Movement.objects.filter(payment=of, kind="received", external=moves.WHOLE, minor=row.minor)
    if of.provider == "transfer" and by_hand.exists() and not _is_confirmed(of):
        _confirm(row, at)
        return "confirmed"
    each = moves.Movement("received", f"bank:{row.id}", row.minor)
    write([(of, each)], by=by, at=at, place=UNMATCHED)
    vouchers.follow(of, each, at=at)
    known = known_of(of)
    if "paid" in moves.states(of.minor, known):
        enter([of.id], "paid", by=by, at=at)
    if is_over(of):
        give_back_rest(payment=of, why=LATE, by=None, at=at)
    else:
        bus.publish(PaymentReceived((of.id,)), at=at)
    return how


def _money_left(row: BankEntry, of: Payment, how: str, by: Member | None, at: datetime) -> str:
    """A refund that a person sent: confirm what was recorded by hand, or record what was asked for."""
    if _is_recorded(of, -row.minor):
        _confirm(row, at)
        return "confirmed"
    waiting = list(open_refunds().filter(payment=of))
    wanted = [each for each in waiting if each.minor == -row.minor][:1]
    if not wanted and sum(each.minor for each in waiting) == -row.minor:
        wanted = waiting
    if not wanted:
        raise Refused(_("Nothing of this amount was to go back for this payment."))
    for each in wanted:
        book_refund(of, each, by=by, at=at, place=UNMATCHED)
    return how


def _is_recorded(of: Payment, minor: int) -> bool:
    """A person has recorded this refund, or all that no line has shown yet together; each line shows what it shows once."""
    refunds = Movement.objects.filter(payment=of, kind="refunded")
    lines = BankMatch.objects.filter(payment=of, entry__minor__lt=0)
    gone = list(refunds.values_list("minor", flat=True))
    shown = [-each for each in lines.values_list("entry__minor", flat=True)]
    unseen = sum(gone) - sum(shown)
    return unseen == minor or (unseen > minor and gone.count(minor) > shown.count(minor))


def _is_confirmed(of: Payment) -> bool:
    return BankMatch.objects.filter(payment=of, how="confirmed", entry__minor__gt=0).exists()


def _confirm(row: BankEntry, at: datetime) -> None:
    """What a person had put on the bank account by hand is the same money: it is counted once."""
    lines = moved(row.minor, row.currency, to=UNMATCHED, out_of="bank")
    post([Posting("confirmed", f"payments.bank_entry:{row.id}", "", f"confirmed:{row.id}", lines)], at=at)
