"""The story's attention: who loved what, who has read how far, who follows a space, and what Mira keeps."""

from datetime import timedelta

from fanloop.foundation.refs import ref
from fanloop.foundation.story import World
from fanloop.listening.attention.actions import bookmark, follow, mute, react, read_to
from fanloop.listening.attention.rules.signs import HEART, LAUGH, SAME, THANKS, WOW

_SIGNS = [
    ("sunrise", SAME, ("tomo", "kalt", "leo", "nightnurse", "bookbinder")),
    ("sunrise", HEART, ("jonna", "attic")),
    ("bed", LAUGH, ("tomo", "gridwalker", "ilse")),
    ("bed", SAME, ("nightnurse", "leo")),
    ("clamp", SAME, ("attic", "kalt")),
    ("oakcare", THANKS, ("mira", "attic")),
    ("ha", WOW, ("leo", "mateo", "kalt")),
    ("kitchen", HEART, ("mira", "bookbinder")),
    ("box", HEART, ("ilse", "mateo", "mira", "tomo")),
    ("desk", HEART, ("ilse", "jonna", "mira", "kalt", "attic", "bookbinder")),
]
_READ = [("mira", "oakcare"), ("mira", "kitchen"), ("mira", "sunrise"), ("tomo", "bed"), ("leo", "hum")]


def minded(world: World) -> None:
    for topic, sign, people in _SIGNS:
        row = world[f"topic.{topic}"]
        for nth, who in enumerate(people, 1):
            at = row.at + timedelta(hours=3 * nth)
            react(fan=world[f"fan.{who}"], about=ref(row), sign=sign, at=at, author_id=row.author_id)
    for who, topic in _READ:
        row = world[f"topic.{topic}"]
        read_to(
            fan=world[f"fan.{who}"], topic_id=row.id, reply_id=0, count=1, at=world.at("2026-11-23 20:00")
        )
    mira, evening = world["fan.mira"], world.at("2026-11-24 21:00")
    follow(fan=mira, about=ref(world["space.workbench"]), at=evening, asked=True)
    mute(fan=mira, about=ref(world["topic.ha"]), at=evening)
    for topic in ("oakcare", "box"):
        bookmark(fan=mira, about=ref(world[f"topic.{topic}"]), at=evening)
