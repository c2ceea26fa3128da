"""The story's launches: how Dawn 2 was shown on 9 November, what is to be shown in December, and what was written of both."""

from datetime import datetime
from io import BytesIO

from PIL import Image, ImageDraw

from fanloop.foundation import files
from fanloop.foundation.story import World
from fanloop.listening.chat.actions import index_history, say
from fanloop.people.team.queries import Member
from fanloop.selling.launches.actions import consenting, holding, signing, writing
from fanloop.selling.launches.actions.planning import NewLaunch, plan_launch, publish, show_picture
from fanloop.selling.launches.queries import Launch
from fanloop.selling.launches.rules.groups import Meant

_YES = {
    "launches": "Northwindow may write to me about new things before they can be ordered.",
    "offers": "Northwindow may write to me about what can be ordered, and at which price.",
}
_ROOM = [
    ("09:22", "wen", "Doors are open. The lamp is under the cloth; no peeking."),
    ("09:24", "leo", "Is it flicker-free below one per cent? I will keep asking."),
    ("09:26", "nightnurse", "On a break at the ward. Quietly."),
    ("09:31", "mira", "Oh! The arch."),
    ("09:33", "attic", "终于看到了，弧形比想象中更细。"),
    ("09:36", "leo", "So, the flicker?"),
    ("09:37", "wen", "Nothing to see down to one per cent, Leo. I brought the oscilloscope for you."),
    ("09:44", "gridwalker", "What does the light sensor send out of the house?"),
    ("09:45", "wen", "Nothing. It stays in the lamp."),
    ("09:52", "bookbinder", "The clamp is in it! I asked for that in spring."),
    ("09:53", "jonna", "You and forty others. Your names are on the page."),
    ("10:04", "mira", "Ordered. Oak."),
    ("10:21", "mateo", "The cloth goes to whoever finds the first scratch."),
]
_SAID = [
    ("09:30", "jonna", {"en": "Good morning. This is Dawn 2: it follows your daylight, and it is made after you order.", "zh-hans": "早上好。这是晨光 2：它随你的日光而行，你下单后才做。"}),
    ("09:46", "wen", {"en": "What it measures never leaves the lamp. The source is open for everybody to check.", "zh-hans": "它测到的一切都不会离开灯。源代码公开，人人可查。"}),
    ("10:00", "jonna", {"en": "You can order now: 2,340 pieces, one price, nobody pays for being late.", "zh-hans": "现在可以下单：共 2340 台，一个价格，晚来的人也不多付。"}),
]  # fmt: skip
_CLIP = {
    "title": {"en": "Something small for Dawn, for people who read in bed", "zh-hans": "给晨光的一个小东西，献给睡前阅读的人"},
    "teaser": {
        "en": "It weighs 62 grams, has no screws, and was asked for 31 times. It holds on to a shelf as thin as a book cover.\n\nWe show it on 3 December, with the first ten from the mould.",
        "zh-hans": "重 62 克，没有螺丝，被提过 31 次。它能夹住薄如书封的搁板。\n\n12 月 3 日揭晓，首批十件刚出模具。",
    },
    "words": {
        "en": "The shelf clip: one bent spring, two felt pads. Fits Dawn 1 and Dawn 2.",
        "zh-hans": "搁板夹：一片弯弹簧，两块毛毡垫。适配晨光 1 和晨光 2。",
    },
}  # fmt: skip
_SHADOW = {
    "en": "The shadow of something small, holding on to a shelf in front of a warm light.",
    "zh-hans": "暖光前，一件小东西夹在搁板上的影子。",
}
_LETTER = {
    "subject": {"en": "Dawn 2 can be ordered until 18 December", "zh-hans": "晨光 2 可预订至 12 月 18 日"},
    "text": {
        "en": "It follows your daylight, and it is made after you order.\n\nA deposit today, the rest before it leaves, and you may step out until the box is closed.",
        "zh-hans": "它随你的日光而行，你下单后才做。\n\n今天付订金，其余在发货前付清；装箱之前随时可以退出。",
    },
}  # fmt: skip


def launched(world: World) -> None:
    """Dawn 2 on the morning it could first be ordered; a small thing ahead; one message sent and one that waits."""
    _agreed(world)
    _dawn(world)
    _clip(world)
    _written(world)


def _agreed(world: World) -> None:
    for name, families in {
        "mira": ("launches", "offers"), "leo": ("launches",), "attic": ("launches", "offers"), "bookbinder": ("offers",),
    }.items():  # fmt: skip
        for family in families:
            consenting.agree(
                fan=world[f"fan.{name}"], family=family, words=_YES[family], source="page", at=world.at("2026-10-24 12:00")
            )  # fmt: skip
    consenting.withdraw(fan=world["fan.bookbinder"], families=["offers"], at=world.at("2026-11-02 18:20"))


