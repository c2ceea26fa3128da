"""A planned campaign opens by the clock; until then its words can be mended, its moment moved, and fans ask to be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.selling.campaigns.actions.pledging import lock
from fanloop.selling.campaigns.facts import CampaignOpened
from fanloop.selling.campaigns.models import Bell, Campaign, Closing, Offer, Opening, Tier
from fanloop.selling.campaigns.queries.opening import due_to_open
from fanloop.selling.campaigns.rules.refusals import Refused
from fanloop.selling.orders.queries import book_of
from fanloop.selling.stock import actions as stock

__all__ = ["Words", "begin", "mend", "move_opening", "open_due", "ring_me", "ring_me_not"]


@dataclass(frozen=True)
class Words:
    """What a campaign says of itself, by language; of its tiers by their ids: title and words."""

    title: Mapping[str, str]
    words: Mapping[str, str]
    tiers: Mapping[int, tuple[Mapping[str, str], Mapping[str, str]]] = field(default_factory=dict)


def begin(*, campaign: Campaign, at: datetime) -> bool:
    """It is open: say so, and tell who asked to be told. Begun again, nothing happens. Returns whether it is new."""
    _opening, is_new = Opening.objects.get_or_create(campaign=campaign, defaults={"at": at})
    if not is_new:
        return False
    book = book_of(ref(campaign))
    assert book is not None  # opened with the campaign
    bus.publish(CampaignOpened(ref(campaign), ref(book)), at=at)
    fans = list(Bell.objects.filter(campaign=campaign, left_at=None).values_list("fan_id", flat=True))
    notify(
        fans, kind="campaign_opened", data={"title": campaign.title}, about=ref(campaign), at=at,
        key_prefix=f"campaign_opened:{campaign.id}",
    )  # fmt: skip
    return True


def open_due(*, at: datetime) -> int:
    """Open every campaign whose moment has come, each in a transaction of its own; return how many."""
    return sum(_open_one(row, at) for row in due_to_open(at))


@transaction.atomic
def _open_one(campaign: Campaign, at: datetime) -> bool:
    row = lock(campaign)
    return row.opens_at <= at and begin(campaign=row, at=at)


@transaction.atomic
def mend(*, campaign: Campaign, said: Words, at: datetime) -> Campaign:
    """Other words, before it opens. Raises Refused afterwards: what people ordered by stays as they read it."""
    row = _planned(campaign, at)
    if not said.title:
        raise Refused(_("Give it a title."))
    row.title, row.words = dict(said.title), dict(said.words)
    row.save(update_fields=["title", "words"])
    for tier in Tier.objects.filter(campaign=row, id__in=said.tiers):
        title, words = said.tiers[tier.id]
        tier.title, tier.words = dict(title) or tier.title, dict(words)
        tier.save(update_fields=["title", "words"])
    return row


@transaction.atomic
def move_opening(*, campaign: Campaign, opens_at: datetime, at: datetime) -> Campaign:
    """Open at another moment; at one that has come, it opens now. Raises Refused once it is open."""
    row = _planned(campaign, at)
    if max(opens_at, at) >= row.closes_at:
        raise Refused(_("A campaign closes after it opens."))
    row.opens_at = max(opens_at, at)
    row.save(update_fields=["opens_at"])
    for pool in sorted(set(Offer.objects.filter(campaign=row).values_list("pool_id", flat=True))):
        stock.publish_opening(pool=pool, opens_at=row.opens_at, at=at)
    if row.opens_at <= at:
        begin(campaign=row, at=at)
    return row


def _planned(campaign: Campaign, at: datetime) -> Campaign:
    row = lock(campaign)
    if row.opens_at <= at or Closing.objects.filter(campaign=row).exists():
        raise Refused(_("It has opened already, and fans go by what stands there."))
    return row


@transaction.atomic
def ring_me(*, campaign: Campaign, fan: Fan, words: str, at: datetime) -> Bell:
    """Tell this fan when it opens; `words` are what the fan agreed to. Asked again, the first stands. Raises Refused once
    it is open.
    """
    row = _planned(campaign, at)
    bell, is_new = Bell.objects.get_or_create(campaign=row, fan=fan, defaults={"words": words, "at": at})
    if not is_new and bell.left_at:
        bell.words, bell.at, bell.left_at = words, at, None
        bell.save(update_fields=["words", "at", "left_at"])
    return bell


def ring_me_not(*, campaign: Campaign, fan: Fan, at: datetime) -> int:
    """Not any more."""
    return Bell.objects.filter(campaign=campaign, fan=fan, left_at=None).update(left_at=at)


def forget_bells(*, fan_ids: Sequence[int]) -> None:
    """Who leaves the house is told nothing."""
    Bell.objects.filter(fan__in=fan_ids).delete()
