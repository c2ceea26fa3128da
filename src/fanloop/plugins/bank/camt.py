"""Reading CAMT.053 (ISO 20022), of any version: what a bank says stands on an account and why.

The file comes from outside, so the parser follows no entities and fetches nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext_noop as _

from fanloop.foundation.money import exponent
from fanloop.plugins.reading import Problems
from fanloop.plugins.rows import UnreadableError, quoted
from fanloop.plugins.sentences import Sentence
from fanloop.selling.payments.actions import NewEntry

_SIDES = {"CRDT": 1, "DBIT": -1}


def looks_like(data: bytes) -> bool:
    """Whether a file is XML, whatever its name."""
    return data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def read(data: bytes, name: str, problems: Problems) -> list[NewEntry]:
    """Every booked entry. One that cannot be understood becomes a problem that names its place in the file."""
    try:
        root = fromstring(data)
    except ParseError as error:
        problems.add(name, error.position[0], Sentence(_("this is no XML: %(why)s"), why=str(error)))
        return []
    except (DefusedXmlException, ValueError, LookupError):
        problems.add(name, 0, Sentence(_("this XML does what no bank's does: entities or another file")))
        return []
    statements = [each for each in root.iter() if _tag(each) in {"Stmt", "Rpt"}]
    if not statements:
        problems.add(name, 0, Sentence(_("no statement is in this file; a bank calls it CAMT.053")))
    found: dict[str, int] = {}
    return [entry for each in statements for entry in _entries(each, name, problems, found)]


def _entries(statement: Element, name: str, problems: Problems, found: dict[str, int]) -> Iterator[NewEntry]:
    account = _text(statement, "Acct/Id/IBAN") or _text(statement, "Acct/Id/Othr/Id")
    for place, entry in enumerate((each for each in statement if _tag(each) == "Ntry"), 1):
        try:
            if _status(entry) == "BOOK":
                yield from _lines(entry, account, found)
        except UnreadableError as error:
            where = Sentence(_("entry %(place)s: %(why)s"), place=place, why=error.sentence)
            problems.add(name, place, where)


def _status(entry: Element) -> str:
    return _text(entry, "Sts/Cd") or _text(entry, "Sts") or "BOOK"


def _lines(entry: Element, account: str, found: dict[str, int]) -> Iterator[NewEntry]:
    """One line for each payment inside an entry: banks put many that came on one day into one."""
    details = _all(entry, "NtryDtls/TxDtls")
    if len(details) > 1 and all(_find(each, "Amt") is not None for each in details):
        for part in details:
            yield _named(_line(part, part, entry, account), _text(part, "Refs/AcctSvcrRef"), found)
    else:
        line = _line(entry, details[0] if details else entry, entry, account)
        yield _named(line, _text(entry, "AcctSvcrRef"), found)


def _line(amount: Element, where: Element, entry: Element, account: str) -> NewEntry:
    minor, currency = _amount(amount, entry)
    words = " ".join(_texts(where, "RmtInf/Ustrd") + _texts(where, "RmtInf/Strd/CdtrRefInf/Ref"))
    side = "Dbtr" if minor > 0 else "Cdtr"
    other = _text(where, f"RltdPties/{side}/Pty/Nm") or _text(where, f"RltdPties/{side}/Nm")
    return NewEntry("", account, _day(entry), minor, currency, words or _text(entry, "AddtlNtryInf"), other)


def _named(line: NewEntry, own: str, found: dict[str, int]) -> NewEntry:
    """With the bank's own id; where it gives none, one made of all that the line says and its place among equals."""
    said = f"{line.account}|{line.booked}|{line.minor}|{line.currency}|{line.words}|{line.other}"
    stem = (
        f"{line.account}:{own}:{line.minor}"
        if own
        else f"{line.account}:{sha256(said.encode()).hexdigest()[:24]}"
    )
    found[stem] = found.get(stem, 0) + 1
    return replace(line, entry=f"{stem}:{found[stem]}"[:160])


def _amount(of: Element, entry: Element) -> tuple[int, str]:
    amount = _find(of, "Amt")
    if amount is None:
        raise UnreadableError(Sentence(_("no amount")))
    currency = amount.get("Ccy", "")
    side = _SIDES.get(_text(of, "CdtDbtInd") or _text(entry, "CdtDbtInd"))
    if side is None:
        raise UnreadableError(Sentence(_("it says neither that money came nor that it left")))
    if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise UnreadableError(Sentence(_("no currency: %(value)s"), value=quoted(currency)))
    return side * minor_units(amount.text or "", currency), currency


def minor_units(text: str, currency: str) -> int:
    """An amount above zero with a point, as minor units. Raises UnreadableError."""
    try:
        number = Decimal(text.strip()).scaleb(exponent(currency))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number != number.to_integral_value() or not 0 < number < 10**15:
        raise UnreadableError(Sentence(_("no amount of money: %(value)s"), value=quoted(text)))
    return int(number)


def _day(entry: Element) -> date:
    said = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm") or _text(entry, "ValDt/Dt")
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        raise UnreadableError(Sentence(_("no day: %(value)s"), value=quoted(said))) from None


def _tag(of: Element) -> str:
    return str(of.tag).rpartition("}")[2]


def _all(of: Element, path: str) -> list[Element]:
    """Elements under a path of names, whatever version of the format their namespace names."""
    found = [of]
    for name in path.split("/"):
        found = [each for parent in found for each in parent if _tag(each) == name]
    return found


def _find(of: Element, path: str) -> Element | None:
    return next(iter(_all(of, path)), None)


def _texts(of: Element, path: str) -> list[str]:
    return [
        (each.text or "").replace("\0", "").strip() for each in _all(of, path) if (each.text or "").strip()
    ]


def _text(of: Element, path: str) -> str:
    return next(iter(_texts(of, path)), "")
