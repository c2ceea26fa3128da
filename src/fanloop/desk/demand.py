"""Demand at the desk: what is ordered, what it will come to, and how right earlier forecasts were."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, told
from fanloop.desk.acts import record as record_act
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import parse, ref
from fanloop.foundation.text.days import day_words
from fanloop.foundation.text.translated import read
from fanloop.making.demand import actions, queries
from fanloop.making.demand.queries import Forecast
from fanloop.making.demand.rules.record import record
from fanloop.people.team import actions as team
from fanloop.selling.orders import queries as orders
from fanloop.ui.charts import Band, Ghost, LineChart
from fanloop.ui.parts import Tab

GHOSTS = 4
_LONGEST_NUMBER = 10


@require_safe
@needs("demand.see")
def home(request: HttpRequest) -> HttpResponse:
    """The book asked for, else the one forecast last, else the newest one."""
    books = orders.books()
    wanted = request.GET.get("book", "") or next((str(parse(about).id) for about in queries.abouts()), "")
    book = next((book for book in books if str(book.id) == wanted), next(iter(books), None))
    if book is None:
        return render(request, "desk/demand/empty.html")
    return render(request, "desk/demand/book.html", _book(request, book, books))


def _book(request: HttpRequest, book: orders.Book, books: list[orders.Book]) -> dict[str, Any]:
    said = queries.forecasts(ref(book))
    row = said[-1] if said else None
    days = queries.days(ref(book))
    score = record(queries.said(before=clock.now().date()))
    return {
        "book": book,
        "name": read(book.name),
        "tabs": [Tab(read(one.name), f"?book={one.id}", one.id == book.id) for one in books],
        "row": row,
        "past": list(reversed(said[:-1])),
        "ordered": sum(pieces for _, pieces in days),
        "chart": _chart(row, said[:-1], days) if row else None,
        "table": queries.table(row.id, viewer=request.viewer) if row else None,  # type: ignore[attr-defined]
        "word": queries.overruling(row.id) if row else None,
        "score": score,
        "drop": queries.drop_demand(ref(book)),
        "usual": queries.usual_drop(),
        "tried": {"pieces": request.GET.get("pieces", ""), "reason": request.GET.get("reason", "")},
        "may_plan": request.viewer.may("supply.plan"),  # type: ignore[attr-defined]
        "last_day": row.horizon if row else clock.now().date() + timedelta(days=30),
        "ref": ref(row) if row else ref(book),
    }


def _chart(row: Forecast, past: list[Forecast], days: list[tuple[date, int]]) -> LineChart:
    """Pieces ordered by the end of each week, then the forecast path with its bands; earlier ones as ghosts."""
    ends = [row.opened + timedelta(days=7 * week[0]) for week in row.path]
    told = row.made_at.date()
    facts = [sum(pieces for day, pieces in days if day < min(end, told)) for end in ends if end <= told] or [
        0
    ]
    steps = [day_words(end - timedelta(days=1), "bare") for end in ends]
    ahead = [week for week, end in zip(row.path, ends, strict=True) if end > told]
    if len(facts) + len(ahead) > len(steps):
        steps = [day_words(row.opened, "bare"), *steps]
    start = float(facts[-1])
    return LineChart(
        title=_("Pieces ordered by the end of each week"),
        steps=steps,
        facts=[float(fact) for fact in facts],
        mid=[start, *(float(week[3]) for week in ahead)],
        half=Band([start, *(float(week[2]) for week in ahead)], [start, *(float(week[4]) for week in ahead)]),
        most=Band([start, *(float(week[1]) for week in ahead)], [start, *(float(week[5]) for week in ahead)]),
        ghosts=[ghost for one in past[-GHOSTS:] if (ghost := _ghost(one, len(steps)))],
        fact_label=_("ordered"),
        mid_label=_("expected"),
        ghost_label=_("said before"),
        unit=_("pieces"),
        desc=_(
            "The band holds the truth 8 times in 10, the inner one 5 times in 10. The line counts what is ordered; the figures above leave out what is likely to be cancelled."
        ),
    )


def _ghost(row: Forecast, width: int) -> Ghost | None:
    """What an earlier forecast said of the weeks after its day."""
    done = (row.made_at.date() - row.opened).days // 7
    values = [float(week[3]) for week in row.path][done : done + width]
    return Ghost(min(done, width - 1), values[: width - min(done, width - 1)]) if values else None


@require_POST
@needs("supply.plan")
def forecast(request: HttpRequest, book_id: int) -> HttpResponse:
    book = orders.book(book_id)
    if book is None:
        raise Http404
    now = clock.now()
    try:
        horizon = date.fromisoformat(request.POST.get("horizon", ""))
        actions.count_orders(book=book, at=now)
        row = actions.forecast(book=book, horizon=horizon, at=now)
    except ValueError as refusal:
        messages.error(request, str(refusal))
        return redirect(f"/desk/demand?book={book.id}")
    team.record_act(request.viewer, act="demand.forecast", about=ref(row), at=now)  # type: ignore[attr-defined]
    messages.success(request, _("Said and frozen. Earlier forecasts stay beside it."))
    return redirect(f"/desk/demand?book={book.id}")


@require_POST
@needs("supply.plan")
def overrule(request: HttpRequest, forecast_id: int) -> HttpResponse:
    """A number and a reason instead of the forecast; a refusal keeps the words in the form."""
    row = queries.forecast(forecast_id)
    if row is None:
        raise Http404
    back = f"/desk/demand?book={parse(row.about).id}"
    pieces, reason = request.POST.get("pieces", ""), request.POST.get("reason", "")
    if not (pieces.isascii() and pieces.isdecimal() and len(pieces) < _LONGEST_NUMBER):
        messages.error(request, _("Say how many pieces, as a number."))
        return redirect(f"{back}&{urlencode({'pieces': pieces, 'reason': reason})}#overrule")
    now = clock.now()

    def act() -> None:
        actions.overrule(forecast=row, pieces=int(pieces), reason=reason, by=member_of(request), at=now)
        record_act(request, "demand.overrule", ref(row), pieces=int(pieces))

    if not told(request, act, actions.Refused):
        return redirect(f"{back}&{urlencode({'pieces': pieces, 'reason': reason})}#overrule")
    messages.success(request, _("Written down. Both numbers are scored when ordering is over."))
    return redirect(back)


urlpatterns = [
    path("demand", home, name="demand"),
    path("demand/<int:book_id>/forecast", forecast, name="forecast"),
    path("demand/<int:forecast_id>/overrule", overrule, name="overrule"),
]
