"""The story's answer desk: when Northwindow sits, what it promises, and how it went in the weeks until today."""

from datetime import date, timedelta
from typing import Any, cast

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.foundation.story import World
from fanloop.listening.answers import actions
from fanloop.listening.answers.queries import Case, case_of
from fanloop.listening.community.actions import start_topic
from fanloop.listening.voices.actions import raise_voice
from fanloop.listening.voices.queries import Voice
from fanloop.listening.voices.rules.kinds import Kind

_WEEK = ["09:00-12:00, 13:00-17:00"] * 5 + ["", ""]
_OWN = {
    date(2026, 12, 23): ("09:00-12:00", "The day before the day before"),
    date(2026, 12, 24): ("", "Christmas Eve"),
    date(2026, 12, 31): ("", "New Year's Eve"),
}

_ASKED = [
    # kind, area, fan, when, title, words, who answers, after so many minutes, in these words, did it help, in which words
    ("question", "materials", "kalt", "2026-10-05 08:12", "Where does the oak come from?", "I would like to tell it to my guests.",
     "mateo", 7, "From Gjerstad, two hours south of us. I can name the farmer.", True, "Now my guests know."),
    ("question", "light", "mira", "2026-10-07 12:40", "Which bulb do I order when this one dies?", "In ten years, I hope.",
     "ilse", 4, "None: the engine lifts out with one screw, and we keep it in stock for fifteen years.", True, ""),
    ("bug", "network", "tomo", "2026-10-09 13:05", "The app finds it twice", "Two lamps in the list, one on the table.",
     "wen", 12, "It kept its old address. Switch it off for ten seconds; the ghost goes. 26.42 does it by itself.", True, "The ghost is gone."),
    ("question", "power", "leo", "2026-10-14 08:30", "What does it draw when it is off?", "My socket counts everything.",
     "wen", 9, "0.18 W. The sensor stays awake to see the evening.", True, ""),
    ("bug", "body", "bookbinder", "2026-10-20 11:20", "The dial squeaks when it is cold", "Only in the mornings, only under 14 degrees.",
     "mateo", 31, "I had to put one into the fridge first. It is the felt ring; a new one is on its way to you.", True, "Late, but with a ring in an envelope."),
    ("question", "words", "attic", "2026-10-21 07:45", "可以要一份中文的说明书吗？", "我的父亲不看英文。",
     "wen", 6, "有，今天寄给你一本，电子版现在就能下载。", True, "父亲已经读到第三页了。"),
    ("question", "light", "nightnurse", "2026-10-27 14:10", "Does it know that I sleep by day?", "My evening is at eight in the morning.",
     "jonna", 8, "Not by itself. Turn the day round in the app: it is called 'Night shift' and you are why.", True, ""),
    ("question", "materials", "gridwalker", "2026-11-02 12:25", "Is the lacquer safe for a child's teeth?", "He is one and tastes everything.",
     "mateo", 5, "Yes. EN 71-3, the report is under the picture of the foot.", True, ""),
    ("bug", "light", "kalt", "2026-11-05 09:50", "It dims when a cloud passes", "Every cloud. It is like a disco.",
     "ilse", 14, "The sensor is too eager. You can set it to calm; calm becomes the default.", False, "Calm is still a slow disco."),
    ("question", "power", "tomo", "2026-11-10 13:33", "May I use it with 110 volts?", "I move to Portland for good.",
     "wen", 3, "Yes, 100 to 240. Only the plug changes, and that is in the box.", True, ""),
    ("question", "body", "mira", "2026-11-16 10:05", "How do I open the foot?", "Something rattles.",
     "mateo", 10, "Three screws under the felt. What rattles is the spare fuse, and it may.", True, "It was the fuse."),
    ("bug", "network", "leo", "2026-11-19 14:44", "It forgets the Wi-Fi of my workshop", "Once a week, mostly on Mondays.",
     "wen", 13, "Your router changes its channel on Sundays. I can follow it; it boards 26.48.", None, ""),
    ("question", "light", "bookbinder", "2026-11-24 12:15", "Does the light bleach leather?", "I have bindings from 1780 on this table.",
     "ilse", 11, "There is no ultraviolet in it at all. I have measured, and I send you the curve.", True, ""),
    ("question", "words", "nightnurse", "2026-11-26 08:21", "Can I give one away with a letter inside?", "For my sister.",
     "jonna", 6, "Yes. Write it in the order, Mateo writes it by hand.", True, "She will cry."),
    ("bug", "light", "tomo", "2026-11-26 09:06", "The night step is green for a second", "Only when it comes from full.",
     "ilse", 9, "I see it too, on the bench, now that I look. Thank you; it is a table with one wrong line.", None, ""),
    ("question", "body", "kalt", "2026-11-26 12:31", "May I stand it beside the stove?", "It is warm there, not hot.",
     "mateo", 4, "To 40 degrees, yes. Oak likes it less than the lamp does: a hand's width, please.", None, ""),
]  # fmt: skip

