"""The story's events: a day at the bench and an evening online that were, a small bench day and a launch to come."""

from typing import Any

from fanloop.foundation.story import World
from fanloop.listening.events.actions import NewEvent, check_in, open_event, take_seat

_EVENTS: list[dict[str, Any]] = [
    {
        "short": "day", "by": "jonna", "at": "2026-09-14 09:00", "kind": "festival", "seats": 24,
        "title": {"en": "Light and wood: a day in Oslo", "zh-hans": "光与木：奥斯陆的一天"},
        "words": {
            "en": "The whole workshop is open. Bring your lamp: we clean it, measure it, and show you what is on the bench.\n\nSoup at one.",
            "zh-hans": "整个工坊都开放。带上你的灯：我们替你清洁、测量，也让你看看台上正在做的东西。\n\n一点钟有热汤。",
        },
        "starts": "2026-10-24 09:00", "ends": "2026-10-24 14:00", "place": "Northwindow, Maridalsveien 17, Oslo",
        "came": ("leo", "mira", "kalt", "nightnurse"), "stayed_away": ("tomo",),
    },
    {
        "short": "evening", "by": "wen", "at": "2026-10-30 10:00", "kind": "online", "seats": None,
        "title": {"en": "How low can a lamp go? An evening with Wen", "zh-hans": "灯能有多暗？和阿文聊一晚"},
        "words": {
            "en": "Below one per cent the driver begins to flicker. Wen shows why on the oscilloscope and takes your questions.",
            "zh-hans": "低于百分之一，驱动器就开始闪。阿文用示波器讲给你看，也回答你的问题。",
        },
        "starts": "2026-11-12 18:00", "ends": "2026-11-12 19:30", "link": "https://meet.northwindow.example/bench",
        "came": ("bookbinder", "leo", "attic"), "stayed_away": (),
    },
    {
        "short": "bench", "by": "mateo", "at": "2026-11-20 08:00", "kind": "local", "seats": 4, "space": "workbench",
        "title": {"en": "Bench day: the clamp, and whatever you bring", "zh-hans": "工作台日：夹子，以及你带来的一切"},
        "words": {
            "en": "Four stools, one bench. We try the clamp on your table tops: **bring a piece of the edge** if you can.",
            "zh-hans": "四张凳子，一张工作台。我们在你的桌沿上试夹子：**可以的话带一小块桌边来**。",
        },
        "starts": "2026-12-05 10:00", "ends": "2026-12-05 14:00", "place": "Northwindow, Maridalsveien 17, Oslo",
        "kept": 2, "kept_level": 2, "kept_until": "2026-11-30 17:00",
        "seated": ("gridwalker", "leo", "mira", "tomo", "attic"),
    },
    {
        "short": "launch", "by": "jonna", "at": "2026-11-23 15:00", "kind": "launch", "seats": None,
        "title": {"en": "The Friday train, live from the bench", "zh-hans": "周五列车，工作台直播"},
        "words": {
            "en": "Half an hour before it leaves: who asked for what, who built it, and what stayed on the platform.",
            "zh-hans": "发车前半小时：谁提出的，谁做出来的，还有什么留在了站台上。",
        },
        "starts": "2026-12-11 15:30", "ends": "2026-12-11 16:15", "link": "https://meet.northwindow.example/friday",
        "seated": ("mira", "nightnurse"),
    },
]  # fmt: skip
_MOMENTS = ("starts", "ends", "kept_until")
_SAID = ("kind", "title", "words", "place", "link", "seats", "kept", "kept_level")


def planned(world: World) -> None:
    for told in _EVENTS:
        said = {name: told[name] for name in _SAID if name in told}
        said |= {name: world.at(told[name]) for name in _MOMENTS if name in told}
        event = world[f"event.{told['short']}"] = open_event(
            new=NewEvent(**said, time_zone="Europe/Oslo"), by=world[f"member.{told['by']}"], at=world.at(told["at"]),
            space=world[f"space.{told['space']}"] if "space" in told else None,
        )  # fmt: skip
        came = told.get("came", ())
        for who in (*came, *told.get("stayed_away", ()), *told.get("seated", ())):
            seat = take_seat(event=event, fan=world[f"fan.{who}"], at=event.at)
            if who in came:
                check_in(event=event, code=seat.code, by=event.opened_by, at=event.starts)
