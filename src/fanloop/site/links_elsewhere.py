"""Pages of the trail that live in other faces: named by route, since faces do not import one another."""

from django.urls import reverse

from fanloop.foundation.viewer import Viewer
from fanloop.making.supply import queries as supply
from fanloop.site.links import page_of
from fanloop.things.products import queries as products


@page_of("supply.purchase_order")
def purchase_order_page(id_: int, viewer: Viewer) -> str:
    found = supply.order_by_id(id_, viewer=viewer)
    return _order(found.order.number, viewer) if found else ""


@page_of("supply.purchase_line")
def purchase_line_page(id_: int, viewer: Viewer) -> str:
    found = supply.order_of_line(id_, viewer=viewer)
    return _order(found.number, viewer) if found else ""


@page_of("supply.plan")
def plan_page(id_: int, viewer: Viewer) -> str:
    return f"{reverse('desk:supply')}?plan={id_}" if viewer.may("demand.see") else ""


@page_of("demand.forecast")
def forecast_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- the desk shows the latest with the earlier ones
    return reverse("desk:demand") if viewer.may("demand.see") else ""


@page_of("products.line")
def line_page(id_: int, viewer: Viewer) -> str:
    """The desk's page for those who shape the lines; to others a line is its Fridays."""
    line = products.line_by_id(id_)
    if line is None:
        return ""
    if viewer.may("products.edit"):
        return reverse("desk:product", args=[line.slug])
    return f"{reverse('site:fridays')}?line={line.slug}"


@page_of("products.part")
def part_page(id_: int, viewer: Viewer) -> str:
    return reverse("desk:part", args=[id_]) if viewer.may("products.edit") else ""


@page_of("partners.partner")
def partner_page(id_: int, viewer: Viewer) -> str:
    return reverse("desk:partner", args=[id_]) if viewer.may("partners.edit") else ""


@page_of("webhooks.endpoint")
def endpoint_page(id_: int, viewer: Viewer) -> str:
    return reverse("desk:webhook", args=[id_]) if viewer.may("webhooks.manage") else ""


def _order(number: str, viewer: Viewer) -> str:
    return reverse("portal:order" if viewer.partner_id is not None else "desk:purchase_order", args=[number])
