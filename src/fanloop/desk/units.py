"""Made things at the desk: count them as made, find one by its serial, take one out of the way."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.selling.orders.queries.logistics import holder
from fanloop.things.devices import actions, queries
from fanloop.things.devices.queries import Unit
from fanloop.things.products import queries as products

PAGE, MOST = 50, 2_000


class BirthForm(forms.Form):
    """So many more of a variant; serials are made here, or are the maker's own."""

    sku = forms.ChoiceField(label=gettext_lazy("Variant"))
    batch = forms.CharField(label=gettext_lazy("Batch"), max_length=80, required=False)
    stem = forms.CharField(
        label=gettext_lazy("Serials begin with"), max_length=40, required=False,
        help_text=gettext_lazy("We count on from the last and add a character that tells slips."),
    )  # fmt: skip
    count = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, max_value=MOST, required=False)
    serials = forms.CharField(
        label=gettext_lazy("Or serials of your own"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = [each for line in products.lines() for each in products.variants(line.id)]
        self.fields["sku"].choices = [(row.sku, f"{read(row.name)} ({row.sku})") for row in rows]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("serials") and not (said.get("stem") and said.get("count")):
            raise forms.ValidationError(_("Say how many and how their serials begin, or name the serials."))
        return said


@needs("units.add", "orders.ship")
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    return _listed(request, BirthForm())


@needs("units.add")
@require_POST
def born(request: HttpRequest) -> HttpResponse:
    """Count units as made: from now on they can be kept for orders."""
    form = BirthForm(request.POST)
    made = (
        tried(form, lambda: _born(request, form.cleaned_data), actions.Refused) if form.is_valid() else None
    )
    if made is None:
        return _listed(request, form, status=422)
    messages.success(
        request,
        _("%(count)s units are made: %(first)s to %(last)s.")
        % {"count": len(made), "first": made[0].serial, "last": made[-1].serial},
    )
    return redirect("desk:units")


def _born(request: HttpRequest, said: dict[str, Any]) -> list[Unit]:
    variant = products.variant(said["sku"])
    assert variant is not None
    by, at = member_of(request), clock.now()
    if said["serials"]:
        serials = said["serials"].replace(",", " ").split()[:MOST]
        made = actions.born(serials=serials, variant=variant, at=at, by=by, batch=said["batch"])
    else:
        made = actions.born_next(
            prefix=said["stem"], count=said["count"], variant=variant, at=at, by=by, batch=said["batch"]
        )
    record(request, "devices.born", ref(variant), units=len(made), batch=said["batch"])
    return made


def _listed(request: HttpRequest, form: BirthForm, status: int = 200) -> HttpResponse:
    rows = queries.find(text=request.GET.get("q", ""), batch=request.GET.get("batch"))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    gone = queries.retired([row.id for row in page.object_list])
    batches = queries.batches()
    names = products.variants_by_ids({each.variant_id for each in batches})
    context = {
        "form": form, "page": page, "asked": request.GET.get("q", ""),
        "rows": [(row, read(row.variant.name), gone.get(row.id)) for row in page.object_list],
        "batches": [(each, read(names[each.variant_id].name)) for each in batches],
        "may_add": viewer_of(request).may("units.add"),
    }  # fmt: skip
    return render(request, "desk/units/units.html", context, status=status)


@needs("units.add", "orders.ship")
@require_safe
def unit(request: HttpRequest, serial: str) -> HttpResponse:
    """Where this one is from, and where it has been."""
    row = _unit(serial)
    page = {
        "unit": row, "name": read(row.variant.name), "gone": queries.retired([row.id]).get(row.id),
        "journeys": holder(row.id), "may_add": viewer_of(request).may("units.add"),
        "may_see": viewer_of(request).may("orders.see"),
    }  # fmt: skip
    return render(request, "desk/units/unit.html", page)


@needs("units.add")
@require_POST
def retire(request: HttpRequest, serial: str) -> HttpResponse:
    row, why = _unit(serial), request.POST.get("why", "")

    def act() -> None:
        actions.retire(unit=row, why=why, by=member_of(request), at=clock.now())
        record(request, "devices.retire", ref(row), why=why)

    if told(request, act, actions.Refused):
        messages.success(request, _("%(serial)s is never sent again.") % {"serial": row.serial})
    return redirect("desk:unit", serial=row.serial)


def _unit(serial: str) -> Unit:
    row = queries.unit(serial)
    if row is None:
        raise Http404
    return row


urlpatterns = [
    path("units", units, name="units"),
    path("units/born", born, name="born"),
    path("units/<str:serial>", unit, name="unit"),
    path("units/<str:serial>/retire", retire, name="retire_unit"),
]
