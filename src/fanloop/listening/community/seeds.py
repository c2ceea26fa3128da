"""The story's talk: three spaces, ten topics, and what people said under them."""

from datetime import timedelta

from fanloop.foundation.story import World
from fanloop.listening.community.actions import open_space, reply, start_topic

_SPACES = [
    ("dawn", {"en": "Living with Dawn", "zh-hans": "与晨光同住"}, "en"),
    ("workbench", {"en": "The workbench", "zh-hans": "工作台"}, "en"),
    ("zhongwen", {"en": "中文", "zh-hans": "中文"}, "zh-hans"),
]

_TOPICS = [
    (
        "sunrise", "dawn", "mira", "2026-11-08 19:50", "September seven is not November seven",
        ("I set the lamp to seven. In September seven was morning, now seven is the middle of the night, and in January "
        "it will be a joke. I wake in a lit room with a black window and my body does not believe the lamp any more."),
        [
            ("tomo", 22, "Same in Portland, only less dramatic. I move it by hand every Sunday, and every Sunday I forget."),
            ("jonna", 41, "It sees the daylight anyway. Please raise this as a voice, so that it cannot get lost among us."),
            ("kalt", 75, "If there is no sun at all, I would like to choose the hour myself. Softly."),
        ],
    ),
    (
        "bed", "dawn", "bookbinder", "2026-10-19 21:15", "The lowest step is still a lot at two in the morning",
        ("When I read in bed the lowest step wakes whoever sleeps beside me. I have put a sock over the shade. "
        "It works, but I am sixty-eight and would like to own a lamp without a sock."),
        [
            ("nightnurse", 12, "Not a sock but a scarf. Same problem."),
            ("wen", 58, "Below one per cent the driver begins to flicker, and some people see it. I would like to know how many."),
            ("leo", 130, "I see flicker easily. Send me a build and I will tell you the truth."),
        ],
    ),
    (
        "clamp", "workbench", "gridwalker", "2026-10-23 22:05", "It lives at the edge of a table that is never free",
        "My bench is full. Could the arch stand on a clamp instead of the foot? I would drill the hole myself.",
        [
            ("mateo", 16, "How thick is your table, and does its edge have a lip underneath?"),
            ("gridwalker", 30, "38 mm, no lip. The one at home is 22 mm."),
            ("attic", 600, "25 mm here, slanted roof above it, so a clamp would save me."),
            ("mateo", 655, "Noted: 22, 25, 38. I will draw something that opens to 45."),
        ],
    ),
    (
        "oakcare", "dawn", "kalt", "2026-10-28 10:20", "What do you put on the oak foot?",
        "After a year of tea cups mine has rings. I do not mind, but I would like to keep it from getting thirsty.",
        [
            ("mateo", 9, "Hard wax oil, thin, once a year. No furniture polish: it fills the pores and turns grey."),
            ("kalt", 24, "Done. It drank two coats."),
        ],
    ),
    (
        "ha", "workbench", "gridwalker", "2026-10-30 19:45", "Found by Home Assistant without typing an address",
        "I have written a patch that announces the lamp by itself. It is forty lines. Who may look at it?",
        [
            ("wen", 7, "I may. Thank you. One question: what happens with two lamps of the same name?"),
            ("gridwalker", 33, "The second one gets a number. I have tried it with four."),
        ],
    ),
    (
        "kitchen", "dawn", "tomo", "2026-11-12 07:30", "I moved it to the kitchen for a week",
        "It found its way without me. The kitchen faces east and it sees more sky there. Breakfast is better now.",
        [
            ("jonna", 14, "If yours faces a wall, please tell me what it does: that is the one case I am not sure of."),
            ("leo", 200, "Mine faces a wall. It was eleven minutes late."),
        ],
    ),
    (
        "hum", "workbench", "leo", "2026-11-16 20:10", "A faint hum at 40 per cent",
        "Only at 40, only when the room is very quiet. It is not the dial. I can hear it from the pillow.",
        [("ilse", 11, "Could you record it with your phone ten centimetres from the foot? I suspect one coil.")],
    ),
    (
        "box", "dawn", "attic", "2026-11-18 13:00", "The booklet is a joy",
        "I kept the booklet on the shelf with the other books. Whoever drew the page about the moon: thank you.",
        [("ilse", 45, "That was the printer's daughter. I have told her, and she is going to be impossible for a week.")],
    ),
    (
        "zh", "zhongwen", "attic", "2026-11-20 14:30", "阁楼没有窗，晨光怎么知道天亮了？",
        "我的桌子在阁楼里，只有一扇小天窗。能不能让客厅那盏灯告诉这一盏：外面已经亮了？",
        [("wen", 9, "可以。两盏灯共享一片天空，这件事很多人提过，我们正在讨论怎么做才不需要网络。")],
    ),
    (
        "desk", "dawn", "nightnurse", "2026-11-22 23:40", "First winter I did not mind the dark at four",
        "Nothing to ask. The warm light at the end of a night shift is the first thing that is kind to me.",
        [("ilse", 560, "I have printed this and put it over my bench.")],
    ),
]  # fmt: skip


def heard(world: World) -> None:
    for position, (slug, name, language) in enumerate(_SPACES):
        world[f"space.{slug}"] = open_space(
            slug=slug, name=name, language=language, line=world["line.dawn"], position=position,
            at=world.at("2026-02-14 09:00"),
        )  # fmt: skip
    for short, space, author, at, title, body, replies in _TOPICS:
        moment = world.at(at)
        topic = world[f"topic.{short}"] = start_topic(
            space=world[f"space.{space}"], author=world[f"fan.{author}"], title=title, body=body, at=moment,
            language=world[f"space.{space}"].language,
        )  # fmt: skip
        for who, minutes, words in replies:
            reply(topic=topic, author=world[f"fan.{who}"], body=words, at=moment + timedelta(minutes=minutes))
