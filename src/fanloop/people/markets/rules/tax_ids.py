"""Tax numbers of businesses, checked by their own check digits, without asking anybody (python-stdnum)."""

from typing import Any

from stdnum import get_cc_module
from stdnum.eu import vat
from stdnum.exceptions import ValidationError

_OTHERS = {
    "CH": "uid",
    "CN": "uscc",
    "GB": "vat",
    "NO": "mva",
    "TR": "vkn",
    "AU": "abn",
    "NZ": "ird",
    "IN": "gstin",
}
_AS_WRITTEN = {"EL": "GR"}
"""Where a number begins with other letters than ISO 3166 has (article 215 of Directive 2006/112/EC)."""


def normal(country: str, number: str) -> str | None:
    """The number as it is written on papers, or None when its length or check digits are wrong.

    `country` is the ISO 3166 code of the business, or EL for Greece. Countries whose numbers are not known here take any
    number of 4 to 20 letters and digits: a paper must not be refused for want of a rule.
    """
    country, said = iso(country), "".join(number.split()).upper()
    module = _module(country)
    if module is None:
        return said if said.isalnum() and 4 <= len(said) <= 20 else None
    try:
        return _prefixed(country, str(module.validate(said.removeprefix(country) if module is vat else said)))
    except ValidationError:
        return None


def iso(country: str) -> str:
    """The ISO 3166 code of a country as firms write it before their number.

    >>> iso("el"), iso("DE")
    ('GR', 'DE')
    """
    return _AS_WRITTEN.get(country.upper(), country.upper())


def _module(country: str) -> Any:
    if country in _OTHERS:
        return get_cc_module(country.lower(), _OTHERS[country])
    if country.lower() in vat.MEMBER_STATES:
        return get_cc_module(country.lower(), "vat")
    return None


def _prefixed(country: str, number: str) -> str:
    """A European number begins with its country, which Greece writes EL."""
    if country.lower() not in vat.MEMBER_STATES:
        return number
    prefix = "EL" if country == "GR" else country
    return number if number.startswith(prefix) else prefix + number
