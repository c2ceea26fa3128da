"""Exchange rates as the European Central Bank publishes them: what one euro bought, a day at a time.

Its files differ: `eurofxref-hist.csv` writes days as 2026-11-20, `eurofxref.csv` as 20 November 2026, the XML names
each rate, and both tables come in a ZIP. A house that counts in another currency gets the rates between the two.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

ECB = "EUR"
"""All rates of the bank are those of the euro."""
LARGEST = 32 * 1024 * 1024
"""A ZIP is opened only up to this; the whole history since 1999 has 1 MB."""
FRESH = timedelta(days=5)
"""A rate older than this is no rate of the day: the bank rests at weekends, and four days at Easter."""
_EXACT = Decimal("0.00000001")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


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


def read_file(data: bytes, *, base: str = ECB) -> list[Quote]:
    """Read a file of the bank, whatever its form, as rates of `base`. Raises QuoteError; nothing is kept of such a file."""
    if data.startswith(b"PK\x03\x04"):
        data = _unpacked(data)
    text = data.decode("utf-8-sig", errors="replace")
    found = read_xml(data) if text.lstrip().startswith("<") else read_table(text)
    return list(rebased(found, base))


def read_table(text: str, *, base: str = ECB) -> list[Quote]:
    """Read `Date,USD,JPY,…`, one day a line, `N/A` where no rate is known.

    Raises QuoteError naming the first line that cannot be read; nothing is kept of such a table.
    """
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    head = [cell.strip() for cell in next(rows, [])]
    if len(head) < 2 or head[0].lower() != "date" or not all(_is_code(code) for code in head[1:] if code):
        raise QuoteError(1, ",".join(head)[:80])
    return [quote for line, row in enumerate(rows, 2) for quote in _read_row(line, row, head, base)]


def read_xml(data: bytes) -> list[Quote]:
    """Read `<Cube time="2026-11-20"><Cube currency="USD" rate="1.0823"/></Cube>`, as many days as there are.

    Raises QuoteError naming the day of the first rate that cannot be read, by its place in the file.
    """
    try:
        root = fromstring(data)
    except ParseError as wrong:
        raise QuoteError(wrong.position[0], str(wrong)) from None
    except (DefusedXmlException, ValueError, LookupError):
        raise QuoteError(1, "<!ENTITY>") from None
    days = [each for each in root.iter() if each.get("time")]
    if not days:
        raise QuoteError(1, "<Cube time>")
    return [
        Quote(ECB, _code(place, each.get("currency", "")), _day(place, of.get("time", "")), _rate(place, each.get("rate", "")))
        for place, of in enumerate(days, 1)
        for each in of
        if each.get("currency")
    ]  # fmt: skip


def rebased(quotes: Iterable[Quote], base: str) -> Iterator[Quote]:
    """The same rates as those of another currency; days on which the bank did not know it are left out."""
    rows = list(quotes)
    ours = {quote.day: quote.rate for quote in rows if quote.currency == base}
    if base in {quote.base for quote in rows}:
        yield from rows
        return
    for quote in rows:
        if quote.day in ours and quote.currency != base:
            yield Quote(base, quote.currency, quote.day, (quote.rate / ours[quote.day]).quantize(_EXACT))
    for day, rate in ours.items():
        yield Quote(base, ECB, day, (1 / rate).quantize(_EXACT))


def is_of_the_day(day: date, *, on: date) -> bool:
    """Whether a rate of `day` may still be called the rate of `on`."""
    return day <= on <= day + FRESH


def convert(minor: int, rate: Decimal, *, places_from: int, places_to: int) -> int:
    """An amount in minor units of another currency, half up; `rate` is what one unit of the first buys of the other."""
    amount = Decimal(minor).scaleb(-places_from) * rate
    return int(amount.scaleb(places_to).quantize(Decimal(1), rounding="ROUND_HALF_UP"))


def _unpacked(data: bytes) -> bytes:
    """The one table inside a ZIP."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            [inside] = packed.infolist()
            if inside.file_size > LARGEST:
                raise QuoteError(1, inside.filename)
            return packed.read(inside)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError) as wrong:
        if isinstance(wrong, QuoteError):
            raise
        raise QuoteError(1, "ZIP") from None


def _read_row(line: int, row: list[str], head: list[str], base: str) -> Iterator[Quote]:
    if not any(cell.strip() for cell in row):
        return
    day = _day(line, row[0].strip())
    for code, cell in zip(head[1:], row[1:], strict=False):
        said = cell.strip()
        if code and said and said.upper() != "N/A":
            yield Quote(base, code, day, _rate(line, said))


def _day(line: int, said: str) -> date:
    """`2026-11-20`, or `20 November 2026` as the daily table writes it."""
    parts = said.split()
    try:
        if len(parts) == 3:
            return date(int(parts[2]), _MONTHS.index(parts[1][:3].lower()) + 1, int(parts[0]))
        return date.fromisoformat(said)
    except ValueError:
        raise QuoteError(line, said) from None


def _rate(line: int, said: str) -> Decimal:
    try:
        rate = Decimal(said)
    except InvalidOperation:
        raise QuoteError(line, said) from None
    if not rate.is_finite() or not 0 < rate < 10**9:
        raise QuoteError(line, said)
    return rate


def _code(line: int, said: str) -> str:
    if not _is_code(said):
        raise QuoteError(line, said)
    return said


def _is_code(code: str) -> bool:
    return len(code) == 3 and code.isascii() and code.isupper()
