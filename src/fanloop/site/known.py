"""What is called by its name rather than found by its words: people, lines, offers, and for the maker numbers of orders."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.making.supply import queries as supply
from fanloop.people.fans import queries as fans
from fanloop.people.partners import queries as partners
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.orders import queries as orders
from fanloop.things.products import queries as products

SHORTEST, MOST = 2, 6


@dataclass(frozen=True)
class Known:
    """Something with a name and a page."""

    label: str
    title: str
    href: str


def known_by_name(asked: str, viewer: Viewer) -> list[Known]:
    """Whose name begins with every word of this; at most MOST. Each kind asks for its own permission."""
    said = asked.strip().strip('"').lower().removeprefix("@")
    if len(said) < SHORTEST or len(said) > 80:
        return []
    return [
        *_people(said, viewer),
        *_lines(said),
        *_offers(said),
        *_numbers(said, viewer),
        *_partners(said, viewer),
    ][:MOST]


def _people(said: str, viewer: Viewer) -> list[Known]:
    """Who has exactly this handle; those who may see people need only its beginning."""
    exactly = fans.fan_by_handle(said)
    found = fans.find_fans(said, viewer=viewer, limit=3) or ([exactly] if exactly else [])
    return [Known(_("person"), f"@{row.handle}", reverse("site:person", args=[row.handle])) for row in found]


def _lines(said: str) -> list[Known]:
    """Lines and their areas, in any of the languages they are named in."""
    lines = products.lines()
    found = [line for line in lines if _begins(said, line.name.values())]
    areas = [area for area in products.areas() if _begins(said, area.name.values())]
    fridays, board = reverse("site:fridays"), reverse("site:needs")
    return [
        *(Known(_("product line"), read(line.name), f"{fridays}?line={line.slug}") for line in found[:3]),
        *(Known(_("area"), read(area.name), f"{board}?area={area.id}") for area in areas[:2]),
    ]


def _offers(said: str) -> list[Known]:
    found = [row for row in campaigns.campaigns() if _begins(said, row.title.values())]
    return [
        Known(_("offer"), read(row.title), reverse("site:campaign", args=[row.slug])) for row in found[:2]
    ]


def _numbers(said: str, viewer: Viewer) -> list[Known]:
    """An order, a purchase order or a part, by its whole number; each as its own query allows this viewer."""
    if viewer.fan_id is None or not any(map(str.isdecimal, said)):
        return []
    number, found = said.upper(), []
    if viewer.may("orders.see") and orders.order(number, viewer=viewer):
        found.append(Known(_("order"), number, reverse("desk:order", args=[number])))
    if (viewer.may("supply.plan") or viewer.may("supply.approve")) and supply.purchase_order(
        number, viewer=viewer
    ):
        found.append(Known(_("purchase order"), number, reverse("desk:purchase_order", args=[number])))
    part = products.part_by_number(number) if viewer.may("products.edit") else None
    return [
        *found,
        *(
            [Known(_("part"), f"{part.number} {part.name}", reverse("desk:part", args=[part.id]))]
            if part
            else []
        ),
    ]


def _partners(said: str, viewer: Viewer) -> list[Known]:
    if not viewer.may("partners.edit"):
        return []
    found = [row for row in partners.partners() if _begins(said, [row.name])]
    return [Known(_("partner"), row.name, reverse("desk:partner", args=[row.id])) for row in found[:2]]


def _begins(said: str, names: Iterable[str]) -> bool:
    """Whether each word begins a word of one of the names.

    >>> _begins("daw la", ["The lamp Dawn"])
    True
    """
    return any(
        all(any(word.startswith(part) for word in name.lower().split()) for part in said.split())
        for name in names
    )
