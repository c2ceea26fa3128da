"""Which column says what: the words that board editors and makers put into the head of a parts list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

_NAMES = ("component", "part", "name", "partname", "value", "designation", "comment", "description")
_WORDS: dict[str, tuple[str, ...]] = {
    "parent": ("parent", "assembly", "board"),
    "child": ("childassembly", "subassembly"),
    "name": _NAMES,
    "quantity": ("qty", "quantity", "quantityper", "qtyper", "unitqty", "count"),
    "unit": ("unit", "units", "uom", "unitofmeasure"),
    "places": ("ref", "refs", "reference", "references", "designator", "designators", "refdes"),
    "footprint": ("footprint", "package"),
    "mpn": (
        "mpn",
        "mfgpn",
        "mfrpn",
        "mfgpartnumber",
        "manufacturerpn",
        "manufacturerpartnumber",
        "partnumber",
    ),
    "shop": ("lcsc", "lcscpart", "lcscpartnumber", "digikeypn", "mouserpn", "mcmasterpartifapplicable"),
    "source": ("sourceref", "supplierandref", "sourcinglink", "source"),
    "section": ("section", "category", "subsystem"),
    "note": ("comment", "notes", "note", "purpose", "description"),
}


class HeadError(ValueError):
    """A head that names no part or no quantity; the message says which words would."""


@dataclass(frozen=True)
class Head:
    """Place of each role among the cells; `width` cells are named."""

    places: dict[str, int]
    width: int

    def cell(self, cells: Sequence[str], role: str) -> str:
        """What a record says in a role; nothing where the file has no such column."""
        place = self.places.get(role)
        return " ".join(cells[place].split()) if place is not None and place < len(cells) else ""

    def has(self, role: str) -> bool:
        return role in self.places


def understand(names: Sequence[str]) -> Head:
    """Read a head. Raises HeadError where it names a column twice, no part, or neither a quantity nor places."""
    bare = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in names]
    named = [name for name in bare if name]
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise HeadError(_("two columns share the name “%(name)s”") % {"name": twice[0]})
    places: dict[str, int] = {}
    for role, words in _WORDS.items():
        free = [word for word in words if word in bare and bare.index(word) not in places.values()]
        if free:
            places[role] = bare.index(free[0])
    found = ", ".join(name.strip() for name in names if name.strip())[:200]
    if "name" not in places:
        raise HeadError(
            _("no column names the part: one of %(names)s is missing; found %(found)s")
            % {"names": ", ".join(_NAMES), "found": found}
        )
    if not {"quantity", "places"} & places.keys():
        raise HeadError(
            _(
                "no column says how many: one of %(names)s or a column of places such as %(places)s is missing; found %(found)s"
            )
            % {
                "names": ", ".join(_WORDS["quantity"]),
                "places": ", ".join(_WORDS["places"][:3]),
                "found": found,
            }
        )
    width = max(place for place, name in enumerate(bare) if name) + 1
    return Head(places, width)
