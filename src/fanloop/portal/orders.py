"""Purchase orders as their supplier sees them: its own, and nobody else's."""

import csv
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.text.cells import plain
from fanloop.foundation.viewer import Viewer
from fanloop.making.supply import actions, queries
from fanloop.making.supply.queries import LineView, OrderView
from fanloop.people.fans.queries import Fan
from fanloop.people.partners import queries as partners
from fanloop.portal.guard import contacts_only
from fanloop.ui.parts import NavItem


class AnswerForm(forms.Form):
    """What a supplier promises for one line."""

    quantity = forms.DecimalField(
        label=gettext_lazy("How many"), min_value=0, max_digits=16, decimal_places=4, localize=False
    )
    promised = forms.DateField(
        label=gettext_lazy("By which day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    words = forms.CharField(
        label=gettext_lazy("What should we know?"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


@require_safe
@contacts_only
def home(request: HttpRequest) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    rows = queries.purchase_orders(viewer=viewer)
    waiting = sum(len(view.lines) - view.answered for view in rows)
    return _page(request, "portal/orders/list.html", {"rows": rows, "waiting": waiting})


@require_safe
@contacts_only
def order(request: HttpRequest, number: str) -> HttpResponse:
    return _show(request, _found(request, number))


@require_POST
@contacts_only
def answer(request: HttpRequest, line_id: int) -> HttpResponse:
    line = queries.line_for_answer(line_id, viewer=request.viewer)  # type: ignore[attr-defined]
    if line is None:
        raise Http404
    form = AnswerForm(request.POST, prefix=str(line.id))
    if not form.is_valid() or not _promise(request, line, form):
        return _show(request, _found(request, line.order.number), form, status=422)
    messages.success(request, _("Your answer is with the maker."))
    return redirect(reverse("portal:order", args=[line.order.number]) + f"#line-{line.position}")


@require_POST
@contacts_only
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Promise every line that has no answer yet as it was asked."""
    waiting = [view.line for view in _found(request, number).lines if not view.answer]
    now = clock.now()
    with transaction.atomic():
        for line in waiting:
            actions.answer_line(
                line=line,
                quantity=line.quantity,
                promised=line.due,
                words="",
                by=_me(request),
                at=now,
            )
    messages.success(request, _("Promised as asked. Thank you."))
    return redirect("portal:order", number)


def _me(request: HttpRequest) -> Fan:
    assert isinstance(request.user, Fan), "the door lets contacts in only"
    return request.user


def _promise(request: HttpRequest, line: queries.PurchaseLine, form: AnswerForm) -> bool:
    try:
        actions.answer_line(
            line=line,
            by=_me(request),
            at=clock.now(),
            **form.cleaned_data,
        )
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_safe
@contacts_only
def as_csv(request: HttpRequest, number: str) -> HttpResponse:
    view = _found(request, number)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{view.order.number}.csv"'
    sheet = csv.writer(response)
    sheet.writerow(
        [
            "line",
            "part",
            "name",
            "quantity",
            "unit",
            "due",
            "unit_price",
            "currency",
            "promised_quantity",
            "promised_day",
        ]
    )
    sheet.writerows(_cells(line) for line in view.lines)
    return response


def _cells(view: LineView) -> list[str]:
    line, answered = view.line, view.answer
    cells = [
        str(line.position),
        line.part.number,
        line.part.name,
        f"{line.quantity.normalize():f}",
        line.part.unit,
        line.due.isoformat(),
        str(view.unit.major),
        view.unit.currency,
        f"{answered.quantity.normalize():f}" if answered else "",
        answered.promised.isoformat() if answered else "",
    ]
    return [plain(cell) for cell in cells]


def _found(request: HttpRequest, number: str) -> OrderView:
    view = queries.purchase_order(number, viewer=request.viewer)  # type: ignore[attr-defined]
    if view is None:
        raise Http404
    return view


def _show(
    request: HttpRequest, view: OrderView, failed: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    rows = [
        (line, failed if failed and failed.prefix == str(line.line.id) else _form(line))
        for line in view.lines
    ]
    return _page(request, "portal/orders/order.html", {"view": view, "rows": rows, "failed": failed}, status)


def _form(view: LineView) -> AnswerForm:
    """Filled with what was promised last, else with what was asked: agreeing is one press."""
    said = view.answer
    initial = {
        "quantity": f"{(said.quantity if said else view.line.quantity).normalize():f}",
        "promised": said.promised if said else view.line.due,
        "words": said.words if said else "",
    }
    return AnswerForm(prefix=str(view.line.id), initial=initial)


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    partner = partners.partner(viewer.partner_id) if viewer.partner_id else None
    more = {
        "partner": partner,
        "nav": [
            NavItem(_("Purchase orders"), reverse("portal:home"), current=True),
            NavItem(_("What you sell"), reverse("portal:channels")),
        ],
        "account": {"items": [NavItem(_("The fans’ side"), reverse("site:home"))]},
    }
    return render(request, template, more | context, status=status)


urlpatterns = [
    path("", home, name="home"),
    path("orders/<str:number>", order, name="order"),
    path("orders/<str:number>/confirm", confirm, name="confirm"),
    path("orders/<str:number>/csv", as_csv, name="order_csv"),
    path("lines/<int:line_id>/answer", answer, name="answer"),
]
