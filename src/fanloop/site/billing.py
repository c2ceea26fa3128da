"""Who is billed for an order of one's own, where it is not who receives: before the invoice is written."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fanloop.foundation import clock
from fanloop.people.fans import queries as fans
from fanloop.selling.orders import actions
from fanloop.selling.orders.actions.billing import bill_buyer, bill_to
from fanloop.selling.orders.queries import Sheet
from fanloop.selling.orders.queries.logistics import Way, way
from fanloop.selling.orders.queries.papers import can_rebill, tax_id
from fanloop.selling.orders.rules.addresses import FIELDS, form_of, order_of
from fanloop.site.orders import sheet_of
from fanloop.site.price_said import say_price
from fanloop.ui.postal import BillingForm, country_choices, country_of


@login_required
@require_http_methods(["GET", "POST"])
def billing(request: HttpRequest, number: str) -> HttpResponse:
    """The form follows the country, which is chosen first and needs no script."""
    sheet = sheet_of(request, number)
    if not can_rebill(sheet.order, sheet.state):
        messages.error(request, _("The invoice is written or not needed. Write to us if it is wrong."))
        return redirect("site:order_sheet", number=number)
    known = way(sheet.order)
    country = _country(request, sheet, known)
    form = _form(request, sheet, known, country)
    if request.method == "POST" and (
        _back(request, sheet) or (form.is_valid() and _keep(request, sheet, form))
    ):
        return redirect("site:order_sheet", number=number)
    page = {
        "sheet": sheet, "form": form, "country": country, "countries": country_choices(country),
        "is_said": known.billing is not None,
    }  # fmt: skip
    return render(request, "site/orders/billing.html", page, status=422 if form.errors else 200)


def _form(request: HttpRequest, sheet: Sheet, known: Way, country: str) -> BillingForm:
    own, number = form_of(country), tax_id(sheet.order)
    said: dict[str, object] = {"country": country}
    said |= {name: getattr(known.billing, name) for name in FIELDS} if known.billing else {}
    said |= {"tax_country": number.country, "tax_number": number.number} if number else {}
    return BillingForm(
        request.POST if request.POST and "buyer" not in request.POST else None, country=country,
        names=order_of(country), required=own.required, sample=own.sample, autofill="billing", initial=said,
    )  # fmt: skip


def _back(request: HttpRequest, sheet: Sheet) -> bool:
    """Whether the fan asked to be billed themselves again."""
    if "buyer" not in request.POST:
        return False
    before = sheet.order.total_minor
    try:
        bill_buyer(order=sheet.order, at=clock.now())
    except actions.Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The invoice names you."))
        say_price(request, sheet.order, before)
    return True


def _keep(request: HttpRequest, sheet: Sheet, form: BillingForm) -> bool:
    by, before = fans.fan(int(request.user.pk or 0)), sheet.order.total_minor
    try:
        bill_to(
            order=sheet.order, country=form.cleaned_data["country"], values=form.address, tax=form.tax, by=by,
            at=clock.now(),
        )  # fmt: skip
    except actions.AddressRefused as problem:
        form.say(problem.fields)
        return False
    except actions.Refused as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(request, _("Kept. The invoice names them."))
    say_price(request, sheet.order, before)
    return True


def _country(request: HttpRequest, sheet: Sheet, known: Way) -> str:
    """What the form says, what was chosen above it, what stands already, what the market suggests."""
    asked = request.POST.get("country") or request.GET.get("other") or request.GET.get("country") or ""
    stands = known.billing or known.delivery
    return country_of(asked or (stands.country if stands else ""), sheet.order.market.code)


urlpatterns = [path("orders/<str:number>/billing", billing, name="order_billing")]
