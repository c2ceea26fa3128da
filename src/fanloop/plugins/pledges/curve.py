"""Reading a recorded curve. A recording counts backers so far, so an hour is the difference to the one before.

A recording may begin late: who came before its first row counts in that row. Where the count falls, somebody
has stepped out, and the last to come are the first to go; a recording does not say who it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from fanloop.plugins.reading import Problems, Row, UnreadableError, csv_rows, parsed

COLUMNS = ("project", "unix_time", "backers")


@dataclass(frozen=True)
class Point:
    """`backers` so far at `second` of Unix time."""

    second: int
    backers: int
    line: int


@dataclass(frozen=True)
class Step:
    """`after` the first row, serial numbers `came` step in and `left` step out."""

    after: timedelta
    came: range
    left: tuple[int, ...]


@dataclass(frozen=True)
class Curve:
    """The steps of one project; `people` ever came, `backers` were left at the end."""

    project: str
    steps: tuple[Step, ...]
    people: int
    backers: int

    @property
    def length(self) -> timedelta:
        return self.steps[-1].after if self.steps else timedelta()


def read_curve(path: Path, *, project: str, problems: Problems) -> Curve:
    """Read one project of a file `project,unix_time,backers[,…]`; what cannot be read becomes a problem."""
    rows = (row for row in csv_rows(path, problems, columns=COLUMNS) if row.values["project"] == project)
    points = list(parsed(rows, _point, problems, key=lambda point: point.second))
    for before, after in pairwise(points):
        if after.second < before.second:
            problems.add(path.name, after.line, f"the hour {after.second} stands after {before.second}")
    if not points and not problems:
        problems.add(path.name, 0, f"no row of the project {project!r}")
    return steps_of(sorted(points, key=lambda point: point.second), project=project)


def steps_of(points: Sequence[Point], *, project: str) -> Curve:
    """Differences of a cumulative count, in the order of time."""
    present: list[int] = []
    people, steps = 0, []
    for point in points:
        rise = point.backers - len(present)
        came = range(people + 1, people + 1 + max(rise, 0))
        left = tuple(present.pop() for _ in range(-rise))
        present.extend(came)
        people += len(came)
        steps.append(Step(timedelta(seconds=point.second - points[0].second), came, left))
    return Curve(project, tuple(steps), people, len(present))


def _point(row: Row) -> Point:
    try:
        return Point(row.integer("unix_time", least=0), row.integer("backers", least=0), row.line)
    except UnreadableError as error:
        raise UnreadableError(f"{row.values['project']}: {error}") from None
