"""Product lines at the desk: what is built, the areas fans point at, the variants, and what each is made of."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import record, told, tried, viewer_of
from fanloop.desk.bill import bill_of
from fanloop.desk.guard import needs
from fanloop.desk.tongues import NAMED, AddressedForm, NamedForm, Said
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.making.supply.queries import quantity_words
from fanloop.things.products import actions, queries
from fanloop.things.products.queries import Line, Variant

KINDS = [("hardware", gettext_lazy("Hardware")), ("software", gettext_lazy("Software"))]
BILLS = 3
"""Bills drawn on a line's own page; each part has its page for the rest."""


class LineForm(AddressedForm):
    """A new product line."""

    said: ClassVar[dict[str, Said]] = NAMED | {"tagline": Said(gettext_lazy("Tagline"))}
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)


class AreaForm(AddressedForm):
    """A part of a line that fans can point at."""

    prefix = "area"


class PartForm(forms.Form):
    """What a variant is built from: tops of bills first, then every other part."""

    part = forms.TypedChoiceField(
        label=gettext_lazy("Built from"), required=False, coerce=int, empty_value=None,
        help_text=gettext_lazy("The top of its bill of materials. It can be chosen later."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["part"].choices = part_choices()  # type: ignore[attr-defined]


class VariantForm(NamedForm, PartForm):
    """Something a fan can choose and own."""

    prefix = "variant"
    sku = forms.CharField(
        label=gettext_lazy("SKU"), max_length=80, help_text=gettext_lazy("Your own number for it.")
    )
    field_order = ["name_en", "name_zh_hans", "sku", "part"]


def part_choices() -> list[Any]:
    """For a select: nothing yet, then tops of bills, then the other parts."""
    rows = [
        ((str(part.id), f"{part.number} · {part.name}"), is_top) for part, is_top in queries.buildable_parts()
    ]
    tops, others = [pair for pair, is_top in rows if is_top], [pair for pair, is_top in rows if not is_top]
    groups = [(_("Tops of bills of materials"), tops), (_("Other parts"), others)]
    return [("", _("not yet")), *(group for group in groups if group[1])]


@needs("products.edit")
def products(request: HttpRequest) -> HttpResponse:
    """All lines, and the form for one more."""
    form = LineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        line = tried(form, lambda: _open(request, form), actions.Refused, field="slug")
        if line:
            messages.success(request, _("%(name)s is open.") % {"name": read(line.name)})
            return redirect("desk:product", line.slug)
    rows = [(one, read(one.name), read(one.tagline), _counts(one)) for one in queries.lines()]
    page = {"form": form, "rows": rows, "kinds": dict(KINDS)}
    return render(request, "desk/products/products.html", page, status=422 if form.errors else 200)


def _counts(line: Line) -> tuple[int, int]:
    return len(queries.variants(line.id)), len(queries.areas(line.id))


def _open(request: HttpRequest, form: LineForm) -> Line:
    said = form.cleaned_data
    line = actions.add_line(
        slug=said["slug"], name=form.words(), tagline=form.words("tagline"), kind=said["kind"], at=clock.now()
    )
    record(request, "products.line", ref(line), slug=line.slug)
    return line


def _show(
    request: HttpRequest, line: Line, *, area: AreaForm | None = None, variant: VariantForm | None = None
) -> HttpResponse:
    choices = part_choices()
    rows = queries.every_variant(line.id)
    tops = {row.part_id: row.part for row in rows if row.part and row.retired_at is None}
    page = {
        "line": line,
        "name": read(line.name),
        "tagline": read(line.tagline),
        "areas": [(one, read(one.name)) for one in queries.areas(line.id)],
        "variants": [(one, read(one.name), str(one.part_id or "")) for one in rows],
        "parts": choices,
        "bills": [bill_of(part) for part in list(tops.values())[:BILLS]],
        "area_form": area or AreaForm(),
        "variant_form": variant or VariantForm(initial={"part": ""}),
        "may_import": viewer_of(request).may("imports.run"),
    }
    return render(request, "desk/products/line.html", page, status=422 if area or variant else 200)


@needs("products.edit")
@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    return _show(request, _line(slug))


@needs("products.edit")
@require_POST
def add_area(request: HttpRequest, slug: str) -> HttpResponse:
    line, form = _line(slug), AreaForm(request.POST)

    def act() -> queries.Area:
        area = actions.add_area(line=line, slug=form.cleaned_data["slug"], name=form.words(), at=clock.now())
        record(request, "products.area", ref(line), area=area.slug)
        return area

    if not form.is_valid() or not tried(form, act, actions.Refused, field="slug"):
        return _show(request, line, area=form)
    messages.success(request, _("Fans can point at it now."))
    return redirect("desk:product", line.slug)


@needs("products.edit")
@require_POST
def add_variant(request: HttpRequest, slug: str) -> HttpResponse:
    line, form = _line(slug), VariantForm(request.POST)
    if not form.is_valid() or not tried(
        form, lambda: _add(request, line, form), actions.Refused, field="sku"
    ):
        return _show(request, line, variant=form)
    messages.success(request, _("It can be offered in a campaign now."))
    return redirect("desk:product", line.slug)


def _add(request: HttpRequest, line: Line, form: VariantForm) -> Variant:
    said = form.cleaned_data
    top = queries.part(said["part"]) if said["part"] else None
    position = len(queries.every_variant(line.id))
    variant = actions.add_variant(
        line=line, sku=said["sku"], name=form.words(), part=top, position=position, at=clock.now()
    )
    record(request, "products.variant", ref(line), sku=variant.sku)
    return variant


@needs("products.edit")
@require_POST
def build_variant(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Choose the part it is built from, or none."""
    variant, form = _variant(variant_id), PartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That part is not here any more. Choose another."))
        return redirect("desk:product", variant.line.slug)
    top = queries.part(form.cleaned_data["part"]) if form.cleaned_data["part"] else None

    def act() -> None:
        actions.build_variant(variant=variant, part=top, at=clock.now())
        record(request, "products.build", ref(variant.line), sku=variant.sku, part=top.number if top else "")

    if told(request, act, actions.Refused):
        messages.success(request, _("%(name)s is up to date.") % {"name": read(variant.name)})
    return redirect("desk:product", variant.line.slug)


@needs("products.edit")
@require_POST
def retire(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Out of the shop; with `undo`, back into it."""
    variant, is_back = _variant(variant_id), bool(request.POST.get("undo"))

    def act() -> None:
        (actions.return_variant if is_back else actions.retire_variant)(variant=variant, at=clock.now())
        record(
            request, "products.return" if is_back else "products.retire", ref(variant.line), sku=variant.sku
        )

    if told(request, act, actions.Refused):
        said = _("%(name)s can be chosen again.") if is_back else _("%(name)s is retired. Orders keep it.")
        messages.success(request, said % {"name": read(variant.name)})
    return redirect("desk:product", variant.line.slug)


@needs("products.edit")
@require_safe
def part(request: HttpRequest, part_id: int) -> HttpResponse:
    """One part: what it is made of, down to the last screw, and where it is used."""
    found = queries.part(part_id)
    if found is None:
        raise Http404
    uses = [(use, quantity_words(use.quantity, found.unit)) for use in queries.where_used(found.id)]
    page = {
        "part": found,
        "bill": bill_of(found),
        "uses": uses,
        "variants": [(one, read(one.name)) for one in queries.variants_of_part(found.id)],
        "may_plan": viewer_of(request).may("supply.plan"),
    }
    return render(request, "desk/products/part.html", page)


def _line(slug: str) -> Line:
    line = queries.line(slug)
    if line is None:
        raise Http404
    return line


def _variant(variant_id: int) -> Variant:
    variant = queries.variants_by_ids([variant_id]).get(variant_id)
    if variant is None:
        raise Http404
    return variant


urlpatterns = [
    path("products", products, name="products"),
    path("products/<slug:slug>", product, name="product"),
    path("products/<slug:slug>/areas", add_area, name="add_area"),
    path("products/<slug:slug>/variants", add_variant, name="add_variant"),
    path("variants/<int:variant_id>/part", build_variant, name="build_variant"),
    path("variants/<int:variant_id>/retire", retire, name="retire_variant"),
    path("parts/<int:part_id>", part, name="part"),
]
