"""Measure the campaign forecast on open data: coverage, pinball loss, and two naive peers in the same run.

    python bench/forecast.py --data DIR            one JSON object
    python bench/forecast.py --data DIR --learn    print the constants of demand/rules/analogues.py instead

DIR holds `supply/catarse` and `supply/kickstats` (or is that `supply` folder itself). Constants come from the
older 60 % of the campaigns, by end date; everything is measured on the newer 40 % and on Kickstarter.
"""

import argparse
import csv
import datetime as dt
import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from fanloop.making.demand.rules.curves import BANDS, forecast
from fanloop.making.demand.rules.pace import Mark, Pace, learn

ELAPSED = (0.25, 0.5, 0.75)
SHORTEST, LONGEST, FEWEST_ORDERS = 15, 80, 10
SOURCE = "Catarse 2011-2016"
Curve = list[int]


def catarse(folder: Path) -> tuple[list[Curve], list[Curve]]:
    """Finished all-or-nothing campaigns, oldest end first: those learned from, those measured on."""
    days: dict[str, dict[dt.date, int]] = defaultdict(dict)
    for row in _rows(folder / "daily_contributions.csv"):
        days[row["project_id"]][dt.date.fromisoformat(row["date"])] = int(row["contributions"])
    found = []
    for row in _rows(folder / "projects.csv"):
        daily = days.get(row["project_id"])
        if row["mode"] != "aon" or row["state"] not in {"successful", "failed"} or not daily:
            continue
        end, start = dt.date.fromisoformat(row["expires_at"][:10]), min(daily)
        curve = [daily.get(start + dt.timedelta(day), 0) for day in range((end - start).days + 1)]
        if SHORTEST <= len(curve) <= LONGEST and sum(curve) >= FEWEST_ORDERS:
            found.append((end, row["project_id"], curve))
    curves = [curve for _, _, curve in sorted(found)]
    cut = len(curves) * 6 // 10
    return curves[:cut], curves[cut:]


def kickstats(folder: Path) -> dict[str, Curve]:
    """New backers per day of the Kickstarter curves that were watched for at least 25 days."""
    seen: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in _rows(folder / "hourly_pledges.csv"):
        seen[row["project"]].append((int(row["unix_time"]), int(row["backers"])))
    curves = {}
    for project, points in seen.items():
        first, last = points[0][0], points[-1][0]
        whole = (last - first) // 86_400
        if whole < 25:
            continue
        ends = first + 86_400 * np.arange(1, whole + 1)
        backers = np.interp(ends, [t for t, _ in points], [b for _, b in points])
        backers[-1] = points[-1][1]
        curves[project] = [max(0, int(n)) for n in np.diff(np.rint(backers), prepend=0.0)]
    return curves


def pinball(quantiles: Sequence[float], truth: float) -> float:
    """Mean quantile loss over the five published quantiles, in shares of the truth."""
    losses = [max(p * (truth - q), (p - 1) * (truth - q)) for p, q in zip(BANDS, quantiles, strict=True)]
    return float(np.mean(losses)) / max(truth, 1.0)


def ratio_peer(train: Sequence[Curve], elapsed: float) -> list[float]:
    """Quantiles of final ÷ so far among the campaigns learned from: the usual rule of thumb."""
    ratios = [sum(c) / n for c in train if (n := sum(c[: round(elapsed * len(c))]))]
    return [float(q) for q in np.quantile(ratios, BANDS)]


