"""The story's product: the lamp Dawn 2, its three feet, and what it is made of."""

from decimal import Decimal

from fanloop.foundation.story import World
from fanloop.things.products.actions import add_area, add_line, add_variant, import_bom
from fanloop.things.products.queries import parts_by_numbers
from fanloop.things.products.rules.bom import NewBomLine, NewPart

_AREAS = [
    ("light", {"en": "Light", "zh-hans": "灯光"}),
    ("power", {"en": "Power", "zh-hans": "供电"}),
    ("body", {"en": "Body and clamp", "zh-hans": "机身与夹具"}),
    ("network", {"en": "Network", "zh-hans": "联网"}),
    ("materials", {"en": "Materials", "zh-hans": "材质"}),
    ("words", {"en": "Words and box", "zh-hans": "文字与包装"}),
]
_FEET = [
    ("oak", "DN2-OAK", {"en": "Dawn 2, oak", "zh-hans": "晨光 2，橡木"}, "LA-1001", "WD-0208"),
    ("black", "DN2-BLK", {"en": "Dawn 2, ash black", "zh-hans": "晨光 2，黑白蜡木"}, "LA-1002", "WD-0209"),
    ("alu", "DN2-ALU", {"en": "Dawn 2, aluminium", "zh-hans": "晨光 2，铝"}, "LA-1003", "ME-1171"),
]
_ASSEMBLIES: dict[str, tuple[str, list[tuple[str, int | str]]]] = {
    "HD-0200": ("Head", [("EL-2071", 2), ("ME-1140", 1), ("OP-0312", 1), ("EL-2066", 1), ("FX-0012", 6)]),
    "AR-0100": ("Arch with dial", [("ME-1152", 1), ("ME-1160", 1), ("FX-0012", 4)]),
    "EC-0300": ("Electronics", [("EL-3004", 1), ("EL-3310", 1), ("CB-0411", 1), ("CB-0107", "0.45")]),
    "BX-0400": ("Box", [("PK-0102", 1), ("PK-0117", 1)]),
}
_PARTS = [
    ("EL-2071", "LED engine 9 W", "each"),
    ("ME-1140", "Shade, spun steel", "each"),
    ("OP-0312", "Diffuser, opal", "each"),
    ("EL-2066", "Daylight sensor", "each"),
    ("ME-1152", "Arch, bent tube", "each"),
    ("WD-0208", "Foot, oak", "each"),
    ("WD-0209", "Foot, ash black", "each"),
    ("ME-1171", "Foot, aluminium", "each"),
    ("ME-1160", "Dial with detents", "each"),
    ("EL-3004", "Main board, assembled", "each"),
    ("EL-3310", "Power supply 24 V", "each"),
    ("CB-0411", "Cable, woven 2 m", "each"),
    ("CB-0107", "Wire, two strands", "m"),
    ("FX-0012", "Screw M3, 8 mm", "each"),
    ("PK-0102", "Carton, moulded tray", "each"),
    ("PK-0117", "Booklet, six languages", "each"),
]


def founded(world: World) -> None:
    at = world.at("2026-01-14 10:00")
    line = world["line.dawn"] = add_line(
        slug="dawn",
        name={"en": "Dawn", "zh-hans": "晨光"},
        tagline={"en": "A lamp that follows the daylight", "zh-hans": "随日光而行的台灯"},
        at=at,
    )
    for slug, name in _AREAS:
        world[f"area.{slug}"] = add_area(line=line, slug=slug, name=name, at=at)
    import_bom(parts=_parts(), lines=_lines(), at=at)
    for number, part in parts_by_numbers(
        {number for number, _, _ in _PARTS} | {foot[3] for foot in _FEET}
    ).items():
        world[f"part.{number}"] = part
    for position, (short, sku, name, number, _foot) in enumerate(_FEET):
        world[f"variant.{short}"] = add_variant(
            line=line, sku=sku, name=name, part=world[f"part.{number}"], position=position, at=at
        )


def _parts() -> list[NewPart]:
    bought = [NewPart(number, name, unit=unit) for number, name, unit in _PARTS]
    groups = [NewPart(number, name, kind="assembly") for number, (name, _) in _ASSEMBLIES.items()]
    lamps = [NewPart(number, name["en"], kind="assembly") for _, _, name, number, _ in _FEET]
    return bought + groups + lamps


def _lines() -> list[NewBomLine]:
    units = {number: unit for number, _, unit in _PARTS}
    inner = [
        NewBomLine(parent, child, Decimal(quantity), unit=units[child], position=position)
        for parent, (_, children) in _ASSEMBLIES.items()
        for position, (child, quantity) in enumerate(children)
    ]
    outer = [
        NewBomLine(lamp, child, Decimal(1), position=position)
        for _, _, _, lamp, foot in _FEET
        for position, child in enumerate([*_ASSEMBLIES, foot])
    ]
    return inner + outer
