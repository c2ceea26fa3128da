"""Orders that wait for a word: several people share a door or a card, over the limit. A person decides, and says why."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.sending import order_of
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.selling.campaigns.queries import campaign_of_book
from fanloop.selling.orders import actions
from fanloop.selling.orders.queries import Order
from fanloop.selling.orders.queries.held import waiting_for_a_word

KINDS: dict[str, str | Promise] = {
    "household": gettext_lazy("One door"),
    "card": gettext_lazy("One card"),
}


@needs("orders.see")
@require_safe
def held_orders(request: HttpRequest) -> HttpResponse:
    rows = [(KINDS[each.kind], each) for each in waiting_for_a_word(viewer=viewer_of(request))]
    page = {"rows": rows, "may_decide": viewer_of(request).may("orders.decide")}
    return render(request, "desk/orders/held.html", page)


@needs("orders.decide")
@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """One word about one order: it goes on, or it is cancelled and all of its money goes back."""
    order, words = order_of(request, number), request.POST.get("words", "")
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        messages.error(request, _("Let it through, or call it off."))
    elif told(request, lambda: act(request, order, words), actions.Refused):
        record(request, f"orders.{request.POST['do']}", ref(order), order=order.number, words=words)
    back = request.POST.get("back", "")
    if back == "drop" and (campaign := campaign_of_book(order.book)):
        return redirect("desk:drop", slug=campaign.slug)
    return redirect("desk:held_orders") if back == "held" else redirect("desk:order", number=number)


def _through(request: HttpRequest, order: Order, words: str) -> None:
    actions.let_through(order=order, words=words, by=member_of(request), at=clock.now())
    messages.success(
        request, _("%(number)s goes on, in its old place. Its fan knows.") % {"number": order.number}
    )


def _off(request: HttpRequest, order: Order, words: str) -> None:
    actions.call_off(order=order, words=words, by=member_of(request), at=clock.now())
    said = _("%(number)s is called off. All that was paid goes back, and its fan knows why.")
    messages.success(request, said % {"number": order.number})


_ACTS: dict[str, Callable[[HttpRequest, Order, str], None]] = {"let_through": _through, "call_off": _off}

urlpatterns = [
    path("orders/held/now", held_orders, name="held_orders"),
    path("orders/<str:number>/word", decide, name="decide_held_order"),
]
