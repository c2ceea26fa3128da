"""The promise of an answer, and the public proof of how it is kept."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from fanloop.api.answers import may_answer
from fanloop.api.callers import ANYBODY
from fanloop.foundation import clock
from fanloop.listening.answers import queries
from fanloop.listening.answers.rules.figures import Figures

router = Router(tags=["answers"], auth=ANYBODY)
Weeks = Annotated[int, Query(ge=1, le=52, description="How many weeks back, this one among them.")]


class Kept(Schema):
    """Figures of a time. Shares are null of nothing; medians are seconds."""

    counted: int = Field(description="Cases that count for or against.")
    in_time: int
    answered: int
    waiting: int = Field(description="Those that may still be answered in time.")
    share: float | None
    low: float = Field(description="The interval that holds the true share 95 times of 100.")
    high: float
    median_seconds: int | None = Field(description="Desk time until the first answer.")
    median_real_seconds: int | None = Field(description="The same by the clock on the wall.")


class Week(Kept):
    """Figures of a week that begins at `start`, a Monday of the desk's zone."""

    start: datetime


class Promise(Schema):
    """How the promise was kept: today, week by week with the newest first, and all of it; `helped` is what fans said."""

    zone: str
    today: Kept
    weeks: list[Week]
    whole: Kept
    helped: int
    judged: int


@router.get("/promise", response=may_answer(Promise), summary="The public proof")
def get_promise(request: HttpRequest, weeks: Weeks = 8) -> Promise:  # noqa: ARG001 -- the same for everybody
    """Reckoned from the log of every case; who has the log reaches the same figures."""
    zone = queries.zone()
    found = queries.proof(now=clock.now(), zone=zone, weeks=weeks)
    return Promise(
        zone=zone, today=Kept(**_told(found.today.figures)), whole=Kept(**_told(found.whole)),
        weeks=[Week(start=one.start, **_told(one.figures)) for one in found.weeks],
        helped=found.judged.helped, judged=found.judged.of,
    )  # fmt: skip


def _told(row: Figures) -> dict[str, Any]:
    low, high = row.interval
    return {
        "counted": row.counted, "in_time": row.in_time, "answered": row.answered, "waiting": row.waiting,
        "share": row.share, "low": low, "high": high, "median_seconds": row.half, "median_real_seconds": row.half_real,
    }  # fmt: skip
