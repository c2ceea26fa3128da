"""Every write of word of mouth. All of them may be said twice."""

import secrets
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.models import Campaign
from fanloop.selling.campaigns.models.word_of_mouth import Brought, LinkDay, ShareLink, Thanks, ThanksRule
from fanloop.selling.campaigns.rules.refusals import Refused
from fanloop.selling.campaigns.rules.word_of_mouth import counts, is_thanked
from fanloop.selling.orders.queries import Order, has_ordered_before
from fanloop.selling.payments import actions as payments

__all__ = ["attribute", "follow", "keep_credit", "promise_thanks", "share_link", "thank"]
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


@transaction.atomic
def share_link(*, campaign: Campaign, fan: Fan, at: datetime) -> ShareLink:
    """The fan's own link to a campaign, made at the first time of asking."""
    code = "".join(secrets.choice(_LETTERS) for _each in range(8))
    row, _new = ShareLink.objects.get_or_create(campaign=campaign, fan=fan, defaults={"code": code, "at": at})
    return row


@transaction.atomic
def follow(*, link: ShareLink, day: date) -> None:
    """Somebody came by the link."""
    row, _new = LinkDay.objects.get_or_create(link=link, day=day)
    LinkDay.objects.filter(id=row.id).update(visits=F("visits") + 1)


@transaction.atomic
def attribute(*, order: Order, link: ShareLink, followed: datetime, at: datetime) -> Brought | None:
    """The order came by this link, if it counts; None when it is nobody's merit."""
    why = counts(
        buyer=order.fan_id,
        owner=link.fan_id,
        followed=followed,
        ordered=order.at,
        has_ordered=has_ordered_before(order),
    )
    if why:
        return None
    row, _new = Brought.objects.get_or_create(order=order, defaults={"link": link, "at": at})
    return row


@transaction.atomic
def keep_credit(*, order: Order, instead: int) -> bool:
    """An order stands in place of another one: whoever brought its fan is thanked for it, by the rule of then. False where nobody did."""
    return bool(Brought.objects.filter(order=order).update(order=instead))


@transaction.atomic
def promise_thanks(
    *, campaign: Campaign, minor: int, currency: str, most: int, by: Member | None, at: datetime
) -> ThanksRule:
    """From now on whoever brings an order gets a voucher, `most` times; 0 ends it. Raises Refused below zero."""
    if minor < 0 or not 0 <= most <= 1000:
        raise Refused(_("Thanks are worth nothing or something, for at most 1,000 orders."))
    return ThanksRule.objects.create(
        campaign=campaign, minor=minor, currency=currency, most=most, by=by, at=at
    )


@transaction.atomic
def thank(*, order_ids: set[int], at: datetime) -> int:
    """Orders have left: whoever brought them is thanked by the rule of the day they were placed. Returns how many.

    The link's row is the lock, so that two orders at once do not pass the cap.
    """
    rows = Brought.objects.select_related("link__campaign", "link__fan").filter(order__in=order_ids)
    done = set(Thanks.objects.filter(brought__in=rows).values_list("brought_id", flat=True))
    return sum(_thank(row, at) for row in rows.order_by("link_id", "id") if row.id not in done)


def _thank(row: Brought, at: datetime) -> bool:
    link = ShareLink.objects.select_for_update(no_key=True, of=("self",)).get(id=row.link_id)
    rule = ThanksRule.objects.filter(campaign=link.campaign_id, at__lte=row.at).order_by("-id").first()
    given = Thanks.objects.filter(brought__link=link).count()
    if rule is None or not rule.minor or not is_thanked(given=given, most=rule.most):
        return False
    if Thanks.objects.filter(brought=row).exists():
        return False
    card = payments.give_voucher(
        minor=rule.minor,
        currency=rule.currency,
        why="brought a friend",
        key=f"brought:{row.id}",
        by=None,
        at=at,
    )
    Thanks.objects.create(brought=row, voucher=card, at=at)
    notify(
        [link.fan_id],
        kind="brought_somebody",
        data={},
        about=ref(row.link.campaign),
        at=at,
        key_prefix=f"brought:{row.id}",
    )
    return True
