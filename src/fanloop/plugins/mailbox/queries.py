"""Reads of what came in by mail."""

from django.core.paginator import Page, Paginator

from fanloop.plugins.mailbox.models import Arrival

PAGE, MOST_WAITING = 30, 100


def waiting() -> list[Arrival]:
    """What waits for a person, the oldest first, at most a hundred."""
    return list(Arrival.objects.filter(outcome=Arrival.WAITS).order_by("id")[:MOST_WAITING])


def settled(*, page: str | int = 1) -> Page[Arrival]:
    """Everything else, the newest first, each with its fan."""
    rows = Arrival.objects.select_related("fan").exclude(outcome=Arrival.WAITS).order_by("-id")
    return Paginator(rows, PAGE).get_page(page)


def arrival(arrival_id: int) -> Arrival | None:
    return Arrival.objects.filter(id=arrival_id).first()
