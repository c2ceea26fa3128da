"""How well the end of a campaign is told after its first days: trained on the earlier campaigns, tested on the later.

Of finished all-or-nothing campaigns with at least 50 contributions and 20 to 75 days from the first contribution to
the end, the 60 % that began first teach; the rest is told after 1, 3, 7 and 14 days. What is learned and how wide
its interval is comes from the earlier part alone.
"""

from pathlib import Path
from typing import Any

import numpy as np

from fanloop.making.demand.rules.finished import Campaign
from fanloop.making.demand.rules.learned import learn
from fanloop.making.demand.rules.pace import PROBABILITIES
from fanloop.plugins.pledges.past import read

AFTER = (1, 3, 7, 14)
FEWEST, SHORTEST, LONGEST = 50, 20, 75


def measure(projects: Path, daily: Path) -> dict[str, dict[str, Any]]:
    """Days → median absolute error of the median and coverage of the 80 % interval, in shares of one; n campaigns tested."""
    found = read(projects, daily, fewest=FEWEST, shortest=SHORTEST, longest=LONGEST)
    campaigns = [one.campaign for one in found]
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
