"""The chapters `owned` and `sold_elsewhere`: the first run of Dawn 1 is with its fans, and a shop sells Dawn 2.

Forty Dawn 1 were made in spring. One came back, one is on its way back, one fails under warranty, one waits to be picked.
"""

from fanloop.foundation import bus
from fanloop.foundation.money import Instalment
from fanloop.foundation.story import World
from fanloop.people.fans.actions import join
from fanloop.people.partners.actions import invite_contact, register_partner
from fanloop.people.partners.rules.kinds import BRAND
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.actions.papers import name_issuer
from fanloop.selling.orders.models import Book
from fanloop.selling.orders.queries import Order, by_id
from fanloop.selling.orders.queries.channels import check
from fanloop.selling.orders.queries.logistics import way
from fanloop.selling.orders.queries.returns import returns_of
from fanloop.selling.orders.rules.papers import Party
from fanloop.selling.orders.rules.returns import Reason
from fanloop.selling.stock import actions as stock
from fanloop.things.devices.actions import born
from fanloop.things.devices.rules.serials import serials
from fanloop.things.products.actions import add_variant, retire_variant

_PASSWORD = "golden-hour-2026"  # noqa: S105 -- the demo prints it
NAME = {"en": "Dawn 1, first run", "zh-hans": "晨光 1，首批"}
PRICE = {"EUR": 11_900, "USD": 12_900}
BUYERS = [
    # fan, market, pieces, ordered, sent, arrived
    ("mira", "eu", 1, "2026-04-20 09:12", "2026-06-02 14:00", "2026-06-04 11:20"),
    ("bookbinder", "eu", 2, "2026-04-20 09:40", "2026-06-02 14:10", "2026-06-05 09:05"),
    ("tomo", "us", 1, "2026-04-21 02:15", "2026-06-02 14:20", "2026-06-11 17:45"),
    ("leo", "eu", 1, "2026-10-26 18:00", "2026-11-02 13:10", "2026-11-04 10:30"),
    ("nightnurse", "us", 1, "2026-10-29 05:30", "2026-11-06 13:00", "2026-11-16 19:00"),
    ("gridwalker", "us", 1, "2026-11-19 21:40", "", ""),
]
HOMES = {
    "mira": ("DE", "Mira Kessler", "Torstr. 14", "10119", "Berlin", ""),
    "bookbinder": ("NL", "P. de Vries", "Oudezijds 31", "1012 DA", "Amsterdam", ""),
    "tomo": ("US", "Tomo Reyes", "218 Alder St", "97205", "Portland", "OR"),
    "leo": ("AT", "Leo Brandl", "Neubaug. 5/12", "1070", "Wien", ""),
    "nightnurse": ("US", "J. Okafor", "77 Mercy Ave, Apt 3", "60612", "Chicago", "IL"),
    "gridwalker": ("US", "G. Walker", "9 Mill Rd", "05401", "Burlington", "VT"),
}
FIRM = Party(
    "Northwindow GmbH", "Lichtweg 4", "20097", "Hamburg", "DE", tax_id="DE136695976", iban="DE89370400440532013000",
    email="accounts@northwindow.example",
)  # fmt: skip
TABLE = """reference;sku;quantity;name;company;street;postcode;city;country
HL-2041;DN2-OAK;4;Lagerannahme;Hafenlicht GmbH;Kaistr. 12;20457;Hamburg;DE
HL-2041;DN2-BLK;2;;;;;;DE
HL-2058;DN2-ALU;1;Svea Lind;;Storgatan 8;111 51;Stockholm;SE
"""


def owned(world: World) -> None:
    """The first run: made, ordered, sent, with people; and what came back of it."""
    at = world.at("2026-04-20 09:00")
    name_issuer(party=FIRM, by=world["member.mateo"], at=at)
    variant = world["variant.dawn1"] = add_variant(
        line=world["line.dawn"], sku="DN1-ASH", name={"en": "Dawn 1, ash", "zh-hans": "晨光 1，白蜡木"}, position=9,
        at=at,
    )  # fmt: skip
    units = born(
        serials=serials("DN1-26", first=1, count=12), variant=variant, at=world.at("2026-05-28 16:00"),
        by=world["member.mateo"], batch="Dawn 1, May",
    )  # fmt: skip
    stock.open_pool(about="products.variant:dawn-1", total=40, at=at)
    book = orders.open_book(origin="products.run:dawn-1", code="DAWN1", name=NAME, causes=[], at=at)
    free = [unit.serial for unit in units]
    for place, buyer in enumerate(BUYERS, 1):
        order = world[f"order.dawn1.{buyer[0]}"] = _ordered(world, book, place, buyer)
        if buyer[4]:
            _sent(world, order, [free.pop(0) for _piece in range(buyer[2])], buyer[4], buyer[5])
        else:
            orders.allocate(by=world["member.mateo"], at=world.at("2026-11-24 09:00"), orders=[order.id])
    retire_variant(variant=variant, at=world.at("2026-11-20 12:00"))
    _came_back(world)


