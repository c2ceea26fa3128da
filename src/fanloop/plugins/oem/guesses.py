"""What an archive does not say and its words suggest. Each guess is a rule over one text, and marked as a guess.

A topic becomes a voice of this kind:

1. Its weak label where that names a kind: `idea`, `bug`, `question`.
2. An `announcement`, a list or log of a development, and anything in a market place is no voice: the maker speaks, or a trader.
3. A showcase is `praise`.
4. A `discussion` is what its title says: a wish is an idea, a fault is a bug, a question is a question; in this
   order, since a wish may be asked and a fault too.
5. A discussion whose title says nothing is what the first reply that backs it says: "same problem" is a bug, "good
   idea" is an idea. One that nobody backs stays a topic.
"""

import re
from collections.abc import Collection

from fanloop.foundation.text.machine import is_machine
from fanloop.listening.voices.rules.kinds import Kind

_LABELS: dict[str, Kind] = {"idea": "idea", "bug": "bug", "question": "question"}
_WISH = re.compile(
    r"\b(feature request|would be (nice|good|great|useful)|wish|suggestion|proposal|idea|could we|please add)",
    re.IGNORECASE,
)
_FAULT = re.compile(
    r"\b(bug|error|problem|issue|fault|fail(s|ed|ure|ing)?|crash\w*|broken|stuck|not working|stopped|won'?t|"
    r"can'?t|cannot|doesn'?t|does not|unable|wrong|incorrect|missing|lost|no data|trouble)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\?|^(how|what|which|where|why|when|who|can|could|is|are|does|do|has|anyone|any|help|advice|need|newbie|looking)\b",
    re.IGNORECASE,
)
_FAULT_SHARED = re.compile(
    r"same .*(problem|issue|error|fault|symptom|behaviour)|me too|same (here|thing)", re.IGNORECASE
)
_COLLECTED = re.compile(
    r"\b(dev|development|bug)\w*\b.*\b(log|list|ideas|updates?)\b|\b(alpha|beta)\b.*\bimage\b", re.IGNORECASE
)
_AGREED = re.compile(r"agree|(good|great) idea", re.IGNORECASE)
_ADVICE = re.compile(
    r"\b(good|great) idea (to|for you|if you)\b|\b(be|is|was|not) an? (very |really )?(good|great) idea\b"
    r"|\w ?\+ ?1 ?[;)*/]|\bnot? (the )?same (problem|issue|error|thing)",
    re.IGNORECASE,
)
_NEAR = 20
_FIXED = re.compile(
    r"(bug ?)?fix|correct|repair|typo|revert|hot ?fix|resolve|patch|prevent|avoid", re.IGNORECASE
)
_NEW = re.compile(
    r"add|new|create|initial|introduc|implement|support|first|allow|enable|option|include", re.IGNORECASE
)


def voice_kind(*, weak_kind: str, forum: str, title: str, phrases: Collection[str] = ()) -> Kind | None:
    """The kind of voice a topic is, or None where it is talk. `phrases` are the words that backed it."""
    if weak_kind == "announcement" or "sale" in forum.lower() or _COLLECTED.search(title):
        return None
    if weak_kind in _LABELS:
        return _LABELS[weak_kind]
    if "showcase" in forum.lower():
        return "praise"
    said: tuple[tuple[re.Pattern[str], Kind], ...] = (
        (_WISH, "idea"),
        (_FAULT, "bug"),
        (_QUESTION, "question"),
    )
    by_title = next((kind for pattern, kind in said if pattern.search(title)), None)
    return by_title or _by_backing(phrases)


def _by_backing(phrases: Collection[str]) -> Kind | None:
    first = next(iter(phrases), None)
    if first is None:
        return None
    return "bug" if _FAULT_SHARED.search(first) else "idea"


def backs(words: str, place: int) -> bool:
    """Whether a reply that says these words at this place of its thread, from 0, backs the topic.

    Far down people agree with each other, "a good idea to" is advice, and `n +1` is code.

    >>> backs("Good idea!", 3), backs("Good idea!", 200), backs("It is a good idea to check", 1), backs("Same problem", 200)
    (True, False, False, True)
    """
    if _ADVICE.search(words) or is_machine(words):
        return False
    return place < _NEAR or not _AGREED.search(words)


def change_kind(subject: str) -> str:
    """`fixed`, `new` or `improved`, by the verb a commit's subject begins with, after marks and prefixes."""
    verb = re.sub(r"^[\W\d]*", "", subject)
    if _FIXED.match(verb):
        return "fixed"
    return "new" if _NEW.match(verb) else "improved"


def component_in(title: str, components: Collection[str]) -> str | None:
    """The component a title names; the longest name wins, so `emoncms-app` is not `emoncms`."""
    plain = re.sub(r"[^a-z0-9]+", "", title.lower())
    found = [key for key in components if re.sub(r"[^a-z0-9]+", "", key.lower()) in plain]
    return max(found, key=len, default=None)
