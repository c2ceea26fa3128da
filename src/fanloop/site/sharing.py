"""What the team shares, for everybody to read: the rule in words, this quarter's numbers, and every pool that was set."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.queries import Sharing
from fanloop.releasing.releases.rules import quarters
from fanloop.releasing.releases.rules.sharing import POTS, Part, Share
from fanloop.site.awards import Maker, makers_named
from fanloop.site.links import page_of
from fanloop.ui.parts import Tab


@dataclass(frozen=True)
class Slice:
    """One part of a share: the sum, and the points it came from."""

    money: Money | None
    part: Part


@dataclass(frozen=True)
class ShownShare:
    """A person's share with the reason: each pot's slice, the bounds of the awards, and fans' yes and no."""

    maker: Maker
    money: Money | None
    slices: tuple[Slice, Slice, Slice]
    share: Share


def shown(found: Sharing) -> list[ShownShare]:
    """Shares with names, the largest first."""
    makers = makers_named(found.members.values())
    currency = found.pool.currency if found.pool else ""

    def money(minor: int) -> Money | None:
        return Money(minor, currency) if currency else None

    rows = [
        ShownShare(
            makers[one.person.member_id],
            money(one.minor),
            (
                Slice(money(one.equal.minor), one.equal),
                Slice(money(one.awards.minor), one.awards),
                Slice(money(one.verdicts.minor), one.verdicts),
            ),
            one,
        )
        for one in found.shares
    ]
    return sorted(rows, key=lambda row: (-row.share.minor, row.share.person.member_id))


def pots_of(found: Sharing) -> list[Money]:
    """The three pots of a quarter with a pool: equal, awards, verdicts."""
    if found.pool is None or not found.shares:
        return []
    first = found.shares[0]
    pots = (first.equal.pot, first.awards.pot, first.verdicts.pot)
    return [Money(pot, found.pool.currency) for pot in pots]


@require_safe
def sharing(request: HttpRequest, quarter: str = "") -> HttpResponse:
    now = clock.now()
    this = queries.quarter_of(now)
    first = _quarter_or_404(quarter, this) if quarter else this
    found = queries.quarter(first, now=now)
    pools = queries.pools()
    page = {
        "found": found, "rows": shown(found), "pots": pots_of(found), "percents": POTS, "name": quarters.name(first),
        "pool": Money(found.pool.minor, found.pool.currency) if found.pool else None,
        "pools": [(quarters.name(row.begins), Money(row.minor, row.currency), row) for row in pools],
        "tabs": _tabs({this, first, *(row.begins for row in pools)}, first), "is_over": queries.is_over(first, now=now),
    }  # fmt: skip
    return render(request, "site/thanks/sharing.html", page)


def _quarter_or_404(text: str, this: date) -> date:
    try:
        first = quarters.named(text)
    except ValueError:
        raise Http404(_("There is no such quarter.")) from None
    if first > quarters.next_quarter(this) or (first != this and queries.pool_of(first) is None):
        raise Http404(_("Nothing is shared for this quarter."))
    return first


def _tabs(firsts: set[date], chosen: date) -> list[Tab]:
    return [
        Tab(quarters.name(one), reverse("site:shared_quarter", args=[quarters.name(one)]), one == chosen)
        for one in sorted(firsts, reverse=True)
    ]


@page_of("releases.bonus_pool")
def pool_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- pools are public
    row = next((row for row in queries.pools(limit=1_000) if row.id == id_), None)
    return reverse("site:shared_quarter", args=[quarters.name(row.begins)]) if row else ""


urlpatterns = [
    path("sharing", sharing, name="sharing"),
    path("sharing/<str:quarter>", sharing, name="shared_quarter"),
]
