"""What is told of parcels, as files that need no account anywhere: tables, JSON, and ZPL II for label printers."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from fanloop.foundation.text.cells import plain

LINES = 7
_DOTS = 8
"""Dots a millimetre at 203 dpi; a label of 102 by 152 mm is the size carriers print on."""


@dataclass(frozen=True)
class Parcel:
    """A box to be sent: the order's number, its pieces, the label's lines with the country last, and its code.

    `weight_g` in grams, 0 while nobody knows it.
    """

    number: str
    pieces: int
    lines: tuple[str, ...]
    country: str
    weight_g: int = 0


def as_json(parcels: Sequence[Parcel]) -> str:
    said = [
        {
            "number": each.number,
            "pieces": each.pieces,
            "weight_g": each.weight_g or None,
            "country": each.country,
            "address": list(each.lines),
        }
        for each in parcels
    ]
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def as_csv(parcels: Sequence[Parcel]) -> str:
    table = StringIO()
    sheet = csv.writer(table)
    sheet.writerow(["number", "pieces", "weight_g", "country", *(f"line_{n}" for n in range(1, LINES + 1))])
    for each in parcels:
        lines = [*each.lines, *[""] * LINES][:LINES]
        sheet.writerow([each.number, each.pieces, each.weight_g or "", each.country, *map(plain, lines)])
    return table.getvalue()


def as_zpl(parcels: Sequence[Parcel]) -> str:
    """One label a parcel: address, weight, and the order's number as Code 128. Source: ZPL II programming guide, Zebra.

    >>> as_zpl([Parcel("A-1", 1, ("Ada ^XZ",), "DE")]).count("^XZ")
    1
    """
    return "".join(map(_zpl, parcels))


def _zpl(parcel: Parcel) -> str:
    fields = [_field(_DOTS * (8 + 9 * place), 44, line) for place, line in enumerate(parcel.lines[:LINES])]
    facts = f"{parcel.number}   {parcel.pieces} ×" + (f"   {parcel.weight_g} g" if parcel.weight_g else "")
    code = f"^FO{_DOTS * 8},{_DOTS * 100}^BY2^BCN,{_DOTS * 22},Y,N,N^FH^FD{_safe(parcel.number)}^FS\n"
    size = f"^PW{_DOTS * 102}^LL{_DOTS * 152}"
    return f"^XA^CI28{size}\n{''.join(fields)}{_field(_DOTS * 88, 36, facts)}{code}^XZ\n"


def _field(down: int, height: int, text: str) -> str:
    return f"^FO{_DOTS * 8},{down}^A0N,{height},{height}^FH^FD{_safe(text)}^FS\n"


def _safe(text: str) -> str:
    """What would be a command to the printer, as a letter."""
    for sign in "_^~":
        text = text.replace(sign, f"_{ord(sign):02X}")
    return "".join(letter for letter in text if letter.isprintable())
