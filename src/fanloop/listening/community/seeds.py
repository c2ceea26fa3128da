"""The story's talk: three spaces, ten topics, what people said under them, and what came of it."""

from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from fanloop.foundation import files
from fanloop.foundation.refs import ref
from fanloop.foundation.story import World
from fanloop.foundation.uploads import accepted
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.community.actions import (
    NewPoll,
    choose,
    choose_best,
    edit_reply,
    open_space,
    rank_topics,
    reply,
    start_topic,
)
from fanloop.listening.community.queries import Reply, poll_in
from fanloop.listening.moderation.actions import screened

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
        for nth, (who, minutes, words) in enumerate(replies, start=1):
            world[f"reply.{short}.{nth}"] = reply(
                topic=topic, author=world[f"fan.{who}"], body=words, at=moment + timedelta(minutes=minutes)
            )


def settled(world: World) -> None:
    """What happened to the talk afterwards: an answer that settled it, a poll, a picture, a log, a second thought."""
    choose_best(reply=world["reply.oakcare.1"], by=world["fan.kalt"], at=world.at("2026-10-28 10:50"))
    _picture_of_the_clamp(world)
    _log_of_the_hum(world)
    edit_reply(
        reply=world["reply.kitchen.2"], by=world["fan.leo"], why="Measured again with a watch", at=world.at("2026-11-13 07:40"),
        body="Mine faces a wall. It was eleven minutes late on Thursday and **nine** on Friday.",
    )  # fmt: skip
    _wood(world)
    if "need.sunrise" in world:
        _comments_on_the_need(world)


def _picture_of_the_clamp(world: World) -> None:
    at = world.at("2026-10-24 18:12")
    drawing = accepted(_drawn_clamp(), "clamp-sketch.png")
    kept = files.keep(drawing.data, name=drawing.name, content_type=drawing.content_type, at=at)
    answer = reply(
        topic=world["topic.clamp"], author=world["fan.mateo"], parent=world["reply.clamp.3"], at=at, files=[kept],
        body=f"Like this. The screw comes from below, so the table keeps its edge.\n\n![The clamp, drawn in a lunch break]({files.url_path(kept)})",
    )  # fmt: skip
    reply(
        topic=world["topic.clamp"], author=world["fan.attic"], parent=answer, at=at + timedelta(minutes=21),
        body="That would fit under my roof. @gridwalker, does your lip stand in its way?",
    )  # fmt: skip


def _log_of_the_hum(world: World) -> None:
    at = world.at("2026-11-16 21:02")
    log = accepted(_LOG.encode(), "dawn-hum.log")
    kept = files.keep(log.data, name=log.name, content_type=log.content_type, at=at)
    reply(
        topic=world["topic.hum"], author=world["fan.leo"], parent=world["reply.hum.1"], at=at, files=[kept],
        body="Recorded, and here is what the lamp says about itself meanwhile. @wen, line four looks odd to me.",
    )  # fmt: skip


def _wood(world: World) -> None:
    """A question to everybody, still open when the story ends."""
    at = world.at("2026-11-24 11:30")
    topic = world["topic.wood"] = start_topic(
        space=world["space.dawn"], author=world["fan.mateo"], title="Which wood should the next foot be?", at=at,
        body=(
            "I have samples of all four on the bench. They cost within a euro of one another, so this is about what you "
            "want to look at for ten years.\n\n- *Oak* is what you have now\n- *Ash* is lighter and shows its grain\n"
            "- *Walnut* is dark and marks easily\n- *Cherry* gets redder every year"
        ),
        poll=NewPoll("Which wood?", ["Oak", "Ash", "Walnut", "Cherry"], is_multiple=True, closes_at=world.at("2026-12-04 17:00")),
    )  # fmt: skip
    poll = poll_in(topic.id, ANYONE, at=at)
    assert poll is not None
    ids = {option.text: option.id for option in poll.options}
    for minutes, (who, *woods) in enumerate(_CHOICES, start=4):
        choose(
            poll=poll.poll, fan=world[f"fan.{who}"], option_ids=[ids[wood] for wood in woods],
            at=at + timedelta(minutes=9 * minutes),
        )  # fmt: skip


