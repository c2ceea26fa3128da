"""The order book as a table that leaves the house: one row an order, read and written in pieces so that a long
book needs no memory.
"""

import csv
from collections.abc import Iterator
from datetime import date
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import QuerySet

from fanloop.foundation.text.cells import plain
from fanloop.foundation.text.translated import read
from fanloop.people.team.queries import base_currency
from fanloop.selling.orders.models import ChannelOrder, Order
from fanloop.selling.orders.models.papers import RateSnapshot
from fanloop.selling.orders.queries import Sheet, sheets
from fanloop.selling.orders.queries.channels import references
from fanloop.selling.orders.queries.logistics import Way, ways
from fanloop.selling.orders.queries.papers import rates_of

CHUNK = 500
COLUMNS: dict[str, pa.DataType] = {
    "number": pa.string(),
    "place": pa.int64(),
    "handle": pa.string(),
    "market": pa.string(),
    "items": pa.string(),
    "pieces": pa.int64(),
    "total": pa.decimal128(18, 3),
    "currency": pa.string(),
    "paid": pa.decimal128(18, 3),
    "state": pa.string(),
    "ordered": pa.timestamp("us", tz="UTC"),
    "replay": pa.string(),
    "partner": pa.string(),
    "reference": pa.string(),
    "country": pa.string(),
    "shipped": pa.int64(),
    "tracking": pa.string(),
    "serials": pa.string(),
    "rate": pa.decimal128(18, 8),
    "rate_day": pa.date32(),
    "rate_from": pa.string(),
}
"""`rate` is what one unit of the house's own currency bought when it was ordered; "none" where nobody knew. Amounts are decimals of the order's currency, moments are UTC."""


def csv_lines(orders: QuerySet[Order]) -> Iterator[str]:
    """The table as lines of text with their ends, the names of the columns first."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for rows in chunks(orders):
        for row in rows:
            yield writer.writerow([_cell(value) for value in row.values()])


def write_parquet(file: IO[bytes], orders: QuerySet[Order]) -> int:
    """Write the table into an open file; return the number of rows."""
    schema, written = pa.schema(list(COLUMNS.items())), 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for rows in chunks(orders):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            written += len(rows)
    return written


def chunks(orders: QuerySet[Order]) -> Iterator[list[dict[str, Any]]]:
    """Rows newest first, some hundred at a time: each chunk begins below the last id."""
    last = None
    while rows := list((orders if last is None else orders.filter(id__lt=last)).order_by("-id")[:CHUNK]):
        last = rows[-1].id
        yield _rows(sheets(rows))


def items(sheet: Sheet) -> str:
    """What an order is of, in one line."""
    return ", ".join(f"{line.quantity} × {read(line.variant.name)}" for line in sheet.lines)


class _Echo:
    """A file that hands back what is written, so that rows can be streamed."""

    @staticmethod
    def write(value: str) -> str:
        return value


def _cell(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return plain(value) if isinstance(value, str) else value


def _rows(found: list[Sheet]) -> list[dict[str, Any]]:
    ids = [sheet.order.id for sheet in found]
    way, partner, rates, base = ways(ids), references(ids), rates_of(ids), base_currency()
    return [
        _row(sheet)
        | _beside(way[sheet.order.id], partner.get(sheet.order.id))
        | _rate(sheet, rates.get(sheet.order.id), base)
        for sheet in found
    ]


def _rate(sheet: Sheet, kept: RateSnapshot | None, base: str) -> dict[str, Any]:
    """Which table an order's rate is from; our own currency needs none."""
    if kept is not None:
        return {"rate": kept.rate, "rate_day": kept.day, "rate_from": kept.source}
    return {"rate": None, "rate_day": None, "rate_from": "" if sheet.order.currency == base else "none"}


def _row(sheet: Sheet) -> dict[str, Any]:
    row = sheet.order
    return {
        "number": row.number, "place": row.place, "handle": row.fan.handle, "market": row.market.code,
        "items": items(sheet), "pieces": sheet.quantity, "total": sheet.total.major, "currency": row.currency,
        "paid": sheet.paid.major, "state": sheet.state, "ordered": row.at, "replay": "replay" if row.replay else "",
    }  # fmt: skip


def _beside(way: Way, partner: ChannelOrder | None) -> dict[str, Any]:
    return {
        "partner": partner.channel.partner.name if partner else "",
        "reference": partner.reference if partner else "",
        "country": way.delivery.country if way.delivery else "",
        "shipped": way.handled.shipped,
        "tracking": " ".join(box.shipment.tracking for box in way.boxes),
        "serials": " ".join(unit.unit.serial for unit in way.units),
    }
