"""The story's Fridays: 26.47 has left with six changes, 26.48 boards five, and one waits on the platform."""

from collections.abc import Mapping
from datetime import date, time, timedelta

from fanloop.foundation.money import Money
from fanloop.foundation.story import World
from fanloop.listening.voices import actions as voices
from fanloop.listening.voices import queries as heard
from fanloop.listening.voices.rules.kinds import Detail
from fanloop.people.team.queries import Member
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.actions import (
    Rhythm,
    board,
    credit,
    depart,
    give_awards,
    give_report,
    hold,
    leave_behind,
    load,
    make_change,
    pass_station,
    plan_fridays,
    resume,
    rewrite_note,
    run_tuesdays,
    set_pool,
    set_timetable,
    share_pool,
    vote_award,
    weigh_change,
)
from fanloop.releasing.releases.queries import Train

_PLANNED = ("26.47", "26.48", "26.49", "26.50")

_Said = Mapping[str, str]
_Row = tuple[str, str, str, _Said, _Said, str, str]
_LAST: list[_Row] = [
    # short, train, kind, title, words, maker, made
    (
        "powercut", "26.47", "fixed",
        {"en": "Remembers its brightness after a power cut", "zh-hans": "停电之后仍记得亮度"},
        {"en": "It comes back as you left it, and softly.", "zh-hans": "来电后轻轻回到你上次的亮度。"},
        "wen", "2026-10-29 16:00",
    ),
    (
        "page", "26.47", "new",
        {"en": "Reading light follows the page when you lean in", "zh-hans": "俯身时，阅读光跟着书页"},
        {"en": "The sensor sees you come closer and takes your shadow away.", "zh-hans": "传感器察觉你靠近，把影子移开。"},
        "jonna", "2026-11-05 11:30",
    ),
    (
        "halfsteps", "26.47", "improved",
        {"en": "The dial turns in half steps", "zh-hans": "旋钮可以转半格"},
        {"en": "Twenty steps instead of ten; the detents were there all along.", "zh-hans": "从十格变成二十格，卡点本来就在那里。"},
        "mateo", "2026-11-06 09:50",
    ),
    (
        "warmer", "26.47", "improved",
        {"en": "Warmer at night: 2,100 K, not 2,400", "zh-hans": "夜里更暖：2100 K，而不是 2400 K"},
        {"en": "After ten in the evening the lamp may be a candle.", "zh-hans": "晚上十点以后，它可以像一支蜡烛。"},
        "ilse", "2026-11-10 15:20",
    ),
    (
        "ha", "26.47", "new",
        {"en": "Home Assistant finds the lamp by itself", "zh-hans": "Home Assistant 自动找到台灯"},
        {"en": "Forty lines by gridwalker, read twice by us.", "zh-hans": "gridwalker 写了四十行，我们读了两遍。"},
        "wen", "2026-11-16 13:10",
    ),
    (
        "deutsch", "26.47", "improved",
        {"en": "Deutsch: 214 sentences read like a person wrote them", "zh-hans": "德语：214 句话读起来像人写的"},
        {}, "", "2026-11-17 18:00",
    ),
]  # fmt: skip

_NEXT: list[_Row] = [
    ("sunrise", "26.48", "new", {"en": "Real sunrise", "zh-hans": "真正的日出"},
     {"en": "Give it your town once. It rises when the sun does, or half an hour before.",
      "zh-hans": "只需告诉它你所在的城镇，它便随日出醒来，也可提前半小时。"}, "jonna", "2026-11-23 13:50"),
    ("quiet", "26.48", "improved", {"en": "Quiet dial", "zh-hans": "安静的旋钮"},
     {"en": "The click is gone, the detent stays.", "zh-hans": "没有咔嗒声，手感还在。"}, "mateo", "2026-11-19 10:00"),
    ("twodesks", "26.48", "new", {"en": "Two lamps as one", "zh-hans": "两盏灯合为一盏"},
     {"en": "They speak to each other, not to the internet.", "zh-hans": "灯与灯直接对话，不经过互联网。"}, "wen",
     "2026-11-24 12:00"),
    ("battery", "26.48", "new", {"en": "Battery hint", "zh-hans": "电量提示"},
     {"en": "One blink in the evening when the battery foot wants its cable.", "zh-hans": "电池底座该充电时，傍晚闪一下。"},
     "ilse", "2026-11-24 16:30"),
    ("suomi", "26.48", "new", {"en": "Suomi", "zh-hans": "芬兰语"}, {}, "", "2026-11-25 08:40"),
    ("sunset", "26.49", "new", {"en": "Sunset reminder", "zh-hans": "日落提醒"},
     {"en": "It goes down with the sun, and lets you say: not today.", "zh-hans": "随日落渐暗，你也可以说：今天不。"}, "jonna",
     "2026-11-25 17:15"),
]  # fmt: skip

