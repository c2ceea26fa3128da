"""The story's people: eight fans, four who work for the maker, two who speak for suppliers.

Each is in the world under the first word and under the whole handle: `fan.mira` and `fan.mira.k` are one.
"""

from fanloop.foundation.story import World
from fanloop.people.fans.actions import join

PASSWORD = "golden-hour-2026"  # noqa: S105 -- the demo prints it
MAIL = "northwindow.example"

_PEOPLE = [
    # short, handle, name, language, market, joined
    ("jonna", "jonna", "Jonna", "en", "eu", "2026-01-12 09:00"),
    ("wen", "wen", "阿文", "zh-hans", "cn", "2026-01-12 09:10"),
    ("mateo", "mateo", "Mateo", "en", "eu", "2026-01-12 09:20"),
    ("ilse", "ilse", "Ilse", "en", "eu", "2026-01-12 09:30"),
    ("lichtbogen", "lichtbogen", "Carla Brandt", "en", "eu", "2026-02-03 10:00"),
    ("holzhaus", "holzhaus", "Piet Amrein", "en", "eu", "2026-02-03 10:20"),
    ("mira", "mira.k", "Mira", "en", "eu", "2026-02-14 19:40"),
    ("tomo", "tomo.reads", "Tomo", "en", "us", "2026-02-20 06:15"),
    ("bookbinder", "old.bookbinder", "", "en", "eu", "2026-03-02 08:30"),
    ("nightnurse", "nightnurse", "", "en", "us", "2026-03-11 23:05"),
    ("leo", "lefthand.leo", "Leo", "en", "eu", "2026-04-05 17:20"),
    ("gridwalker", "gridwalker", "", "en", "us", "2026-04-18 21:10"),
    ("kalt", "kalt.und.klar", "", "en", "eu", "2026-05-09 12:00"),
    ("attic", "attic.room", "阁楼", "zh-hans", "cn", "2026-06-01 14:45"),
]


def founded(world: World) -> None:
    for short, handle, name, language, market, joined in _PEOPLE:
        fan = join(
            handle=handle,
            email=f"{handle}@{MAIL}",
            password=PASSWORD,
            name=name,
            language=language,
            market=world[f"market.{market}"],
            origin="story",
            is_email_known=True,
            at=world.at(joined),
        )
        for known_as in {short, handle}:
            world[f"fan.{known_as}"] = fan
