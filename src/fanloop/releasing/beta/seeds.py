"""The story's testers: the Dawn explorers, a draw that can be done again, and what 2.4.0-rc2 does on their desks."""

from typing import Any

from django.core.files.base import ContentFile

from fanloop.foundation.refs import ref
from fanloop.foundation.story import World
from fanloop.releasing.beta import actions, queries
from fanloop.releasing.beta.actions import NewApplication, NewProgramme, Quota
from fanloop.things.builds import queries as builds
from fanloop.things.builds.actions import NewFile, add_build

_WORDS = {
    "en": (
        "You get a build on Monday that everybody else gets on Friday. Use your lamp as you always do, and tell us where it "
        "stumbles.\n\nRest or leave whenever you like, with one click. Nobody counts how much you write."
    ),
    "zh-hans": (
        "别人周五才拿到的版本，你周一就能用上。照平时那样用灯，哪里不顺就告诉我们。\n\n"
        "随时可以暂停或离开，点一下就行。没有人数你写了多少字。"
    ),
}
_TERMS = {
    "en": (
        "1. A test build may fail. Keep the last good one on your phone; the lamp takes it back in a minute.\n"
        "2. You may talk about everything you see. We would be glad if pictures waited until Friday.\n"
        "3. What you write stays yours, under the contribution terms."
    ),
    "zh-hans": (
        "1. 测试版可能出错。手机里留着上一个好版本，灯一分钟就能退回去。\n"
        "2. 你看到的一切都可以谈。照片若能等到周五，我们会很高兴。\n"
        "3. 你写的仍是你的，适用贡献条款。"
    ),
}
_PHASES = [
    ("onboard", {"en": "Getting in", "zh-hans": "加入"}, "2026-10-05 09:00", "2026-10-20 09:00"),
    ("engage", {"en": "Mornings and evenings", "zh-hans": "早晨与傍晚"}, "2026-11-02 09:00", "2026-12-04 17:00"),
    ("close", {"en": "Looking back", "zh-hans": "回顾"}, "2026-12-04 17:00", "2026-12-12 17:00"),
]  # fmt: skip
_ACTIVITIES = [
    ({"en": "Let the sun wake you once", "zh-hans": "让日出叫醒你一次"}, {"en": "Set your town, go to bed, tell us when the light began.", "zh-hans": "填好城镇，去睡觉，再告诉我们光是几点亮的。"}),
    ({"en": "Turn the dial in the dark", "zh-hans": "在黑暗里转一次旋钮"}, {"en": "Can anybody hear it?", "zh-hans": "有人听得见吗？"}),
    ({"en": "Put two lamps on one sky", "zh-hans": "让两盏灯共享一片天空"}, {"en": "Borrow one from a friend if you must.", "zh-hans": "不够就向朋友借一盏。"}),
]  # fmt: skip
_FEATURES = [
    ("sunrise", {"en": "Real sunrise", "zh-hans": "真正的日出"}, 3),
    ("dim", {"en": "Dim below 1 %", "zh-hans": "亮度低于 1%"}, 2),
    ("twodesks", {"en": "Two lamps as one", "zh-hans": "两盏灯合为一盏"}, 2),
    ("quiet", {"en": "Quiet dial", "zh-hans": "安静的旋钮"}, 1),
]  # fmt: skip
_HOW_OFTEN = {"en": "When is your lamp on?", "zh-hans": "你的灯什么时候亮着？"}
_TIMES = [
    {"en": "In the morning", "zh-hans": "早上"}, {"en": "In the evening", "zh-hans": "晚上"}, {"en": "All day", "zh-hans": "整天"},
]  # fmt: skip
_WHY = {"en": "What would you try first?", "zh-hans": "你最想先试什么？"}
_APPLIED = [
    # who, code, device, languages, which time of day, what first
    ("bookbinder", "H4KW7RTA", "oak", ("en",), 2, "Whether the small print stays where I left it."),
    ("leo", "Q9CJX2MN", "oak", ("en",), 0, "The sunrise, with a clock beside it."),
    ("mira", "B7VDE5YU", "oak", ("en",), 0, "The sunrise where there is none. Tromsø, you know."),
    ("nightnurse", "T3GPZ8LS", "alu", ("en",), 1, "How dark it gets without a flicker."),
    ("attic", "M6NRC4WJ", "alu", ("en", "zh-hans"), 1, "两盏灯能不能一起亮起来。"),
    ("tomo", "E2SXK9DH", "black", ("en",), 2, "Power cuts. We have plenty."),
    ("gridwalker", "Y5FLB3QV", "black", ("en",), 1, "Whatever speaks to my network."),
]
_SECRET = "first light over the fjord 10"  # noqa: S105 -- the draw has told it
_TRIED: list[tuple[str, str, str, str, str, str, str]] = [
    # build, who, feature, device, outcome, when, words
    ("2.4.0-rc1", "ilse", "dim", "oak", "fails", "2026-11-18 10:05", "Flickers from 0.6 % down."),
    ("2.4.0-rc1", "leo", "sunrise", "oak", "works", "2026-11-19 08:20", "To the minute."),
    ("2.4.0-rc2", "wen", "sunrise", "alu", "works", "2026-11-26 07:30", ""),
    ("2.4.0-rc2", "wen", "twodesks", "alu", "works", "2026-11-25 12:40", ""),
    ("2.4.0-rc2", "ilse", "dim", "oak", "works", "2026-11-25 13:10", "Steady on the bench at 0.5 %."),
    ("2.4.0-rc2", "bookbinder", "quiet", "oak", "works", "2026-11-25 19:40", "I had to look whether it turned at all."),
    ("2.4.0-rc2", "bookbinder", "dim", "oak", "fails", "2026-11-25 23:15",
     "At 0.4 % it flickers when I turn my head. At 0.6 % it does not."),
    ("2.4.0-rc2", "nightnurse", "dim", "alu", "fails", "2026-11-26 02:05", "A flicker at the lowest step, about twice a second."),
    ("2.4.0-rc2", "nightnurse", "sunrise", "alu", "works", "2026-11-26 07:45", ""),
    ("2.4.0-rc2", "mira", "sunrise", "oak", "works", "2026-11-26 10:40", "It rose at the hour I chose, softly."),
    ("2.4.0-rc2", "leo", "sunrise", "oak", "fails", "2026-11-26 08:14", "Eleven minutes after the window."),
    ("2.4.0-rc2", "attic", "twodesks", "alu", "works", "2026-11-26 09:30", "两盏灯一起亮了。"),
]  # fmt: skip


