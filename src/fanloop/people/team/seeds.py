"""The story's maker: Northwindow, four people who build lamps that follow the day."""

from fanloop.foundation.story import World
from fanloop.people.team.actions import found_maker, give_duty, hire
from fanloop.people.team.queries import member_of

_HIRED = [
    ("wen", "Wen", "lead", "Firmware and light", "2026-01-12 10:00", ["planner"]),
    ("mateo", "Mateo", "engineer", "Wood and metal", "2026-01-13 09:00", ["sales"]),
    ("ilse", "Ilse", "engineer", "Optics and tests", "2026-01-14 09:00", ["moderator", "desk", "finance"]),
]


def founded(world: World) -> None:
    world["maker"] = found_maker(
        name="Northwindow",
        tagline={"en": "Makers of lamps that follow the day", "zh-hans": "让灯光随日光而行"},
        languages=["en", "zh-hans"],
        currencies=["EUR", "USD", "CNY"],
        founder=world["fan.jonna"],
        member_name="Jonna",
        title="Founder, firmware",
        at=world.at("2026-01-12 09:00"),
    )
    jonna = member_of(world["fan.jonna"].id)
    assert jonna is not None
    world["member.jonna"] = jonna
    for short, name, rank, title, at, duties in _HIRED:
        member = hire(fan=world[f"fan.{short}"], name=name, rank=rank, title=title, by=jonna, at=world.at(at))
        world[f"member.{short}"] = member
        for duty in duties:
            give_duty(member=member, duty=duty, by=jonna, at=world.at(at))
