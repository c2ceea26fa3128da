"""Public holidays, as the calendars of countries have them; a market's own rows are what counts."""

from collections.abc import Iterable
from datetime import date

import holidays


class UnknownPlaceError(ValueError):
    """A country or a region nobody knows the holidays of; the message names it."""


def regions() -> dict[str, tuple[str, ...]]:
    """Country code → codes of its regions."""
    return {code: tuple(found) for code, found in sorted(holidays.list_supported_countries().items())}


def public_holidays(country: str, region: str, years: Iterable[int]) -> dict[date, str]:
    """Day → its name, in English where the country has words for it. Raises UnknownPlaceError."""
    try:
        found = holidays.country_holidays(country, subdiv=region or None, years=list(years), language="en_US")
    except NotImplementedError as problem:
        raise UnknownPlaceError(f"{country} {region}".strip()) from problem
    return dict(sorted(found.items()))
