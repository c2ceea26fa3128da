"""The story's voices: what was said, how fast it was answered, what it meant, and what was promised."""

from datetime import timedelta
from typing import cast

from fanloop.foundation.story import World
from fanloop.listening.voices.actions import (
    accept_need,
    answer_voice,
    back_voice,
    make_need,
    merge_voices,
    raise_voice,
    rank_needs,
    vote,
)
from fanloop.listening.voices.rules.budget import BUDGETS
from fanloop.listening.voices.rules.kinds import Kind
from fanloop.people.levels.actions import set_level
from fanloop.people.levels.queries import level_of

_SAID = [
    # short, kind, area, fan, when, title, words, topic, (who answers, after so many minutes, in these words)
    (
        "powercut", "bug", "power", "tomo", "2026-10-12 15:02", "Forgets its brightness after a power cut",
        "Every storm it comes back at full light. At three in the morning that is an event.", None,
        ("wen", 6, "You are right, it keeps the colour and forgets the brightness. That is a mistake of ours."),
    ),
    (
        "warmer", "idea", "light", "nightnurse", "2026-10-13 23:20", "Warmer at night, 2,400 K is still too white",
        "After a night shift I want a candle, not an office.", None,
        ("ilse", 14, "The diodes can go to 2,100 K. We never dared, because it looks orange in daylight. At night it may."),
    ),
    (
        "halfsteps", "idea", "body", "leo", "2026-10-14 17:31", "The dial should turn in half steps",
        "Between step three and four lies the light I want.", None,
        ("mateo", 8, "The dial has the detents for it, the firmware skips every second one. Let me ask why."),
    ),
    (
        "page", "idea", "light", "bookbinder", "2026-10-16 10:12", "Let the reading light follow the page when I lean in",
        "I lean in when the print is small, and then my own head is in the light.", None,
        ("jonna", 5, "The sensor sees your head. It could see it as a wish."),
    ),
    (
        "bed", "idea", "light", "bookbinder", "2026-10-19 21:30", "Dim below 1 % for reading in bed",
        "The lowest step is still too bright at two in the morning.", "bed",
        ("wen", 11, "Below one per cent the driver may flicker. I will try it on thirty benches before I promise anything."),
    ),
    (
        "clamp", "idea", "body", "gridwalker", "2026-10-23 22:20", "A clamp, so it can leave the table",
        "My bench is full. A clamp instead of the foot, please.", "clamp",
        ("mateo", 13, "How thick is your table? I collect millimetres before I draw."),
    ),
    (
        "ha", "idea", "network", "gridwalker", "2026-10-30 19:50", "Home Assistant should find the lamp by itself",
        "Forty lines, I have sent the patch.", "ha",
        ("wen", 4, "Read it, like it, two questions in the thread. It can leave on a Friday soon."),
    ),
    (
        "sunrise", "idea", "light", "mira", "2026-11-09 20:14", "Wake me with the real sunrise, not at a fixed hour",
        ("I set the lamp to seven. In September seven was morning, now seven is the middle of the night. Please let it rise "
        "when the sun rises here, or half an hour before. If there is no sun, then softly at the hour I choose."), "sunrise",
        ("jonna", 6, ("Yes. The lamp already sees the daylight, so it may as well know the sun. Give it your town once; it "
         "reckons the rest itself, without the network. Where the sun does not rise at all, you choose the hour and we say so.")),
    ),
    (
        "sunrise2", "idea", "light", "kalt", "2026-11-10 06:40", "Follow the season in the morning",
        "In Innsbruck the sun comes over the mountain an hour late. The lamp should know that it is winter.", None,
        ("jonna", 9, "The mountain is the interesting part. The sensor corrects what the clock believes."),
    ),
    (
        "sunset", "idea", "light", "tomo", "2026-11-11 22:05", "Sunset too: tell me to stop working",
        "The lamp could go down with the sun and remind me that there is an evening.", None,
        ("ilse", 7, "A gentle one, with a way to say: not today. I like it."),
    ),
    (
        "daylight", "idea", "light", "attic", "2026-11-12 09:25", "Show me how much daylight my room really gets",
        "I would like a picture of my week: how much light was there, and how much came from the lamp?", None,
        ("ilse", 12, "The numbers are there, nobody has drawn them yet. Twelve people with your lamp asked the same."),
    ),
    (
        "twodesks", "idea", "network", "attic", "2026-11-20 14:45", "让两张桌子共享一片天空",
        "客厅的灯看得见天空，阁楼的看不见。请让它们说说话。", "zh",
        ("wen", 4, "两盏灯之间可以直接说话，不经过互联网。我们先做成两盏。"),
    ),
    (
        "brighter", "idea", "light", "leo", "2026-11-03 18:20", "Brighter, but not harder",
        "For drawing I need more light, for my eyes no more glare. Two small suns instead of one?", None,
        ("ilse", 10, "Two LED engines and an opal diffuser, on my bench since Monday. It is not a firmware thing: it is a new lamp."),
    ),
    (
        "cable", "idea", "power", "attic", "2026-11-17 11:15", "A longer cable, please, 3 m",
        "The socket is where the chimney was.", None,
        ("mateo", 15, "The woven one exists in 3 m. What it costs us is drums; I will ask."),
    ),
    (
        "booklet", "praise", "words", "attic", "2026-11-18 13:05", "The booklet is a joy",
        "The page about the moon hangs on my wall.", "box",
        ("ilse", 2, "Thank you. I will tell the printer's daughter."),
    ),
    ("kettle", "bug", "power", "gridwalker", "2026-11-26 14:07", "Lamp resets when the kettle goes on",
     "Old house, one circuit. The kettle clicks, the lamp thinks it is born again.", None, None),
    ("late", "bug", "light", "leo", "2026-11-26 14:10", "Sunrise came eleven minutes late",
     ("Lamp on the north desk, facing the wall. Window shows first light at 8:03 and the lamp began at 8:14. On Tuesday it was "
     "nine minutes. I like it anyway. But I do not want to trust it yet."), None, None),
    ("oakdark", "question", "materials", "kalt", "2026-11-26 14:12", "Will the oak foot darken over time?",
     "It stands in the sun. Will there be a pale ring where the booklet lies?", None, None),
    ("thick", "question", "body", "attic", "2026-11-26 14:16", "请问支架能夹多厚的桌面？",
     "我的桌面有四十毫米厚，下面还有一根横梁。", None, None),
]  # fmt: skip

