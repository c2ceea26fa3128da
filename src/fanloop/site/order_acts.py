"""What a fan does with an order of their own beside paying: say where it goes, send it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.selling.orders import actions
from fanloop.selling.orders.queries import Sheet
from fanloop.selling.orders.queries.logistics import Way, way
from fanloop.selling.orders.queries.returns import clock_of, cost_of_sending, returns_of
from fanloop.selling.orders.rules.addresses import FIELDS
from fanloop.site.order_way import AddressForm, BackForm
from fanloop.site.orders import sheet_of
from fanloop.site.price_said import say_price
from fanloop.ui.postal import country_choices, country_of


@login_required
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, number: str) -> HttpResponse:
    """Where it goes: the form follows the country, which is chosen first and needs no script."""
    sheet = sheet_of(request, number)
    known, before = way(sheet.order), sheet.order.total_minor
    country = _country(request, sheet, known)
    form = AddressForm(request.POST or None, country=country, initial=_said(known, country))
    if request.method == "POST" and form.is_valid() and _keep(request, sheet, form):
        messages.success(request, _("Kept. We send it there."))
        say_price(request, sheet.order, before)
        return redirect(
            "site:order_billing" if form.cleaned_data["elsewhere"] else "site:order_sheet", number=number
        )
    page = {"sheet": sheet, "form": form, "country": country, "countries": country_choices(country)}
    status = 422 if form.errors else 200
    return render(request, "site/orders/address.html", page, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw within the fourteen days, or say what is wrong with it."""
    sheet = sheet_of(request, number)
    units, clock_ = _units(sheet), clock_of(sheet.order)
    if not units:
        messages.error(request, _("Nothing of this order is with you to send back."))
        return redirect("site:order_sheet", number=number)
    withdraws = clock_.may_withdraw(clock.now())
    chosen = {"units": [id_ for id_, _words in units] if len(units) == 1 else []}
    form = BackForm(request.POST or None, units=units, may_withdraw=withdraws, initial=chosen)
    if request.method == "POST" and form.is_valid() and _announce(request, sheet, form):
        return redirect("site:order_sheet", number=number)
    page = {
        "sheet": sheet,
        "form": form,
        "days": clock_,
        "may_withdraw": withdraws,
        "sending": cost_of_sending(sheet.order),
    }
    return render(request, "site/orders/send_back.html", page, status=422 if form.errors else 200)


def _country(request: HttpRequest, sheet: Sheet, known: Way) -> str:
    """What the form says, what was chosen above it, what stands already, what the market suggests."""
    asked = request.POST.get("country") or request.GET.get("other") or request.GET.get("country") or ""
    said = known.delivery.country if known.delivery else ""
    return country_of(asked or said, sheet.order.market.code)


def _said(known: Way, country: str) -> dict[str, object]:
    said: dict[str, object] = {"country": country}
    if known.delivery:
        said |= {name: getattr(known.delivery, name) for name in FIELDS}
    said |= {"elsewhere": known.billing is not None}
    return said | ({"gift": True, "words": known.gift.words} if known.gift else {})


def _keep(request: HttpRequest, sheet: Sheet, form: AddressForm) -> bool:
    """Address and gift in one go; a fault of the address stands beside its field."""
    by, at = _me(request), clock.now()
    try:
        actions.set_address(
            order=sheet.order, kind="delivery", country=form.cleaned_data["country"], values=form.address,
            by=by, at=at,
        )  # fmt: skip
        if form.cleaned_data["gift"]:
            actions.set_gift(order=sheet.order, words=form.cleaned_data["words"], by=by, at=at)
        else:
            actions.unset_gift(order=sheet.order, at=at)
    except actions.AddressRefused as problem:
        form.say(problem.fields)
        return False
    except actions.Refused as problem:
        form.add_error(None, str(problem))
        return False
    return True


def _units(sheet: Sheet) -> list[tuple[int, str]]:
    """Units of the order that are with the fan and not announced yet: id and words."""
    coming = {
        item.item.shipped_id for back in returns_of([sheet.order.id])[sheet.order.id] for item in back.items
    }
    return [
        (unit.id, f"{read(unit.line.variant.name)} · {unit.unit.serial}")
        for unit in way(sheet.order).units
        if unit.back_at is None and unit.id not in coming
    ]


def _announce(request: HttpRequest, sheet: Sheet, form: BackForm) -> bool:
    said = form.cleaned_data
    try:
        back = actions.open_return(
            order=sheet.order, units=said["units"], reason=said["reason"], words=said["words"],
            by=_me(request), at=clock.now(),
        )  # fmt: skip
    except actions.Refused as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(
        request,
        _("Write %(number)s on the box and send it. We tell you what we find.") % {"number": back.number},
    )
    return True


def _me(request: HttpRequest) -> Fan | None:
    return fans.fan(int(request.user.pk or 0))


urlpatterns = [
    path("orders/<str:number>/address", address, name="order_address"),
    path("orders/<str:number>/return", send_back, name="send_back"),
]
