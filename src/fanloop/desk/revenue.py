"""Revenue at the desk: by month, campaign and market, on a page and as CSV. Every line is a sum of the ledger."""

import csv
import io
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.text.cells import plain
from fanloop.foundation.text.translated import read
from fanloop.people.markets import queries as markets
from fanloop.selling.orders.queries import sales
from fanloop.selling.orders.queries.sales import Source, Taken
from fanloop.selling.payments import queries as payments

BESIDE: dict[str, str | Promise] = {
    "services": gettext_lazy("Services"),
    "repairs": gettext_lazy("Repairs"),
}


@needs("money.see")
@require_safe
def revenue(request: HttpRequest) -> HttpResponse:
    """A year's revenue; `from` and `market` narrow it."""
    year, every = _year(request), sales.taken(_year(request))
    rows = _chosen(request, every)
    sources = {_key(row.source): name_of(row.source) for row in every}
    page = {
        "year": year, "years": sorted({year, *sales.years()}, reverse=True), "months": _by_month(rows),
        "totals": sales.totals(rows), "sources": sorted(sources.items(), key=lambda each: each[1]),
        "markets": [(each.code, read(each.name)) for each in markets.markets()],
        "chosen": {name: request.GET.get(name, "") for name in ("from", "market")},
        "query": request.GET.urlencode(), "has_play": any(code == "sandbox" for code, _of in payments.balances()),
    }  # fmt: skip
    return render(request, "desk/money/revenue.html", page)


@needs("money.see")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same lines for whoever keeps the books."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["month", "from", "market", "currency", "net", "tax", "gross"])
    for row in _chosen(request, sales.taken(_year(request))):
        amounts = [amount.major for amount in row.sums]
        name = plain(name_of(row.source))
        writer.writerow([f"{row.month:%Y-%m}", name, row.source.market.code, row.currency, *amounts])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="revenue-{_year(request)}.csv"'
    return response


def name_of(source: Source) -> str:
    """A source's name for people."""
    return source.name or str(BESIDE[source.kind])


def _chosen(request: HttpRequest, rows: list[Taken]) -> list[Taken]:
    source, market = request.GET.get("from", ""), request.GET.get("market", "")
    return [
        row for row in rows if source in {"", _key(row.source)} and market in {"", row.source.market.code}
    ]


def _by_month(rows: list[Taken]) -> list[tuple[date, list[tuple[Taken, str, str]]]]:
    """Each month with its lines: what was earned, by what, where."""
    months: dict[date, list[tuple[Taken, str, str]]] = {}
    for row in rows:
        line = (row, name_of(row.source), read(row.source.market.name))
        months.setdefault(row.month, []).append(line)
    return list(months.items())


def _key(source: Source) -> str:
    return str(source.book) if source.kind == "book" else source.kind


def _year(request: HttpRequest) -> int:
    said = request.GET.get("year", "")
    return int(said) if said.isdecimal() and len(said) == 4 and said >= "1970" else clock.now().year


urlpatterns = [
    path("money/revenue", revenue, name="revenue"),
    path("money/revenue/csv", export, name="revenue_csv"),
]