def sold_elsewhere(world: World) -> None:
    """A shop in Hamburg sells Dawn 2 out of sixty pieces of its own and has sent its first table."""
    at = world.at("2026-11-05 10:00")
    clerk = world["fan.hafenlicht"] = join(
        handle="hafenlicht", email="hafenlicht@northwindow.example", password=_PASSWORD, name="Imke Sander", language="en",
        market=world["market.eu"], origin="story", is_email_known=True, at=at,
    )  # fmt: skip
    firm = world["partner.hafenlicht"] = register_partner(
        name="Hafenlicht",
        kind=BRAND,
        market=world["market.eu"],
        note="A shop for lamps in Hamburg, and online",
        at=at,
    )
    invite_contact(partner=firm, fan=clerk, at=at)
    boss = world["member.jonna"]
    channel = world["channel.hafenlicht"] = orders.open_channel(
        partner=firm, market=world["market.eu"], pieces=60, by=boss, at=at
    )
    for foot in ("oak", "black", "alu"):
        orders.agree_price(channel=channel, variant=world[f"variant.{foot}"], minor=9_900, by=boss, at=at)
    asked = check(channel, TABLE).fresh
    orders.place_channel_orders(channel=channel, asked=asked, by=clerk, at=world.at("2026-11-20 16:30"))


def _ordered(world: World, book: Book, place: int, buyer: tuple[str, str, int, str, str, str]) -> Order:
    """Ordered, paid at once, and said where it goes."""
    short, code, pieces, moment, _sent_at, _came_at = buyer
    fan, market, at = world[f"fan.{short}"], world[f"market.{code}"], world.at(moment)
    key, pool = f"story:dawn1:{short}", stock.open_pool(about="products.variant:dawn-1", total=40, at=at)
    [outcome] = stock.claim(pool=pool.id, requests=[stock.Request(fan.id, None, pieces, key)], at=at)
    line = orders.DraftLine(world["variant.dawn1"].id, pieces, PRICE[market.currency], outcome.claim_id)
    plan = (Instalment("balance", pieces * PRICE[market.currency], at.date()),)
    draft = orders.Draft(key, fan.id, market.id, market.currency, place, (line,), plan)
    order = by_id(orders.place_orders(book=book, drafts=[draft], at=at).ids[key])
    orders.ask_due(order=order, position=0, provider="sandbox", at=at)
    bus.drain()
    country, name, street, postcode, city, region = HOMES[short]
    values = {"name": name, "street": street, "postcode": postcode, "city": city, "region": region}
    orders.set_address(order=order, kind="delivery", country=country, values=values, by=fan, at=at)
    if short == "bookbinder":
        orders.set_gift(order=order, words="For Anna, who reads at night.", by=fan, at=at)
    return order


def _sent(world: World, order: Order, mine: list[str], left: str, came: str) -> None:
    by, at = world["member.mateo"], world.at(left)
    orders.allocate(by=by, at=at, orders=[order.id])
    orders.pick(orders=[order.id], by=by, at=at)
    box = orders.ship(order=order, carrier="DHL", tracking=f"JJD0{order.id:011d}", serials=mine, by=by, at=at)
    orders.deliver(shipment=box, by=by, at=world.at(came))


def _came_back(world: World) -> None:
    """Leo's came back used, the night nurse's is on its way; Tomo's fails, as he said in October."""
    _back(world, "leo", "withdrawal", "Too wide for my desk, sorry.", "2026-11-10 08:00")
    order = world["order.dawn1.leo"]
    [back] = returns_of([order.id])[order.id]
    finding = orders.Finding("used", "A ring of coffee on the foot.", share=9_000)
    orders.inspect_return(
        back=back.row,
        findings={back.items[0].item.id: finding},
        by=world["member.ilse"],
        at=world.at("2026-11-14 10:15"),
    )
    _back(world, "nightnurse", "withdrawal", "It hums, and I sleep by day.", "2026-11-25 06:10")
    tomo = world["order.dawn1.tomo"]
    orders.open_case(
        shipped=way(tomo).units[0], voice=f"voices.voice:{world['voice.powercut'].id}", by=world["fan.tomo"],
        at=world.at("2026-10-13 08:20"),
    )  # fmt: skip


def _back(world: World, short: str, reason: Reason, words: str, moment: str) -> None:
    order, at = world[f"order.dawn1.{short}"], world.at(moment)
    units = [unit.id for unit in way(order).units]
    orders.open_return(order=order, units=units, reason=reason, words=words, by=world[f"fan.{short}"], at=at)