_BACK = [
    # kind, area, fan, when, title, words, who asks back, after so many minutes, what
    ("bug", "power", "leo", "2026-11-26 10:51", "Faint hum at 40 %", "Not at 39, not at 41. My wife hears it, I do not.",
     "wen", 5, "Could your wife hold a phone to it and send me ten seconds?"),
    ("bug", "light", "bookbinder", "2026-11-25 13:30", "Wrong colour after a year", "It was like paper, it is like cheese now.",
     "ilse", 8, "What is the number under the felt? I want to see which reel of diodes it came from."),
]  # fmt: skip

_PREPARED = [
    ("Thank you, we look", {
        "en": "Thank you, {name}. We look at it today and tell you here what we find.",
        "zh-hans": "谢谢你，{name}。我们今天就看，结果会写在这里。",
    }),
    ("Your vote counts there", {
        "en": "{name}, others have asked for the same: “{need}”. Your words count there now.",
        "zh-hans": "{name}，已经有人提过同样的想法：“{need}”。你的话也算在那里。",
    }),
    ("It leaves on Friday", {
        "en": "It is aboard train {train} and leaves on Friday at 17:00. Your name is in the notes.",
        "zh-hans": "它在 {train} 这班车上，星期五 17:00 出发，说明里有你的名字。",
    }),
]  # fmt: skip


def founded(world: World) -> None:
    """Northwindow sits at its desk in Oslo; who has the desk duty hears five minutes before, the founder one minute."""
    at, jonna = world.at("2026-01-12 09:30"), world["member.jonna"]
    hours = actions.publish_hours(
        name="Oslo", zone="Europe/Oslo", week=_WEEK, country="NO", own=_OWN, by=jonna, at=at
    )
    actions.set_policy(scope="", seconds=15 * 60, hours=hours, by=jonna, at=at)
    actions.tell_before(minutes=5, whose="duty", which="desk", by=jonna, at=at)
    actions.tell_before(minutes=1, whose="member", which=str(jonna.id), by=jonna, at=at)
    for title, words in _PREPARED:
        actions.prepare_answer(title=title, words=words, by=jonna, at=at)


def heard(world: World) -> None:
    """What was asked besides, who answered how soon, what fans say about it, and what waits at this moment."""
    _chinese_hours(world)
    asked = [(row, _raised(world, *row[:6])) for row in _ASKED]
    back = [(row, _raised(world, *row[:6])) for row in _BACK]
    start_topic(
        space=world["space.zhongwen"], author=world["fan.attic"], title="冬天的早晨，从几点开始亮？", language="zh-hans",
        body="上海的冬天六点多天才亮。我想让它比太阳早半个小时，可以吗？", at=world.at("2026-11-26 14:02"),
    )  # fmt: skip
    bus.drain()
    for row, voice in asked:
        _answered(world, row, voice)
    for (*_said, who, minutes, question), voice in back:
        at = voice.at + timedelta(minutes=minutes)
        actions.ask_back(case_id=_case(voice).id, by=world[f"member.{who}"], question=question, at=at)


def _raised(world: World, *said: str) -> Voice:
    kind, area, fan, when, title, words = said
    return raise_voice(
        kind=cast("Kind", kind), title=title, words=words, fan=world[f"fan.{fan}"], area=world[f"area.{area}"],
        at=world.at(when), language="zh-hans" if ord(title[0]) > 0x2E7F else "en",
    )  # fmt: skip


def _case(voice: Voice) -> Case:
    case = case_of(ref(voice))
    assert case is not None
    return case


def _answered(world: World, row: tuple[Any, ...], voice: Voice) -> None:
    who, minutes, words, helped, because = row[6:]
    at = voice.at + timedelta(minutes=minutes)
    case = actions.answer(case_id=_case(voice).id, by=world[f"member.{who}"], words=words, at=at)
    if helped is not None:
        moment = min(at + timedelta(hours=3), world.at("2026-11-26 14:00"))
        actions.judge(case=case, fan=world[f"fan.{row[2]}"], helped=helped, words=because, at=moment)


def _chinese_hours(world: World) -> None:
    """Who writes Chinese at Northwindow keeps the hours of Shanghai."""
    at, jonna = world.at("2026-11-02 09:00"), world["member.jonna"]
    hours = actions.publish_hours(
        name="Shanghai",
        zone="Asia/Shanghai",
        week=["10:00-18:00"] * 5 + ["", ""],
        country="CN",
        by=jonna,
        at=at,
    )
    actions.set_policy(
        scope=f"space:{world['space.zhongwen'].id}", seconds=15 * 60, hours=hours, by=jonna, at=at
    )
