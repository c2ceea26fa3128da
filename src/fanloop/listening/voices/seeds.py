"""The story's voices: what was said, how fast it was answered, what it meant, and what was promised."""

from datetime import timedelta
from typing import cast

from fanloop.foundation.story import World
from fanloop.foundation.text.translated import read
from fanloop.listening.voices.actions import (
    accept_need,
    answer_voice,
    back_voice,
    find_likely_pairs,
    fingerprint_new,
    keep_gear,
    make_need,
    make_status,
    merge_voices,
    open_board,
    raise_voice,
    rank_needs,
    set_status,
    status_named,
    vote,
    vote_for,
)
from fanloop.listening.voices.rules.budget import BUDGETS
from fanloop.listening.voices.rules.kinds import Detail, Kind
from fanloop.listening.voices.rules.statuses import Kind as StatusKind
from fanloop.people.fans.actions import fill_group
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
    (
        "rattle", "bug", "body", "nightnurse", "2026-11-24 08:10", "The shade rattles when a door slams",
        "It is the shade, not the foot. It rattles for a second when a door slams, then it is silent.", None,
        ("mateo", 7, "Press the ring under the shade until it clicks. If it rattles again, I send you a new one."),
    ),
    (
        "rattle2", "bug", "body", "tomo", "2026-11-25 19:30", "Shade rattles whenever the door slams",
        "A short rattle from the shade, each time the front door slams.", None,
        ("mateo", 12, "Another one; then it is our ring and not your door. Has it clicked?"),
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


_OWNED = {
    # fan: the foot of their lamp, what runs on it
    "mira": ("oak", "26.47"), "tomo": ("black", "26.47"), "bookbinder": ("oak", "26.46"), "nightnurse": ("alu", "26.47"),
    "leo": ("oak", "26.47"), "gridwalker": ("black", "26.48-rc1"), "kalt": ("oak", "26.47"), "attic": ("alu", "26.45"),
}  # fmt: skip

_DETAILS = {
    # voice: how to see it, what was expected, what came
    "powercut": ("Set it to a third. Pull the plug, wait ten seconds, put it back.", "A third.", "Full light."),
    "kettle": ("Lamp on half. Switch the kettle on at the same socket strip.", "Nothing.",
               "It goes dark for a second and comes back as on its first day."),
    "late": ("Sunrise for 7:30, north desk, lamp faces the wall.", "First light at 8:03, as in the window.",
             "First light at 8:14."),
}  # fmt: skip

_STATUSES = [
    ("planned", {"en": "Promised", "zh-hans": "已承诺"}, "kept"),
    ("building", {"en": "On the bench", "zh-hans": "在工作台上"}, "loop"),
    ("shipped", {"en": "Shipped", "zh-hans": "已上线"}, "kept"),
    ("declined", {"en": "Not for our lamp", "zh-hans": "不适合这盏灯"}, "line"),
]

_WHY = {
    (
        "kalt",
        "sunrise",
    ): "In December I get up three hours before the sun. I would like to be told, not fooled.",
    ("nightnurse", "dim"): "There is somebody asleep beside me.",
    ("bookbinder", "brighter"): "Gold leaf forgives nothing.",
    ("gridwalker", "powercut"): "We have storms.",
    ("attic", "twodesks"): "阁楼没有窗户。",
}

_BENCH = [
    # fan, when, title, words, who answers after so many minutes in these words
    ("leo", "2026-11-19 18:05", "The new arch hums at eleven per cent",
     "Sample 14. Only at eleven. At ten and at twelve it is silent.",
     ("mateo", 6, "That is the driver's frequency meeting the thin wall. Sample 15 has a rib.")),
    ("kalt", "2026-11-20 07:15", "Sample 9 hums as well, at ten",
     "Held to my ear, I admit.", ("mateo", 12, "Good ears. The rib goes into all of them.")),
]  # fmt: skip


def heard(world: World) -> None:
    for kind, name, tone in _STATUSES:
        make_status(
            name=name,
            kind=cast("StatusKind", kind),
            tone=tone,
            by=world["member.jonna"],
            at=world.at("2026-10-10 09:00"),
        )
    for fan, (foot, build) in _OWNED.items():
        keep_gear(
            fan=world[f"fan.{fan}"], line=world["line.dawn"], variant=read(world[f"variant.{foot}"].name), build=build,
            at=world.at("2026-10-10 10:00"),
        )  # fmt: skip
    for short, kind, area, fan, at, title, words, topic, answer in _SAID:
        moment = world.at(at)
        voice = world[f"voice.{short}"] = raise_voice(
            kind=cast("Kind", kind), title=title, words=words, fan=world[f"fan.{fan}"], area=world[f"area.{area}"], at=moment,
            language="zh-hans" if title[0] > "\u3000" else "en", topic=world[f"topic.{topic}"] if topic else None,
            detail=_device(world, fan, *_DETAILS[short]) if short in _DETAILS else Detail(),
        )  # fmt: skip
        if answer:
            who, minutes, said = answer
            answer_voice(
                voice=voice, by=world[f"member.{who}"], words=said, at=moment + timedelta(minutes=minutes)
            )


def _device(world: World, fan: str, steps: str = "", expected: str = "", got: str = "") -> Detail:
    foot, build = _OWNED[fan]
    variant = read(world[f"variant.{foot}"].name)
    return Detail(world["line.dawn"].id, variant, build, steps, expected, got)


def _tested(world: World) -> None:
    """A board that only the people see who have a sample of the next lamp on their bench."""
    people = [world[f"fan.{short}"].id for short in ("leo", "kalt", "bookbinder")]
    fill_group(key="bench", name="Bench testers", fan_ids=people, at=world.at("2026-11-15 09:00"))
    board = world["board.bench"] = open_board(
        name={"en": "Bench testers", "zh-hans": "试用者"}, audience="group:bench", by=world["member.mateo"],
        words={"en": "Samples of the next lamp. What is said here stays here.", "zh-hans": "下一盏灯的样品。这里说的话只留在这里。"},
        at=world.at("2026-11-15 09:10"),
    )  # fmt: skip
    said = []
    for fan, at, title, words, (who, minutes, answer) in _BENCH:
        moment = world.at(at)
        voice = raise_voice(
            kind="bug", title=title, words=words, fan=world[f"fan.{fan}"], area=world["area.body"], board=board,
            detail=_device(world, fan), at=moment,
        )  # fmt: skip
        answer_voice(
            voice=voice, by=world[f"member.{who}"], words=answer, at=moment + timedelta(minutes=minutes)
        )
        said.append(voice)
    world["need.hum"] = make_need(
        title={"en": "No hum from the arch", "zh-hans": "灯臂不再嗡嗡响"}, voices=said, by=world["member.mateo"],
        at=world.at("2026-11-20 09:00"),
    )  # fmt: skip


def ranked(world: World) -> None:
    for short, title, voices in _MEANT:
        first, *others = [world[f"voice.{voice}"] for voice in voices]
        at = first.at + timedelta(hours=2)
        need = world[f"need.{short}"] = make_need(title=title, voices=[first], by=world["member.ilse"], at=at)
        if others:
            merge_voices(voices=others, into=need, by=world["member.ilse"], at=max(v.at for v in others))
    for voice, fan, words in _BACKED:
        said = world[f"voice.{voice}"]
        device = _device(world, fan)
        back_voice(
            voice=said, fan=world[f"fan.{fan}"], words=words, detail=device, at=said.at + timedelta(hours=5)
        )
    _known_for_a_while(world)
    for fan, needs in _VOTES.items():
        for nth, wanted in enumerate(needs):
            moment = world[f"need.{wanted}"].at + timedelta(hours=3 + 7 * nth)
            vote(
                need=world[f"need.{wanted}"],
                fan=world[f"fan.{fan}"],
                why=_WHY.get((fan, wanted), ""),
                at=min(moment, world.at("2026-11-26 13:00")),
            )
    vote_for(
        need=world["need.warmer"], by=world["member.ilse"], person="Frau Amsel", note="Telephoned on Monday, no computer.",
        why="My mother reads at night and cannot sleep after.", at=world.at("2026-11-23 10:30"),
    )  # fmt: skip
    _tested(world)
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


_BUILT = [
    # short, who says so, when, why
    ("dim", "wen", "2026-11-24 09:00", "Thirty-one of fifty testers look for flicker tonight."),
    ("brighter", "jonna", "2026-11-23 11:00", "The first ten heads are on the bench, and they are bright."),
]


def promised(world: World) -> None:
    for short, who, at, because in _PROMISED:
        world[f"acceptance.{short}"] = accept_need(
            need=world[f"need.{short}"], by=world[f"member.{who}"], because=because, at=world.at(at)
        )
    for short, who, at, because in _BUILT:
        status = status_named(slug="on-the-bench", at=world.at(at))
        assert status is not None
        set_status(
            need=world[f"need.{short}"],
            status=status,
            by=world[f"member.{who}"],
            because=because,
            at=world.at(at),
        )


def compared(world: World) -> None:
    """The weekly search for likely pairs, so that the desk has something to judge."""
    fingerprint_new(at=world.at("2026-11-26 14:00"))
    find_likely_pairs(at=world.at("2026-11-26 14:00"))
