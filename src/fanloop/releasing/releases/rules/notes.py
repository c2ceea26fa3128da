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
_MARK = re.compile(r"^(?:#{1,6} |[-*] )", re.MULTILINE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class Told:
    """One change as the notes tell it: text in the notes' language, ids of fans, the name of a maker without an account.

    `makers` are who made it, engineers among them by their own accounts; `helped` are those who lent a hand.
    """

    kind: str
    title: str
    words: str = ""
    asked: Sequence[int] = ()
    helped: Sequence[int] = ()
    made_by: str = ""
    makers: Sequence[int] = ()


@dataclass(frozen=True)
class Since:
    """What became of trains that had left, and of this one while it waited. Texts in the notes' language.

    `not_fixed` and `withdrawn` are (what, the number of its train, why); `held` are reasons why this train was stopped.
    """

    not_fixed: Sequence[tuple[str, str, str]] = ()
    withdrawn: Sequence[tuple[str, str, str]] = ()
    held: Sequence[str] = ()


@dataclass(frozen=True)
class Phrases:
    """The fixed words of notes in one language."""

    left: str
    headings: Mapping[str, str]
    asked: str
    asked_others: str
    helped: str
    made: str
    not_fixed: tuple[str, str]
    withdrawn: tuple[str, str]
    held: str
    stopped: tuple[str, str]
    goes_on: tuple[str, str]
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
        not_fixed=(
            "Not fixed yet",
            "**{what}** left with {train}, and most of you who told us say it did not help: {why}. It is open again.",
        ),
        withdrawn=("Withdrawn", "**{what}**, which left with {train}. {why}"),
        held="This train was stopped on its way: {why}",
        stopped=("**Stopped after it left.** {why}", "Build {build} is not handed out meanwhile."),
        goes_on=("**It goes on.** {why}", "Build {build} is handed out again."),
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
        not_fixed=("还没修好", "**{what}** 随 {train} 发出，多数反馈说没有用：{why}。它已重新打开。"),
        withdrawn=("撤回", "**{what}**（随 {train} 发出）。{why}"),
        held="这趟列车曾被叫停：{why}",
        stopped=("**发出之后被叫停。** {why}", "构建 {build} 暂停提供。"),
        goes_on=("**继续运行。** {why}", "构建 {build} 重新提供。"),
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


def notes(*, number: str, changes: Sequence[Told], language: str, since: Since | None = None) -> str:
    """Markdown: one heading per kind that has a change, one item per change, with its credits; then what is owed of
    earlier trains. Nothing that was stopped, withdrawn or did not help is passed over in silence.
    """
    said = phrases_for(language)
    since = since or Since()
    parts = [f"# {said.left.format(number=escape(number))}"]
    parts += [said.held.format(why=escape(why)) for why in since.held]
    for kind in KINDS:
        items = [_item(change, said) for change in changes if change.kind == kind]
        if items:
            parts.append(f"## {said.headings[kind]}\n\n" + "\n".join(items))
    for (heading, words), owed in ((said.not_fixed, since.not_fixed), (said.withdrawn, since.withdrawn)):
        if owed:
            parts.append(f"## {heading}\n\n" + "\n".join(_owed(words, *one) for one in owed))
    return "\n\n".join(parts) + "\n"


def with_stop(body: str, *, why: str, language: str, build: str = "", is_over: bool = False) -> str:
    r"""Notes of a train that left, with what stopped it, or that it goes on, above everything they told before.

    >>> with_stop("# Train 26.47\n\nIt hums.\n", why="It burns.", language="en")
    '# Train 26.47\n\n**Stopped after it left.** It burns.\n\nIt hums.\n'
    """
    said = phrases_for(language)
    told, rests = said.goes_on if is_over else said.stopped
    words = told.format(why=escape(why)) + (" " + rests.format(build=escape(build)) if build else "")
    title, gap, rest = body.partition("\n\n") if body.startswith("# ") else ("", "", body)
    return f"{title}{gap}{words}\n\n{rest}"


def _owed(words: str, what: str, train: str, why: str) -> str:
    return "- " + words.format(what=escape(what), train=escape(train), why=escape(why))


def _item(change: Told, said: Phrases) -> str:
    sentences = [_asked(change.asked, said)]
    if change.helped:
        sentences.append(said.helped.format(names=said.comma.join(map(_fan, change.helped))))
    made_by = [*([escape(change.made_by)] if change.made_by else []), *map(_fan, change.makers)]
    if made_by:
        sentences.append(said.made.format(name=said.comma.join(made_by)))
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


def called(body: str, names: Mapping[int, str]) -> str:
    """Notes as plain text: each fan by name, letter by letter."""
    return _FAN.sub(lambda found: names.get(int(found[1]), "…"), body)


def as_text(body: str, names: Mapping[int, str]) -> str:
    """Notes as a letter tells them: headings and strong words as words, items with a dot, nothing escaped."""
    said = _MARK.sub(lambda found: "" if found[0].startswith("#") else "· ", called(body, names))
    return _ESCAPED.sub(r"\1", said.replace("**", "")).strip()


def named(body: str, names: Mapping[int, str]) -> str:
    """Notes as they are read today: each fan by name, escaped."""
    return _FAN.sub(lambda found: escape(names.get(int(found[1]), "…")), body)
