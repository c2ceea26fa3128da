"""Every read of word of mouth. A link's figures are its fan's and of those who open campaigns."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from fanloop.foundation.money import Money
from fanloop.selling.campaigns.models import Campaign
from fanloop.selling.campaigns.models.word_of_mouth import Brought, LinkDay, ShareLink, Thanks, ThanksRule
from fanloop.selling.payments.queries import vouchers

__all__ = ["Mouth", "ShareLink", "by_code", "link_of", "mouth", "rule_of", "spread"]


@dataclass(frozen=True)
class Mouth:
    """What one link has done: visits, orders it brought, and the codes of the vouchers it earned."""

    link: ShareLink
    visits: int
    brought: int
    vouchers: tuple[str, ...]


def by_code(code: str) -> ShareLink | None:
    return ShareLink.objects.select_related("campaign", "fan").filter(code=code[:12]).first()


def link_of(campaign_id: int, fan_id: int) -> ShareLink | None:
    return ShareLink.objects.select_related("campaign").filter(campaign=campaign_id, fan=fan_id).first()


def rule_of(campaign: Campaign) -> ThanksRule | None:
    """What is promised now to whoever brings somebody; None when nothing is."""
    row = ThanksRule.objects.filter(campaign=campaign).order_by("-id").first()
    return row if row and row.minor and row.most else None


def worth(rule: ThanksRule) -> Money:
    return Money(rule.minor, rule.currency)


def mouth(link: ShareLink) -> Mouth:
    visits = LinkDay.objects.filter(link=link).aggregate(all=Sum("visits"))["all"] or 0
    given = Thanks.objects.select_related("voucher").filter(brought__link=link).order_by("id")
    codes = tuple(vouchers.code_of(row.voucher) for row in given)
    return Mouth(link, visits, Brought.objects.filter(link=link).count(), codes)


def spread(campaign: Campaign, limit: int = 100) -> list[tuple[ShareLink, int, int]]:
    """(link, visits, orders) of a campaign's links, those that brought most first."""
    visits = dict(
        LinkDay.objects.filter(link__campaign=campaign).values_list("link").annotate(all=Sum("visits"))
    )
    orders = dict(
        Brought.objects.filter(link__campaign=campaign).values_list("link").annotate(all=Count("id"))
    )
    rows = ShareLink.objects.select_related("fan").filter(campaign=campaign)
    found = [(row, visits.get(row.id, 0), orders.get(row.id, 0)) for row in rows]
    return sorted(found, key=lambda each: (-each[2], -each[1], each[0].id))[:limit]
