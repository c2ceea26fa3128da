"""Messages of providers: proven, kept once, answered at once; what happened is asked of the provider afterwards."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from fanloop.foundation import jobs
from fanloop.selling.payments import ports
from fanloop.selling.payments.actions.saving import look_saving
from fanloop.selling.payments.actions.starting import look
from fanloop.selling.payments.models import Attempt, HookEvent, Payment, PaymentState, Setup
from fanloop.selling.payments.ports import ProviderSilent
from fanloop.selling.payments.rules.refusals import Refused

PATIENCE = timedelta(days=35)
"""How long we go on asking about a payment that was begun: the longest a page of a provider may stay open, and a bank holiday."""
OVERDUE = timedelta(minutes=5)


@transaction.atomic
def receive_hook(*, provider: str, headers: Mapping[str, str], body: bytes, at: datetime) -> int:
    """Keep the events of a message; return how many are new. Raises Forged for what its sender did not sign, KeyError
    for a provider nobody registered.
    """
    fresh = 0
    for event in ports.provider(provider).parse_webhook(headers, body):
        row, is_new = HookEvent.objects.get_or_create(
            provider=provider, event=event.id[:120],
            defaults={
                "kind": event.kind[:80], "reference": event.reference[:40], "external": event.external[:255],
                "came_at": at,
            },
        )  # fmt: skip
        if is_new:
            jobs.defer("payments.handle_event", event=row.id)
        fresh += is_new
    return fresh


def handle_event(*, event: int, at: datetime) -> None:
    """Ask the provider about what a message named. What is not ours is put aside. Raises ProviderSilent."""
    row = HookEvent.objects.get(id=event)
    if row.handled_at is not None:
        return
    if payment := _payment(row):
        look(payment=payment, at=at)
    elif setup := Setup.objects.filter(reference=row.reference).first():
        look_saving(setup=setup.reference, at=at)
    HookEvent.objects.filter(id=event, handled_at=None).update(handled_at=at)


def look_again(*, at: datetime) -> int:
    """Ask about everything that was begun and has not ended, and about messages that nobody has answered yet.

    Messages get lost and come late: what is asked is the truth. Returns how many payments were asked about.
    """
    for id_ in HookEvent.objects.filter(handled_at=None, came_at__lte=at - OVERDUE).values_list(
        "id", flat=True
    ):
        _in_peace(lambda event=id_: handle_event(event=event, at=at))  # type: ignore[misc]  # a default binds the loop's value
    begun = Attempt.objects.filter(at__gte=at - PATIENCE).values_list("payment", flat=True)
    open_ = Payment.objects.filter(id__in=begun).exclude(id__in=_ended())
    ids = list(open_.values_list("id", flat=True).order_by("id"))
    for id_ in ids:
        _in_peace(lambda payment=id_: look(payment=payment, at=at))  # type: ignore[misc]  # as above
    return len(ids)


def _ended() -> QuerySet[PaymentState, int]:
    return PaymentState.objects.exclude(state="asked").values_list("payment", flat=True)


def _in_peace(ask: Callable[[], object]) -> None:
    """One provider's silence does not keep us from asking the others."""
    with suppress(ProviderSilent, Refused):
        ask()


def _payment(row: HookEvent) -> int | None:
    """The payment an event names, by our reference or by the provider's own name for it."""
    found = (
        Payment.objects.filter(provider=row.provider, reference=row.reference).first()
        if row.reference
        else None
    )
    if found is None and row.external:
        attempt = Attempt.objects.filter(payment__provider=row.provider, external=row.external).last()
        found = attempt.payment if attempt else None
    return found.id if found else None
