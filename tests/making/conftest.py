from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from fanloop.foundation import bus
from fanloop.making.demand import actions as demand
from fanloop.making.supply import actions as supply
from fanloop.people.fans import actions as fans
from fanloop.people.markets import actions as markets
from fanloop.people.partners import actions as partners
from fanloop.people.team import actions as team
from fanloop.people.team import queries as team_queries
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.actions import Draft, DraftLine
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock.rules.claims import Request
from fanloop.things.products import actions as products
from fanloop.things.products import queries as product_queries
from fanloop.things.products.actions import NewBomLine, NewPart

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LAMP = [
    ("lamp", "head", "1"),
    ("lamp", "foot", "1"),
    ("lamp", "screw", "4"),
    ("head", "led", "2"),
    ("head", "screw", "3"),
]


@pytest.fixture
def join(db):
    def joined(handle, **more):
        return fans.join(handle=handle, **{"email": None, "password": None, "at": AT, **more})

    return joined


@pytest.fixture
def boss(join):
    fan = join("jonna")
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=fan, member_name="Jonna", at=AT
    )
    return team_queries.member_of(fan.id)


@pytest.fixture
def market(db):
    return markets.open_market(
        code="eu",
        name="Europe",
        currency="EUR",
        languages=["en"],
        tax_rate_bp=1900,
        time_zone="Europe/Berlin",
        at=AT,
    )


@pytest.fixture
def lamp(db):
    """A lamp: one head (two LEDs, three screws), one foot, four screws."""
    names = dict.fromkeys(name for line in LAMP for name in line[:2])
    parts = [
        NewPart(name, name.title(), "assembly" if name in {"lamp", "head"} else "part") for name in names
    ]
    products.import_bom(parts=parts, lines=[NewBomLine(p, c, Decimal(q)) for p, c, q in LAMP], at=AT)
    line = products.add_line(slug="dawn", name="Dawn", at=AT)
    top = product_queries.part_by_number("lamp")
    return products.add_variant(line=line, sku="dawn-2", name="Dawn 2", part=top, at=AT)


@pytest.fixture
def parts(lamp):
    return SimpleNamespace(**product_queries.parts_by_numbers(["lamp", "head", "foot", "screw", "led"]))


@pytest.fixture
def suppliers(join):
    """Two suppliers, each with somebody who speaks for it."""
    found = []
    for name in ("optik", "holz"):
        firm = partners.register_partner(name=name.title(), kind="supplier", at=AT)
        fan = join(name)
        partners.invite_contact(partner=firm, fan=fan, at=AT)
        found.append(SimpleNamespace(partner=firm, fan=fan, viewer=team_queries.viewer_of(fan.id)))
    return SimpleNamespace(a=found[0], b=found[1])


@pytest.fixture
def book(db):
    return orders.open_book(origin="campaigns.campaign:1", code="D2", name={"en": "Dawn 2"}, causes=[], at=AT)


@pytest.fixture
def order(join, market, lamp, book):
    """Let so many pieces be ordered on a day; one order by one fan."""

    def place(pieces, *, day=0, variant=lamp, market=market):
        moment = AT + timedelta(days=day, hours=1)
        fan = join(f"fan{day}.{variant.id}.{market.id}")
        pool = stock.open_pool(about="campaigns.campaign:1", total=100_000, at=AT)
        key = f"order-{fan.handle}"
        [outcome] = stock.claim(pool=pool.id, requests=[Request(fan.id, None, pieces, key)], at=moment)
        line = DraftLine(variant.id, pieces, 12_900, outcome.claim_id)
        orders.place_orders(
            book=book,
            drafts=[Draft(key, fan.id, market.id, "EUR", outcome.number, (line,), ())],
            at=moment,
        )
        bus.drain()
        return fan

    return place


@pytest.fixture
def forecast(order, book):
    """Forty lamps in four days of a closed campaign."""
    for day in range(4):
        order(10, day=day)
    moment = AT + timedelta(days=10)
    return demand.forecast(book=book, horizon=(AT + timedelta(days=3)).date(), at=moment)


@pytest.fixture
def terms(parts, suppliers):
    """Optik makes LEDs in packs of 50 and screws in packs of 1,000, Holz the feet."""
    quotes = [
        (parts.led, suppliers.a, 250, 6, 50, 100),
        (parts.screw, suppliers.a, 2, 1, 1000, 1000),
        (parts.foot, suppliers.b, 1_800, 4, 1, 0),
    ]
    supply.set_terms(
        terms=[
            supply.NewTerms(part, firm.partner, price, "EUR", weeks, Decimal(lot), Decimal(least))
            for part, firm, price, weeks, lot, least in quotes
        ],
        at=AT,
    )


@pytest.fixture
def plan(forecast, terms):
    return supply.make_plan(forecast=forecast, quantity=forecast.median + 4, at=AT + timedelta(days=11))


@pytest.fixture
def approved(plan, boss):
    found = supply.approve_plan(plan=plan, by=boss, at=AT + timedelta(days=12))
    bus.drain()
    return found
