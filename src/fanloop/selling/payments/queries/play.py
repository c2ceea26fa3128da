"""Reads of the play card's page."""

from fanloop.selling.payments.models import Payment, PlayCharge, Setup

__all__ = ["PlayCharge", "charge", "owner_of"]


def charge(reference: str) -> PlayCharge | None:
    return PlayCharge.objects.filter(reference=reference).first()


def owner_of(reference: str) -> str:
    """The pseudonym of whoever was asked under this reference; nothing when nobody was."""
    for rows in (Payment.objects, Setup.objects):
        found = rows.filter(reference=reference).values_list("party", flat=True).first()
        if found:
            return str(found)
    return ""
