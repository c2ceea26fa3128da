"""The small shop that tests of selling stand in: a maker, two markets, a lamp in two feet, an open campaign."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

from fanloop.people.fans.actions import join
from fanloop.people.fans.queries import Fan
from fanloop.people.markets.actions import open_market
from fanloop.people.markets.queries import Market
from fanloop.people.team.actions import found_maker
from fanloop.people.team.queries import Member, members
from fanloop.selling.campaigns.actions import NewOffer, open_campaign
from fanloop.selling.campaigns.queries import Campaign, Offer, offers
from fanloop.things.products.actions import add_line, add_variant
from fanloop.things.products.queries import Line, Variant

NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)
CLOSES = datetime(2026, 12, 18, 23, tzinfo=UTC)
_serial = count(1)


@dataclass
class Shop:
    boss: Fan
    member: Member
    eu: Market
    us: Market
    line: Line
    oak: Variant
    ash: Variant
    campaign: Campaign

    @property
    def offers(self) -> list[Offer]:
        return offers(self.campaign.id)


def fan(handle: str = "") -> Fan:
    name = handle or f"fan-{next(_serial)}"
    return join(handle=name, email=f"{name}@northwindow.example", password=None, at=NOON)


def shop(*, pool: int = 100, limit: int = 3, replay: bool = False) -> Shop:
    boss = fan(f"jonna{next(_serial)}")
    found_maker(
        name="Northwindow",
        languages=["en"],
        currencies=["EUR", "USD"],
        founder=boss,
        member_name="Jonna",
        at=NOON,
    )
    eu = open_market(
        code="eu",
        name="Europe",
        currency="EUR",
        languages=["en"],
        tax_rate_bp=1900,
        time_zone="Europe/Berlin",
        at=NOON,
    )
    us = open_market(
        code="us", name="USA", currency="USD", languages=["en"], tax_rate_bp=0, time_zone="UTC", at=NOON
    )
    line = add_line(slug="dawn", name="Dawn", at=NOON)
    oak = add_variant(line=line, sku="DAWN2-OAK", name="Oak", at=NOON)
    ash = add_variant(line=line, sku="DAWN2-ASH", name="Ash", at=NOON)
    member = members()[0]
    campaign = open_campaign(
        line=line, slug="dawn-2", title={"en": "Dawn 2"}, words={"en": "Follows the day."},
        offers=[NewOffer(variant, market, 12900, 2000) for market in (eu, us) for variant in (oak, ash)],
        causes=["voices.acceptance:1"], pool_total=pool, opens_at=NOON, closes_at=CLOSES,
        promise_from=date(2027, 2, 8), promise_to=date(2027, 2, 26), packed_about=date(2027, 2, 1),
        limit_per_person=limit, replay=replay, staged=False, by=member, at=NOON,
    )  # fmt: skip
    return Shop(boss, member, eu, us, line, oak, ash, campaign)
