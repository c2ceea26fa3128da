"""A title as a need may carry it: what somebody wrote above a post, without the noise of a forum, and the clearest of several.

Clear is what says enough and no more: four to nine words that carry something, no cry for help, no question about itself.
"""

import re
from collections.abc import Sequence

from fanloop.listening.voices.rules.wording import words

LONGEST = 120
_ENDED = r"(?:re)?solved|resol?ved|fixed|sorted|closed|done|answered|unsolved"
_ENDED_MARK = re.compile(
    rf"[\[({{]\s*(?:{_ENDED})\b[^\])}}]*[\])}}]|^\W*(?:{_ENDED})\b\s*[?!]*\s*[-:.]+|[-:.,;/]+\s*(?:{_ENDED})\s*[!?.]*\s*$",
    re.IGNORECASE,
)
_FORUM_NOISE = re.compile(
    r"^(?:\s*(?:re|fwd?|aw|q|question|help|urgent|please help|newbie|noob|n00b)\s*[:!?]+)+"
    r"|[\s,.:;!-]*\b(?:please,? help|help,? please|help (?:is )?(?:needed|required|wanted)|need(?:ing)? (?:some )?help|any ideas|"
    r"any help|thanks(?: in advance)?|pls|plz|moved from [\w ]+)\b[\s!?.]*$"
    r"|\s*-?\s*\bupdated? \d[\d/. ]*$",
    re.IGNORECASE,
)
_LOUD = re.compile(r"([!?])[!?]+")
_VERSION = re.compile(r"\s*[-,(]+\s*(?:v|ver|version|rc)\.?\s?\d[\w.]*\)?\s*$", re.IGNORECASE)
_CRY = re.compile(
    r"\b(?:help|newbie|noob|n00b|problems?|issues?|questions?|troubles?|strange|weird|bugs?|please|advice)\b",
    re.IGNORECASE,
)
_FAULT = re.compile(
    r"\b(?:not|unable|cannot|can'?t|won'?t|doesn'?t|isn'?t|fail\w*|stop\w*|missing|wrong|incorrect|lost)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"^(?:how|can i|i|created|my|is the[a-z]*|are there|hi|hello|ordered)\b|\?$", re.IGNORECASE
)


def is_ended(title: str) -> bool:
    """Whether the title itself says that the matter is settled.

    >>> [is_ended(one) for one in ("[SOLVED] No data", "Resolved - dark display", "Solve it for us")]
    [True, True, False]
    """
    return _ENDED_MARK.search(title) is not None


def clean(title: str) -> str:
    """The title without marks of being solved, cries for help, shouting and loose ends; never empty unless it was.

    >>> [clean(one) for one in ("[SOLVED] Re: no data!!!", "DASHBOARD IS NOT SAVED", "emonTx: not in sync, please help")]
    ['No data!', 'Dashboard is not saved', 'emonTx: not in sync']
    """
    kept = title
    for noise in (_ENDED_MARK, _FORUM_NOISE, _VERSION):
        kept = noise.sub(" ", kept)
    kept = re.sub(r"\s+", " ", _LOUD.sub(r"\1", kept)).strip(" -–:;,/*~|").removesuffix(".")
    return _cut(_begun(_quiet(kept))) if re.search(r"\w", kept) else title.strip()


def _quiet(title: str) -> str:
    """A shouted title is said; letters in capitals beside other words are names and stay."""
    letters = [sign for sign in title if sign.isalpha()]
    is_loud = len(title.split()) > 2 and sum(sign.isupper() for sign in letters) > 0.7 * len(letters)
    return title.capitalize() if is_loud else title


def _begun(title: str) -> str:
    """A capital at the beginning, unless the first word is a name that is written otherwise (emonTx, emoncms.org)."""
    first = title.split(" ", 1)[0]
    return title[:1].upper() + title[1:] if first.rstrip(",:;").isalpha() and first.islower() else title


def _cut(title: str) -> str:
    if len(title) <= LONGEST:
        return title
    return title[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:-(") + "…"


def clearest(titles: Sequence[str]) -> str:
    """Of titles that mean the same, the cleaned one that says most plainly what; the earlier one of equals.

    What it says in common with the others counts most, then a good length; a cry or a settled mark counts against it.
    """
    bags = [set(words(clean(title))) for title in titles]
    best = max(range(len(titles)), key=lambda at: _clarity(titles[at], bags[at], bags))
    return clean(titles[best])


def _clarity(title: str, bag: set[str], bags: Sequence[set[str]]) -> float:
    shared = sum(len(bag & other) / len(bag | other) for other in bags if other) if bag else 0.0
    length = 1.0 if 3 <= len(bag) <= 8 else 0.4 if len(bag) in {2, 9, 10} else 0.0
    said = clean(title)
    told = 0.2 * bool(_FAULT.search(said)) - 0.3 * bool(_CRY.search(said)) - 0.2 * bool(_TOLD.search(said))
    return shared / len(bags) + length + told


def matter(title: str) -> str:
    """What a title is about, for comparing: cleaned, without the words that only say that something is wrong. May be empty.

    >>> [matter(one) for one in ("Problem with multigraph", "emonGLCD display problem", "Help!")]
    ['', 'emonGLCD display', '']
    """
    kept = " ".join(_CRY.sub(" ", clean(title)).split())
    said = sum(bool(words(part)) if part.isascii() else len(words(part)) for part in kept.split())
    return kept if said > 1 else ""
