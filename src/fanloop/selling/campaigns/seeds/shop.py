"""The shop beside the campaign: spare things for Dawn 1 on the shelf, one of them gone, light plans by the month, two more years, repairs."""

from fanloop.foundation.story import World
from fanloop.foundation.viewer import SYSTEM
from fanloop.selling.orders.actions import ask_due, set_address, weigh
from fanloop.selling.orders.actions.carts import open_cart, order_cart, put_in
from fanloop.selling.orders.actions.repairs import ask_repair, quote_repair
from fanloop.selling.orders.actions.services import offer_service, pay_for, take_service
from fanloop.selling.orders.actions.shelf import price_shipping, put_on_shelf, stock_up
from fanloop.selling.orders.actions.shelf_line import wait
from fanloop.selling.orders.queries.carts import ShelfOffer
from fanloop.selling.orders.queries.services import contract, units_of
from fanloop.things.products.actions import add_variant, retire_variant

THINGS = {
    "clamp": ("DN1-CLAMP", {"en": "Dawn 1, table clamp", "zh-hans": "晨光 1，桌夹"}, 14, 1_900),
    "opal": ("DN1-OPAL", {"en": "Dawn 1, spare diffuser", "zh-hans": "晨光 1，备用柔光罩"}, 6, 2_400),
    "supply": ("DN1-24V", {"en": "Dawn 1, power supply", "zh-hans": "晨光 1，电源"}, 1, 2_900),
}
TIMES = {"eu": 1, "us": 1, "cn": 8}
"""What a price in euro cents is multiplied by, rounded as shops do."""
SENDING = {"eu": (490, 5_000), "us": (1_200, 10_000), "cn": (0, None)}
PLANS = {"en": "Light plans", "zh-hans": "灯光方案"}
WORDS = {
    "en": "A new daylight curve each month, made by fans in the north. The lamp does all it does without it.",
    "zh-hans": "每月一条新的日光曲线，由北方的同好们制作。没有它，灯的一切功能照常。",
}
MONTHLY = {"eu": 290, "us": 320, "cn": 1_900}
YEARS = {"en": "Two more years", "zh-hans": "再保两年"}
YEARS_WORDS = {
    "en": "Our two years become four: whatever breaks by itself is mended or replaced.",
    "zh-hans": "两年质保变四年：凡是自己坏的，不是修好就是换新。",
}
STUDIO = {"company": "Atelier Fünf", "street": "Kollwitzstr. 20", "postcode": "10405", "city": "Berlin"}
LONGER = {"eu": 1_900, "us": 2_100, "cn": 15_000}


def shelved(world: World) -> None:
    """What Dawn 1 needs for a long life stands on the shelf; Tomo orders a clamp, and Mira has the plans for a month."""
    at, by = world.at("2026-11-20 11:00"), world["member.jonna"]
    made = {}
    for place, (thing, (sku, name, count, _minor)) in enumerate(THINGS.items(), 10):
        variant = add_variant(line=world["line.dawn"], sku=sku, name=name, position=place, at=at)
        made[thing] = variant, stock_up(variant=variant, pieces=count, at=at)
        retire_variant(variant=variant, at=at)  # it belongs to a lamp that is made no more
    offers = {}
    for code, times in TIMES.items():
        market, (cost, free) = world[f"market.{code}"], SENDING[code]
        price_shipping(market=market, minor=cost, free_from_minor=free, by=by, at=at)
        for thing, (variant, pool) in made.items():
            offers[thing, code] = put_on_shelf(
                variant=variant, market=market, pool=pool, unit_minor=THINGS[thing][3] * times, limit=2, by=by, at=at
            )  # fmt: skip
        world[f"service.plans.{code}"] = offer_service(
            code="light-plans", kind="subscription", name=PLANS, words=WORDS, market=market, minor=MONTHLY[code],
            months=1, by=by, at=at,
        )  # fmt: skip
    moment, tomo = world.at("2026-11-22 19:10"), world["fan.tomo"]
    cart = open_cart(market=world["market.us"], fan=tomo, token="", at=moment)
    put_in(cart=cart, offer=offers["clamp", "us"], pieces=1, key="story:tomo", at=moment)
    world["order.shelf"] = order_cart(cart=cart, fan=tomo, at=moment)
    ask_due(order=world["order.shelf"], position=0, provider="transfer", at=moment)  # so it is kept for days
    _gone(world, offers["supply", "eu"])
    _one_door(world)
    _plans(world)
    _longer(world)
    _mended(world)


def _gone(world: World, offer: ShelfOffer) -> None:
    """Leo took the last power supply, so Mira waits for the next one."""
    at, leo, mira = world.at("2026-11-24 18:30"), world["fan.leo"], world["fan.mira"]
    cart = open_cart(market=offer.market, fan=leo, token="", at=at)
    put_in(cart=cart, offer=offer, pieces=1, key="story:leo", at=at)
    ask_due(order=order_cart(cart=cart, fan=leo, at=at), position=0, provider="transfer", at=at)
    wait(offer=offer, fan=mira, quantity=1, at=world.at("2026-11-25 08:10"))


def _one_door(world: World) -> None:
    """Three who share a studio let their lamps come there: four pieces where three is the limit, so the last order waits."""
    at = world.at("2026-11-24 20:15")
    for short, name in (("mira", "Mira Kessler"), ("leo", "Leo Brandl"), ("bookbinder", "P. de Vries")):
        order, values = world[f"order.{short}"], STUDIO | {"name": name}
        set_address(
            order=order, kind="delivery", country="DE", values=values, by=world[f"fan.{short}"], at=at
        )
    weigh(variant=world["variant.dawn1"], grams=1_450, by=world["member.mateo"], at=at)


def _plans(world: World) -> None:
    at, mira = world.at("2026-11-21 20:40"), world["fan.mira"]
    row = take_service(service=world["service.plans.eu"], fan=mira, unit=None, key="story:plans", at=at)
    found = contract(row.number, viewer=SYSTEM)
    assert found is not None
    assert found.unpaid is not None
    pay_for(about=f"orders.period:{found.unpaid.id}", fan=mira, currency="EUR", provider="sandbox", at=at)


def _longer(world: World) -> None:
    """Two more years for a lamp, in each market."""
    for code, minor in LONGER.items():
        offer_service(
            code="two-more-years", kind="warranty", name=YEARS, words=YEARS_WORDS, market=world[f"market.{code}"],
            minor=minor, months=24, by=world["member.jonna"], at=world.at("2026-11-20 11:05"),
        )  # fmt: skip


def _mended(world: World) -> None:
    """The bookbinder's dial sticks and has its price; Mira's cable has only been asked about."""
    first, mira = units_of(world["fan.bookbinder"].id)[0], world["fan.mira"]
    asked = ask_repair(
        unit=first, fan=world["fan.bookbinder"], words="The dial sticks at half. I turn it with a bone folder now.",
        at=world.at("2026-11-23 09:10"),
    )  # fmt: skip
    quote_repair(
        repair=asked, minor=1_800, words="A new dial with its spring, half an hour at the bench.",
        by=world["member.ilse"], at=world.at("2026-11-24 10:20"),
    )  # fmt: skip
    ask_repair(
        unit=units_of(mira.id)[0], fan=mira, words="My cat has found the woven cable. It still works, but I see copper.",
        at=world.at("2026-11-25 19:32"),
    )  # fmt: skip
