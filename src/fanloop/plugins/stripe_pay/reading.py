"""What Stripe's rows mean in the words of the port."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from fanloop.plugins.stripe_pay.amounts import ours
from fanloop.selling.payments.ports import Event, PaidOut, ProviderState
from fanloop.selling.payments.rules.movements import Flag, Movement

_LOST, _WON = {"lost"}, {"won", "warning_closed"}
_QUIET = {"warning_needs_response", "warning_under_review"}
"""An inquiry: nothing was taken yet."""


def named(row: Any) -> dict[str, str]:
    """What we wrote beside a row of Stripe's when we made it."""
    metadata: Any = getattr(row, "metadata", None) or {}
    return dict(metadata.to_dict() if hasattr(metadata, "to_dict") else metadata)


def state_of(
    intent: Any,
    reference: str,
    external: str,
    *,
    currency: str = "",
    over: bool = False,
    why: str = "",
    card: str = "",
    refunds: Sequence[Any] = (),
    disputes: Sequence[Any] = (),
) -> ProviderState:
    """An intent, its refunds and complaints as movements; without an intent nothing has moved."""
    failed: Flag = "failed"
    if intent is None:
        return ProviderState(
            reference, currency.upper(), flags=frozenset({failed} if over else ()), external=external, why=why
        )
    moved = set()
    if intent.status == "succeeded":
        of = str(intent.currency).upper()
        moved |= _came(intent, of) | _went(refunds, of) | _argued(disputes, of)
    ended = over or intent.status == "canceled"
    return ProviderState(
        reference, str(intent.currency).upper(), frozenset(moved), frozenset({failed} if ended else ()), external,
        why or _why(intent), (card or card_of(intent.latest_charge)) if intent.status == "succeeded" else "",
    )  # fmt: skip


def card_of(charge: Any) -> str:
    """The fingerprint of what a charge was paid with, a card or an account: the same wherever it pays."""
    used = None if isinstance(charge, str) else getattr(charge, "payment_method_details", None)
    return str(getattr(getattr(used, str(used.type), None), "fingerprint", None) or "") if used else ""


def _came(intent: Any, of: str) -> set[Movement]:
    charge = intent.latest_charge
    name = charge if isinstance(charge, str) else str(getattr(charge, "id", "charge"))
    received = ours(int(getattr(intent, "amount_received", None) or intent.amount), of)
    told = None if isinstance(charge, str) else getattr(charge, "balance_transaction", None)
    return {Movement("received", name, received)} | _settled(told, name, received, of)


def _settled(told: Any, name: str, minor: int, of: str) -> set[Movement]:
    """What a row of Stripe's own books says of `minor` units: the fee, and what they became in the account's currency."""
    if told is None or isinstance(told, str):
        return set()
    currency = str(getattr(told, "currency", "") or of).upper()
    other = "" if currency == of else currency
    found = set()
    fee = ours(int(getattr(told, "fee", 0) or 0), currency)
    if fee:
        found.add(Movement("fee" if fee > 0 else "fee_back", name, abs(fee), other))
    into = ours(int(getattr(told, "amount", 0) or 0), currency)
    if other and into:
        found.add(Movement("changed" if into > 0 else "changed_back", name, minor, other, abs(into)))
    return found


def _went(refunds: Sequence[Any], of: str) -> set[Movement]:
    """A refund is ours by the key in its metadata; one that was made on Stripe's own pages has its own name."""
    found = set()
    for each in refunds:
        name, minor = str(named(each).get("fl_key") or each.id), ours(int(each.amount), of)
        if each.status in {"succeeded", "pending", "failed", "canceled", None}:
            found.add(Movement("refunded", name, minor))
            found |= _settled(getattr(each, "balance_transaction", None), str(each.id), minor, of)
        if each.status in {"failed", "canceled"}:
            found.add(Movement("refund_failed", name, minor))
            found |= _settled(
                getattr(each, "failure_balance_transaction", None), f"{each.id}:back", minor, of
            )
    return found


def _argued(disputes: Sequence[Any], of: str) -> set[Movement]:
    """Complaints; Stripe tells what it took and gave back for each, its own fee for the trouble with it."""
    found = set()
    for each in disputes:
        if each.status in _QUIET or (each.status == "warning_closed"):
            continue
        minor = ours(int(each.amount), of)
        found.add(Movement("disputed", str(each.id), minor))
        if each.status in _LOST:
            found.add(Movement("dispute_lost", str(each.id), minor))
        elif each.status in _WON:
            found.add(Movement("dispute_won", str(each.id), minor))
        for told in getattr(each, "balance_transactions", None) or ():
            found |= _settled(told, str(getattr(told, "id", each.id)), minor, of)
    return found


def payout_of(row: Any) -> PaidOut:
    """A payout as the port has it; the day is the one the bank shows it on."""
    currency = str(row.currency).upper()
    day = datetime.fromtimestamp(int(row.arrival_date), UTC).date()
    failed = row.status in {"failed", "canceled"}
    return PaidOut(str(row.id), ours(int(row.amount), currency), currency, day, failed=failed)


def _why(intent: Any) -> str:
    error = getattr(intent, "last_payment_error", None)
    return str(getattr(error, "code", "") or "") if error else ""


def events_of(event: Any) -> list[Event]:
    """What a message is about: its object's own name and, where it bears one, our reference."""
    said = event.data.object
    reference = str(named(said).get("fl_reference") or getattr(said, "client_reference_id", "") or "")
    kind = str(getattr(said, "object", ""))
    external = str(said.id) if kind in {"payment_intent", "setup_intent", "checkout.session"} else ""
    external = external or str(getattr(said, "payment_intent", "") or "")
    return [Event(str(event.id), str(event.type), reference, external)]
