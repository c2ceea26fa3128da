"""Word of mouth: a fan's own link to a campaign, what it has done, and the way in for whoever follows it."""

from dataclasses import dataclass
from datetime import datetime

import segno
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.foundation.text.translated import read
from fanloop.people.fans import queries as fans
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.campaigns.actions import word_of_mouth as actions
from fanloop.selling.campaigns.queries import Campaign
from fanloop.selling.campaigns.queries import word_of_mouth as queries
from fanloop.selling.campaigns.queries.ambassadors import is_ambassador
from fanloop.selling.campaigns.rules.word_of_mouth import is_thanked
from fanloop.selling.orders.queries import Order
from fanloop.site.share import of_campaign

FOLLOWED = "followed"


@require_GET
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody came by a link: counted once a visit, remembered in the session alone, and led to the campaign."""
    link = queries.by_code(code)
    if link is None:
        raise Http404
    if request.session.get(FOLLOWED, [""])[0] != link.code:
        actions.follow(link=link, day=clock.now().date())
        request.session[FOLLOWED] = [link.code, clock.now().isoformat()]
    return redirect("site:campaign", slug=link.campaign.slug)


def credit(request: HttpRequest, order: Order) -> None:
    """An order was placed: let it count for the link its buyer followed last, if that led to what was ordered."""
    code, followed = request.session.get(FOLLOWED, ["", ""])
    link = queries.by_code(code) if code else None
    if link is not None and campaigns.campaign_of_book(order.book) == link.campaign:
        actions.attribute(order=order, link=link, followed=datetime.fromisoformat(followed), at=clock.now())


@login_required
@require_safe
def mouth(request: HttpRequest, slug: str) -> HttpResponse:
    """A fan's own link, if there is one, with what it has done."""
    row = _campaign(slug)
    link = queries.link_of(row.id, int(request.user.pk or 0))
    rule = queries.rule_of(row)
    address = request.build_absolute_uri(reverse("site:follow_link", args=[link.code])) if link else ""
    page = {
        "campaign": row, "name": read(row.title), "mouth": queries.mouth(link) if link else None, "address": address,
        "code": _square(address) if link else "", "rule": rule, "worth": queries.worth(rule) if rule else None,
        "share": of_campaign(request, row),
    }  # fmt: skip
    return render(request, "site/campaigns/mouth.html", page)


@login_required
@require_POST
def make_link(request: HttpRequest, slug: str) -> HttpResponse:
    fan = fans.fan(int(request.user.pk or 0))
    if fan is None:
        raise Http404
    actions.share_link(campaign=_campaign(slug), fan=fan, at=clock.now())
    return redirect("site:mouth", slug=slug)


@dataclass(frozen=True)
class CameBy:
    """By whose link a reader came to a campaign, and what that person gets for an order; nobody is named who is no ambassador."""

    name: str
    is_ambassador: bool
    worth: Money | None


def came_by(request: HttpRequest, row: Campaign) -> CameBy | None:
    """Told to whoever follows a link, before they order. None for who came on their own, or by their own link."""
    code, _followed = request.session.get(FOLLOWED, ["", ""])
    link = queries.by_code(code) if code else None
    if link is None or link.campaign_id != row.id or link.fan_id == request.user.pk:
        return None
    speaks, rule = is_ambassador(link.fan_id), queries.rule_of(row)
    is_paid = rule is not None and is_thanked(given=len(queries.mouth(link).vouchers), most=rule.most)
    return CameBy(
        link.fan.shown_name if speaks else "", speaks, queries.worth(rule) if rule and is_paid else None
    )


def _square(address: str) -> str:
    """The link as a code to scan; drawn with the page's own ink."""
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=2)
    return mark_safe(drawn.replace('stroke="#000"', 'stroke="currentColor"'))  # noqa: S308 -- segno draws it from our own address


def _campaign(slug: str) -> Campaign:
    row = campaigns.campaign(slug)
    if row is None:
        raise Http404
    return row


urlpatterns = [
    path("order/<slug:slug>/friends", mouth, name="mouth"),
    path("order/<slug:slug>/friends/link", make_link, name="make_link"),
    path("r/<slug:code>", follow, name="follow_link"),
]
