"""Sentences that are made far from their reader, such as why a line of a file was not understood."""

from collections.abc import Mapping
from typing import Any, Self

from django.utils.translation import gettext


class Sentence(str):
    """A sentence in English that remembers how it was made, so that a page says it in its reader's language.

    >>> Sentence("%(name)s is missing", name="'title'")
    "'title' is missing"
    """

    __slots__ = ("pattern", "values")
    pattern: str
    values: Mapping[str, Any]

    def __new__(cls, pattern: str, **values: Any) -> Self:
        made = super().__new__(cls, pattern % values if values else pattern)
        made.pattern, made.values = pattern, values
        return made


def stored(said: Any) -> Any:
    """What a database keeps of it: any other text or number is kept as it is."""
    if isinstance(said, Sentence):
        return {
            "pattern": said.pattern,
            "values": {name: stored(value) for name, value in said.values.items()},
        }
    return said


def told(kept: Any) -> str:
    """A kept sentence in the language that is active now."""
    if not isinstance(kept, Mapping):
        return str(kept)
    values = {name: told(value) for name, value in kept["values"].items()}
    return gettext(kept["pattern"]) % values if values else gettext(kept["pattern"])
