"""Reads of consents: one's own with their history, and who agreed to what for those who write."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from fanloop.people.fans import queries as fans
from fanloop.selling.launches.models import Consent
from fanloop.selling.launches.queries.people import key_of_address, key_of_fan

__all__ = ["Consent"]


def agreed(family: str) -> QuerySet[Consent]:
    """Consents that hold, of people who are here."""
    rows = Consent.objects.filter(family=family, withdrawn_at=None)
    return rows.filter(Q(fan=None) | Q(fan__is_active=True))


def keys(*, fan_id: int | None = None, email: str = "") -> set[str]:
    """Every key that is this person's, by account and by address."""
    found = {key_of_fan(fan_id)} if fan_id is not None else set()
    return found | ({key_of_address(email)} if email else set())


def families_of(fan_id: int) -> set[str]:
    """What a fan agreed to and has not withdrawn."""
    rows = Consent.objects.filter(person=key_of_fan(fan_id), withdrawn_at=None)
    return set(rows.values_list("family", flat=True))


def history(fan_id: int) -> list[Consent]:
    """Everything a fan ever agreed to, the newest first."""
    return list(Consent.objects.filter(fan=fan_id).order_by("-at", "-id"))


def consent(consent_id: int) -> Consent | None:
    return Consent.objects.select_related("fan").filter(id=consent_id).first()


def totals(families: Collection[str]) -> dict[str, int]:
    """Family → how many people agreed to it."""
    rows = Consent.objects.filter(
        Q(fan=None) | Q(fan__is_active=True), withdrawn_at=None, family__in=families
    )
    found = dict(rows.values_list("family").annotate(count=Count("id")))
    return {family: found.get(family, 0) for family in families}


def _export(fan_id: int) -> list[dict[str, Any]]:
    return [
        {
            "family": row.family, "version": row.version, "words": row.words, "source": row.source,
            "at": row.at.isoformat(), "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        }
        for row in history(fan_id)[::-1]
    ]  # fmt: skip


fans.register_export("consents", _export)
