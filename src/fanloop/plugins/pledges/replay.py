"""A recorded curve becomes pre-orders: the same claim, the same ledger, accounts that say what they are."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext_noop

from fanloop.people.fans.actions import NewFan, import_fans
from fanloop.plugins.pledges.curve import Curve, Step, read_curve
from fanloop.plugins.reading import Problem, Problems
from fanloop.selling.campaigns import actions as campaigns
from fanloop.selling.campaigns.queries import Campaign, offers
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries as order_queries

ORIGIN = "replay"
_SET = 2_000

Progress = Callable[[int, int], None]
"""Called with pre-orders done and pre-orders in all."""


@dataclass
class Told:
    """What a replay did. `orders` and `deposits` count this run alone; a second run counts none."""

    people: int = 0
    batches: int = 0
    orders: int = 0
    deposits: int = 0
    cancelled: int = 0
    refused: int = 0
    problems: Sequence[Problem] = field(default_factory=tuple)
    assumed: Mapping[str, int] = field(default_factory=dict)


def replay(
    path: Path,
    *,
    campaign: Campaign,
    at_start: datetime,
    project: str = "larry",
    shares: Mapping[int, int] | None = None,
    seed: int = 20_120_403,
    progress: Progress = lambda _done, _all: None,
    strict: bool = False,
) -> Told:
    """Replay one recorded project as pre-orders of `campaign`, its first row at `at_start`.

    `shares` is offer id → weight, assumed by the caller; equal where missing. One transaction per hour, so a
    replay that was stopped goes on where it was, and a second run changes nothing. With `strict` nothing is
    stored when any line was not understood. The campaign must be open for as long as the curve is.
    """
    problems = Problems()
    curve = read_curve(path, project=project, problems=problems)
    told = Told(problems=tuple(problems.kept))
    if strict and problems:
        return told
    weights = shares or {offer.id: 1 for offer in offers(campaign.id)}
    told.assumed = {str(offer): weight for offer, weight in weights.items()}
    fans = _fans(curve, at_start)
    chosen = random.Random(seed).choices(list(weights), list(weights.values()), k=curve.people)  # noqa: S311 -- a seeded draw
    told.people = len(fans)
    teller = _Teller(campaign, project, fans, chosen, told)
    for step in curve.steps:
        teller.tell(step, at_start + step.after)
        progress(step.came.stop - 1, curve.people)
    return told


def _fans(curve: Curve, at_start: datetime) -> dict[int, int]:
    """Serial number → fan, made in sets; they cannot log in and say that they are a replay."""
    fans: dict[int, int] = {}
    new = [
        NewFan(
            _source(curve.project, serial),
            f"replay-{curve.project}-{serial:05d}",
            "",
            ORIGIN,
            at_start + step.after,
        )
        for step in curve.steps
        for serial in step.came
    ]
    for first in range(0, len(new), _SET):
        ids = import_fans(new[first : first + _SET], at=at_start)
        fans |= {int(key.rpartition(":")[2]): id_ for key, id_ in ids.items()}
    return fans


@dataclass
class _Teller:
    """What every hour of a replay needs, and what it has come to so far."""

    campaign: Campaign
    project: str
    fans: Mapping[int, int]
    chosen: Sequence[int]
    told: Told

    def tell(self, step: Step, at: datetime) -> None:
        """One hour: one set of pre-orders, then whoever left."""
        keys = {self._key(serial): serial for serial in step.came}
        if keys:
            wishes = [
                campaigns.Wish(self.fans[serial], self.chosen[serial - 1], 1, key)
                for key, serial in keys.items()
            ]
            placed = campaigns.preorder_set(campaign=self.campaign, wishes=wishes, at=at)
            self.told.batches += 1
            self.told.orders += placed.fresh
            self.told.deposits += placed.deposits
            self.told.refused += len(placed.refused)
        for serial in step.left:
            self.told.cancelled += _leave(self._key(serial), at)

    def _key(self, serial: int) -> str:
        """A replay may be told to several campaigns; within one, a person orders once."""
        return f"replay:{self.project}:{self.campaign.id}:{serial}"


def _leave(key: str, at: datetime) -> int:
    for id_ in order_queries.ids_by_source([key]).values():
        orders.cancel(
            order=order_queries.by_id(id_), by=None, at=at, why=gettext_noop("left in the recording")
        )
        return 1
    return 0


def _source(project: str, serial: int) -> str:
    return f"replay:{project}:{serial}"
