"""Prepared answers: words with `{name}`, `{need}` and `{train}`, filled in for the case at hand."""

import re
from collections.abc import Mapping

PLACES = ("name", "need", "train")
_PLACE = re.compile(r"\{(\w+)\}")


def unknown_places(text: str) -> list[str]:
    """Names in braces that nothing fills."""
    return [name for name in _PLACE.findall(text) if name not in PLACES]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put the values in. What is not known stays as a gap to be written by hand: `[need]`.

    >>> filled("{name}, it left on {train}.", {"name": "Mira"})
    'Mira, it left on [train].'
    """
    return _PLACE.sub(lambda found: values.get(found[1]) or f"[{found[1]}]", text)


def in_language(words: Mapping[str, str], language: str) -> str:
    """The text in the fan's language, else in one of the same family, else the first there is."""
    family = language.partition("-")[0]
    near = next((tag for tag in words if tag.partition("-")[0] == family), None)
    return words.get(language) or (words.get(near, "") if near else "") or next(iter(words.values()), "")
