"""The story's levels: a small house with small thresholds, and fans who came by, read and were thanked."""

from datetime import timedelta

from fanloop.foundation.refs import ref
from fanloop.foundation.story import World
from fanloop.people.fans.actions import NewDeed, record_deeds
from fanloop.people.levels.actions import lift, reckon_levels, set_level, set_thresholds
from fanloop.people.levels.queries import set_by_hand
from fanloop.people.levels.rules import deeds

_SMALL = {
    "two_topics": 6, "two_posts": 20, "two_replied": 1, "three_days": 30, "three_replied": 2, "three_topics_ever": 8,
    "three_posts_ever": 40, "three_given": 5, "three_received": 6,
}  # fmt: skip
_TOPICS = ("sunrise", "bed", "clamp", "oakcare", "ha", "kitchen", "hum", "box", "desk", "zh")
_TOLD = [
    # who, (days here, topics read in, posts in each, reactions given), who reacted
    ("leo", (46, 10, 6, 8), ("mira", "tomo", "nightnurse", "mira", "kalt", "tomo", "mira")),
    ("nightnurse", (19, 8, 4, 3), ("leo", "bookbinder", "leo")),
    ("kalt", (16, 7, 4, 2), ("mira", "leo")),
    ("mira", (31, 9, 5, 6), ("leo", "tomo", "kalt")),
    ("tomo", (9, 6, 6, 2), ("mira",)),
    ("gridwalker", (5, 5, 7, 0), ()),
]
_NOW_EARNED = ("leo", "nightnurse", "kalt")


def earned(world: World) -> None:
    now = world.at("2026-11-25 02:11")
    set_thresholds(
        figures=_SMALL, because="We are few. Two hundred topics would take us until the next winter.",
        by=world["fan.jonna"], at=world.at("2026-10-01 09:00"),
    )  # fmt: skip
    told = [deed for line in _TOLD for deed in _deeds(world, *line)]
    told.append(NewDeed(world["fan.leo"].id, now.date(), deeds.FLAG_AGREED, 1, ref(world["topic.box"])))
    record_deeds(told, at=now)
    for who in _NOW_EARNED:
        if set_by_hand([world[f"fan.{who}"].id]):
            lift(fan=world[f"fan.{who}"], by=world["fan.jonna"], at=now)
    reckon_levels(at=now)
    set_level(
        fan=world["fan.bookbinder"], level=4, because="She reads every word and forgets no name. She may keep the room.",
        by=world["fan.jonna"], at=now,
    )  # fmt: skip


def _deeds(
    world: World, who: str, counts: tuple[int, int, int, int], givers: tuple[str, ...]
) -> list[NewDeed]:
    days, topics, posts, given = counts
    fan, today = world[f"fan.{who}"].id, world.at("2026-11-24 12:00").date()
    read = [ref(world[f"topic.{name}"]) for name in _TOPICS]
    return [
        *(NewDeed(fan, today - timedelta(days=2 * day), deeds.VISIT) for day in range(days)),
        *(NewDeed(fan, today, deeds.READ, posts, about) for about in read[:topics]),
        *(NewDeed(fan, today, deeds.REACTION_GIVEN, 1, about) for about in read[:given]),
        *(
            NewDeed(fan, today - timedelta(days=day), deeds.REACTION_RECEIVED, 1, ref(world[f"fan.{giver}"]))
            for day, giver in enumerate(givers)
        ),
    ]
