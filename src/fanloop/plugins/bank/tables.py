"""Reading a bank's CSV: its head's words say which column is what; a person can say otherwise."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from django.utils.translation import gettext_noop as _

from fanloop.plugins.bank.camt import minor_units
from fanloop.plugins.reading import Problems, csv_records
from fanloop.plugins.rows import UnreadableError, quoted
from fanloop.plugins.sentences import Sentence
from fanloop.selling.payments.actions import NewEntry

ROLES: Mapping[str, tuple[str, ...]] = {
    "booked": ("bookingdate", "bookingday", "buchungstag", "buchungsdatum", "date", "datum", "transactiondate", "valuedate", "日期", "交易日期"),
    "amount": ("amount", "betrag", "umsatz", "value", "金额"),
    "currency": ("currency", "waehrung", "whrung", "währung", "ccy", "币种"),
    "words": ("reference", "purpose", "verwendungszweck", "remittanceinformation", "description", "details", "memo", "摘要", "附言"),
    "other": ("counterparty", "payer", "name", "beguenstigterzahlungspflichtiger", "auftraggeber", "beneficiary", "对方户名"),
    "entry": ("id", "entryid", "transactionid", "bankreference", "transaktionsnummer", "流水号"),
    "account": ("account", "iban", "ownaccount", "auftragskonto", "账号"),
}  # fmt: skip
NEEDED = ("booked", "amount")
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%Y/%m/%d", "%Y%m%d")


@dataclass(frozen=True)
class Columns:
    """The head of a table and which of its columns plays which part; -1 where none does."""

    head: tuple[str, ...]
    places: Mapping[str, int]


def columns(path: Path, problems: Problems) -> Columns:
    """Guess the columns from the head's words; the first column that fits plays the part."""
    head = next(csv_records(path, problems), (0, []))[1]
    bare = [re.sub(r"[^\w]", "", name.lower()) for name in head]
    taken: set[int] = set()
    places = {}
    for role, words in ROLES.items():
        place = next(
            (bare.index(word) for word in words if word in bare and bare.index(word) not in taken), -1
        )
        places[role] = place
        taken.add(place)
    return Columns(tuple(name.strip() for name in head), places)


def read(
    path: Path, places: Mapping[str, int], *, currency: str, account: str, problems: Problems
) -> list[NewEntry]:
    """Every line. One that cannot be understood becomes a problem that names its line."""
    found: list[NewEntry] = []
    seen: dict[str, int] = {}
    if any(places.get(role, -1) < 0 for role in NEEDED):
        problems.add(path.name, 1, Sentence(_("say which column is the day and which the amount")))
        return found
    records = csv_records(path, problems)
    next(records, None)
    for number, cells in records:
        try:
            found.append(_entry(cells, places, currency, account, seen))
        except UnreadableError as error:
            problems.add(path.name, number, error.sentence)
    return found


def _entry(
    cells: Sequence[str], places: Mapping[str, int], currency: str, account: str, seen: dict[str, int]
) -> NewEntry:
    def said(role: str) -> str:
        place = places.get(role, -1)
        return cells[place].strip() if 0 <= place < len(cells) else ""

    of = (said("currency") or currency).upper()
    if not (len(of) == 3 and of.isascii() and of.isalpha()):
        raise UnreadableError(Sentence(_("no currency: %(value)s"), value=quoted(of)))
    minor, booked = amount(said("amount"), of), day(said("booked"))
    own_account = said("account") or account
    stem = (
        said("entry")
        or sha256(
            f"{own_account}|{booked}|{minor}|{of}|{said('words')}|{said('other')}".encode()
        ).hexdigest()[:24]
    )
    name = f"{own_account}:{stem}:{minor}"
    seen[name] = seen.get(name, 0) + 1
    return NewEntry(
        f"{name}:{seen[name]}"[:160], own_account, booked, minor, of, said("words"), said("other")
    )


def amount(text: str, currency: str) -> int:
    """`1.290,50`, `1,290.50`, `-20`, `+ 20.00 EUR` in minor units. Raises UnreadableError.

    The last mark with fewer than three digits behind it is the decimal one.
    """
    bare = re.sub(r"[^\d.,+\-−]", "", text).replace("−", "-")
    sign = -1 if bare.startswith("-") or bare.endswith("-") else 1
    digits = bare.strip("+-")
    mark = max(digits.rfind(","), digits.rfind("."))
    if mark >= 0 and (
        len(digits) - mark - 1 != 3 or (digits.count(digits[mark]) == 1 and {",", "."} <= set(digits))
    ):
        digits = re.sub(r"[.,]", "", digits[:mark]) + "." + digits[mark + 1 :]
    else:
        digits = re.sub(r"[.,]", "", digits)
    try:
        return sign * minor_units(digits, currency)
    except UnreadableError:
        raise UnreadableError(Sentence(_("no amount of money: %(value)s"), value=quoted(text))) from None


def day(text: str) -> date:
    """A day as banks write it, day before month. Raises UnreadableError."""
    for form in _DAYS:
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 -- a day has no time zone
        except ValueError:
            continue
    raise UnreadableError(Sentence(_("no day: %(value)s"), value=quoted(text)))