_DIM: _Row = (
    "dim", "26.47", "improved", {"en": "Dim below 1 %", "zh-hans": "亮度低于 1%"},
    {"en": "For reading in bed at two in the morning.", "zh-hans": "凌晨两点在床上看书用。"}, "ilse", "2026-11-17 14:00",
)  # fmt: skip
_STAYS = "4 of 31 testers see it flicker at 0.4 %, so it waits for Friday 4 December."

_TRANSLATORS = "Wortwerk"


_RHYTHM = Rhythm(
    zone="Europe/Oslo", leaves=time(18), freeze=timedelta(days=2), country="NO", starts=date(2026, 1, 2),
    own={date(2026, 12, 24): "Julaften", date(2026, 12, 31): "Nyttårsaften"},
)  # fmt: skip
_WHY_FRIDAY = "Fridays at six in Oslo: the weekend to try it, Tuesday to tell us. Before a holiday we leave a day or two early."
_STOPPED = "4 of 31 testers see the light flicker. We look before it leaves, even if it is Friday."
_GOES_ON = "It is “Dim below 1 %” alone, below 0.4 %. That one stays behind; everything else is clean on all 31 lamps."


def released(world: World) -> None:
    line, at = world["line.dawn"], world.at("2026-11-13 17:05")
    set_timetable(line=line, rhythm=_RHYTHM, why=_WHY_FRIDAY, by=world["member.jonna"], at=at)
    for train in plan_fridays(line=line, at=at, count=len(_PLANNED)):
        world[f"train.{train.number}"] = train
    for row in (*_LAST, _DIM):
        _make(world, row)
    _thank(world)
    _last_week(world)
    _note(world)
    for row in _NEXT:
        _make(world, row)
    _this_week(world)


def _last_week(world: World) -> None:
    """26.47 comes to its stations, is stopped for a real reason, leaves one change behind, and leaves in time."""
    train, wen, ilse = world["train.26.47"], world["member.wen"], world["member.ilse"]
    _pass(world, train, "frozen", "2026-11-18 17:00")
    _pass(world, train, "built", "2026-11-18 19:30", by=wen, why="One build for Dawn 1 and Dawn 2.")
    load(train=train, build=world["build.2.3.1"], by=wen, at=world.at("2026-11-19 15:30"))
    _pass(world, train, "beta", "2026-11-19 08:00", by=ilse, why="31 testers in four countries have it.")
    hold(train=train, why=_STOPPED, by=ilse, at=world.at("2026-11-20 13:10"))
    leave_behind(
        change=world["change.dim"], why=_STAYS, by=ilse, at=world.at("2026-11-20 15:40"), cause="beta"
    )
    resume(train=train, why=_GOES_ON, by=wen, at=world.at("2026-11-20 15:50"))
    depart(train=train, by=wen, at=world.at("2026-11-20 17:00"))


def _this_week(world: World) -> None:
    """26.48 closed its doors by itself on Wednesday and is with the testers."""
    train = world["train.26.48"]
    _pass(world, train, "frozen", "2026-11-25 17:00")
    _pass(world, train, "built", "2026-11-25 18:10", by=world["member.wen"])
    load(train=train, build=world["build.2.4.0-rc2"], by=world["member.wen"], at=world.at("2026-11-25 18:10"))
    _pass(world, train, "beta", "2026-11-26 07:30", by=world["member.jonna"], why="31 of 50 testers have it.")
    for short, (risk, effort) in _WEIGHED.items():
        change = world[f"change.{short}"]
        weigh_change(
            change=change, risk=risk, effort=effort, maker=change.maker_id, at=world.at("2026-11-25 09:00")
        )


