"""The credit record in figures: what of a fan's doing reached the product. It only grows."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fanloop.people.fans.queries import Credit
from fanloop.ui.parts import Stat
from fanloop.ui.words import figure

SHIPPED = frozenset({"change_asked", "change_backed", "change_helped", "change_made"})
"""Kinds of deeds that name a fan beside a change; who asked not to be named shows them to nobody else."""
FIGURES: tuple[tuple[str | Promise, frozenset[str]], ...] = (
    (_("ideas shipped"), frozenset({"change_asked"})),
    (_("made or helped to make"), frozenset({"change_helped", "change_made"})),
    (_("reports confirmed"), frozenset({"verdict_confirmed"})),
    (_("beta builds tested"), frozenset({"build_tested", "test"})),
)


def figures(lines: Iterable[Credit]) -> list[Stat]:
    """One figure a kind of credit, of things and not of times; none of what has not happened yet."""
    known = list(lines)
    sums = [(label, sum(line.things for line in known if line.kind in kinds)) for label, kinds in FIGURES]
    return [Stat(str(label), figure(count)) for label, count in sums if count]