def explored(world: World) -> None:
    programme = world["programme.dawn"] = actions.open_programme(
        line=world["line.dawn"], slug="dawn-explorers", by=world["member.wen"], at=world.at("2026-10-05 09:00"),
        new=NewProgramme(
            title={"en": "Dawn explorers", "zh-hans": "晨光探路者"}, words=_WORDS, opens=world.at("2026-10-05 09:00"),
            closes=world.at("2026-12-12 17:00"), level=1,
        ),
    )  # fmt: skip
    _lay_out(world, programme)
    _apply(world, programme)
    _seat(world, programme)
    _offer(world, programme)
    _try(world)
    _look_ahead(world, programme)


def _lay_out(world: World, programme: Any) -> None:
    by, at = world["member.wen"], programme.at
    for kind, title, starts, ends in _PHASES:
        phase = actions.add_phase(
            programme=programme, kind=kind, title=title, starts=world.at(starts), ends=world.at(ends), by=by, at=at
        )  # fmt: skip
        for name, words in _ACTIVITIES if kind == "engage" else ():
            actions.add_activity(programme=programme, phase=phase, title=name, words=words, by=by, at=at)
    for short, title, weight in _FEATURES:
        change = f"change.{short}"
        world[f"feature.{short}"] = actions.add_feature(
            programme=programme, title=title, weight=weight, about=ref(world[change]) if change in world else "", by=by, at=at
        )  # fmt: skip
    world["question.when"] = actions.add_question(
        programme=programme, kind="choice", title=_HOW_OFTEN, options=_TIMES, by=by, at=at
    )
    world["question.first"] = actions.add_question(programme=programme, kind="text", title=_WHY, by=by, at=at)
    world["terms.beta"] = actions.publish_terms(programme=programme, text=_TERMS, by=by, at=at)


