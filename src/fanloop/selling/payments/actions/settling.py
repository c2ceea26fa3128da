"""Money that has come or gone, as a person or a provider says it. All words of a provider meet in `apply`."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.people.team.queries import Member
from fanloop.selling.payments.actions import vouchers
from fanloop.selling.payments.actions.booking import enter, locked, write
from fanloop.selling.payments.actions.returning import LATE, book_rest, give_back_rest
from fanloop.selling.payments.facts import PaymentDisputed, PaymentReceived, PaymentRefunded
from fanloop.selling.payments.models import PaidCard, Payment, PaymentState
from fanloop.selling.payments.ports import ProviderState
from fanloop.selling.payments.queries import known_of, sums_of
from fanloop.selling.payments.rules import movements as moves
from fanloop.selling.payments.rules.refusals import Refused
from fanloop.selling.payments.rules.states import STATES, State, may_follow, present


@transaction.atomic(savepoint=False)
def settle(*, payments: Collection[int], by: Member | None, at: datetime) -> list[int]:
    """The money is here: state, ledger and one fact for all. Returns the ids that were not settled before.

    Rows are locked in the order of their ids, so a provider's call and a browser's return meet here one
    after the other and the second finds it done. Raises Refused when one was cancelled or has failed.
    """
    found = locked(payments)
    for each in found:
        if each.state not in {"asked", "paid", "refunded"}:
            raise Refused(
                _("Payment %(reference)s is over. Ask for a new one.") % {"reference": each.payment.reference}
            )
    fresh = [each.payment for each in found if each.state == "asked"]
    if not fresh:
        return []
    came = sums_of([row.id for row in fresh])
    missing = [(row, row.minor - came[row.id].received) for row in fresh]
    whole = [(row, moves.Movement("received", moves.WHOLE, rest)) for row, rest in missing if rest > 0]
    write(whole, by=by, at=at)
    ids = enter((row.id for row in fresh), "paid", by=by, at=at)
    for row, moved in whole:
        vouchers.follow(row, moved, at=at)
    bus.publish(PaymentReceived(tuple(ids)), at=at)
    return ids


def record_transfer(*, payment: int, by: Member, at: datetime) -> bool:
    """A person saw the transfer on the account. False when it was recorded before."""
    return bool(settle(payments=[payment], by=by, at=at))


@transaction.atomic
def refund(*, payments: Collection[int], by: Member | None, at: datetime) -> list[int]:
    """All that is left of the money went back, what waited to be sent with it. Returns the ids not refunded before."""
    fresh = [each.payment for each in locked(payments) if may_follow(each.state, "refunded")]
    return [row.id for row in fresh if book_rest(row, by=by, at=at)]


def record_refund(*, payment: int, by: Member, at: datetime) -> bool:
    """A person sent a transfer back. False when there is nothing to send."""
    return bool(refund(payments=[payment], by=by, at=at))


@transaction.atomic
def apply(*, payment: int, provider_state: ProviderState, at: datetime) -> State:
    """Join what a provider says with what we know, under the lock of the payment. Returns the state it is in.

    Idempotent and monotone: any number of repeats in any order ends in the same state and the same ledger.
    Money that comes after we stopped asking is booked and goes back by itself. Raises Refused when the word is
    about another payment or in another currency; nothing is booked then.
    """
    row = locked([payment])[0].payment
    _check(row, provider_state)
    heard = moves.Seen(provider_state.movements, provider_state.flags)
    known = known_of(row)
    ids = {(each.kind, each.id) for each in known.movements}
    fresh = sorted(each for each in heard.movements if (each.kind, each.id) not in ids)
    joined = moves.Seen(known.movements | frozenset(fresh), known.flags | heard.flags)
    write([(row, each) for each in fresh], by=None, at=at)
    if provider_state.card and any(each.kind == "received" for each in joined.movements):
        PaidCard.objects.get_or_create(
            payment=row, defaults={"fingerprint": provider_state.card[:80], "at": at}
        )
    before = set(PaymentState.objects.filter(payment=row).values_list("state", flat=True))
    entered = moves.states(row.minor, joined)
    for state in sorted(entered - before, key=STATES.index):
        enter([row.id], state, by=None, at=at)
    _react(row, fresh, was_over="cancelled" in before, at=at)
    return present([*entered, *before])  # type: ignore[list-item]  # rows hold states as plain text


def _check(row: Payment, said: ProviderState) -> None:
    if said.reference != row.reference or said.currency != row.currency:
        raise Refused(
            _("The provider speaks of %(said)s in %(currency)s, not of payment %(reference)s.")
            % {"said": said.reference, "currency": said.currency, "reference": row.reference}
        )


def _react(row: Payment, fresh: list[moves.Movement], *, was_over: bool, at: datetime) -> None:
    """What follows from movements that are new: gift cards, money nobody waits for, facts."""
    kinds = {each.kind for each in fresh}
    for each in fresh:
        vouchers.follow(row, each, at=at)
    if "received" in kinds and was_over:
        give_back_rest(payment=row, why=LATE, by=None, at=at)
    elif "received" in kinds:
        bus.publish(PaymentReceived((row.id,)), at=at)
    if "refunded" in kinds:
        bus.publish(PaymentRefunded((row.id,)), at=at)
    for kind, stage in (("disputed", "open"), ("dispute_won", "won"), ("dispute_lost", "lost")):
        if kind in kinds:
            bus.publish(PaymentDisputed(row.id, stage), at=at)
