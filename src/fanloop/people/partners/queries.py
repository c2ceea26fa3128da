"""Every read of partners. A partner's own people and the staff may see it; to others it is a kind and a count."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import lately, trail
from fanloop.foundation.viewer import Viewer
from fanloop.people.partners.models import Contact, Partner
from fanloop.people.team import ports as team_ports

__all__ = [
    "Contact",
    "Partner",
    "contact_fan_ids",
    "contacts",
    "describe_partners",
    "partner",
    "partner_of",
    "partners",
    "partners_by_ids",
]


def partner(partner_id: int) -> Partner | None:
    return Partner.objects.filter(id=partner_id).first()


def partners(kind: str | None = None) -> list[Partner]:
    """All partners, or those of one kind, by name."""
    rows = Partner.objects.order_by("name")
    return list(rows.filter(kind=kind) if kind else rows)


def partners_by_ids(partner_ids: Iterable[int]) -> dict[int, Partner]:
    return Partner.objects.in_bulk(set(partner_ids))


def partner_of(fan_id: int) -> int | None:
    """The partner this fan speaks for now."""
    return _speakers().get(fan_id)


@lately.kept("partners_contact")
def _speakers() -> dict[int, int]:
    return dict(Contact.objects.filter(ended_at=None).values_list("fan_id", "partner_id"))


def contacts(partner_id: int, *, viewer: Viewer) -> list[Contact]:
    """Who speaks for a partner, for the partner itself and the staff."""
    if not (viewer.is_staff or viewer.partner_id == partner_id):
        return []
    return list(
        Contact.objects.filter(partner_id=partner_id, ended_at=None).select_related("fan").order_by("at")
    )


def contact_fan_ids(partner_ids: Iterable[int]) -> dict[int, list[int]]:
    """Partner → fans to tell when something waits for it."""
    found: dict[int, list[int]] = {}
    rows = Contact.objects.filter(partner_id__in=set(partner_ids), ended_at=None).order_by("id")
    for partner_id, fan_id in rows.values_list("partner_id", "fan_id"):
        found.setdefault(partner_id, []).append(fan_id)
    return found


@trail.describes("partners.partner", label=lambda count: ngettext("partner", "partners", count))
def describe_partners(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    """Staff see all, a partner itself, others nothing."""
    seen = ids if viewer.is_staff else ids & {viewer.partner_id}
    return {
        row.id: trail.Card(f"partners.partner:{row.id}", _("partner"), row.name, row.note, row.at)
        for row in Partner.objects.filter(id__in=seen)
    }


team_ports.fill_partner_of(partner_of)
