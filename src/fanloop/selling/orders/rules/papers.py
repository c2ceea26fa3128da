"""What an invoice says, frozen at the moment it is issued, and how its sums are made.

Prices contain the tax. Each line's tax is taken from the line, the sums add the lines up, so a paper and
the order it is for never differ by a cent. A credit note carries positive amounts; its kind says which way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from fanloop.foundation.money import tax_within

Kind = Literal["invoice", "credit_note"]
About = Literal["order", "service", "repair"]
Line = tuple[str, int]
KINDS: tuple[Kind, ...] = ("invoice", "credit_note")
BILLABLE = frozenset(
    {"paid", "allocated", "picked", "shipped", "delivered", "returned", "refunded", "replaced"}
)
"""States of an order whose invoice may be written."""
PREFIXES: dict[Kind, str] = {"invoice": "INV", "credit_note": "CN"}


@dataclass(frozen=True)
class Party:
    """Who sells or buys. `country` is ISO 3166; `tax_id` as its country writes it, empty for people."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    tax_id: str = ""
    registration: str = ""
    iban: str = ""
    email: str = ""


@dataclass(frozen=True)
class Item:
    """`quantity` pieces at `unit_minor` each, tax of `rate_bp` basis points inside; amounts in minor units."""

    title: str
    sku: str
    quantity: int
    unit_minor: int
    rate_bp: int

    @property
    def line(self) -> Line:
        """What makes two items the same line of a paper."""
        return self.sku, self.rate_bp

    @property
    def gross(self) -> int:
        return self.quantity * self.unit_minor

    @property
    def tax(self) -> int:
        return tax_within(self.gross, self.rate_bp)

    @property
    def net(self) -> int:
        return self.gross - self.tax


@dataclass(frozen=True)
class Rate:
    """Everything of a paper that is taxed alike."""

    rate_bp: int
    net: int
    tax: int


@dataclass(frozen=True)
class Content:
    """All that a paper says. `paid` is what had come when it was issued; `corrects` the paper it takes back.

    `about` says what `order_number` numbers; `served` are the first and the last day of a service. Where nothing is
    taxed, `category`, `exempt` (a code) and `exempt_words` say why, as EN 16931 and people write it; `destination` is
    the country the goods go to.
    """

    kind: Kind
    number: str
    issued_on: date
    delivered_on: date | None
    order_number: str
    ordered_on: date
    currency: str
    language: str
    seller: Party
    buyer: Party
    items: tuple[Item, ...]
    paid: int
    corrects: str = ""
    why: str = ""
    about: About = "order"
    served: tuple[date, date] | None = None
    category: str = ""
    exempt: str = ""
    exempt_words: str = ""
    destination: str = ""

    @property
    def rates(self) -> tuple[Rate, ...]:
        """One row per tax rate, the highest first."""
        found = sorted({item.rate_bp for item in self.items}, reverse=True)
        return tuple(
            Rate(
                bp, *(sum(getattr(i, what) for i in self.items if i.rate_bp == bp) for what in ("net", "tax"))
            )
            for bp in found
        )

    def category_of(self, rate_bp: int) -> str:
        """S is taxed; what is not is what the paper says, else taxed at nothing, Z (UNTDID 5305)."""
        return "S" if rate_bp else self.category or "Z"

    @property
    def net(self) -> int:
        return sum(item.net for item in self.items)

    @property
    def tax(self) -> int:
        return sum(item.tax for item in self.items)

    @property
    def gross(self) -> int:
        return sum(item.gross for item in self.items)

    @property
    def left(self) -> int:
        """What is still to be paid; nothing on a credit note."""
        return max(self.gross - self.paid, 0) if self.kind == "invoice" else 0


def number(kind: Kind, year: int, place: int) -> str:
    """A number such as INV-2026-00042; each kind and year counts from one without a gap."""
    return f"{PREFIXES[kind]}-{year}-{place:05d}"


def left_to_credit(items: Sequence[Item], credited: Sequence[Sequence[Item]]) -> dict[Line, int]:
    """Minor units of each line that no credit note has taken back yet; lines of which nothing is left are left out."""
    left: dict[Line, int] = {}
    for item in items:
        left[item.line] = left.get(item.line, 0) + item.gross
    for item in (item for note in credited for item in note):
        left[item.line] = left.get(item.line, 0) - item.gross
    return {line: minor for line, minor in left.items() if minor}


def all_that_is_left(items: Sequence[Item], left: Mapping[Line, int]) -> tuple[Item, ...]:
    """What takes the rest of an invoice back: its own lines while they are whole, else the amount."""
    whole: dict[Line, int] = left_to_credit(items, [])
    rest = [item for item in items if left.get(item.line) == whole[item.line]]
    broken = {item.line: item.title for item in items if 0 < left.get(item.line, 0) < whole[item.line]}
    return (*rest, *(Item(title, line[0], 1, left[line], line[1]) for line, title in broken.items()))


def fits(items: Sequence[Item], left: Mapping[Line, int]) -> bool:
    """Whether so much of each line is still there."""
    return all(minor <= left.get(line, 0) for line, minor in left_to_credit(items, []).items())


def as_json(content: Content) -> dict[str, Any]:
    """For keeping; `from_json` reads it back to an equal content."""
    kept = asdict(content)
    for name in ("issued_on", "delivered_on", "ordered_on"):
        kept[name] = kept[name].isoformat() if kept[name] else None
    kept["served"] = [day.isoformat() for day in content.served] if content.served else None
    return kept


def from_json(kept: dict[str, Any]) -> Content:
    """The content as it was; papers of a time before services name none."""
    came, served = kept["delivered_on"], kept.get("served")
    return Content(
        **{
            **kept,
            "delivered_on": date.fromisoformat(came) if came else None,
            "served": (date.fromisoformat(served[0]), date.fromisoformat(served[1])) if served else None,
            "issued_on": date.fromisoformat(kept["issued_on"]),
            "ordered_on": date.fromisoformat(kept["ordered_on"]),
            "seller": Party(**kept["seller"]),
            "buyer": Party(**kept["buyer"]),
            "items": tuple(Item(**item) for item in kept["items"]),
        }
    )


def to_credit(invoiced: int, *, received: int, refunded: int, credited: int) -> int:
    """Minor units a service's credit note takes back when money went back: never what was paid twice.

    >>> to_credit(490, received=490, refunded=490, credited=0), to_credit(490, received=980, refunded=490, credited=0)
    (490, 0)
    """
    missing = invoiced - (received - refunded)
    return max(min(missing, refunded, invoiced) - credited, 0)


def without_buyer(content: dict[str, Any]) -> dict[str, Any]:
    """The kept content once the law asks for the buyer's name no longer."""
    return {**content, "buyer": asdict(Party(name=""))}