def _comments_on_the_need(world: World) -> None:
    at = world.at("2026-11-19 06:40")
    topic = start_topic(
        space=world["space.dawn"], author=world["fan.tomo"], about=ref(world["need.sunrise"]), at=at,
        title="About the promise: what happens above the polar circle?",
        body="There are weeks without a sunrise in Tromsø. Will it then stay dark, or follow the clock?",
    )  # fmt: skip
    reply(
        topic=topic, author=world["fan.jonna"], at=at + timedelta(minutes=8),
        body="It follows the clock you choose, and fades in more slowly. Nobody should have to wake up in November and wait for January.",
    )  # fmt: skip


_CHOICES = [
    ("mira", "Oak", "Ash"), ("tomo", "Walnut"), ("kalt", "Ash"), ("leo", "Cherry", "Walnut"), ("attic", "Ash"),
    ("nightnurse", "Oak"), ("gridwalker", "Ash", "Oak"), ("bookbinder", "Cherry"),
]  # fmt: skip

_LOG = """\
2026-11-16T20:58:01Z dawn[311] build 26.46.2 up 12d 04h
2026-11-16T20:58:01Z driver pwm=19200Hz target=40% measured=40.1%
2026-11-16T20:58:07Z driver coil=A current=212mA ripple=3mA
2026-11-16T20:58:07Z driver coil=B current=211mA ripple=41mA
2026-11-16T20:58:12Z sensor lux=6 temp=23.4C
2026-11-16T20:58:19Z driver coil=B ripple=43mA warn=ripple
"""


def _drawn_clamp() -> bytes:
    """A table's edge, a clamp and an arch, in the colours of the bench."""
    sheet = Image.new("RGB", (1_200, 800), "#f6f0e4")
    pen = ImageDraw.Draw(sheet)
    for x in range(0, 1_200, 40):
        pen.line((x, 0, x, 800), fill="#ece3d0")
    for y in range(0, 800, 40):
        pen.line((0, y, 1_200, y), fill="#ece3d0")
    pen.rectangle((0, 470, 720, 540), fill="#c9a06a", outline="#5b4630", width=5)
    pen.arc((640, 60, 1_080, 500), 180, 330, fill="#3a3027", width=26)
    pen.rectangle((650, 280, 700, 470), fill="#3a3027")
    pen.polygon(
        [(600, 420), (760, 420), (760, 660), (600, 660), (600, 610), (700, 610), (700, 470), (600, 470)],
        fill="#e2762b",
        outline="#5b4630",
    )
    pen.rectangle((630, 545, 660, 740), fill="#8a8379", outline="#3a3027", width=4)
    pen.rectangle((595, 730, 695, 760), fill="#8a8379", outline="#3a3027", width=4)
    pen.ellipse((1_000, 330, 1_110, 400), fill="#ffd98a", outline="#e2762b", width=5)
    pen.line((480, 470, 480, 540), fill="#b3261e", width=5)
    out = BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def disputed(world: World) -> None:
    """Two replies a moderator has to read: one is unkind, one stops at the gate."""
    world["reply.polish"] = reply(
        topic=world["topic.oakcare"], author=world["fan.gridwalker"], at=world.at("2026-11-26 10:48"),
        body="People who put furniture polish on oak should not be allowed to own a lamp.",
    )  # fmt: skip
    at = world.at("2026-11-26 13:52")
    text = "I have three vouchers of another lamp shop left, 10 % each. Write to me, first come."

    def write() -> Reply:
        return reply(topic=world["topic.bed"], author=world["fan.leo"], body=text, at=at)

    space = f"community.space:{world['space.dawn'].id}"
    world["reply.held"], _ = screened(
        by=world["fan.leo"], text=text, act="reply", scope=space, language="en", at=at, write=write
    )


def ranked(world: World) -> None:
    """What is hot on the day the story ends."""
    rank_topics(at=world.at("2026-11-26 14:20"))
