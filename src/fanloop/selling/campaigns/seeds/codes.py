"""Ten codes for those who tried builds first, one of them given to a friend; and three who stand in line for a numbered lamp."""

from fanloop.foundation import bus
from fanloop.foundation.story import World
from fanloop.selling.campaigns.actions.codes import deal, gift, make_batch
from fanloop.selling.campaigns.actions.line import stand_in_line
from fanloop.selling.campaigns.queries import offers
from fanloop.selling.campaigns.queries.drops import drop_of, pool_of
from fanloop.selling.stock import queries as stock

IN_LINE = (
    "kalt",
    "gridwalker",
    "attic",
    "tomo",
    "bookbinder",
    "nightnurse",
    "leo",
    "mira",
    "lichtbogen",
    "holzhaus",
)
STANDING = 3


def invited(world: World) -> None:
    """Three got one each, Mira gave hers to Kalt, and seven are still to be handed out."""
    batch = world["codes.testers"] = make_batch(
        campaign=world["campaign.dawn2"], words="Who tried builds before everybody else", count=10,
        opens_at=world.at("2026-11-24 09:00"), closes_at=world.at("2026-12-11 22:00"), by=world["member.jonna"],
        at=world.at("2026-11-23 16:10"),
    )  # fmt: skip
    people = [world[f"fan.{name}"] for name in ("mira", "nightnurse", "gridwalker")]
    first = deal(batch=batch, fans=people, at=world.at("2026-11-24 09:00"))[0]
    gift(code=first.code, by=people[0], to=world["fan.kalt"], at=world.at("2026-11-25 20:12"))
    bus.drain()


def waiting(world: World) -> None:
    """The first five are gone. Whoever of the fans holds none stands in line, three of them."""
    five = world["drop.five"].campaign
    drop = drop_of(five)
    assert drop is not None  # told before
    pool, every = pool_of(drop).id, offers(five.id)
    empty = [name for name in IN_LINE if stock.mine(pool, world[f"fan.{name}"].id) is None]
    for place, name in enumerate(empty[:STANDING]):
        stand_in_line(
            campaign=five,
            fan=world[f"fan.{name}"],
            offers=every,
            quantity=1,
            at=world.at(f"2026-11-25 1{place}:05"),
        )
    bus.drain()


__all__ = ["invited", "waiting"]
