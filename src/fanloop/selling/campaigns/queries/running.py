"""What a worker has to look at now."""

from datetime import datetime

from fanloop.selling.campaigns.models import Campaign, Drop, Outcome, Pledge, Turn
from fanloop.selling.campaigns.queries.drops import to_draw

__all__ = ["next_deadline", "next_of_drops", "past_their_deadline", "pledges_due", "takes_pledges"]


def past_their_deadline(at: datetime) -> list[Campaign]:
    """Crowdfunding campaigns that are over and not decided."""
    decided = Outcome.objects.values("campaign_id")
    rows = Campaign.objects.filter(way="crowdfunding", closes_at__lte=at).exclude(id__in=decided)
    return list(rows.order_by("closes_at", "id"))


def next_deadline(at: datetime) -> datetime | None:
    """When the next crowdfunding campaign is decided."""
    ahead = Campaign.objects.filter(way="crowdfunding", closes_at__gt=at).order_by("closes_at")
    return ahead.values_list("closes_at", flat=True).first()


def next_of_drops(at: datetime) -> datetime | None:
    """When a waiting room opens, entries close, a draw is due or a drop opens next."""
    rows = Drop.objects.filter(campaign__closes_at__gt=at)
    moments = [
        moment for row in rows.values_list("entry_opens_at", "entry_closes_at", "opens_at") for moment in row
    ]
    moments += Turn.objects.filter(drop__in=rows).values_list("closes_at", flat=True)
    moments += [moment for _drop, moment in to_draw()]
    return min((moment for moment in moments if moment and moment > at), default=None)


def pledges_due(at: datetime, *, most: int) -> list[int]:
    """Ids of pledges somebody has to look at, the longest waiting first."""
    rows = Pledge.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return list(rows.values_list("id", flat=True)[:most])


def takes_pledges(campaign: Campaign, at: datetime) -> bool:
    """Whether an order now is a pledge: before the last moment of a crowdfunding campaign."""
    return campaign.way == "crowdfunding" and at < campaign.closes_at