def _apply(world: World, programme: Any) -> None:
    """Wave 1: announced first, then seven apply for five seats."""
    world["wave.1"] = actions.announce_wave(
        programme=programme, seats=5, closes=world.at("2026-10-19 18:00"), by=world["member.wen"],
        at=world.at("2026-10-06 09:00"), secret=_SECRET,
        quotas=[Quota("language", "zh-hans", 1), Quota("device", "DN2-ALU", 1), Quota("level", "3", 2)],
    )  # fmt: skip
    for day, (who, code, foot, tongues, time, first) in enumerate(_APPLIED):
        answers = {world["question.when"].id: _TIMES[time]["en"], world["question.first"].id: first}
        said = NewApplication(answers, {world[f"variant.{foot}"].sku: "B"}, tongues)
        actions.apply(
            programme=programme, fan=world[f"fan.{who}"], said=said, signs=world["terms.beta"], code=code,
            at=world.at(f"2026-10-{8 + day:02} 19:00"),
        )  # fmt: skip
    actions.draw_wave(wave=world["wave.1"], by=world["member.wen"], at=world.at("2026-10-20 09:00"))


def _seat(world: World, programme: Any) -> None:
    for who, foot in (("wen", "alu"), ("ilse", "oak")):
        at = world.at("2026-10-20 09:30")
        actions.give_seat(
            programme=programme, fan=world[f"fan.{who}"], ring=0, devices={world[f"variant.{foot}"].sku: "C"},
            by=world["member.wen"], at=at,
        )  # fmt: skip
        actions.sign(programme=programme, fan=world[f"fan.{who}"], terms=world["terms.beta"], at=at)


def _offer(world: World, programme: Any) -> None:
    for number, days in (("2.4.0-rc1", ("2026-11-17 10:00", "2026-11-18 12:00")), ("2.4.0-rc2", ("2026-11-25 12:00", "2026-11-25 14:00"))):  # fmt: skip
        build = _build(world, number, days[0])
        for ring, day in enumerate(days):
            actions.offer_build(
                programme=programme, build=build, ring=ring, by=world["member.wen"], at=world.at(day),
                words="It only changes the driver below two per cent." if number.endswith("rc2") and ring else "",
            )  # fmt: skip


def _build(world: World, number: str, day: str) -> Any:
    """The build of that number, from the chapter of builds where it told of one."""
    line = world["line.dawn"]
    known = builds.build_by_number(line.id, number)
    if known is not None:
        return known
    content = ContentFile(f"Dawn 2 firmware {number}\n".encode(), name="dawn.bin")
    return add_build(
        line=line,
        number=number,
        files=[NewFile("dawn.bin", content)],
        at=world.at(day),
        by=world["member.wen"],
    )


def _try(world: World) -> None:
    seats = {one.fan_id: one for one in queries.active_seats(world["programme.dawn"].id)}
    for number, who, feature, foot, outcome, when, words in _TRIED:
        world[f"trial.{number}.{who}.{feature}"] = actions.try_feature(
            seat=seats[world[f"fan.{who}"].id], build=_build(world, number, when), feature=world[f"feature.{feature}"],
            device=world[f"variant.{foot}"], outcome=outcome, words=words, at=world.at(when),
        )  # fmt: skip
    first = world["trial.2.4.0-rc2.bookbinder.dim"]
    judged = {"by": world["member.ilse"], "at": world.at("2026-11-26 09:50")}
    actions.judge_trial(trial=first, severity="serious", words="Seen on two benches.", **judged)
    actions.judge_trial(
        trial=world["trial.2.4.0-rc2.nightnurse.dim"], severity="serious", same_as=first, **judged
    )


def _look_ahead(world: World, programme: Any) -> None:
    """Two activities are ticked, one seat rests, and the next wave is announced with its hash."""
    by_fan = {one.fan_id: one for one in queries.active_seats(programme.id)}
    leo = by_fan[world["fan.leo"].id]
    for row in queries.activities_of(programme.id)[:2]:
        actions.tick(activity=row.activity, seat=leo, at=world.at("2026-11-26 08:20"))
    actions.pause(seat=by_fan[world["fan.attic"].id], at=world.at("2026-11-26 12:00"))
    world["wave.2"] = actions.announce_wave(
        programme=programme, seats=2, closes=world.at("2026-12-01 18:00"), by=world["member.wen"],
        at=world.at("2026-11-24 09:00"), quotas=[Quota("device", "DN2-BLK", 1)],
    )  # fmt: skip
