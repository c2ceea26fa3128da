"""Who came when every piece was gone, at the desk: how many, and which ones they wanted."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fanloop.foundation.refs import parse, ref
from fanloop.foundation.text.translated import read
from fanloop.making.demand import queries as demand
from fanloop.making.demand.queries import Forecast
from fanloop.selling.campaigns.queries import Campaign, ref_of
from fanloop.selling.orders import queries as orders
from fanloop.selling.stock import queries as stock
from fanloop.selling.stock.queries import Wished
from fanloop.things.products.queries import variants_by_ids


@dataclass(frozen=True)
class Missed:
    """One line: what would have done, for how many people, and their pieces."""

    what: str
    people: int
    pieces: int


def part(request: HttpRequest, campaign: Campaign, pool_id: int) -> dict[str, Any]:
    """What a campaign's page at the desk says of those who came too late; `missed` is empty when nobody did."""
    found = stock.too_late(pool_id)
    book = orders.book_of(ref_of(campaign)) if request.viewer.may("demand.see") else None  # type: ignore[attr-defined]
    return {
        "missed": _rows(found),
        "missed_people": sum(each.people for each in found),
        "missed_pieces": sum(each.pieces for each in found),
        "demand_at": f"{reverse('desk:demand')}?book={book.id}" if book else "",
        "forecast": _forecast(book),
        "wanted": demand.drop_demand(ref(book)) if book else None,
    }


def _rows(found: list[Wished]) -> list[Missed]:
    names = variants_by_ids({parse(wish).id for each in found for wish in each.wishes})
    return [Missed(_what(each, names), each.people, each.pieces) for each in found]


def _what(each: Wished, names: Any) -> str:
    """The variants by name, any of which would have done."""
    known = sorted(read(names[id_].name) for wish in each.wishes if (id_ := parse(wish).id) in names)
    return _(" or ").join(known) or _("did not say")


def _forecast(book: orders.Book | None) -> Forecast | None:
    return demand.latest_forecast(f"orders.book:{book.id}") if book else None
