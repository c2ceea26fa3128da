"""Postal addresses: which fields a country's post wants, in which order a label shows them, and what is wrong.

The table holds the demo's markets and their neighbours; every other country gets the general form. Source of
orders and required fields: the formats of the Universal Postal Union (S42) as postal operators publish them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Field = Literal["name", "company", "street", "extra", "postcode", "city", "region"]
FIELDS: tuple[Field, ...] = ("name", "company", "street", "extra", "postcode", "city", "region")
Problem = Literal["missing", "shape", "long", "country"]
LONGEST = 120


@dataclass(frozen=True)
class Form:
    """How a country writes an address: lines of the label, fields it wants, and what a postcode looks like.

    A label's line is a pattern over the fields; a line whose fields are all empty is left out.
    """

    lines: tuple[str, ...]
    required: frozenset[Field]
    postcode: str = ""
    sample: str = ""


_TOP = ("{name}", "{company}", "{street}", "{extra}")
_BASE: frozenset[Field] = frozenset({"name", "street", "city"})
_CODED: frozenset[Field] = frozenset({*_BASE, "postcode"})
_ZONED: frozenset[Field] = frozenset({*_CODED, "region"})


def _continental(postcode: str, sample: str) -> Form:
    return Form((*_TOP, "{postcode} {city}"), _CODED, postcode, sample)


FORMS: Mapping[str, Form] = {
    "DE": _continental(r"\d{5}", "10115"),
    "AT": _continental(r"\d{4}", "1010"),
    "CH": _continental(r"\d{4}", "8001"),
    "FR": _continental(r"\d{5}", "75001"),
    "BE": _continental(r"\d{4}", "1000"),
    "NL": _continental(r"\d{4} ?[A-Z]{2}", "1011 AB"),
    "DK": _continental(r"\d{4}", "1050"),
    "SE": _continental(r"\d{3} ?\d{2}", "111 22"),
    "NO": _continental(r"\d{4}", "0150"),
    "FI": _continental(r"\d{5}", "00100"),
    "PL": _continental(r"\d{2}-\d{3}", "00-001"),
    "CZ": _continental(r"\d{3} ?\d{2}", "110 00"),
    "PT": _continental(r"\d{4}-\d{3}", "1000-001"),
    "ES": Form((*_TOP, "{postcode} {city}", "{region}"), _CODED, r"\d{5}", "28001"),
    "IT": Form((*_TOP, "{postcode} {city} {region}"), _CODED, r"\d{5}", "00184"),
    "IE": Form((*_TOP, "{city}", "{region}", "{postcode}"), _BASE, r"[A-Z]\d[\dW] ?[A-Z\d]{4}", "D02 X285"),
    "GB": Form((*_TOP, "{city}", "{postcode}"), _CODED, r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "SW1A 1AA"),
    "US": Form((*_TOP, "{city}, {region} {postcode}"), _ZONED, r"\d{5}(-\d{4})?", "10001"),
    "CA": Form((*_TOP, "{city} {region} {postcode}"), _ZONED, r"[A-Z]\d[A-Z] ?\d[A-Z]\d", "K1A 0B1"),
    "AU": Form((*_TOP, "{city} {region} {postcode}"), _ZONED, r"\d{4}", "2000"),
    "CN": Form(("{postcode}", "{region} {city}", "{street}", "{extra}", "{company}", "{name}"), _ZONED, r"\d{6}", "100000"),
    "JP": Form(("{postcode}", "{region} {city}", "{street}", "{extra}", "{company}", "{name}"), _ZONED, r"\d{3}-?\d{4}", "100-0001"),
    "KR": Form(("{region} {city}", "{street}", "{extra}", "{company}", "{name}", "{postcode}"), _CODED, r"\d{5}", "03051"),
    "HK": Form((*_TOP, "{city}", "{region}"), _BASE),
    "SG": Form((*_TOP, "{city} {postcode}"), _CODED, r"\d{6}", "018956"),
}  # fmt: skip
GENERAL = Form((*_TOP, "{postcode} {city}", "{region}"), _BASE)


def form_of(country: str) -> Form:
    """The form of a country by its two letters (ISO 3166-1), the general one where none is known."""
    return FORMS.get(country, GENERAL)


def order_of(country: str) -> tuple[Field, ...]:
    """The fields as this country's people write them, each once."""
    written = " ".join(form_of(country).lines)
    named = re.findall(r"{(\w+)}", written)
    rest = [each for each in FIELDS if each not in named]
    return tuple(dict.fromkeys([*named, *rest]))


def problems(country: str, values: Mapping[str, str]) -> dict[str, Problem]:
    """What is wrong, by field; nothing where the post will find the way.

    >>> problems("DE", {"name": "Mira", "street": "Torstr. 1", "city": "Berlin", "postcode": "1011"})
    {'postcode': 'shape'}
    """
    if not re.fullmatch(r"[A-Z]{2}", country):
        return {"country": "country"}
    form, found = form_of(country), dict[str, Problem]()
    for name in FIELDS:
        value = values.get(name, "").strip()
        if len(value) > LONGEST:
            found[name] = "long"
        elif not value and name in form.required:
            found[name] = "missing"
    code = values.get("postcode", "").strip().upper()
    if code and form.postcode and not re.fullmatch(form.postcode, code):
        found["postcode"] = "shape"
    return found


def label_lines(country: str, values: Mapping[str, str]) -> list[str]:
    """The address as its country writes it on a label, without the country itself and without empty lines."""
    known = {name: values.get(name, "").strip() for name in FIELDS}
    return [
        re.sub(r"\s+", " ", pattern.format(**known)).strip(" ,")
        for pattern in form_of(country).lines
        if any(known[name] for name in re.findall(r"{(\w+)}", pattern))
    ]


def household(*, country: str, postcode: str, street: str) -> str:
    """One key for one door, however it is typed: letters and digits alone, without case."""
    return "|".join("".join(filter(str.isalnum, part.casefold())) for part in (country, postcode, street))
