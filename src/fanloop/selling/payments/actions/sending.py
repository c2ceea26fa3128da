"""Refunds that a provider sends. Asked outside every lock, with the refund's own key, so that it is sent once."""

from datetime import datetime

from fanloop.selling.payments.actions.settling import apply
from fanloop.selling.payments.actions.starting import external_of
from fanloop.selling.payments.models import Refund
from fanloop.selling.payments.ports import provider


def send_refund(*, refund: int, at: datetime) -> None:
    """Ask the provider to send a refund back and book what it says. Raises ProviderSilent."""
    row = Refund.objects.select_related("payment").get(id=refund)
    way = provider(row.payment.provider)
    external = external_of(row.payment)
    said = way.refund(row.payment.reference, row.minor, row.key, external=external)
    apply(payment=row.payment_id, provider_state=said, at=at)
