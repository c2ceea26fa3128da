"""Every read of money. What belongs to one fan is asked for by that fan's order, which `orders` guards."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import pseudonyms
from fanloop.selling.payments.models import Due, Entry, Movement, Payment, PaymentState, Refund
from fanloop.selling.payments.rules import movements as moves
from fanloop.selling.payments.rules.plans import Row, missing
from fanloop.selling.payments.rules.states import State, present

__all__ = [
    "Due",
    "Payment",
    "Refund",
    "Standing",
    "balances",
    "balances_of_currencies",
    "dues",
    "known_of",
    "left_of",
    "missing_of",
    "open_refunds",
    "paid",
    "payment",
    "payments",
    "received",
    "sent_back",
    "standing",
    "sums_of",
]


@dataclass(frozen=True)
class Standing:
    """One payment with the state it is in and since when."""

    payment: Payment
    state: State
    since: datetime

    @property
    def money(self) -> Money:
        return Money(self.payment.minor, self.payment.currency)


def standings(rows: Iterable[Payment]) -> list[Standing]:
    """The present state of each payment, one query for all."""
    rows = list(rows)
    entered: dict[int, dict[State, datetime]] = defaultdict(dict)
    for state in PaymentState.objects.filter(payment__in=[row.id for row in rows]):
        entered[state.payment_id][state.state] = state.at  # type: ignore[index]
    return [Standing(row, now := present(entered[row.id]), entered[row.id][now]) for row in rows]


def payments(refs: Collection[str]) -> dict[str, list[Standing]]:
    """Payments of each order reference, oldest first."""
    found: dict[str, list[Standing]] = {ref: [] for ref in refs}
    for each in standings(Payment.objects.filter(about__in=refs).order_by("id")):
        found[each.payment.about].append(each)
    return found


def payment(reference: str) -> Standing | None:
    """One payment by what a person wrote on the transfer."""
    return next(iter(standings(Payment.objects.filter(reference=reference))), None)


def payment_by_id(payment: int) -> Standing:
    """One payment for the rooms above, who hold its id already. Raises IndexError when there is none."""
    return standings(Payment.objects.filter(id=payment))[0]


def abouts(ids: Collection[int]) -> set[str]:
    """The references that these payments are about."""
    return set(Payment.objects.filter(id__in=ids).values_list("about", flat=True))


def waiting(provider: str) -> list[Standing]:
    """Payments that were asked and have not come, oldest first."""
    over = Exists(PaymentState.objects.filter(payment=OuterRef("pk")).exclude(state="asked"))
    rows = Payment.objects.filter(~over, provider=provider).order_by("at", "id")
    return standings(rows)


def dues(refs: Collection[str]) -> dict[str, list[Due]]:
    """Payment plans in their order."""
    found: dict[str, list[Due]] = {ref: [] for ref in refs}
    for row in Due.objects.filter(order_ref__in=refs):
        found[row.order_ref].append(row)
    return found


_PAID = """
SELECT about, sum(minor)::bigint FROM (
    SELECT p.about, CASE m.kind WHEN 'received' THEN m.minor WHEN 'refund_failed' THEN m.minor
                                WHEN 'refunded' THEN -m.minor WHEN 'dispute_lost' THEN -m.minor ELSE 0 END AS minor
    FROM payments_payment p JOIN payments_movement m ON m.payment_id = p.id WHERE p.about = ANY(%(refs)s)
    UNION ALL
    SELECT p.about, -r.minor FROM payments_payment p JOIN payments_refund r ON r.payment_id = p.id
    WHERE p.about = ANY(%(refs)s) AND NOT EXISTS (SELECT FROM payments_movement m WHERE m.payment_id = p.id
        AND m.external = r.key AND m.kind = 'refunded')
) AS moved GROUP BY about
"""


def paid(refs: Collection[str]) -> dict[str, int]:
    """Minor units that have come for each order and neither went back nor are on their way back."""
    with connection.cursor() as cursor:
        cursor.execute(_PAID, {"refs": list(refs)})
        return dict.fromkeys(refs, 0) | dict(cursor.fetchall())


def received(refs: Collection[str]) -> dict[str, int]:
    """Minor units that ever came for each order, whatever went back since."""
    rows = Movement.objects.filter(kind="received", payment__about__in=refs).values_list("payment__about")
    return dict.fromkeys(refs, 0) | dict(rows.annotate(total=Sum("minor")))


def sent_back(refs: Collection[str], *, why: str) -> dict[str, int]:
    """Minor units of each order that went back, or are on their way, for this reason."""
    rows = Refund.objects.filter(payment__about__in=refs, why=why[:200]).values_list("payment__about")
    return dict.fromkeys(refs, 0) | dict(rows.annotate(total=Sum("minor")))


def came(refs: Collection[str]) -> dict[str, int]:
    """Minor units that came for each reference and that no bank took back; what we sent back ourselves was there once."""
    rows = Movement.objects.filter(kind__in=("received", "dispute_lost"), payment__about__in=refs)
    found = dict.fromkeys(refs, 0)
    for about, kind, total in rows.values_list("payment__about", "kind").annotate(total=Sum("minor")):
        found[about] += total if kind == "received" else -total
    return found


def known_of(row: Payment) -> moves.Seen:
    """Everything we know of a payment so far, as a set that only grows."""
    rows = Movement.objects.filter(payment=row).values_list("kind", "external", "minor", "currency", "into")
    failed = PaymentState.objects.filter(payment=row, state="failed").exists()
    found = frozenset(moves.Movement(*each) for each in rows)  # type: ignore[arg-type]
    return moves.Seen(found, frozenset({"failed"}) if failed else frozenset())


def sums_of(ids: Collection[int]) -> dict[int, moves.Sums]:
    """What came and went for each payment, in one query."""
    found: dict[int, list[moves.Movement]] = {id_: [] for id_ in ids}
    for row in Movement.objects.filter(payment__in=ids):
        each = moves.Movement(row.kind, row.external, row.minor, row.currency, row.into)  # type: ignore[arg-type]
        found[row.payment_id].append(each)
    return {id_: moves.sums(rows) for id_, rows in found.items()}


def open_refunds() -> QuerySet[Refund]:
    """Refunds that have not left yet, oldest first."""
    sent = Movement.objects.filter(payment=OuterRef("payment"), kind="refunded", external=OuterRef("key"))
    return Refund.objects.filter(~Exists(sent)).order_by("id")


def left_of(ids: Collection[int]) -> dict[int, int]:
    """Minor units of each payment that could still go back: kept, not argued about, not on their way already."""
    leaving: dict[int, int] = defaultdict(int)
    for id_, minor in open_refunds().filter(payment__in=ids).values_list("payment", "minor"):
        leaving[id_] += minor
    return {id_: each.free - leaving[id_] for id_, each in sums_of(ids).items()}


def missing_of(refs: Collection[str]) -> dict[str, int]:
    """What is still missing of the first row of each plan that is not covered; 0 when all are."""
    came, plans = paid(refs), dues(refs)
    open_ = {
        ref: missing([Row(due.position, due.minor, due.due) for due in plans[ref]], came[ref]) for ref in refs
    }
    return {ref: rows[0][1] if rows else 0 for ref, rows in open_.items()}


@dataclass(frozen=True)
class Progress:
    """What an order has paid, of which deposit, of which total; minor units."""

    paid: int
    deposit: int
    total: int


def standing(refs: Collection[str]) -> dict[str, Progress]:
    """How far the payment plan of each order is, in two queries."""
    totals: dict[str, list[int]] = {ref: [0, 0] for ref in refs}
    for ref, kind, minor in Due.objects.filter(order_ref__in=refs).values_list("order_ref", "kind", "minor"):
        totals[ref][1] += minor
        totals[ref][0] += minor if kind == "deposit" else 0
    return {ref: Progress(came, *totals[ref]) for ref, came in paid(refs).items()}


def balances() -> Mapping[tuple[str, str], int]:
    """The balance of every account by (code, currency), in minor units."""
    sums = Entry.objects.values_list("account__code", "currency").annotate(total=Sum("minor"))
    return {(code, currency): total for code, currency, total in sums}


def balances_of_currencies() -> dict[str, int]:
    """The sum of everything by currency, in minor units; anything but zero is an alarm."""
    return dict(Entry.objects.values_list("currency").annotate(total=Sum("minor")))


@trail.describes("payments.payment", label=lambda count: ngettext("payment", "payments", count))
def describe_payments(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    """One's own payments, and all of them for who may see orders."""
    rows = Payment.objects.filter(id__in=ids)
    if not viewer.may("orders.see"):
        own = pseudonyms([viewer.fan_id]) if viewer.fan_id else {}
        rows = rows.filter(party__in=own.values())
    return {
        row.id: trail.Card(
            f"payments.payment:{row.id}",
            gettext("payment"),
            str(Money(row.minor, row.currency)),
            row.reference,
            row.at,
        )
        for row in rows
    }
