"""Every write of money. Each act is idempotent: by key when asking, by state when settling."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.money import Instalment
from fanloop.people.team.queries import Member
from fanloop.selling.payments.facts import PaymentReceived, PaymentRefunded
from fanloop.selling.payments.models import Account, Due, Payment, Transaction
from fanloop.selling.payments.ports import Asked, provider
from fanloop.selling.payments.queries import Standing, standings
from fanloop.selling.payments.rules.ledger import KINDS, Line, received, refunded
from fanloop.selling.payments.rules.references import reference
from fanloop.selling.payments.rules.refusals import Refused
from fanloop.selling.payments.rules.states import State, may_follow

__all__ = [
    "Ask",
    "Refused",
    "ask_payments",
    "give_back",
    "plan_dues",
    "record_refund",
    "record_transfer",
    "refund",
    "settle",
    "start",
    "withdraw_asked",
]
_BATCH = 2000


@dataclass(frozen=True)
class Ask:
    """Ask `party`, a pseudonym, for `minor` units about an order; `key` makes asking twice harmless."""

    about: str
    kind: str
    provider: str
    minor: int
    currency: str
    party: str
    key: str


@transaction.atomic(savepoint=False)
def plan_dues(*, plans: Sequence[tuple[str, str, Sequence[Instalment]]], at: datetime) -> int:
    """Write payment plans: (order reference, currency, instalments). Written again, nothing changes."""
    rows = [
        Due(
            order_ref=ref,
            position=place,
            kind=part.kind,
            minor=part.minor,
            currency=currency,
            due=part.due,
            at=at,
        )
        for ref, currency, parts in plans
        for place, part in enumerate(parts)
    ]
    return len(Due.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_BATCH))


@transaction.atomic(savepoint=False)
def ask_payments(*, asks: Sequence[Ask], at: datetime) -> dict[str, int]:
    """Ask for money, a set at a time; return key → payment id. A key used before keeps its payment.

    The insert waits for a competing one with the same key, so the read after it finds whoever won.
    """
    rows = [
        Payment(
            about=ask.about, kind=ask.kind, provider=provider(ask.provider).name, minor=ask.minor,
            currency=ask.currency, party=ask.party, reference=reference(ask.key), key=ask.key, at=at,
        )
        for ask in asks
    ]  # fmt: skip
    Payment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_BATCH)
    ids = dict(Payment.objects.filter(key__in=[ask.key for ask in asks]).values_list("key", "id"))
    _enter(ids.values(), "asked", by=None, at=at)
    return ids


@transaction.atomic
def start(*, payment: int, at: datetime) -> State:
    """Hand one payment to its provider and book what it answers. Started again, nothing happens again."""
    standing = _locked([payment])[0]
    if standing.state != "asked":
        return standing.state
    row = standing.payment
    answer = provider(row.provider).start(Asked(row.reference, row.minor, row.currency, row.key))
    if answer == "paid":
        settle(payments=[payment], by=None, at=at)
    elif answer == "failed":
        _enter([payment], "failed", by=None, at=at)
    return answer


@transaction.atomic(savepoint=False)
def settle(*, payments: Collection[int], by: Member | None, at: datetime) -> list[int]:
    """The money is here: state, ledger and one fact for all. Returns the ids that were not settled before.

    Rows are locked in the order of their ids, so a provider's call and a browser's return meet here one
    after the other and the second finds it done. Raises Refused when one was cancelled or has failed.
    """
    found = _locked(payments)
    for each in found:
        if each.state not in {"asked", "paid", "refunded"}:
            raise Refused(
                _("Payment %(reference)s is over. Ask for a new one.") % {"reference": each.payment.reference}
            )
    fresh = [each.payment for each in found if each.state == "asked"]
    if not fresh:
        return []
    ids = _enter((row.id for row in fresh), "paid", by=by, at=at)
    _post("received", fresh, at=at)
    bus.publish(PaymentReceived(tuple(ids)), at=at)
    return ids


def record_transfer(*, payment: int, by: Member, at: datetime) -> bool:
    """A person saw the transfer on the account. False when it was recorded before."""
    return bool(settle(payments=[payment], by=by, at=at))


@transaction.atomic
def refund(*, payments: Collection[int], by: Member | None, at: datetime) -> list[int]:
    """The money went back: the entries the other way round. Returns the ids not refunded before."""
    fresh = [each.payment for each in _locked(payments) if may_follow(each.state, "refunded")]
    if not fresh:
        return []
    ids = _enter((row.id for row in fresh), "refunded", by=by, at=at)
    _post("refunded", fresh, at=at)
    bus.publish(PaymentRefunded(tuple(ids)), at=at)
    return ids


def record_refund(*, payment: int, by: Member, at: datetime) -> bool:
    """A person sent a transfer back. False when there is nothing to send."""
    return bool(refund(payments=[payment], by=by, at=at))


@transaction.atomic
def withdraw_asked(*, abouts: Collection[str], at: datetime) -> list[int]:
    """Whatever was asked about these orders and has not come is no longer asked. Returns those payments."""
    ids = Payment.objects.filter(about__in=abouts).values_list("id", flat=True)
    open_ = [each.payment.id for each in _locked(list(ids)) if each.state == "asked"]
    return _enter(open_, "cancelled", by=None, at=at)


@transaction.atomic
def give_back(*, abouts: Collection[str], at: datetime) -> list[int]:
    """Refund what came through providers that send money back themselves; a transfer waits for a person."""
    rows = Payment.objects.filter(about__in=abouts).values_list("id", "provider")
    return refund(payments=[id_ for id_, name in rows if provider(name).refunds_itself], by=None, at=at)


def _locked(ids: Collection[int]) -> list[Standing]:
    rows = Payment.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id")
    return standings(rows)


_ENTER = """
INSERT INTO payments_paymentstate (payment_id, state, by_id, at)
SELECT id, %(state)s, %(by)s, %(at)s FROM unnest(%(ids)s::bigint[]) AS id ON CONFLICT DO NOTHING
"""


def _enter(ids: Iterable[int], state: State, *, by: Member | None, at: datetime) -> list[int]:
    entered = list(ids)
    if entered:
        with connection.cursor() as cursor:
            cursor.execute(_ENTER, {"ids": entered, "state": state, "by": by.id if by else None, "at": at})
    return entered


_ENTRIES = """
INSERT INTO payments_entry (transaction_id, account_id, minor, currency)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
"""


def _post(kind: str, rows: Sequence[Payment], *, at: datetime) -> None:
    """Write the ledger of these payments; the key refuses a second posting of one payment."""
    transactions = Transaction.objects.bulk_create(
        [
            Transaction(kind=kind, about=row.about, party=row.party, at=at, key=f"{kind}:{row.id}")
            for row in rows
        ],
        batch_size=_BATCH,
    )
    make = received if kind == "received" else refunded
    lines = [
        (written, line)
        for written, row in zip(transactions, rows, strict=True)
        for line in make(row.provider, row.minor, row.currency)
    ]
    accounts = _accounts([line for _written, line in lines])
    columns = zip(
        *((row.id, accounts[x.code, x.currency], x.minor, x.currency) for row, x in lines), strict=True
    )
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [list(column) for column in columns])


def _accounts(lines: Sequence[Line]) -> dict[tuple[str, str], int]:
    """Ids of the accounts named, opened where they are new."""
    wanted = {(line.code, line.currency) for line in lines}
    known = {(code, of): id_ for id_, code, of in Account.objects.values_list("id", "code", "currency")}
    if wanted <= known.keys():
        return known
    rows = [
        Account(code=code, kind=KINDS.get(code, "asset"), currency=of)
        for code, of in sorted(wanted - known.keys())
    ]
    Account.objects.bulk_create(rows, ignore_conflicts=True)
    return {(code, of): id_ for id_, code, of in Account.objects.values_list("id", "code", "currency")}
