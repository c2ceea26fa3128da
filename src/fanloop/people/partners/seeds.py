"""The story's suppliers: one makes the light, one makes the wood."""

from fanloop.foundation.story import World
from fanloop.people.partners.actions import invite_contact, register_partner
from fanloop.people.partners.rules.kinds import SUPPLIER

_FIRMS = [
    ("lichtbogen", "Lichtbogen Optik", "Diffusers, light engines, drivers", "2026-02-03 10:00"),
    ("holzhaus", "Holzhaus Tischlerei", "Ash and walnut bodies, finished by hand", "2026-02-03 10:20"),
]


def founded(world: World) -> None:
    for short, name, note, at in _FIRMS:
        moment = world.at(at)
        firm = register_partner(name=name, kind=SUPPLIER, market=world["market.eu"], note=note, at=moment)
        world[f"partner.{short}"] = firm
        world[f"contact.{short}"] = invite_contact(partner=firm, fan=world[f"fan.{short}"], at=moment)