_MEANT = [
    # short, title, the voices behind it
    ("powercut", {"en": "Remember the brightness after a power cut", "zh-hans": "停电之后，记住原来的亮度"}, ["powercut"]),
    ("warmer", {"en": "Warmer at night: 2,100 K, not 2,400", "zh-hans": "夜里更暖：2100 K，而不是 2400 K"}, ["warmer"]),
    ("halfsteps", {"en": "The dial turns in half steps", "zh-hans": "旋钮能转半格"}, ["halfsteps"]),
    ("page", {"en": "Let the light follow the page when I lean in", "zh-hans": "俯身时，让光跟着书页"}, ["page"]),
    ("ha", {"en": "Home Assistant finds the lamp by itself", "zh-hans": "Home Assistant 自动找到台灯"}, ["ha"]),
    ("dim", {"en": "Dim below 1 % for reading in bed", "zh-hans": "亮度低于 1%，好在床上看书"}, ["bed"]),
    ("sunrise", {"en": "Wake me with the real sunrise, not at a fixed hour", "zh-hans": "用真正的日出叫醒我，而不是固定的钟点"},
     ["sunrise", "sunrise2"]),
    ("sunset", {"en": "Sunset too: tell me to stop working", "zh-hans": "日落也要：提醒我该收工了"}, ["sunset"]),
    ("clamp", {"en": "A clamp, so it can leave the table", "zh-hans": "加个夹子，让它离开桌面"}, ["clamp"]),
    ("daylight", {"en": "Show me how much daylight my room really gets", "zh-hans": "让我看看房间里到底有多少日光"}, ["daylight"]),
    ("twodesks", {"en": "Let two desks share one sky", "zh-hans": "让两张桌子共享一片天空"}, ["twodesks"]),
    ("brighter", {"en": "Brighter, but not harder", "zh-hans": "更亮，但不刺眼"}, ["brighter"]),
    ("cable", {"en": "A longer cable, 3 m", "zh-hans": "长一点的线，三米"}, ["cable"]),
]  # fmt: skip

_BACKED = [
    ("sunrise", "tomo", "The same in Portland. I move it by hand every Sunday."),
    ("sunrise", "nightnurse", "Mine should know that I come home when others get up."),
    ("bed", "nightnurse", "A scarf over the shade is no solution."),
    ("bed", "leo", ""),
    ("clamp", "attic", "25 mm, under a slanted roof."),
    ("daylight", "mira", "In Tromsø the answer is none, but I would like to see it drawn."),
    ("brighter", "bookbinder", "For gold leaf I need twice the light and half the glare."),
    ("brighter", "gridwalker", ""),
    ("warmer", "mira", ""),
    ("ha", "kalt", "Works here since I put the patch in."),
]

