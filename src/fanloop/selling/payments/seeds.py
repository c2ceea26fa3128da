"""Its part of the chapter `offered`: two balances came by transfer, one line nobody can explain, a complaint, a voucher."""

from datetime import date

from fanloop.foundation import bus
from fanloop.foundation.story import World
from fanloop.people.fans.queries import pseudonyms
from fanloop.selling.payments import actions, queries
from fanloop.selling.payments.queries import Payment
from fanloop.selling.payments.rules.plans import stem

ACCOUNT = "DE02120300000000202051"
BALANCES = (("leo", "2026-11-22 19:10"), ("bookbinder", "2026-11-23 08:40"))
COMPLAINS = "4000000000000259"


def settled(world: World) -> None:
    """What the bank's statement of Wednesday says, and what happened on the play card's page."""
    at = world.at("2026-11-25 09:05")
    first, second = (_asked(world, name, moment) for name, moment in BALANCES)
    words = (f"Dawn 2 balance {first.reference}", f"balance {_slipped(second.reference)}")
    actions.bring_statement(
        sha256="5" * 64,
        name="statement-2026-11-24.xml",
        entries=[
            _line(1, first.minor, words[0], "L. Falk"),
            _line(2, second.minor, words[1], "Buchbinderei Ott"),
            _line(3, 2_000, "deposit lamp, sorry lost the number", "A. Kalt"),
            _line(4, -390, "account fee November", "Northwindow's bank"),
        ],
        by=world["member.jonna"],
        at=at,
    )
    bus.drain()
    _complained(world)
    actions.give_voucher(
        minor=2_500, currency="EUR", why="scratched base of the first Dawn", key="story:attic", by=world["member.jonna"],
        ends=date(2027, 12, 31), at=world.at("2026-11-25 10:30"),
    )  # fmt: skip
    actions.reconcile(at=world.at("2026-11-26 03:17"))


def _asked(world: World, name: str, moment: str) -> Payment:
    """The balance of an order, asked by transfer ahead of its day."""
    order, at = world[f"order.{name}"], world.at(moment)
    about = f"orders.order:{order.pk}"
    key = f"{stem(about, 1)}0"
    ask = actions.Ask(
        about,
        "balance",
        "transfer",
        queries.missing_of([about])[about],
        order.currency,
        _party(world, name),
        key,
    )
    return queries.payment_by_id(actions.ask_payments(asks=[ask], at=at)[key]).payment


def _complained(world: World) -> None:
    """A gift card was paid with a card whose owner complains at the bank: play money shows the whole way."""
    at = world.at("2026-11-20 21:15")
    _card, payment = actions.ask_gift_card(
        minor=5_000,
        currency="EUR",
        party=_party(world, "nightnurse"),
        provider="playcard",
        key="story:gift",
        at=at,
    )
    actions.begin(payment=payment, return_url="/gift-cards", at=at)
    reference = queries.payment_by_id(payment).payment.reference
    actions.show_card(reference=reference, card=COMPLAINS, at=at)
    actions.look(payment=payment, at=at)


def _party(world: World, name: str) -> str:
    fan_id = int(world[f"fan.{name}"].pk)
    return pseudonyms([fan_id])[fan_id]


def _line(number: int, minor: int, words: str, other: str) -> actions.NewEntry:
    booked = date(2026, 11, 24)
    return actions.NewEntry(f"{ACCOUNT}:20261124{number:04d}", ACCOUNT, booked, minor, "EUR", words, other)


def _slipped(reference: str) -> str:
    """As somebody typed it: without its dashes and with two letters swapped."""
    bare = reference.replace("-", "").lower()
    return f"{bare[:5]}{bare[6]}{bare[5]}{bare[7:]}"
