"""What Stripe's rows mean in the words of the port."""

from collections.abc import Sequence
from typing import Any

from fanloop.selling.payments.ports import Event, ProviderState
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
        moved |= _came(intent) | _went(refunds) | _argued(disputes)
    ended = over or intent.status == "canceled"
    return ProviderState(
        reference, str(intent.currency).upper(), frozenset(moved), frozenset({failed} if ended else ()), external,
        why or _why(intent),
    )  # fmt: skip


def _came(intent: Any) -> set[Movement]:
    charge = intent.latest_charge
    name = charge if isinstance(charge, str) else str(getattr(charge, "id", "charge"))
    received = getattr(intent, "amount_received", None) or intent.amount
    found = {Movement("received", name, int(received))}
    told = None if isinstance(charge, str) else getattr(charge, "balance_transaction", None)
    fee = 0 if told is None or isinstance(told, str) else int(getattr(told, "fee", 0) or 0)
    if fee and str(getattr(told, "currency", "")).lower() == str(intent.currency).lower():
        found.add(Movement("fee", name, fee))
    return found


def _went(refunds: Sequence[Any]) -> set[Movement]:
    """A refund is ours by the key in its metadata; one that was made on Stripe's own pages has its own name."""
    found = set()
    for each in refunds:
        name = str(named(each).get("fl_key") or each.id)
        if each.status in {"succeeded", "pending", "failed", "canceled", None}:
            found.add(Movement("refunded", name, int(each.amount)))
        if each.status in {"failed", "canceled"}:
            found.add(Movement("refund_failed", name, int(each.amount)))
    return found


def _argued(disputes: Sequence[Any]) -> set[Movement]:
    found = set()
    for each in disputes:
        if each.status in _QUIET or (each.status == "warning_closed"):
            continue
        found.add(Movement("disputed", str(each.id), int(each.amount)))
        if each.status in _LOST:
            found.add(Movement("dispute_lost", str(each.id), int(each.amount)))
        elif each.status in _WON:
            found.add(Movement("dispute_won", str(each.id), int(each.amount)))
    return found


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
