"""The story's moderation: two watched words, a report that was judged, one that waits, and what the gate holds back."""

from fanloop.foundation.story import World
from fanloop.listening.moderation.actions import claim, flag, judge, watch_word

_WORDS = [("voucher*", "hold", ""), ("博彩", "block", "zh-hans"), ("lookalike*", "flag", "en")]


def kept(world: World) -> None:
    """Ilse watches a few words from the first winter on."""
    for word, effect, language in _WORDS:
        watch_word(
            word=word, effect=effect, language=language, by=world["fan.ilse"], at=world.at("2026-10-20 09:00")
        )


def judged(world: World) -> None:
    """Two reports: one was read and nothing was wrong with it, one waits since this morning."""
    patch = f"community.topic:{world['topic.ha'].id}"
    said = flag(
        about=patch, by=world["fan.tomo"], reason="off-topic", at=world.at("2026-10-31 08:05"),
        words="This is programming. I came for lamps.",
    )  # fmt: skip
    claim(review=said.review, by=world["fan.ilse"], at=world.at("2026-10-31 09:10"))
    judge(
        review=said.review, verdict="show", by=world["fan.ilse"], at=world.at("2026-10-31 09:14"),
        why="The workbench is for exactly this. In “Living with Dawn” you would be right.",
    )  # fmt: skip
    unkind = f"community.reply:{world['reply.polish'].id}"
    for who, at, words in [
        ("kalt", "2026-11-26 11:20", "I asked about rings, not about my worth."),
        ("attic", "2026-11-26 12:02", ""),
    ]:
        flag(about=unkind, by=world[f"fan.{who}"], reason="unkind", words=words, at=world.at(at))
