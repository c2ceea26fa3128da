"""What stands on the bank account, whose it is, and what it may be."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from fanloop.foundation.money import Money
from fanloop.selling.payments import ports
from fanloop.selling.payments.models import BankEntry, BankMatch, Movement, Payment, Payout, Refund
from fanloop.selling.payments.queries import Standing, open_refunds, standings, sums_of, waiting
from fanloop.selling.payments.queries.books import places_held
from fanloop.selling.payments.rules.ledger import BOOKABLE, place_of
from fanloop.selling.payments.rules.matching import Suggestion, Waiting, match
from fanloop.selling.payments.rules.payouts import Sent, names

__all__ = [
    "BankEntry",
    "BankMatch",
    "Payout",
    "Unmatched",
    "bookable",
    "entries",
    "expected",
    "known_entries",
    "payouts",
    "refunds_by_hand",
    "sent_payouts",
    "to_go_back",
    "unexplained",
    "unmatched",
    "unmatched_by_currency",
]


@dataclass(frozen=True)
class Unmatched:
    """A line nobody has explained, and the payments it may be for, each with why we think so.

    `account` is the one of ours whose provider the line names; empty where it names none.
    """

    entry: BankEntry
    suggestions: list[tuple[Standing, Suggestion]]
    account: str = ""

    @property
    def money(self) -> Money:
        return Money(self.entry.minor, self.entry.currency)


def expected() -> list[Waiting]:
    """Transfers we wait for, with what is still missing; and those a person recorded that no statement has shown yet."""
    open_ = [each.payment for each in waiting("transfer")]
    confirmed = Exists(BankMatch.objects.filter(payment=OuterRef("payment")))
    by_hand = Movement.objects.filter(
        ~confirmed, kind="received", external="whole", payment__provider="transfer"
    )
    recorded = [row.payment for row in by_hand.select_related("payment").order_by("-id")[:500]]
    came = sums_of([row.id for row in open_])
    return [
        *(Waiting(row.id, row.reference, row.minor - came[row.id].received, row.currency) for row in open_),
        *(Waiting(row.id, row.reference, row.minor, row.currency) for row in recorded),
    ]


def known_entries(ids: Collection[str]) -> set[str]:
    """Which of these lines were brought in before."""
    return set(BankEntry.objects.filter(entry__in=ids).values_list("entry", flat=True))


def is_entry(entry_id: int) -> bool:
    """Whether there is such a line of a statement."""
    return BankEntry.objects.filter(id=entry_id).exists()


def entries(*, limit: int = 50) -> list[tuple[BankEntry, BankMatch | None]]:
    """The newest lines and what became of them."""
    rows = list(BankEntry.objects.order_by("-booked", "-id")[:limit])
    matches = BankMatch.objects.select_related("payment", "by").filter(entry__in=[row.id for row in rows])
    by_entry = {each.entry_id: each for each in matches}
    return [(row, by_entry.get(row.id)) for row in rows]


def unmatched(*, limit: int = 50) -> list[Unmatched]:
    """Lines nobody has explained, oldest first, each with suggestions."""
    rows = list(unexplained()[:limit])
    if not rows:
        return []
    waits, back = expected(), to_go_back()
    found = {
        row.id: match(row.words, abs(row.minor), row.currency, waits if row.minor > 0 else back).suggestions
        for row in rows
    }
    ids = {each.payment for suggested in found.values() for each in suggested}
    known = {each.payment.id: each for each in standings(Payment.objects.filter(id__in=ids))}
    return [
        Unmatched(row, [(known[each.payment], each) for each in found[row.id]], _named(row)) for row in rows
    ]


def unexplained() -> QuerySet[BankEntry]:
    """Lines nobody has explained, oldest first."""
    said = Exists(BankMatch.objects.filter(entry=OuterRef("pk")))
    return BankEntry.objects.filter(~said).order_by("booked", "id")


def _named(row: BankEntry) -> str:
    provider = names(f"{row.words} {row.other}", [each.name for each in ports.paying_out()])
    return place_of(provider) if provider else ""


def bookable() -> list[str]:
    """Accounts on which a person may put a line that belongs to no payment; last those where providers hold money of ours."""
    held = {place_of(each.name) for each in ports.paying_out()} | places_held()
    return [*BOOKABLE, *sorted(held)]


def payouts(*, limit: int = 20) -> list[tuple[Payout, Money]]:
    """What providers say they sent to the bank account, the newest first, each with the line that showed it."""
    rows = Payout.objects.select_related("entry").order_by("-arrives", "-id")[:limit]
    return [(row, Money(row.minor, row.currency)) for row in rows]


def sent_payouts() -> list[Sent]:
    """Payouts no line has shown yet, the oldest first."""
    rows = Payout.objects.filter(entry=None).order_by("arrives", "id")
    return [Sent(row.id, row.provider, row.external, row.minor, row.currency, row.arrives) for row in rows]


def newest_line(currency: str) -> date | None:
    """The last day a statement in this currency shows."""
    found = BankEntry.objects.filter(currency=currency).aggregate(day=Max("booked"))["day"]
    return found if isinstance(found, date) else None


def refunds_by_hand() -> QuerySet[Refund]:
    """Refunds of transfers that a person has to send, oldest first."""
    return open_refunds().filter(payment__provider="transfer").select_related("payment")


def is_by_hand(refund_id: int) -> bool:
    """Whether there is such a refund of a transfer, sent or not."""
    return Refund.objects.filter(id=refund_id, payment__provider="transfer").exists()


def to_go_back() -> list[Waiting]:
    """Money that shall leave, or was said to have left, as lines of the account may show it."""
    asked = [
        Waiting(row.payment_id, row.payment.reference, row.minor, row.payment.currency)
        for row in refunds_by_hand()
    ]
    recorded = Movement.objects.filter(Q(kind="refunded"), payment__provider="transfer").select_related(
        "payment"
    )
    confirmed = set(BankMatch.objects.filter(entry__minor__lt=0).values_list("payment", flat=True))
    return [
        *asked,
        *(
            Waiting(row.payment_id, row.payment.reference, row.minor, row.payment.currency)
            for row in recorded.order_by("-id")[:500]
            if row.payment_id not in confirmed
        ),
    ]


def unmatched_by_currency() -> dict[str, int]:
    """How many lines nobody has explained, by currency."""
    found: dict[str, int] = {}
    for currency in unexplained().values_list("currency", flat=True):
        found[currency] = found.get(currency, 0) + 1
    return found
