"""The chapter `offered`: two challenges, one that is over and won, one that runs. Every picture is drawn by code and says so."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from fanloop.foundation import bus, files
from fanloop.foundation.files import StoredFile
from fanloop.foundation.story import World
from fanloop.foundation.uploads import accepted
from fanloop.selling.challenges.actions import NewChallenge, choose_winner, enter, open_challenge, vote
from fanloop.selling.challenges.queries import Challenge, Entry

_WIDE, _HIGH = SIZE = (960, 720)
_SAYS = "simulated: drawn by code"


@dataclass(frozen=True)
class Sent:
    """One entry of the story. `room` is sky above, sky below, wall, and where the lamp stands from 0 to 1."""

    fan: str
    moment: str
    caption: str
    described: str
    room: tuple[str, str, str, float]
    use: bool
    likes: tuple[str, ...]


_FIRST = (
    Sent("mira", "2026-11-17 06:52", "Ten to seven in Utrecht. The lamp was first, the sky came second. #dawn1",
         "A lamp glows beside a window; outside the sky turns from blue to orange.",
         ("#22355c", "#f0a35e", "#6d5a4c", 0.24), True, ("leo", "kalt", "attic", "bookbinder")),
    Sent("nightnurse", "2026-11-18 07:31", "End of the shift. This is my evening. #nightshift",
         "A dim room, the curtains pale, a lamp at its lowest step.",
         ("#3f4a63", "#b9b2b8", "#4a4650", 0.72), False, ("mira", "leo", "tomo", "ilse", "gridwalker")),
    Sent("gridwalker", "2026-11-19 06:20", "On the clamp, at the edge of a table that is never free. #workshop",
         "A lamp on a crowded bench in front of a dark window.",
         ("#101826", "#31405e", "#57483a", 0.52), True, ("mateo", "mira")),
    Sent("attic", "2026-11-21 07:05", "阁楼的小天窗，第一缕光从这里进来。#天窗",
         "一扇小天窗，灯在斜屋顶下亮着，窗外泛白。",
         ("#7e93ad", "#f3e2c8", "#7a6a5a", 0.35), True, ("wen", "mira", "tomo")),
    Sent("tomo", "2026-11-24 15:10", "Kitchen, facing east. Breakfast is better now. #dawn1",
         "Morning light on a kitchen table with a lamp at the wall.",
         ("#a9bfd6", "#f7d9a0", "#8a7967", 0.83), False, ("leo",)),
)  # fmt: skip
_BENCH = (
    Sent("leo", "2026-10-06 19:40", "The lamp that watches me glue. #workshop", "A lamp over a table in the evening.",
         ("#2b2440", "#7a4a55", "#5d4c40", 0.6), True, ("mira", "kalt", "attic")),
    Sent("bookbinder", "2026-10-12 20:15", "Thread, needle, no sock on the shade.", "A lamp on a table before a night window.",
         ("#131722", "#232c3f", "#6a5646", 0.3), True, ("mira", "leo")),
)  # fmt: skip


def challenged(world: World) -> None:
    """One is over and was won by the one fewer had voted for; the other runs until the fourth of December."""
    bench = world["challenge.bench"] = _asked(
        world, _BENCH_ASKED, "2026-10-01 08:00", "2026-10-31 22:00", "2026-10-01 07:30"
    )
    for number, sent in enumerate(_BENCH):
        world[f"entry.bench.{sent.fan}"] = _sent(world, bench, sent, f"bench-{number}")
    choose_winner(
        entry=world["entry.bench.bookbinder"], by=world["member.ilse"], at=world.at("2026-11-02 09:20"),
        because="Fewer voted for it than for the other. I chose it because the needle casts no second shadow, and that is what the lamp is for.",
    )  # fmt: skip
    first = world["challenge.first"] = _asked(
        world, _FIRST_ASKED, "2026-11-16 08:00", "2026-12-04 22:00", "2026-11-16 07:40"
    )
    for number, sent in enumerate(_FIRST):
        world[f"entry.first.{sent.fan}"] = _sent(world, first, sent, f"first-{number}")
    bus.drain()


_BENCH_ASKED: dict[str, dict[str, str]] = {
    "title": {"en": "The light you work by", "zh-hans": "陪你干活的灯"},
    "words": {
        "en": "Your table in the evening, with what is on it. (The pictures here are drawn by code, for this demonstration.)",
        "zh-hans": "傍晚的桌子，和桌上的东西。（这里的图片由代码画成，仅作演示。）",
    },
    "prize": {"en": "A visit to the bench, or a spare diffuser.", "zh-hans": "来工坊看看，或得一枚备用柔光罩。"},
    "slug": {"": "bench-light"}, "tag": {"": "benchlight"},
}  # fmt: skip
_FIRST_ASKED: dict[str, dict[str, str]] = {
    "title": {"en": "Your first light", "zh-hans": "你的第一缕光"},
    "words": {
        "en": (
            "Show us the first light of your morning: the window, the bed, the bench, whatever the lamp wakes first. No filters, "
            "and nobody in it who has not said yes. (The pictures here are drawn by code, for this demonstration.)"
        ),
        "zh-hans": "给我们看看你早晨的第一缕光：窗、床、工作台，灯最先照亮的地方。不加滤镜，没有同意的人不要入镜。（这里的图片由代码画成，仅作演示。）",
    },
    "prize": {
        "en": "Two of them are printed and hang in the workshop; each gets a spare shade.",
        "zh-hans": "选出两张印出来挂在工坊里，并各送一个备用灯罩。",
    },
    "slug": {"": "first-light"}, "tag": {"": "firstlight"},
}  # fmt: skip


def _asked(world: World, asked: dict[str, dict[str, str]], opens: str, closes: str, at: str) -> Challenge:
    campaign = world["campaign.dawn2"] if asked is _FIRST_ASKED else None
    return open_challenge(
        new=NewChallenge(
            slug=asked["slug"][""], title=asked["title"], words=asked["words"], prize=asked["prize"], tag=asked["tag"][""],
            opens=world.at(opens), closes=world.at(closes), line=world["line.dawn"], campaign=campaign,
        ),
        by=world["member.jonna"], at=world.at(at),
    )  # fmt: skip


def _sent(world: World, challenge: Challenge, sent: Sent, key: str) -> Entry:
    at, picture = world.at(sent.moment), _kept(world, sent, key)
    entry = enter(
        challenge=challenge, fan=world[f"fan.{sent.fan}"], file=picture, caption=sent.caption, described=sent.described,
        use=sent.use, key=key, at=at,
    )  # fmt: skip
    for hours, name in enumerate(sent.likes, start=1):
        vote(entry=entry, by=world[f"fan.{name}"], at=at + timedelta(hours=hours))
    return entry


def _kept(world: World, sent: Sent, key: str) -> StoredFile:
    made = accepted(_drawn(*sent.room), f"{key}.jpg")
    return files.keep(made.data, name=made.name, content_type=made.content_type, at=world.at(sent.moment))


def _drawn(above: str, below: str, wall: str, lamp: float) -> bytes:
    """A room with a window, a table and the lamp, and the words that nobody took this picture."""
    room = Image.new("RGB", SIZE, wall)
    sky = Image.linear_gradient("L").resize((420, 400))
    window = Image.composite(Image.new("RGB", (420, 400), below), Image.new("RGB", (420, 400), above), sky)
    room.paste(window, (270, 90))
    pen = ImageDraw.Draw(room)
    for left, top, right, low in ((258, 78, 702, 502), (474, 90, 486, 490)):
        pen.rectangle((left, top, right, low), outline="#e9dfd0", width=12)
    pen.rectangle((0, 560, _WIDE, _HIGH), fill="#8b6a47")
    pen.rectangle((0, 560, _WIDE, 572), fill="#a98459")
    return _lit(room, round(_WIDE * lamp))


def _lit(room: Image.Image, at: int) -> bytes:
    glow = Image.new("L", SIZE, 0)
    ImageDraw.Draw(glow).ellipse((at - 210, 150, at + 210, 570), fill=150)
    light = Image.composite(
        Image.new("RGB", SIZE, "#ffd793"), room, glow.filter(ImageFilter.GaussianBlur(70))
    )
    pen = ImageDraw.Draw(light)
    pen.arc((at - 90, 300, at + 90, 640), 180, 360, fill="#3a2f27", width=12)
    pen.line((at + 84, 464, at + 84, 556), fill="#3a2f27", width=12)
    pen.ellipse((at - 128, 430, at - 48, 480), fill="#fff4d8")
    pen.rounded_rectangle((at + 30, 548, at + 140, 572), 10, fill="#c9a06c")
    pen.rectangle((0, _HIGH - 76, _WIDE, _HIGH), fill="#241b14")
    pen.text((24, _HIGH - 66), _SAYS, font=ImageFont.load_default(44), fill="#fbf7f0")
    out = BytesIO()
    light.save(out, "JPEG", quality=88)
    return out.getvalue()
