"""The order book as a file: what the list shows under the same filter, as CSV or as Parquet."""

from io import BytesIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from fanloop.desk.guard import needs
from fanloop.desk.orders import found
from fanloop.selling.orders.queries.book_file import csv_lines, write_parquet


@needs("orders.see")
@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """Read and written in pieces, so that a long book needs no memory."""
    response = StreamingHttpResponse(csv_lines(found(request)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="orders.csv"'
    return response  # type: ignore[return-value]


@needs("orders.see")
@require_safe
def as_parquet(request: HttpRequest) -> HttpResponse:
    """The same columns with their types."""
    file = BytesIO()
    write_parquet(file, found(request))
    response = HttpResponse(file.getvalue(), content_type="application/vnd.apache.parquet")
    response.headers["Content-Disposition"] = 'attachment; filename="orders.parquet"'
    return response


urlpatterns = [
    path("orders.csv", as_csv, name="orders_csv"),
    path("orders.parquet", as_parquet, name="orders_parquet"),
]
