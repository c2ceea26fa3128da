"""Orders that go without tax because of a number, for who looks after money: nobody but us asks whose number it is."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from fanloop.desk.acts import viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.orders import STATES
from fanloop.foundation.money import Money
from fanloop.selling.orders import queries
from fanloop.selling.orders.queries.logistics import ways
from fanloop.selling.orders.queries.papers import papers_of
from fanloop.selling.orders.queries.untaxed import by_number

PAGE = 50


@needs("money.see")
@require_safe
def untaxed(request: HttpRequest) -> HttpResponse:
    """Fifty a page, those of which nothing has left first."""
    page = Paginator(by_number(viewer=viewer_of(request)), PAGE).get_page(request.GET.get("page"))
    ids = [row.order_id for row in page.object_list]
    states, known, papers = queries.present_states(ids), ways(ids), papers_of(ids)
    rows = [
        (
            row, known[row.order_id].billing or known[row.order_id].delivery, known[row.order_id].delivery,
            Money(row.order.total_minor, row.order.currency), STATES[states[row.order_id]], papers[row.order_id],
        )
        for row in page.object_list
    ]  # fmt: skip
    said = {"page": page, "rows": rows, "may_rebill": viewer_of(request).may("orders.readdress")}
    return render(request, "desk/money/untaxed.html", said)


urlpatterns = [path("money/untaxed", untaxed, name="untaxed")]
