"""Which voices of an archive are needs, and which of them are one. Marked as guesses; people may undo each."""

from collections.abc import Iterable, Mapping, Sequence

from fanloop.foundation.search.meaning import encoder
from fanloop.listening.voices.rules import gathering
from fanloop.listening.voices.rules.similarity import Text
from fanloop.listening.voices.rules.titles import is_ended, matter
from fanloop.plugins.oem.book import Said

ASKED_BY = 3
"""A question is a need of more than the asker from so many people on."""


def gathered(said: Mapping[int, Said], cited: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Groups of voices that are one need each; voices that are no need are in none."""
    asking = {voice: what for voice, what in said.items() if what.kind != "praise"}
    texts = [Text(str(voice), what.title, what.words) for voice, what in asking.items()]
    pairs = gathering.alike(texts, encoder(), [(str(one), str(other)) for one, other in cited])
    groups = gathering.gathered(asking, [(int(one), int(other)) for one, other in pairs])
    return [group for group in groups if is_need([asking[voice] for voice in group])]


def is_need(group: Sequence[Said]) -> bool:
    """A wish or a fault, or a question of many; not what its own title calls settled or does not name.

    One person's question wants an answer, no change of the product.
    """
    if all(is_ended(one.title) for one in group) or not any(matter(one.title) for one in group):
        return False
    asked_by = set().union(*(one.people for one in group))
    return any(one.kind in {"idea", "bug"} for one in group) or len(asked_by) >= ASKED_BY
