"""Labels at the desk: carriers told of parcels, the files of each run, and what a packed piece weighs."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.sending import order_of, write_labels
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.selling.orders import actions
from fanloop.selling.orders.actions.sending import LABELS_KEPT
from fanloop.selling.orders.ports import carriers
from fanloop.selling.orders.queries.labels import label_runs, run_file
from fanloop.things.products.queries import variant as variant_by_sku

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@needs("orders.ship")
@require_safe
def labels(request: HttpRequest) -> HttpResponse:
    """Every run that was told, with what is left of its files."""
    names = {each.name: each.label() for each in carriers()}
    runs = [(row, names.get(row.carrier, row.carrier)) for row in label_runs(viewer=viewer_of(request))]
    return render(request, "desk/orders/labels.html", {"runs": runs, "days": LABELS_KEPT.days})


@needs("orders.ship")
@require_safe
def label_file(request: HttpRequest, run: str, kind: str) -> HttpResponse:
    """One file of a run. It holds addresses, so who fetched it is written down and nobody keeps a copy on the way."""
    data = run_file(run, kind, viewer=viewer_of(request))
    if data is None:
        raise Http404
    record(request, "orders.label_file", "", run=run, kind=kind)
    response = HttpResponse(data, content_type=TYPES.get(kind, "application/octet-stream"))
    response.headers["Content-Disposition"] = f'attachment; filename="{run}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@needs("orders.ship")
@require_POST
def write_label(request: HttpRequest, number: str) -> HttpResponse:
    """One parcel, with a weight of its own where somebody put it on the scales."""
    order, grams = order_of(request, number), request.POST.get("grams", "").strip()
    weights = {order.id: int(grams)} if grams.isascii() and grams.isdecimal() and len(grams) < 7 else {}

    def act() -> None:
        many = write_labels([order], member_of(request), request.POST.get("carrier", ""), weights)
        record(
            request,
            "orders.labels",
            ref(order),
            orders=[order.number],
            carrier=request.POST.get("carrier", ""),
        )
        messages.success(
            request, ngettext("Done for %(count)s.", "Done for %(count)s.", many) % {"count": many}
        )

    told(request, act, actions.Refused)
    return redirect("desk:order", number=number)


@needs("orders.ship")
@require_POST
def weigh(request: HttpRequest, sku: str) -> HttpResponse:
    """What one packed piece weighs, from now on."""
    row, grams = variant_by_sku(sku), request.POST.get("grams", "").strip()
    if row is None:
        raise Http404

    def act() -> None:
        many = int(grams) if grams.isascii() and grams.isdecimal() and len(grams) < 9 else 0
        actions.weigh(variant=row, grams=many, by=member_of(request), at=clock.now())
        record(request, "orders.weigh", ref(row), grams=many)

    if told(request, act, actions.Refused):
        messages.success(request, _("Noted. The next labels say it."))
    return redirect("desk:sending")


urlpatterns = [
    path("labels", labels, name="labels"),
    path("labels/<str:run>/<str:kind>", label_file, name="label_file"),
    path("orders/<str:number>/label", write_label, name="write_label"),
    path("sending/weights/<str:sku>", weigh, name="weigh_piece"),
]