_WEIGHED = {
    "dim": ("medium", 2.0),
    "sunset": ("medium", 3.0),
    "sunrise": ("high", 8.0),
    "quiet": ("low", 1.0),
}


def _pass(
    world: World, train: Train, station: str, at: str, *, by: Member | None = None, why: str = ""
) -> None:
    pass_station(train=train, station=station, at=world.at(at), by=by, why=why)


_WRITTEN = {
    "2026-11-20 17:25": (
        "",
        "Six things left on a wet Friday. The one you asked for longest: after a power cut the lamp comes back as you left it.",
        "Nights are warmer, 2,100 K. If it looks too much like a candle to you, tell us on Tuesday.",
    ),
    "2026-11-21 09:40": (
        "gridwalker wrote the Home Assistant part, and the notes did not say so.",
        "Six things left on a wet Friday. The one you asked for longest: after a power cut the lamp comes back as you left it.",
        "Home Assistant finds it by itself now, thanks to forty lines by {helper}.",
        "Nights are warmer: 2,100 K, not 2,400. If it looks too much like a candle to you, tell us on Tuesday.",
    ),
}


def _note(world: World) -> None:
    """Wen writes the notes in her own words, and a day later once more, for they had left somebody out."""
    helper, train, wen = f"{{fan:{world['fan.gridwalker'].id}}}", world["train.26.47"], world["member.wen"]
    for at, (why, *said) in _WRITTEN.items():
        body = "\n\n".join(said).replace("{helper}", helper)
        rewrite_note(train=train, language="en", body=body, by=wen, why=why, at=world.at(at))


def _make(world: World, row: _Row) -> None:
    short, number, kind, title, words, maker, at = row
    moment = world.at(at)
    promise = f"acceptance.{short}"
    change = world[f"change.{short}"] = make_change(
        line=world["line.dawn"], title=title, words=words, kind=kind, at=moment,
        acceptances=[f"voices.acceptance:{world[promise].id}"] if promise in world else [],
        maker=world[f"member.{maker}"] if maker else None, maker_name="" if maker else _TRANSLATORS,
    )  # fmt: skip
    by = world[f"member.{maker or 'wen'}"]
    board(change=change, train=world[f"train.{number}"], by=by, at=moment)


def _thank(world: World) -> None:
    """Credits that no voice tells: a patch, and an ear for German."""
    credit(
        change=world["change.ha"],
        fan_ids=[world["fan.gridwalker"].id],
        for_what="made",
        at=world.at("2026-11-16 13:10"),
    )
    credit(
        change=world["change.deutsch"],
        fan_ids=[world["fan.kalt"].id],
        for_what="asked",
        at=world.at("2026-11-17 18:00"),
    )


_THANKS = [
    ("mira", "ilse", "2026-11-20 22:40", "Warm as a candle after ten. I read a chapter more every night."),
    (
        "nightnurse",
        "ilse",
        "2026-11-21 06:20",
        "I come home from the night shift and the light no longer shouts at me. Thank you, Ilse.",
    ),
    ("bookbinder", "ilse", "2026-11-21 09:10", ""),
    ("tomo", "ilse", "2026-11-22 03:30", "2,100 K is the first number I have ever thanked anybody for."),
    ("gridwalker", "wen", "2026-11-20 23:55", "You read forty lines of mine twice. That is more than most."),
    ("leo", "wen", "2026-11-21 18:05", "After every power cut it used to blind me. Not any more."),
    ("attic", "wen", "2026-11-22 13:15", "停电那晚，它轻轻地亮回来。谢谢阿文。"),
    ("kalt", "mateo", "2026-11-23 12:45", "Half steps. Twenty instead of ten, and no new hardware."),
]


def thanked(world: World) -> None:
    """Fans vote the engineer of 26.47, the votes are counted as Tuesday ends, and two quarters have a pool."""
    jonna, train = world["member.jonna"], world["train.26.47"]
    for quarter, minor, because, at in _POOLS:
        pool = Money(minor, "EUR")
        set_pool(quarter=quarter, amount=pool, because=because, by=jonna, at=world.at(at))
    share_pool(quarter=_POOLS[0][0], by=jonna, at=world.at("2026-10-02 09:00"))
    for fan, member, at, words in _THANKS:
        vote_award(
            train=train,
            by=world[f"fan.{fan}"],
            member=world[f"member.{member}"],
            words=words,
            at=world.at(at),
        )
    for award in give_awards(train=train, at=world.at("2026-11-25 00:05")):
        world[f"award.{train.number}"] = award


