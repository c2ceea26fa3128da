"""Exchange rates as the European Central Bank publishes them: a table of days, one column a currency."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True)
class Quote:
    """One unit of `base` bought `rate` units of `currency` on `day`."""

    base: str
    currency: str
    day: date
    rate: Decimal


class QuoteError(ValueError):
    """A table that cannot be read: `line` counts from 1, `what` is the text that failed."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what!r} is no exchange rate")
        self.line, self.what = line, what


def read_table(text: str, *, base: str = "EUR") -> list[Quote]:
    """Read the historical table `Date,USD,JPY,…` (`eurofxref-hist.csv`): days as 2026-11-20, `N/A` where none is known.

    Raises QuoteError naming the first line that cannot be read; nothing is kept of such a table.
    """
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    head = [cell.strip() for cell in next(rows, [])]
    if len(head) < 2 or head[0].lower() != "date" or not all(_is_code(code) for code in head[1:] if code):
        raise QuoteError(1, ",".join(head)[:80])
    return [quote for line, row in enumerate(rows, 2) for quote in _read_row(line, row, head, base)]


def convert(minor: int, rate: Decimal, *, places_from: int, places_to: int) -> int:
    """An amount in minor units of another currency, half up; `rate` is what one unit of the first buys of the other."""
    amount = Decimal(minor).scaleb(-places_from) * rate
    return int(amount.scaleb(places_to).quantize(Decimal(1), rounding="ROUND_HALF_UP"))


def _read_row(line: int, row: list[str], head: list[str], base: str) -> Iterator[Quote]:
    if not any(cell.strip() for cell in row):
        return
    try:
        day = date.fromisoformat(row[0].strip())
    except ValueError:
        raise QuoteError(line, row[0]) from None
    for code, cell in zip(head[1:], row[1:], strict=False):
        said = cell.strip()
        if code and said and said.upper() != "N/A":
            yield Quote(base, code, day, _rate(line, said))


def _rate(line: int, said: str) -> Decimal:
    try:
        rate = Decimal(said)
    except InvalidOperation:
        raise QuoteError(line, said) from None
    if not rate.is_finite() or not 0 < rate < 10**9:
        raise QuoteError(line, said)
    return rate


def _is_code(code: str) -> bool:
    return len(code) == 3 and code.isascii() and code.isupper()
