"""The chapter `offered`: Dawn 2 can be ordered since Monday 9 November, and eight fans did."""

from datetime import date

from fanloop.foundation import bus
from fanloop.foundation.story import World
from fanloop.selling.campaigns.actions import NewOffer, open_campaign, preorder
from fanloop.selling.campaigns.actions.opening import open_due
from fanloop.selling.campaigns.queries import offers

TITLE = {
    "en": "Dawn 2 follows the day, and is made after you order",
    "zh-hans": "晨光 2 随日光而行，你下单后才做",
}
WORDS = {
    "en": (
        "412 mm high. 2,100 to 6,500 K, CRI 97. Flicker-free down to 1 %. Sees your daylight. "
        "Two light engines behind one opal diffuser, and a foot or a clamp: the arch ends in a thread, because you asked for it."
    ),
    "zh-hans": "高 412 毫米。2100 至 6500 K，显色指数 97。低至 1% 亦无频闪。能感知你窗外的日光。两枚光源共用一片乳白柔光罩；灯臂末端是螺纹，底座或夹具任你选，因为这是你们提的。",
}
PRICES = {"eu": (12_900, 2_000), "us": (13_900, 2_000), "cn": (99_900, 15_000)}
FEET = ("oak", "black", "alu")

ORDERS = [
    # fan, foot, market, pieces, moment, how the deposit came
    ("mira", "oak", "eu", 1, "2026-11-09 10:04", "sandbox"),
    ("leo", "oak", "eu", 1, "2026-11-09 10:11", "sandbox"),
    ("tomo", "black", "us", 1, "2026-11-09 18:32", "sandbox"),
    ("attic", "oak", "cn", 2, "2026-11-11 13:20", "sandbox"),
    ("nightnurse", "alu", "us", 1, "2026-11-14 05:47", "sandbox"),
    ("bookbinder", "oak", "eu", 2, "2026-11-17 08:15", "sandbox"),
    ("gridwalker", "black", "us", 1, "2026-11-21 20:02", "sandbox"),
    ("kalt", "alu", "eu", 1, "2026-11-24 16:38", "transfer"),
]


def offered(world: World) -> None:
    """Seven deposits have come; the eighth is a bank transfer that is still on its way."""
    campaign = world["campaign.dawn2"] = open_campaign(
        line=world["line.dawn"],
        slug="dawn-2",
        title=TITLE,
        words=WORDS,
        offers=[
            NewOffer(world[f"variant.{foot}"], world[f"market.{market}"], *PRICES[market])
            for market in PRICES
            for foot in FEET
        ],
        causes=[
            f"voices.acceptance:{world[name].pk}" for name in ("acceptance.brighter", "acceptance.clamp")
        ],
        pool_total=2_340,
        opens_at=world.at("2026-11-09 10:00"),
        closes_at=world.at("2026-12-18 22:59"),
        promise_from=date(2027, 2, 8),
        promise_to=date(2027, 2, 26),
        packed_about=date(2027, 2, 1),
        instalments=3,
        limit_per_person=3,
        by=world["member.jonna"],
        at=world.at("2026-11-09 09:30"),
    )
    open_due(at=campaign.opens_at)
    by_cell = {(offer.variant_id, offer.market_id): offer for offer in offers(campaign.id)}
    for name, foot, market, pieces, moment, provider in ORDERS:
        offer = by_cell[world[f"variant.{foot}"].id, world[f"market.{market}"].id]
        world[f"order.{name}"] = preorder(
            offer=offer, fan=world[f"fan.{name}"], quantity=pieces, at=world.at(moment), key=f"story:{name}",
            provider=provider,
        )  # fmt: skip
        bus.drain()
