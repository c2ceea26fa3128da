"""Journeys in any language: what stands on the page is asked of the catalogue the page is drawn from."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, override, pgettext

_HOLE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Tongue:
    """The words of one language, by the English ones: `tongue("Order and pay")`, `tongue.like("Pay %(amount)s now")`."""

    code: str

    def __call__(self, words: str, *, context: str = "", **holes: object) -> str:
        with override(self.code):
            said = pgettext(context, words) if context else gettext(words)
        return said % holes if holes else said

    def like(self, words: str, **holes: object) -> re.Pattern[str]:
        """The same with anything in the holes that are not given."""
        return _pattern(self(words), holes)

    def count(self, one: str, many: str, n: int, **holes: object) -> re.Pattern[str]:
        with override(self.code):
            return _pattern(ngettext(one, many, n), holes)

    @property
    def mark(self) -> str:
        """Two letters, to tell names of one telling from those of the other."""
        return self.code[:2]


def _pattern(said: str, holes: dict[str, object]) -> re.Pattern[str]:
    parts = _HOLE.split(said)
    told = [
        (re.escape(str(holes[part])) if part in holes else ".+?") if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    ]
    return re.compile("".join(told))


TONGUES = [Tongue("en"), Tongue("zh-hans")]