def measure(test: Sequence[Curve], train: Sequence[Curve], elapsed: float) -> dict[str, float]:
    """Coverage of both intervals and losses of us and of two peers at one share of the time."""
    ratios = ratio_peer(train, elapsed)
    rows = []
    for curve in test:
        part = curve[: round(elapsed * len(curve))]
        truth, so_far = sum(curve), sum(part)
        ours = forecast(part, days=len(curve), seed=1, cancelling=None)
        linear = so_far * len(curve) / len(part)
        five = (ours.low80, ours.low50, ours.median, ours.high50, ours.high80)
        rows.append(
            (
                ours.low80 <= truth <= ours.high80,
                ours.low50 <= truth <= ours.high50,
                pinball(five, truth),
                pinball([linear] * 5, truth),
                pinball([max(1, so_far) * ratio for ratio in ratios], truth),
                abs(ours.median - truth) / truth,
                abs(linear - truth) / truth,
                ours.high80 / max(1, ours.low80),
            )
        )
    table = np.array(rows, dtype=float)
    mean, median = table.mean(axis=0), np.median(table, axis=0)
    return {
        "campaigns": len(rows),
        "coverage80": round(mean[0], 3),
        "coverage50": round(mean[1], 3),
        "pinball": round(mean[2], 4),
        "pinball_linear": round(mean[3], 4),
        "pinball_ratio": round(mean[4], 4),
        "median_error": round(median[5], 3),
        "median_error_linear": round(median[6], 3),
        "width_high_over_low": round(median[7], 2),
    }


def path_coverage(test: Sequence[Curve], elapsed: float) -> float:
    """How often the 80 % band of future weeks (all but the last) holds the orders really placed."""
    hits: list[bool] = []
    for curve in test:
        part = curve[: round(elapsed * len(curve))]
        placed = np.cumsum(curve)
        hits += [
            week.low80 <= placed[week.week * 7 - 1] <= week.high80
            for week in forecast(part, days=len(curve), seed=1, cancelling=None).path[:-1]
            if week.week * 7 > len(part)
        ]
    return round(float(np.mean(hits)), 3)


def written(pace: Pace) -> str:
    """The constants as the source text of `analogues.py`."""
    lines = [f"CATARSE = Pace(\n    source={pace.source!r},\n    campaigns={pace.campaigns},\n    marks=("]
    for mark in pace.marks:
        values = [getattr(mark, field.name) for field in fields(Mark)]
        lines.append("        Mark(" + ", ".join(map(str, values)) + "),")
    lines.append(f"    ),\n    shape={pace.shape},\n    largest={pace.largest:.4f},\n)")
    return "\n".join(lines)


def main() -> int:
    """Print JSON; 0 when the 80 % interval covers at least 75 % at every mark and beats both peers."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--learn", action="store_true")
    options = parser.parse_args()
    folder = options.data / "supply" if (options.data / "supply").is_dir() else options.data
    train, test = catarse(folder / "catarse")
    if options.learn:
        print(written(learn(train, source=SOURCE)))
        return 0
    began = time.perf_counter()
    games = kickstats(folder / "kickstats")
    answer: dict[str, object] = {
        "learned_from": len(train),
        "catarse": {f"{at:.0%}": measure(test, train, at) for at in ELAPSED},
        "catarse_50_and_more": {
            f"{at:.0%}": measure([c for c in test if sum(c) >= 50], train, at) for at in ELAPSED
        },
        "path_coverage80": {f"{at:.0%}": path_coverage(test, at) for at in ELAPSED},
        "kickstarter": {f"{at:.0%}": measure(list(games.values()), train, at) for at in ELAPSED},
        "kickstarter_curves": {name: _one(curve) for name, curve in games.items()},
        "seconds": round(time.perf_counter() - began, 2),
    }
    held = answer["catarse"]
    assert isinstance(held, dict)
    good = all(
        m["coverage80"] >= 0.75 and m["pinball"] < min(m["pinball_linear"], m["pinball_ratio"])
        for m in held.values()
    )
    print(json.dumps({"ok": good, **answer}, indent=1))
    return 0 if good else 1


def _one(curve: Curve) -> dict[str, object]:
    bands = {}
    for at in ELAPSED:
        ours = forecast(curve[: round(at * len(curve))], days=len(curve), seed=1, cancelling=None)
        bands[f"{at:.0%}"] = [ours.low80, ours.median, ours.high80]
    return {"days": len(curve), "backers": sum(curve), "low80_median_high80": bands}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    sys.exit(main())
