"""The chapter `offered`, second half: a reading arm that too few wanted, a porch lamp on its way to twenty, and one that is planned."""

from datetime import date
from decimal import Decimal

from fanloop.foundation import bus
from fanloop.foundation.story import World
from fanloop.selling.campaigns.actions import (
    NewGoal,
    NewOffer,
    NewStretch,
    NewTier,
    open_campaign,
    preorder,
)
from fanloop.selling.campaigns.actions.changing import change_pledge, leave_way
from fanloop.selling.campaigns.actions.charging import work_pledges
from fanloop.selling.campaigns.actions.deadline import decide_all
from fanloop.selling.campaigns.actions.opening import open_due, ring_me
from fanloop.selling.campaigns.queries import Campaign, Offer, offers
from fanloop.selling.payments import actions as payments
from fanloop.things.products.actions import add_variant, retire_variant

_RATES = {"USD": Decimal("0.86"), "CNY": Decimal("0.121")}

_ARM = [
    ("mira", "eu", 1, "2026-10-20 18:30"),
    ("bookbinder", "eu", 2, "2026-10-22 07:50"),
    ("tomo", "us", 1, "2026-10-25 05:10"),
    ("attic", "cn", 1, "2026-10-30 13:45"),
]
_PORCH = [
    # fan, tier, market, pieces, moment, how it is paid on success
    ("kalt", 0, "eu", 1, "2026-11-12 12:06", "transfer"),
    ("mira", 0, "eu", 1, "2026-11-12 12:20", "playcard"),
    ("gridwalker", 0, "us", 1, "2026-11-12 16:41", "sandbox"),
    ("leo", 1, "eu", 1, "2026-11-13 09:15", "sandbox"),
    ("attic", 1, "cn", 2, "2026-11-15 13:02", "sandbox"),
    ("bookbinder", 1, "eu", 2, "2026-11-18 08:40", "transfer"),
    ("tomo", 1, "us", 1, "2026-11-21 06:12", "sandbox"),
    ("nightnurse", 1, "us", 1, "2026-11-24 23:10", "sandbox"),
]


def funded(world: World) -> None:
    """One campaign that missed its goal and charged nobody; one that runs until 12 December."""
    _arm(world)
    _porch(world)


def _arm(world: World) -> None:
    variant = world["variant.arm"] = add_variant(
        line=world["line.dawn"], sku="DN2-ARM", name={"en": "Reading arm", "zh-hans": "阅读臂"}, position=8,
        at=world.at("2026-10-20 08:00"),
    )  # fmt: skip
    arm = world["campaign.arm"] = open_campaign(
        line=world["line.dawn"], slug="reading-arm", way="crowdfunding",
        title={"en": "An arm that leans over the page with you", "zh-hans": "随你俯向书页的灯臂"},
        words={
            "en": "A second joint for the first Dawn. Two springs, no motor, made in our workshop if enough of you want it.",
            "zh-hans": "给第一代晨光的第二个关节。两根弹簧，没有马达；想要的人够多，我们就在自己的作坊里做。",
        },
        offers=[
            NewOffer(variant, world[f"market.{market}"], price, 0)
            for market, price in (("eu", 4_900), ("us", 5_500), ("cn", 38_000))
        ],
        causes=[f"voices.acceptance:{world['acceptance.page'].pk}"], pool_total=200,
        opens_at=world.at("2026-10-20 10:00"), closes_at=world.at("2026-11-08 20:00"),
        promise_from=date(2027, 1, 11), promise_to=date(2027, 1, 29), limit_per_person=3,
        goal=NewGoal("money", 150_000, "EUR", _RATES), by=world["member.jonna"], at=world.at("2026-10-20 09:30"),
    )  # fmt: skip
    open_due(at=arm.opens_at)
    for fan, market, pieces, moment in _ARM:
        preorder(
            offer=_offer(arm, world, market), fan=world[f"fan.{fan}"], quantity=pieces, at=world.at(moment),
            key=f"story:arm:{fan}", provider="sandbox",
        )  # fmt: skip
    end = world.at("2026-11-08 20:00")
    decide_all(at=end)
    work_pledges(at=end)
    bus.drain()
    retire_variant(variant=variant, at=world.at("2026-11-09 09:00"))


def _porch(world: World) -> None:
    variant = world["variant.porch"] = add_variant(
        line=world["line.dawn"], sku="DN2-PORCH", name={"en": "Dawn Porch", "zh-hans": "晨光门廊灯"}, position=9,
        at=world.at("2026-11-12 10:00"),
    )  # fmt: skip
    porch = world["campaign.porch"] = open_campaign(
        line=world["line.dawn"], slug="porch", way="crowdfunding",
        title={"en": "Dawn Porch: the same light, outside your door", "zh-hans": "晨光门廊灯：同样的光，在你门外"},
        words={
            "en": "Goes on when your sunset really ends and off with your sunrise, not at a fixed hour. Sealed aluminium, "
            "-25 °C, no cloud. We make it if twenty are wanted: below that the housing costs more than the lamp.",
            "zh-hans": "当地日落真正结束时亮起，日出时熄灭，而不是固定钟点。密封铝壳，-25 °C，不上云。有二十人想要我们就做：少于此数，外壳比灯还贵。",
        },
        offers=[
            NewOffer(variant, world[f"market.{market}"], price, 2_000 if market != "cn" else 15_000, tier)
            for tier, prices in enumerate(({"eu": 7_900, "us": 8_500, "cn": 62_000}, {"eu": 8_900, "us": 9_500, "cn": 69_000}))
            for market, price in prices.items()
        ],
        causes=[f"voices.acceptance:{world[name].pk}" for name in ("acceptance.sunrise", "acceptance.warmer")],
        pool_total=60, opens_at=world.at("2026-11-12 12:00"), closes_at=world.at("2026-12-12 20:00"),
        promise_from=date(2027, 4, 5), promise_to=date(2027, 4, 30), packed_about=date(2027, 3, 29),
        limit_per_person=3, by=world["member.jonna"], at=world.at("2026-11-12 11:30"), tiers=_tiers(world),
        goal=NewGoal("pieces", 20, late_until=world.at("2027-01-31 20:00"), stretches=_STRETCHES),
    )  # fmt: skip
    open_due(at=porch.opens_at)
    for fan, tier, market, pieces, moment, provider in _PORCH:
        world[f"pledge.{fan}"] = preorder(
            offer=_offer(porch, world, market, tier), fan=world[f"fan.{fan}"], quantity=pieces, at=world.at(moment),
            key=f"story:porch:{fan}", provider=provider,
        )  # fmt: skip
        bus.drain()
    _left(world, "mira", "2026-11-12 12:22")
    world["pledge.leo.two"] = change_pledge(
        order=world["pledge.leo"], offer=_offer(porch, world, "eu", 1), quantity=2, by=world["fan.leo"],
        at=world.at("2026-11-23 19:30"), key="story:porch:leo:two",
    )  # fmt: skip
    bus.drain()


