"""The sharing rule: from awards and fans' verdicts to shares of a bonus pool, to the smallest unit of money.

Three pots. Two fifths are shared equally, for no change is made by one person alone. Three tenths follow the awards:
each counts the bound it was won with. Three tenths follow what fans said about the changes somebody made: the bound of
"fixed for you" among yes and no. A pot without a single point goes to the equal one. Nothing else counts: not the
number of changes, not the hours, not the rank.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fanloop.foundation.money import allocate
from fanloop.releasing.releases.rules.awards import lower

EQUAL, AWARDS, VERDICTS = POTS = (40, 30, 30)
"""Per cent of the pool."""


@dataclass(frozen=True)
class Person:
    """Somebody in the team, with the bounds of their awards in thousandths and fans' verdicts on their changes."""

    member_id: int
    awards: Sequence[int] = ()
    yes: int = 0
    no: int = 0

    @property
    def award_points(self) -> int:
        return sum(self.awards)

    @property
    def verdict_points(self) -> int:
        return lower(self.yes, self.yes + self.no) if self.yes else 0


@dataclass(frozen=True)
class Part:
    """A slice of one pot: `minor` of `pot`, for `points` of `of` points."""

    minor: int
    pot: int
    points: int
    of: int


@dataclass(frozen=True)
class Share:
    """What one person gets, and from which pot for what."""

    person: Person
    equal: Part
    awards: Part
    verdicts: Part

    @property
    def minor(self) -> int:
        return self.equal.minor + self.awards.minor + self.verdicts.minor


def pots(pool: int, *, awarded: bool, judged: bool) -> tuple[int, int, int]:
    """The pool in minor units cut into equal, awards and verdicts; a pot nobody has points for joins the equal one."""
    equal, awards, verdicts = allocate(pool, POTS)
    kept = awards * awarded, verdicts * judged
    return equal + awards + verdicts - sum(kept), *kept


def shares(pool: int, people: Sequence[Person]) -> list[Share]:
    """Everybody's share, in the order of the people; the minor units sum to `pool`. Nobody's for no people.

    Within a pot the cents that do not divide go to the largest remainders (Hamilton's method), the first ones where
    they are equal. Raises ValueError for a pool below zero.
    """
    if pool < 0:
        raise ValueError("a pool is at least zero")
    if not people:
        return []
    award, verdict = _points(people)
    equal, awards, verdicts = pots(pool, awarded=any(award), judged=any(verdict))
    return told(people, _slices(equal, [1] * len(people)), _slices(awards, award), _slices(verdicts, verdict))


def told(
    people: Sequence[Person], equal: Sequence[int], awards: Sequence[int], verdicts: Sequence[int]
) -> list[Share]:
    """Amounts in minor units, one a person and pot, with the numbers they came from: how shares are told and kept."""
    award, verdict = _points(people)
    columns = (_parts(equal, [1] * len(people)), _parts(awards, award), _parts(verdicts, verdict))
    return [Share(*row) for row in zip(people, *columns, strict=True)]


def _points(people: Sequence[Person]) -> tuple[list[int], list[int]]:
    return [person.award_points for person in people], [person.verdict_points for person in people]


def _slices(pot: int, points: Sequence[int]) -> list[int]:
    return allocate(pot, points) if any(points) else [0] * len(points)


def _parts(slices: Sequence[int], points: Sequence[int]) -> list[Part]:
    pot, of = sum(slices), sum(points)
    return [Part(minor, pot, own, of) for minor, own in zip(slices, points, strict=True)]