def _dawn(world: World) -> None:
    by, at = world["member.jonna"], world.at
    campaign = world["campaign.dawn2"]
    row = plan_launch(
        new=NewLaunch(
            title={"en": "Dawn 2, unveiled", "zh-hans": "晨光 2 揭幕"},
            teaser={"en": "A lamp that looks out of your window.", "zh-hans": "一盏会看窗外的灯。"},
            words=campaign.words, starts_at=at("2026-11-09 09:30"), ends_at=at("2026-11-09 10:30"), line=world["line.dawn"],
            campaign=campaign, space=world["space.dawn"], stream="https://meet.northwindow.example/dawn-2",
        ),
        slug="dawn-2", by=by, at=at("2026-10-26 09:00"),
    )  # fmt: skip
    world["launch.dawn2"] = row = publish(launch=row, by=by, at=at("2026-10-26 10:00"))
    for name, wish in {"mira": 1, "leo": 1, "attic": 2, "nightnurse": 1, "bookbinder": 2, "kalt": 0}.items():
        signing.sign_up(launch=row, fan=world[f"fan.{name}"], wish=wish, agrees={}, at=at("2026-10-27 19:00"))
    _held(world)


def _held(world: World) -> None:
    """What was said and announced, in the order of the clock."""
    at, row = world.at, world["launch.dawn2"]
    holding.open_doors(launch=row, at=at("2026-11-09 09:20"))
    row.refresh_from_db()
    holding.begin(launch=row, at=at("2026-11-09 09:30"))
    for hour, who, words in _ROOM:
        say(room=row.room, author=world[f"fan.{who}"], words=words, at=at(f"2026-11-09 {hour}"))
    for hour, who, said in _SAID:
        holding.announce(launch=row, words_said=said, by=world[f"member.{who}"], at=at(f"2026-11-09 {hour}"))
    holding.end(launch=row, by=world["member.jonna"], at=at("2026-11-09 10:28"))
    index_history(at=at("2026-11-09 10:30"))


def _clip(world: World) -> None:
    at, by = world.at, world["member.mateo"]
    row = plan_launch(
        new=NewLaunch(
            title=_CLIP["title"], teaser=_CLIP["teaser"], words=_CLIP["words"], starts_at=at("2026-12-03 17:00"), ends_at=at("2026-12-03 18:00"), line=world["line.dawn"],
            space=world["space.workbench"], stream="https://meet.northwindow.example/clip",
        ),
        slug="shelf-clip", by=by, at=at("2026-11-23 08:30"),
    )  # fmt: skip
    _hang(row, by, at("2026-11-23 08:40"))
    world["launch.clip"] = row = publish(launch=row, by=by, at=at("2026-11-23 09:00"))
    for name, wish in {"mira": 2, "nightnurse": 1, "gridwalker": 1, "tomo": 0}.items():
        signing.sign_up(launch=row, fan=world[f"fan.{name}"], wish=wish, agrees={}, at=at("2026-11-24 20:15"))
    _by_address(row, at("2026-11-25 07:40"))


def _hang(row: Launch, by: Member, at: datetime) -> None:
    """Its shadow on a shelf, which is all the teaser shows."""
    picture = Image.new("RGB", (1200, 675), "#f1dcc0")
    pen = ImageDraw.Draw(picture)
    for ring in range(24, 0, -1):
        pen.ellipse(
            (760 - ring * 34, 210 - ring * 26, 760 + ring * 34, 210 + ring * 26),
            fill=(255, 226 + ring % 2, 170 + ring * 2),
        )
    pen.rectangle((0, 470, 1200, 500), fill="#7a4a28")
    pen.rectangle((0, 500, 1200, 675), fill="#4a2c19")
    pen.rounded_rectangle((520, 330, 640, 520), 34, outline="#241b14", width=26)
    pen.rounded_rectangle((600, 452, 760, 516), 20, fill="#241b14")
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    kept = files.keep(out.getvalue(), name="shadow-1200x675.png", content_type="image/png", at=at)
    show_picture(launch=row, file=kept, words=_SHADOW, by=by, at=at)


def _by_address(row: Launch, at: datetime) -> None:
    """Somebody without an account, who opened the letter that asks."""
    asked = signing.ask_by_address(
        launch=row, email="reader@harbour.example", language="en", market=None, wish=1, agrees={"launches": _YES["launches"]}, at=at,
    )  # fmt: skip
    signing.confirm(sign_up=asked, at=at)


def _written(world: World) -> None:
    at, by, dawn = world.at, world["member.jonna"], world["campaign.dawn2"]
    sent = writing.write_message(
        **_LETTER, family="offers", meant=Meant(("all",)), href=f"/order/{dawn.slug}", by=by, at=at("2026-11-10 08:00")
    )  # fmt: skip
    writing.schedule(message=sent, send_at=at("2026-11-10 09:00"), by=by, at=at("2026-11-10 08:10"))
    while writing.send_some(message_id=sent.id, at=at("2026-11-10 09:00")):
        continue
    clip = world["launch.clip"]
    ahead = writing.write_message(
        family="launches", subject={"en": "Something small for Dawn", "zh-hans": "给晨光的一个小东西"},
        text={"en": "On 3 December we show it. The page has a clock and a room.", "zh-hans": "12 月 3 日揭晓。页面上有倒计时和聊天室。"},
        meant=Meant(("all", f"signed:{clip.id}")), href=f"/launch/{clip.slug}", by=by, at=at("2026-11-26 09:00"),
    )  # fmt: skip
    writing.schedule(message=ahead, send_at=at("2026-12-01 09:00"), by=by, at=at("2026-11-26 09:10"))
