"""Finished campaigns of others, as somebody recorded them by day: what the end of a running one is learned from.

Two tables: one row per project (`project_id, category, goal_brl, mode, state, online_date, expires_at`) and one per
day with contributions (`project_id, date, contributions, amount_brl`). All-or-nothing campaigns that ended count.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from fanloop.making.demand.rules.finished import Campaign

FINISHED = {"successful", "failed"}
Counts = dict[date, tuple[int, float]]


@dataclass(frozen=True)
class Recorded:
    """A finished campaign, the project's number, and the day of its first contribution."""

    name: str
    begun: date
    campaign: Campaign


def read(projects: Path, daily: Path, *, fewest: int, shortest: int, longest: int) -> list[Recorded]:
    """Campaigns of at least `fewest` contributions and `shortest` to `longest` days after the first, oldest first.

    Raises OSError, KeyError or ValueError for a table that cannot be read.
    """
    counts: dict[str, Counts] = defaultdict(dict)
    for row in _rows(daily):
        came = int(row["contributions"]), float(row["amount_brl"])
        counts[row["project_id"]][date.fromisoformat(row["date"])] = came
    told = [
        _recorded(row, counts[row["project_id"]])
        for row in _rows(projects)
        if row["mode"] == "aon" and row["state"] in FINISHED and counts.get(row["project_id"])
    ]
    kept = [one for one in told if one.campaign.total >= fewest and shortest <= one.campaign.days <= longest]
    return sorted(kept, key=lambda one: (one.begun, one.name.zfill(12)))


def _recorded(row: dict[str, str], counts: Counts) -> Recorded:
    """Contributions after the end count in the total, as the source counts them."""
    start, end = min(counts), date.fromisoformat(row["expires_at"][:10])
    last = max(end, *counts)
    days = [counts.get(start + timedelta(days=day), (0, 0.0)) for day in range((last - start).days + 1)]
    first_over = datetime.combine(start + timedelta(days=1), datetime.min.time())
    open_for = first_over - datetime.fromisoformat(row["online_date"])
    campaign = Campaign(
        days=(end - start).days,
        orders=[orders for orders, _ in days],
        amounts=[amount for _, amount in days],
        goal=float(row["goal_brl"]),
        kind=row["category"],
        first_hours=open_for / timedelta(hours=1),
    )
    return Recorded(row["project_id"], start, campaign)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
