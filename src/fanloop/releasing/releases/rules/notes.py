"""What a train's notes say, as Markdown. A fan stands in them as `{fan:17}` and is named only when they are read.

So notes never change when a fan changes a handle or is erased: who reads asks for the names of the day.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

KINDS = ("new", "improved", "fixed")
"""In the order in which notes tell them."""
NAMED = 5
"""More askers than this are counted, not named, in the text; the page lists all of them."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")
_FAN = re.compile(r"\{fan:(\d+)\}")


@dataclass(frozen=True)
class Told:
    """One change as the notes tell it: text in the notes' language, ids of fans, a maker's name."""

    kind: str
    title: str
    words: str = ""
    asked: Sequence[int] = ()
    helped: Sequence[int] = ()
    made_by: str = ""


@dataclass(frozen=True)
class Phrases:
    """The fixed words of notes in one language."""

    left: str
    headings: Mapping[str, str]
    asked: str
    asked_others: str
    helped: str
    made: str
    comma: str
    stop: str


PHRASES = {
    "en": Phrases(
        left="Train {number}",
        headings={"new": "New", "improved": "Improved", "fixed": "Fixed"},
        asked="Asked by {names}.",
        asked_others="Asked by {names} and {count} others.",
        helped="With help from {names}.",
        made="Made by {name}.",
        comma=", ",
        stop=" ",
    ),
    "zh-hans": Phrases(
        left="{number} 次列车",
        headings={"new": "新功能", "improved": "改进", "fixed": "修复"},
        asked="由 {names} 提出。",
        asked_others="由 {names} 等 {count} 位提出。",
        helped="{names} 出了力。",
        made="{name} 制作。",
        comma="、",
        stop="",
    ),
}


def readable(language: str) -> list[str]:
    """Tags a reader of `language` can read, the nearest first.

    >>> readable("zh-hans-cn")
    ['zh-hans-cn', 'zh-hans', 'zh', 'en']
    """
    tags = [language.lower()]
    while "-" in tags[-1]:
        tags.append(tags[-1].rpartition("-")[0])
    return [*tags, "en"]


def phrases_for(language: str) -> Phrases:
    """The words of `language`, else of a language near it, else English."""
    return next(PHRASES[tag] for tag in readable(language) if tag in PHRASES)


def notes(*, number: str, changes: Sequence[Told], language: str) -> str:
    """Markdown: one heading per kind that has a change, one item per change, with its credits."""
    said = phrases_for(language)
    parts = [f"# {said.left.format(number=escape(number))}"]
    for kind in KINDS:
        items = [_item(change, said) for change in changes if change.kind == kind]
        if items:
            parts.append(f"## {said.headings[kind]}\n\n" + "\n".join(items))
    return "\n\n".join(parts) + "\n"


def _item(change: Told, said: Phrases) -> str:
    sentences = [_asked(change.asked, said)]
    if change.helped:
        sentences.append(said.helped.format(names=said.comma.join(map(_fan, change.helped))))
    if change.made_by:
        sentences.append(said.made.format(name=escape(change.made_by)))
    credit = said.stop.join(sentence for sentence in sentences if sentence)
    lines = [f"- **{escape(change.title)}**", *(escape(line) for line in change.words.splitlines()), credit]
    return "\n  ".join(line for line in lines if line.strip())


def _asked(fans: Sequence[int], said: Phrases) -> str:
    if not fans:
        return ""
    shown = said.comma.join(map(_fan, fans[:NAMED]))
    if len(fans) <= NAMED:
        return said.asked.format(names=shown)
    rest = len(fans) if said.stop == "" else len(fans) - NAMED
    return said.asked_others.format(names=shown, count=rest)


def _fan(fan: int) -> str:
    return f"{{fan:{fan}}}"


def escape(text: str) -> str:
    """`text` on one line, so that Markdown shows it letter by letter."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def fans_in(body: str) -> set[int]:
    """The fans that notes speak of."""
    return {int(number) for number in _FAN.findall(body)}


def named(body: str, names: Mapping[int, str]) -> str:
    """Notes as they are read today: each fan by name, escaped."""
    return _FAN.sub(lambda found: escape(names.get(int(found[1]), "…")), body)
