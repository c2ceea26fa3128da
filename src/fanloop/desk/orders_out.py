"""The order book as a file: what the list shows under the same filter, as CSV or as Parquet."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from fanloop.desk.guard import needs
from fanloop.desk.orders import found, items
from fanloop.selling.orders.queries import Sheet, sheets
from fanloop.selling.orders.queries.channels import references
from fanloop.selling.orders.queries.logistics import ways
from fanloop.selling.orders.rules.cells import plain

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
}


@needs("orders.see")
@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """Read and written in pieces, so that a long book needs no memory."""
    response = StreamingHttpResponse(_lines(request), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="orders.csv"'
    return response  # type: ignore[return-value]


@needs("orders.see")
@require_safe
def as_parquet(request: HttpRequest) -> HttpResponse:
    """The same columns with their types: amounts are decimals, moments are UTC."""
    schema, file = pa.schema(list(COLUMNS.items())), BytesIO()
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for rows in _chunks(request):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    response = HttpResponse(file.getvalue(), content_type="application/vnd.apache.parquet")
    response.headers["Content-Disposition"] = 'attachment; filename="orders.parquet"'
    return response


class _Echo:
    """A file that hands back what is written, so that rows can be streamed."""

    @staticmethod
    def write(value: str) -> str:
        return value


def _lines(request: HttpRequest) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for rows in _chunks(request):
        for row in rows:
            yield writer.writerow([_cell(value) for value in row.values()])


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return plain(value) if isinstance(value, str) else value


def _chunks(request: HttpRequest) -> Iterator[list[dict[str, Any]]]:
    """Rows newest first, some hundred at a time: each chunk begins below the last id."""
    every = found(request)
    last = None
    while rows := list((every if last is None else every.filter(id__lt=last)).order_by("-id")[:CHUNK]):
        last = rows[-1].id
        yield _rows(sheets(rows))


def _rows(found_: list[Sheet]) -> list[dict[str, Any]]:
    ids = [sheet.order.id for sheet in found_]
    way, partner = ways(ids), references(ids)
    return [_row(sheet) | _beside(way[sheet.order.id], partner.get(sheet.order.id)) for sheet in found_]


def _row(sheet: Sheet) -> dict[str, Any]:
    row = sheet.order
    return {
        "number": row.number, "place": row.place, "handle": row.fan.handle, "market": row.market.code,
        "items": items(sheet), "pieces": sheet.quantity, "total": sheet.total.major, "currency": row.currency,
        "paid": sheet.paid.major, "state": sheet.state, "ordered": row.at, "replay": "replay" if row.replay else "",
    }  # fmt: skip


def _beside(way: Any, partner: Any) -> dict[str, Any]:
    return {
        "partner": partner.channel.partner.name if partner else "",
        "reference": partner.reference if partner else "",
        "country": way.delivery.country if way.delivery else "",
        "shipped": way.handled.shipped,
        "tracking": " ".join(box.shipment.tracking for box in way.boxes),
        "serials": " ".join(unit.unit.serial for unit in way.units),
    }


urlpatterns = [
    path("orders.csv", as_csv, name="orders_csv"),
    path("orders.parquet", as_parquet, name="orders_parquet"),
]
