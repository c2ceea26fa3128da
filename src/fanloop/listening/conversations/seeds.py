"""The story's private messages: a lamp that goes on a visit, and Wen who plans an evening with three people."""

from fanloop.foundation.story import World
from fanloop.listening.conversations.actions import send, start

_HUM = [
    ("ilse", "2026-11-16 20:40", "Leo, may I ask you something about the hum that does not need to be public? I think I know which coil it is."),
    ("leo", "2026-11-17 18:40", "Ask. It is loudest at the hinge, by the way, not at the foot."),
    ("ilse", "2026-11-17 19:05", "Then may I have your lamp for a week? You get mine meanwhile: it is scratched, but silent."),
    ("leo", "2026-11-17 19:22", "A scratched lamp from the bench that made it? Gladly. It leaves tomorrow."),
    ("ilse", "2026-11-24 16:30", "It is here, and it hums for me too, which is good news. I have glued the coil. Listen to this silence."),
]  # fmt: skip
_EVENING = [
    ("wen", "2026-11-25 20:30", "You three stayed to the end tonight. Shall we do a second bench evening in December?"),
    ("gridwalker", "2026-11-25 20:41", "Yes. I could bring four lamps of the same name."),
    ("leo", "2026-11-25 20:44", "Not on a Thursday, please. I have a choir on Thursdays."),
    ("mira", "2026-11-26 07:12", "I was late and only read it this morning, but I am in. I would like to talk about January mornings."),
]  # fmt: skip


def heard(world: World) -> None:
    _told(world, "Your humming lamp", ["leo"], _HUM)
    _told(world, "A second bench evening?", ["gridwalker", "leo", "mira"], _EVENING)


def _told(world: World, subject: str, to: list[str], said: list[tuple[str, str, str]]) -> None:
    (first, began, opening), *rest = said
    people = [world[f"fan.{one}"] for one in to]
    row = start(by=world[f"fan.{first}"], to=people, subject=subject, words=opening, at=world.at(began))
    for who, moment, words in rest:
        send(conversation=row, by=world[f"fan.{who}"], words=words, at=world.at(moment))
