"""Reads of webhooks, for the desk and for the sending itself. None of it is public."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.viewer import Viewer
from fanloop.people.webhooks.models import Attempt, Delivery, Endpoint, Rest, Secret
from fanloop.people.webhooks.rules.filters import Condition, wants

__all__ = ["Attempt", "Delivery", "Endpoint", "EndpointRow", "Rest", "Sent"]

MANAGE = "webhooks.manage"
_resting = Exists(Rest.objects.filter(endpoint=OuterRef("id"), ended_at=None))


@dataclass(frozen=True)
class EndpointRow:
    """An endpoint with why it rests, and its last message."""

    endpoint: Endpoint
    rest: Rest | None
    last: Delivery | None

    @property
    def conditions(self) -> list[Condition]:
        return conditions_of(self.endpoint)


@dataclass(frozen=True)
class Sent:
    """A delivery with its tries, the newest first."""

    delivery: Delivery
    attempts: list[Attempt] = field(default_factory=list)


def conditions_of(row: Endpoint) -> list[Condition]:
    return [Condition(*each) for each in row.conditions]


def awake() -> "QuerySet[Endpoint]":
    """Endpoints that hear at the moment."""
    return Endpoint.objects.filter(~_resting).order_by("id")


def anybody_wants(name: str) -> bool:
    """Whether any endpoint asks for facts of this name."""
    return any(wants(patterns, name) for patterns in awake().values_list("patterns", flat=True))


def endpoints(viewer: Viewer) -> list[EndpointRow]:
    """All endpoints in three queries, for those who manage them."""
    if not viewer.may(MANAGE):
        return []
    rows = list(Endpoint.objects.select_related("by").order_by("id"))
    rests = {rest.endpoint_id: rest for rest in Rest.objects.filter(ended_at=None)}
    newest = Delivery.objects.order_by("endpoint", "-id").distinct("endpoint")
    last = {delivery.endpoint_id: delivery for delivery in newest}
    return [EndpointRow(row, rests.get(row.id), last.get(row.id)) for row in rows]


def endpoint(endpoint_id: int, viewer: Viewer) -> EndpointRow | None:
    return next((row for row in endpoints(viewer) if row.endpoint.id == endpoint_id), None)


def secrets_of(row: Endpoint) -> list[Secret]:
    """The secrets that sign now, the newest first."""
    return list(Secret.objects.filter(endpoint=row, ended_at=None).order_by("-id"))


def log(row: Endpoint, *, page: int | str = 1, size: int = 20) -> "Page[Delivery]":
    """Messages to one endpoint, the newest first."""
    return Paginator(Delivery.objects.filter(endpoint=row).order_by("-id"), size).get_page(page)


def tried(deliveries: Collection[Delivery]) -> list[Sent]:
    """Deliveries with all their tries, in one query."""
    tries: dict[int, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(delivery__in=[row.id for row in deliveries]).order_by("-id"):
        tries.setdefault(attempt.delivery_id, []).append(attempt)
    return [Sent(row, tries.get(row.id, [])) for row in deliveries]


def delivery(delivery_id: int, viewer: Viewer) -> Delivery | None:
    if not viewer.may(MANAGE):
        return None
    return Delivery.objects.select_related("endpoint__by").filter(id=delivery_id).first()


def due(at: datetime, *, limit: int = 200) -> list[int]:
    """Deliveries whose time has come, the longest waiting first."""
    rows = Delivery.objects.filter(due_at__lte=at).order_by("due_at", "id")
    return list(rows.values_list("id", flat=True)[:limit])


@trail.describes("webhooks.endpoint", label=lambda count: ngettext("webhook", "webhooks", count))
def describe_endpoints(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    seen = ids if viewer.may(MANAGE) else set()
    return {
        row.id: trail.Card(f"webhooks.endpoint:{row.id}", _("webhook"), row.name, row.url, row.at)
        for row in Endpoint.objects.filter(id__in=seen)
    }