def planned(world: World) -> None:
    """It opens on the first of December by itself; three asked to be told."""
    travel = world["variant.travel"] = add_variant(
        line=world["line.dawn"], sku="DN2-TRAVEL", name={"en": "Dawn Travel", "zh-hans": "晨光旅行灯"}, position=10,
        at=world.at("2026-11-25 09:00"),
    )  # fmt: skip
    row = world["campaign.travel"] = open_campaign(
        line=world["line.dawn"], slug="travel", way="crowdfunding",
        title={"en": "Dawn Travel: the sunrise in your suitcase", "zh-hans": "晨光旅行灯：行李箱里的日出"},
        words={
            "en": "Folds flat, charges by USB-C, knows the sunrise of the place you wake up in. Six nights on one charge.",
            "zh-hans": "折叠平放，USB-C 充电，知道你醒来之地的日出。一次充电用六晚。",
        },
        offers=[
            NewOffer(travel, world[f"market.{market}"], price, 0, tier)
            for tier, prices in enumerate(({"eu": 5_900, "us": 6_500, "cn": 45_000}, {"eu": 6_900, "us": 7_500, "cn": 52_000}))
            for market, price in prices.items()
        ],
        causes=[f"voices.acceptance:{world['acceptance.sunrise'].pk}"],
        pool_total=400, opens_at=world.at("2026-12-01 09:00"), closes_at=world.at("2026-12-22 20:00"),
        promise_from=date(2027, 5, 3), promise_to=date(2027, 6, 11), packed_about=date(2027, 4, 26),
        limit_per_person=4, by=world["member.jonna"], at=world.at("2026-11-25 10:00"), tiers=_TRAVEL,
        goal=NewGoal("pieces", 150),
    )  # fmt: skip
    for name in ("mira", "leo", "tomo"):
        ring_me(
            campaign=row, fan=world[f"fan.{name}"], words="Northwindow may write to me once, when it opens.",
            at=world.at("2026-11-25 18:00"),
        )  # fmt: skip


_TRAVEL = (
    NewTier(
        {"en": "Night train", "zh-hans": "夜车"},
        {"en": "The first fifty, ten less.", "zh-hans": "前五十盏，便宜十元。"}, total=50, limit=1, months_in=0,
    ),
    NewTier(
        {"en": "The traveller", "zh-hans": "旅行灯"},
        {"en": "One lamp and its pouch.", "zh-hans": "一盏灯和它的布袋。"}, months_in=1,
    ),
)  # fmt: skip


def _left(world: World, name: str, moment: str) -> None:
    """A play card is left for the day it succeeds; nothing is taken."""
    at, order = world.at(moment), world[f"pledge.{name}"]
    setup = leave_way(order=order, at=at)
    payments.begin_saving(setup=setup, currency=order.currency, return_url=f"/orders/{order.number}", at=at)
    payments.show_card(reference=setup, card="4242424242424242", at=at)
    payments.look_saving(setup=setup, at=at)


_STRETCHES = (
    NewStretch(
        30, {"en": "A ground spike comes with it", "zh-hans": "附送地插"},
        {"en": "For a path instead of a wall. Turned from the offcuts of the housing.", "zh-hans": "插在小路边，不必上墙。用外壳的边料车成。"},
    ),
    NewStretch(
        45, {"en": "A second colour: moss", "zh-hans": "第二种颜色：苔绿"},
        {"en": "Powder coat pays off from forty-five pieces on. You choose when it is packed.", "zh-hans": "四十五件起喷粉才划算。装箱时再选。"},
    ),
)  # fmt: skip


def _tiers(world: World) -> tuple[NewTier, ...]:
    return (
        NewTier(
            {"en": "First night", "zh-hans": "第一夜"},
            {"en": "One lamp, ten less, with the number of its night engraved.", "zh-hans": "一盏灯，便宜十元，刻上第几夜。"},
            total=5, closes_at=world.at("2026-11-19 12:00"),
        ),
        NewTier(
            {"en": "The lamp", "zh-hans": "一盏灯"},
            {"en": "One lamp with its bracket and two screws.", "zh-hans": "一盏灯，配支架和两颗螺丝。"},
        ),
    )  # fmt: skip


def _offer(campaign: Campaign, world: World, market: str, tier: int | None = None) -> Offer:
    return offers(campaign.id, market=world[f"market.{market}"].id)[tier or 0]
