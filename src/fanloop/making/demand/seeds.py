"""The chapter `planned`, first half: what Dawn 2 will come to, said on three mornings."""

from datetime import date

from fanloop.foundation.refs import ref
from fanloop.foundation.story import World
from fanloop.making.demand.actions import count_orders, forecast
from fanloop.selling.orders.queries import book_of

_LAST_DAY = date(2026, 12, 18)
_SAID = ("2026-11-16 08:00", "2026-11-23 08:00", "2026-11-25 16:00")


_PORCH_SAID = ("2026-11-18 08:00", "2026-11-22 08:00", "2026-11-25 08:00")


def funded(world: World) -> None:
    """How likely the porch lamp reaches its goal, said on three mornings."""
    book = book_of(ref(world["campaign.porch"]))
    assert book is not None
    count_orders(book=book, at=world.at(_PORCH_SAID[0]))
    for moment in _PORCH_SAID:
        forecast(book=book, horizon=date(2026, 12, 12), at=world.at(moment))


def planned(world: World) -> None:
    book = book_of(ref(world["campaign.dawn2"]))
    assert book is not None
    count_orders(book=book, at=world.at(_SAID[0]))
    *_, newest = [forecast(book=book, horizon=_LAST_DAY, at=world.at(moment)) for moment in _SAID]
    world["forecast.dawn2"] = newest
