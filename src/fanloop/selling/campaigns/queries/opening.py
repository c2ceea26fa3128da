"""What is planned, and who asked to be told when it opens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fanloop.people.fans.queries import register_export
from fanloop.selling.campaigns.models import Bell, Campaign, Closing, Opening

__all__ = ["bells", "due_to_open", "has_bell", "planned_campaigns"]


def due_to_open(at: datetime) -> list[Campaign]:
    """Campaigns whose moment has come and that nobody has opened; one that was given up before stays shut."""
    shut = Closing.objects.values("campaign_id")
    rows = Campaign.objects.filter(opens_at__lte=at).exclude(id__in=Opening.objects.values("campaign_id"))
    return list(rows.exclude(id__in=shut).order_by("opens_at", "id"))


def planned_campaigns(at: datetime) -> list[Campaign]:
    """What will open, the next one first; what is sold in a drop has a waiting room of its own."""
    ahead = Campaign.objects.filter(opens_at__gt=at).exclude(id__in=Closing.objects.values("campaign_id"))
    return list(ahead.exclude(way="drop").order_by("opens_at", "id"))


def bells(campaign_ids: Sequence[int]) -> dict[int, int]:
    """Campaign id → how many asked to be told."""
    rows = Bell.objects.filter(campaign__in=campaign_ids, left_at=None).values_list("campaign_id", flat=True)
    counted = dict.fromkeys(campaign_ids, 0)
    for id_ in rows:
        counted[id_] += 1
    return counted


def has_bell(campaign: Campaign, fan_id: int | None) -> bool:
    return fan_id is not None and Bell.objects.filter(campaign=campaign, fan=fan_id, left_at=None).exists()


def _export(fan_id: int) -> list[dict[str, Any]]:
    return [
        {"campaign": bell.campaign.slug, "agreed_to": bell.words, "at": bell.at.isoformat()}
        for bell in Bell.objects.select_related("campaign").filter(fan=fan_id, left_at=None).order_by("id")
    ]


register_export("told_when_it_opens", _export)
