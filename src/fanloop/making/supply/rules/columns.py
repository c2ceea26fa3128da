"""A plan as three tables of columns in Parquet: its parts, its lots and their pegs.

A plan is written once and read whole or by a few parts; row by row in a database, writing it took longer than
planning it. Weeks count from the plan's first; quantities are exact decimals.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from io import BytesIO
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

AMOUNT = pa.decimal128(38, 12)
STORED = Decimal("0.0001")
LAST = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part over the weeks: what is asked of it and what earlier orders bring; `group` is where it goes into.

    `yields` is the share of what comes that is fit for use.
    """

    part: int
    group: int | None
    on_hand: Decimal
    on_hand_assumed: bool
    terms: int | None
    yields: Decimal
    gross: tuple[Decimal, ...]
    receipts: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot to make or to buy of `partner`: start it in week `release` to have it in `week`; `late` weeks are missing."""

    number: int
    part: int
    partner: int | None
    is_made: bool
    week: int
    release: int
    late: int
    quantity: Decimal
    needed: Decimal


@dataclass(frozen=True, slots=True)
class PegRow:
    """So much of a lot because of a build, or because of the name of nobody."""

    lot: int
    build: int | None
    why: str
    quantity: Decimal


Row = TypeVar("Row", PartRow, Lot, PegRow)
_TYPES: dict[type, pa.Schema] = {
    PartRow: pa.schema({
        "part": pa.int64(), "group": pa.int64(), "on_hand": AMOUNT, "on_hand_assumed": pa.bool_(),
        "terms": pa.int64(), "yields": AMOUNT, "gross": pa.list_(AMOUNT), "receipts": pa.list_(AMOUNT),
    }),
    Lot: pa.schema({
        "number": pa.int32(), "part": pa.int64(), "partner": pa.int64(), "is_made": pa.bool_(), "week": pa.int16(),
        "release": pa.int16(), "late": pa.int16(), "quantity": AMOUNT, "needed": AMOUNT,
    }),
    PegRow: pa.schema({"lot": pa.int32(), "build": pa.int64(), "why": pa.string(), "quantity": AMOUNT}),
}  # fmt: skip


def written(kind: type[Row], rows: Sequence[Row]) -> bytes:
    """Rows as Parquet. Quantities with more than twelve decimal places are rounded to as many."""
    schema = _TYPES[kind]
    columns = [[_exact(getattr(row, name)) for row in rows] for name in schema.names]
    table = pa.table(
        [pa.array(column, each.type) for column, each in zip(columns, schema, strict=True)], schema
    )
    file = BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def read(kind: type[Row], file: bytes, *, where: str = "", among: Collection[int | None] = ()) -> list[Row]:
    """The rows written, in their order; with `where`, those whose value there is `among` these."""
    filters = [(where, "in", list(among))] if where else None
    table = pq.read_table(BytesIO(file), schema=_TYPES[kind], filters=filters)
    names = [field.name for field in fields(kind)]
    columns = [_plain(table[name].to_pylist()) for name in names]
    return [kind(*values) for values in zip(*columns, strict=True)]


def whole_pegs(lot: Lot, pegs: Iterable[PegRow]) -> list[PegRow]:
    """Pegs in the four places that are stored elsewhere; what rounding takes or gives goes to the largest."""
    rows = [PegRow(peg.lot, peg.build, peg.why, peg.quantity.quantize(STORED)) for peg in pegs]
    most = max(range(len(rows)), key=lambda at: rows[at].quantity)
    rest = lot.quantity - sum((row.quantity for row in rows), Decimal(0))
    rows[most] = PegRow(lot.number, rows[most].build, rows[most].why, rows[most].quantity + rest)
    return [row for row in rows if row.quantity]


def _exact(value: Any) -> Any:
    if isinstance(value, Decimal):
        return value.quantize(LAST)
    return [each.quantize(LAST) for each in value] if isinstance(value, tuple) else value


def _plain(values: list[Any]) -> list[Any]:
    return [tuple(value) if isinstance(value, list) else value for value in values]
