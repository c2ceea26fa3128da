"""Who may have a variant from the shelf: its rule, who waits for it, and orders that go to one door."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, tried
from fanloop.desk.guard import needs
from fanloop.desk.rule_form import RuleForm
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.selling.orders.actions import Refused
from fanloop.selling.orders.actions import shelf as actions
from fanloop.selling.orders.queries import shelf_line
from fanloop.selling.orders.queries.crowds import ORIGIN, crowded
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Variant


@needs("campaigns.open")
@require_safe
def limits(request: HttpRequest, sku: str) -> HttpResponse:
    return _page(request, _variant(sku))


@needs("campaigns.open")
@require_POST
def set_rule(request: HttpRequest, sku: str) -> HttpResponse:
    row, form = _variant(sku), RuleForm(request.POST)
    if request.POST.get("act") == "look":
        return _page(request, row, form, 422 if form.errors else 200)
    if form.is_valid() and tried(form, lambda: _set(request, row, form), Refused):
        messages.success(request, _("The rule holds from now on. Orders that stand are not asked again."))
        return redirect("desk:shelf_limits", sku=sku)
    return _page(request, row, form, 422)


def _set(request: HttpRequest, row: Variant, form: RuleForm) -> bool:
    actions.set_shelf_rule(variant=row, who=form.who(), by=member_of(request), at=clock.now())
    record(request, "shelf.rule", ref(row), who=form.who())
    return True


def _page(
    request: HttpRequest, row: Variant, form: RuleForm | None = None, status: int = 200
) -> HttpResponse:
    rule = shelf_line.rule_of(row.id)
    shown = {
        "variant": row,
        "name": read(row.name),
        "rule": rule,
        "asked": shelf_line.asked(row.id),
        "form": form or RuleForm(initial={"level": 0} | dict(rule.who if rule else {})),
        "line": shelf_line.line_of(row.id),
        "doors": [each for each in crowded(ORIGIN) if each.variant_id == row.id],
    }
    return render(request, "desk/shelf/limits.html", shown, status=status)


def _variant(sku: str) -> Variant:
    found = products.variant(sku)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("shelf/limits/<str:sku>", limits, name="shelf_limits"),
    path("shelf/limits/<str:sku>/rule", set_rule, name="shelf_rule"),
]
