"""The chapters `planned` and `answered`: forty lamps, two purchase orders, and a supplier who cannot keep a date."""

from datetime import date, timedelta
from decimal import Decimal

from fanloop.foundation.story import World
from fanloop.foundation.viewer import Viewer
from fanloop.making.supply.actions import (
    NewTerms,
    StockCount,
    answer_line,
    approve_plan,
    assume_terms,
    count_stock,
    make_plan,
    set_terms,
)
from fanloop.making.supply.queries import LineView, purchase_order
from fanloop.things.products.queries import parts_by_numbers

_QUOTED = [
    # part, supplier, cents, weeks, pack, minimum
    ("EL-2071", "lichtbogen", 980, 6, 10, 20),
    ("OP-0312", "lichtbogen", 460, 4, 10, 20),
    ("EL-2066", "lichtbogen", 315, 9, 10, 10),
    ("EL-3004", "lichtbogen", 2_140, 6, 5, 10),
    ("EL-3310", "lichtbogen", 1_190, 6, 5, 10),
    ("CB-0411", "lichtbogen", 340, 3, 10, 20),
    ("WD-0208", "holzhaus", 1_650, 5, 1, 0),
    ("WD-0209", "holzhaus", 1_790, 5, 1, 0),
    ("PK-0102", "holzhaus", 280, 2, 10, 20),
    ("PK-0117", "holzhaus", 145, 2, 10, 20),
]
_ON_THE_SHELF = [
    ("EL-2071", 12),
    ("EL-2066", 14),
    ("ME-1160", 42),
    ("WD-0208", 3),
    ("FX-0012", 850),
    ("CB-0107", 30),
]
_SEED = 2026
_LAMPS = 40
_FIRST_WEEK = date(2027, 1, 11)


def planned(world: World) -> None:
    """Jonna plans forty lamps, more than are expected: the difference is her own bet, and is called so."""
    _know_the_parts(world)
    plan = world["plan.dawn2"] = make_plan(
        forecast=world["forecast.dawn2"],
        quantity=_LAMPS,
        first_week=_FIRST_WEEK,
        build_weeks=3,
        by=world["member.wen"],
        at=world.at("2026-11-25 16:40"),
    )
    orders = approve_plan(plan=plan, by=world["member.jonna"], at=world.at("2026-11-25 17:30"))
    for short in ("lichtbogen", "holzhaus"):
        partner = world[f"partner.{short}"]
        world[f"purchase_order.{short}"] = next(order for order in orders if order.partner_id == partner.id)


def answered(world: World) -> None:
    """Lichtbogen promises fewer light engines, later, and says why; Holzhaus confirms every line."""
    engines = next(line for line in _lines(world, "lichtbogen") if line.line.part.number == "EL-2071")
    world["answer.engines"] = answer_line(
        line=engines.line,
        quantity=engines.line.quantity - 10,
        promised=engines.line.due + timedelta(days=18),
        words="The warm phosphor comes two weeks late. Ten pieces less now, the rest in March.",
        by=world["fan.lichtbogen"],
        at=world.at("2026-11-26 09:12"),
    )
    for line in _lines(world, "holzhaus"):
        answer_line(
            line=line.line,
            quantity=line.line.quantity,
            promised=line.line.due,
            words="",
            by=world["fan.holzhaus"],
            at=world.at("2026-11-26 10:40"),
        )


def _know_the_parts(world: World) -> None:
    """Ten parts are quoted; the others are assumed until somebody quotes them."""
    parts = parts_by_numbers(
        {number for number, *_ in _QUOTED} | {number for number, _ in _ON_THE_SHELF} | _REST
    )
    at = world.at("2026-10-05 11:00")
    set_terms(
        terms=[
            NewTerms(
                parts[number], world[f"partner.{firm}"], cents, "EUR", weeks, Decimal(pack), Decimal(least)
            )
            for number, firm, cents, weeks, pack, least in _QUOTED
        ],
        at=at,
    )
    firms = [world["partner.holzhaus"], world["partner.lichtbogen"]]
    unquoted = [parts[number] for number in sorted(_REST)]
    assume_terms(parts=unquoted, partners=firms, seed=_SEED, currency="EUR", at=at)
    counts = [StockCount(parts[number], Decimal(pieces)) for number, pieces in _ON_THE_SHELF]
    count_stock(counts=counts, at=world.at("2026-11-24 07:30"))


_REST = {"ME-1140", "ME-1152", "ME-1160", "ME-1171", "CB-0107", "FX-0012"}


def _lines(world: World, short: str) -> list[LineView]:
    """The lines of a supplier's order, seen as the supplier sees them."""
    viewer = Viewer(fan_id=world[f"fan.{short}"].id, partner_id=world[f"partner.{short}"].id)
    view = purchase_order(world[f"purchase_order.{short}"].number, viewer=viewer)
    assert view is not None
    return view.lines