_VOTES = {
    "mira": ["sunset", "warmer", "daylight", "dim", "brighter", "twodesks"],
    "tomo": ["powercut", "sunrise", "sunset", "page", "brighter", "clamp", "ha"],
    "bookbinder": ["page", "dim", "brighter", "warmer", "sunrise", "halfsteps", "clamp"],
    "nightnurse": ["warmer", "dim", "sunrise", "powercut", "sunset"],
    "leo": ["halfsteps", "brighter", "clamp", "dim", "sunrise", "twodesks"],
    "gridwalker": ["ha", "clamp", "brighter", "powercut", "twodesks", "sunrise"],
    "kalt": ["sunrise", "ha", "brighter", "daylight", "halfsteps"],
    "attic": ["daylight", "twodesks", "clamp", "cable", "sunrise", "brighter"],
}

_PROMISED = [
    # short, who promises, when, why; all but the new lamp's three leave on a Friday
    ("powercut", "wen", "2026-10-13 09:30", "A lamp that forgets is broken. It is two lines and a test."),
    ("warmer", "ilse", "2026-10-15 10:00", "The diodes can do it; only our courage was missing."),
    ("halfsteps", "mateo", "2026-10-15 10:20", "The hardware is in your hands already."),
    ("page", "jonna", "2026-10-19 11:00", "The sensor sees you lean in. It should do something about it."),
    ("ha", "wen", "2026-11-02 09:40", "gridwalker has done the work. We only have to be careful with it."),
    ("sunrise", "jonna", "2026-11-10 08:50", "It sees the daylight anyway, and it needs no network for it."),
    ("twodesks", "wen", "2026-11-21 09:15", "Two lamps can talk without anybody in between."),
    ("dim", "wen", "2026-11-16 09:00", "If fewer than one in ten sees it flicker, it leaves. If more, it waits and we say so."),
    ("brighter", "jonna", "2026-11-04 12:00", "Two engines, one opal diffuser: this is what Dawn 2 is for."),
    ("clamp", "jonna", "2026-11-04 12:10", "The new arch ends in a thread. Foot or clamp, you choose."),
]  # fmt: skip


def heard(world: World) -> None:
    for short, kind, area, fan, at, title, words, topic, answer in _SAID:
        moment = world.at(at)
        voice = world[f"voice.{short}"] = raise_voice(
            kind=cast("Kind", kind), title=title, words=words, fan=world[f"fan.{fan}"], area=world[f"area.{area}"], at=moment,
            language="zh-hans" if title[0] > "\u3000" else "en", topic=world[f"topic.{topic}"] if topic else None,
        )  # fmt: skip
        if answer:
            who, minutes, said = answer
            answer_voice(
                voice=voice, by=world[f"member.{who}"], words=said, at=moment + timedelta(minutes=minutes)
            )


def ranked(world: World) -> None:
    for short, title, voices in _MEANT:
        first, *others = [world[f"voice.{voice}"] for voice in voices]
        at = first.at + timedelta(hours=2)
        need = world[f"need.{short}"] = make_need(title=title, voices=[first], by=world["member.ilse"], at=at)
        if others:
            merge_voices(voices=others, into=need, by=world["member.ilse"], at=max(v.at for v in others))
    for voice, fan, words in _BACKED:
        said = world[f"voice.{voice}"]
        back_voice(voice=said, fan=world[f"fan.{fan}"], words=words, at=said.at + timedelta(hours=5))
    _known_for_a_while(world)
    for fan, needs in _VOTES.items():
        for nth, wanted in enumerate(needs):
            moment = world[f"need.{wanted}"].at + timedelta(hours=3 + 7 * nth)
            vote(
                need=world[f"need.{wanted}"],
                fan=world[f"fan.{fan}"],
                at=min(moment, world.at("2026-11-26 13:00")),
            )
    rank_needs(at=world.at("2026-11-26 14:20"))


def _known_for_a_while(world: World) -> None:
    """Votes hang on levels; these people were with the first lamp, before the house counted anything."""
    for short, needs in _VOTES.items():
        fan = world[f"fan.{short}"]
        level = next(level for level, votes in enumerate(BUDGETS) if votes >= len(needs))
        if level_of(fan.id) < level:
            set_level(
                fan=fan, level=level, because="With us since the first lamp, long before this house was built.",
                by=world["member.jonna"].fan, at=world.at("2026-10-12 09:00"),
            )  # fmt: skip


def promised(world: World) -> None:
    for short, who, at, because in _PROMISED:
        world[f"acceptance.{short}"] = accept_need(
            need=world[f"need.{short}"], by=world[f"member.{who}"], because=because, at=world.at(at)
        )
