"""The first five of Dawn 2, numbered, drawn by lot among eight; and thirty feet turned from one old beam, next Thursday."""

from datetime import date, timedelta
from hashlib import sha256

from fanloop.foundation import bus
from fanloop.foundation.story import World
from fanloop.selling.campaigns.actions import NewOffer, open_campaign
from fanloop.selling.campaigns.actions.claiming import order_claim
from fanloop.selling.campaigns.actions.drawing import close_entries, draw, replace_winner
from fanloop.selling.campaigns.actions.drops import enter, note_rehearsal, open_drop
from fanloop.selling.campaigns.queries import Campaign, offers
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.stock import actions as stock

FIVE = {"en": "The first five of Dawn 2, numbered and signed", "zh-hans": "晨光 2 最早的五盏，编号并签名"}
FIVE_WORDS = {
    "en": "Built by hand on the bench before the line runs, numbers 1 to 5. Eight of you wanted one, so the order was drawn.",
    "zh-hans": "产线开动之前在工作台上手工做成，编号 1 至 5。有八位想要，所以抽签决定。",
}
BEAM = {"en": "Thirty feet from one old beam", "zh-hans": "一根老梁，三十只底座"}
BEAM_WORDS = {
    "en": "The beam held up our workshop's roof since 1911. Thirty oak feet can be turned from it, and no thirty-first.",
    "zh-hans": "这根梁从 1911 年起撑着我们工坊的屋顶。能车出三十只橡木底座，不会有第三十一只。",
}
WISHES = [
    # fan, moment, their own word
    ("mira", "2026-11-17 09:02", "page 214"),
    ("leo", "2026-11-17 09:40", "left is right"),
    ("attic", "2026-11-17 12:11", "阁楼里的雨"),
    ("tomo", "2026-11-18 06:20", "one more chapter"),
    ("bookbinder", "2026-11-18 08:05", "linen thread"),
    ("nightnurse", "2026-11-18 23:48", "quiet shift"),
    ("gridwalker", "2026-11-19 20:30", "50 Hz"),
    ("kalt", "2026-11-20 16:55", "4000 K"),
]
SOON = [("leo", "2026-11-25 09:15"), ("mira", "2026-11-25 18:22"), ("nightnurse", "2026-11-26 03:10")]


def drawn(world: World) -> None:
    """Rules on Monday, entries until Friday, the draw ten minutes later; one of five was out of office, and the next rank followed."""
    five = _campaign(
        world, "dawn-2-first-five", FIVE, FIVE_WORDS, pieces=5, opens="2026-11-16 09:00", variant="oak"
    )
    drop = world["drop.five"] = open_drop(
        campaign=five, fairness="lottery", entry_opens_at=world.at("2026-11-17 09:00"),
        entry_closes_at=world.at("2026-11-20 18:00"), opens_at=world.at("2026-11-20 18:30"), hold=timedelta(days=2),
        seed=sha256(b"the workshop at golden hour").digest(), by=world["member.jonna"], at=world.at("2026-11-16 10:00"),
    )  # fmt: skip
    note_rehearsal(
        drop=drop, words="Twelve of us drew three lamps. The script said right, and found the row Wen had changed.",
        by=world["member.jonna"], at=world.at("2026-11-16 15:30"),
    )  # fmt: skip
    for name, moment, word in WISHES:
        enter(drop=drop, fan=world[f"fan.{name}"], nonce=word, at=world.at(moment), solved=True)
    close_entries(drop=drop, by=world["member.jonna"], at=world.at("2026-11-20 18:00"))
    draw(drop=drop, by=world["member.jonna"], at=world.at("2026-11-20 18:10"))
    bus.drain()
    _order(world, drop)


def ahead(world: World) -> None:
    """Published on Tuesday; people enter, and everybody who comes in time gets a drawn place."""
    beam = _campaign(world, "old-beam", BEAM, BEAM_WORDS, pieces=30, opens="2026-11-24 09:00", variant="oak")
    drop = world["drop.beam"] = open_drop(
        campaign=beam, fairness="prequeue", entry_opens_at=world.at("2026-11-25 09:00"),
        entry_closes_at=world.at("2026-12-03 16:45"), opens_at=world.at("2026-12-03 17:00"),
        tickets={"everyone": 1, "level:2": 2}, by=world["member.jonna"], at=world.at("2026-11-24 10:00"),
    )  # fmt: skip
    for name, moment in SOON:
        enter(drop=drop, fan=world[f"fan.{name}"], nonce=f"{name} again", at=world.at(moment), solved=True)


def _order(world: World, drop: queries.Drop) -> None:
    """Three pay, one hold lapses and goes to the next rank, one winner steps out and the rank after follows."""
    offer = offers(drop.campaign_id)[0]
    first, *rest = queries.winners(drop)
    for place, row in enumerate([first, *rest[:2]]):
        at = world.at("2026-11-21 10:00") + timedelta(hours=place)
        order_claim(claim=row.claim, offer=offer, fan=row.claim.fan, at=at, provider="sandbox")
    replace_winner(
        winner=rest[2], reason="stepped_out", words="Wrote that two lamps are enough for one desk.",
        by=world["member.jonna"], at=world.at("2026-11-21 16:00"),
    )  # fmt: skip
    bus.drain()
    lapsed = world.at("2026-11-22 18:31")
    stock.sweep(at=lapsed)
    bus.drain()
    for row in queries.winners(drop)[5:]:
        order_claim(
            claim=row.claim,
            offer=offer,
            fan=row.claim.fan,
            at=lapsed + timedelta(minutes=40),
            provider="sandbox",
        )
    bus.drain()


def _campaign(
    world: World,
    slug: str,
    title: dict[str, str],
    words: dict[str, str],
    *,
    pieces: int,
    opens: str,
    variant: str,
) -> Campaign:
    prices = (
        {"eu": 18_900, "us": 19_900, "cn": 149_900}
        if pieces == 5
        else {"eu": 3_900, "us": 4_200, "cn": 29_900}
    )
    return open_campaign(
        line=world["line.dawn"], slug=slug, title=title, words=words,
        offers=[NewOffer(world[f"variant.{variant}"], world[f"market.{m}"], price, price) for m, price in prices.items()],
        causes=[f"voices.acceptance:{world['acceptance.clamp'].pk}"], pool_total=pieces, opens_at=world.at(opens),
        closes_at=world.at("2026-12-18 22:59"), promise_from=date(2027, 1, 11), promise_to=date(2027, 1, 22),
        limit_per_person=1, way="drop", by=world["member.jonna"], at=world.at(opens),
    )  # fmt: skip


__all__ = ["ahead", "drawn"]
