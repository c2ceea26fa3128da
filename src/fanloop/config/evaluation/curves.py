"""How well the end of a campaign is told after its first days: trained on the earlier campaigns, tested on the later.

Of finished all-or-nothing campaigns with at least 50 contributions and 20 to 75 days from the first contribution to
the end, the 60 % that began first teach; the rest is told after 1, 3, 7 and 14 days. What is learned and how wide
its interval is comes from the earlier part alone.
"""

import csv
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from fanloop.making.demand.rules.finished import Campaign
from fanloop.making.demand.rules.learned import learn
from fanloop.making.demand.rules.pace import PROBABILITIES

AFTER = (1, 3, 7, 14)
FEWEST, SHORTEST, LONGEST = 50, 20, 75
FINISHED = {"successful", "failed"}
Counts = dict[date, tuple[int, float]]


def measure(projects: Path, daily: Path) -> dict[str, dict[str, Any]]:
    """Days → median absolute error of the median and coverage of the 80 % interval, in shares of one; n campaigns tested."""
    campaigns = read(projects, daily)
    cut = len(campaigns) * 6 // 10
    return {str(day): _measured(campaigns[:cut], campaigns[cut:], day) for day in AFTER}


def _measured(earlier: list[Campaign], later: list[Campaign], day: int) -> dict[str, Any]:
    totals = np.array([one.total for one in later], dtype=np.float64)
    told = learn(earlier, day=day).quantiles(later)
    low, middle, high = (told[:, PROBABILITIES.index(chance)] for chance in (0.1, 0.5, 0.9))
    base = _log_linear(earlier, later, day)
    return {
        "mdape": round(float(np.median(np.abs(middle - totals) / totals)), 4),
        "coverage_80": round(float(np.mean((low <= totals) & (totals <= high))), 4),
        "n": len(later),
        "width": round(float(np.median(high / low)), 2),
        "baseline": {"mdape": round(float(np.median(np.abs(base - totals) / totals)), 4)},
    }


def _log_linear(earlier: list[Campaign], later: list[Campaign], day: int) -> Any:
    """The floor to beat: log total by least squares on log(1 + orders so far), log goal and log days."""

    def known(campaigns: list[Campaign]) -> Any:
        rows = [
            (1.0, np.log1p(sum(c.orders[:day])), np.log(max(c.goal, 1.0)), np.log(c.days)) for c in campaigns
        ]
        return np.array(rows)

    logs = np.log([float(one.total) for one in earlier])
    beta = np.linalg.lstsq(known(earlier), logs, rcond=None)[0]
    return np.exp(known(later) @ beta)


def read(projects: Path, daily: Path) -> list[Campaign]:
    """The campaigns that count, the one begun first first."""
    counts: dict[str, Counts] = defaultdict(dict)
    for row in _rows(daily):
        counts[row["project_id"]][date.fromisoformat(row["date"])] = (
            int(row["contributions"]),
            float(row["amount_brl"]),
        )
    finished = [
        (min(counts[row["project_id"]]), row["project_id"].zfill(12), row)
        for row in _rows(projects)
        if row["mode"] == "aon" and row["state"] in FINISHED and counts.get(row["project_id"])
    ]
    in_order = sorted(finished, key=lambda one: one[:2])
    told = [_campaign(row, start, counts[row["project_id"]]) for start, _, row in in_order]
    return [one for one in told if one.total >= FEWEST and SHORTEST <= one.days <= LONGEST]


def _campaign(row: dict[str, str], start: date, counts: Counts) -> Campaign:
    end = date.fromisoformat(row["expires_at"][:10])
    last = max(end, *counts)
    days = [counts.get(start + timedelta(days=day), (0, 0.0)) for day in range((last - start).days + 1)]
    first_over = datetime.combine(start + timedelta(days=1), datetime.min.time())
    open_for = first_over - datetime.fromisoformat(row["online_date"])
    return Campaign(
        days=(end - start).days,
        orders=[orders for orders, _ in days],
        amounts=[amount for _, amount in days],
        goal=float(row["goal_brl"]),
        kind=row["category"],
        first_hours=open_for / timedelta(hours=1),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