_POOLS = [
    (
        date(2026, 7, 1),
        4_000_00,
        "One per cent of what the lamps of the first batch brought in.",
        "2026-07-01 09:00",
    ),
    (
        date(2026, 10, 1),
        6_000_00,
        "One per cent of what Dawn 2 brings in until the year is over.",
        "2026-10-01 09:00",
    ),
]


_ANSWERS = {"y": "yes", "n": "no", "-": "not_tried"}
_ASKED = ("powercut", "page", "halfsteps", "warmer", "ha", "deutsch")
_TOLD = [
    # fan, when, language, answers in the order of _ASKED, used, liked, disliked, want, what the wish counts in
    ("mira", "2026-11-21 11:20", "en", "yny---", "Every evening, twenty pages.",
     "The dial. Half a step is exactly what was missing.",
     "I lean in and nothing follows. It looks at my cat instead.", "A little less light than one per cent.", "dim"),
    ("nightnurse", "2026-11-21 13:05", "en", "y-yy--", "After the late shift, at two in the morning.",
     "2,100 K is a candle. I slept.", "", "", ""),
    ("leo", "2026-11-22 09:40", "en", "yny---", "Drawing, with the left hand.", "It came back as I left it after the fuse went.",
     "Reading light goes to the right. My page is on the left.", "", ""),
    ("gridwalker", "2026-11-22 20:15", "en", "y-y-y-", "Twelve automations.", "It was simply there in Home Assistant.", "",
     "Two lamps as one, please, before Christmas.", "twodesks"),
    ("kalt", "2026-11-23 07:30", "en", "ynyyyy", "Reading the German menus aloud.", "Nobody says Lichtfolgemodus any more.",
     "The light follows my page after four seconds. By then I have turned it.", "The real sunrise.", "sunrise"),
    ("bookbinder", "2026-11-23 18:50", "en", "nny---", "On the bench, eight hours.", "Twenty steps.",
     "After a power cut it came back, but brighter than before. The page light jumps.", "", ""),
    ("tomo", "2026-11-24 06:10", "en", "-ny---", "The page after the page.", "",
     "The reading light wanders while I sit still.", "", ""),
    ("attic", "2026-11-24 08:45", "zh-hans", "yyyyy-", "晚上写信的时候。", "半格很好，夜里更暖也很好。", "", "想要阁楼里的日出。", "sunrise"),
    ("holzhaus", "2026-11-24 10:30", "en", "y-y---", "In the workshop.", "The foot and the dial are friends now.", "", "", ""),
    ("lichtbogen", "2026-11-24 16:20", "en", "-y-y--", "In the office window.", "Warmer at night, and the driver stays cool.",
     "", "", ""),
]  # fmt: skip


def told(world: World) -> None:
    """The Tuesday after 26.47: ten fans say how it was; the light that follows the page does not, and opens again."""
    train = world["train.26.47"]
    for day in ("2026-11-21 10:00", "2026-11-24 08:00"):
        run_tuesdays(at=world.at(day))
    for row in _TOLD:
        _tell(world, row)
    run_tuesdays(at=world.at("2026-11-25 00:05"))
    world["not_fixed.page"] = queries.reopened_by(train.id)[0]


def _tell(world: World, row: tuple[str, ...]) -> None:
    who, at, language, answers, used, liked, disliked, want, counts_in = row
    fan, moment = world[f"fan.{who}"], world.at(at)
    gear = heard.gear_of(fan.id)
    own = gear[0].gear if gear else None
    report = world[f"report.{who}"] = give_report(
        train=world["train.26.47"], fan=fan, used=used, liked=liked, disliked=disliked, want=want, language=language,
        verdicts={world[f"change.{short}"].id: _ANSWERS[said] for short, said in zip(_ASKED, answers, strict=True)},
        device=Detail(own.line_id, own.variant, own.build) if own else Detail(), at=moment,
    )  # fmt: skip
    if counts_in:
        wish = queries.voices_in([report.id])[report.id]["want"]
        said = list(heard.voices_by_ids([wish]).values())
        voices.merge_voices(voices=said, into=world[f"need.{counts_in}"], by=world["member.jonna"], at=moment)
