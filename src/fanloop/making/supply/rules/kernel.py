"""Material requirements planning of all parts at once: one sparse product per level, one loop over the weeks.

Per level by low-level code: what is asked is direct demand plus the parents' releases times what each takes,
then all parts of the level are netted together, week by week. Whole numbers throughout (see `network`).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fanloop.making.supply.rules.network import Network, Own, Places, TooLargeError, Whole

LIMIT = 2.0**51


class FrozenError(ValueError):
    """More weeks are frozen than the plan has."""


@dataclass(frozen=True)
class Netted:
    """Items × weeks: `gross`, `need` and `left` in grains, `due` and `release` in packs.

    `need` is the net requirement that called for a lot, `left` the stock at the week's end. `places` are the
    items' places in the network.
    """

    places: Places
    gross: Whole
    need: Whole
    due: Whole
    left: Whole
    release: Whole


def replan(net: Network, demand: Whole, receipts: Whole, *, into: Netted | None = None) -> Netted:
    """Plan everything. `demand` and `receipts` are items × weeks in grains. Raises `TooLargeError`.

    An older plan of the same size, given as `into`, is written over: a third of the time is new memory.
    """
    made = into or _empty(np.arange(len(net.parts)), demand.shape[1])
    for above, end, asks in zip(net.starts[:-1], net.starts[1:], net.levels, strict=True):
        rows = slice(above, end)
        gross = demand[rows] + asks @ made.release[:above] if above else demand[rows]
        _net(made, rows, gross, receipts[rows], net.own.at(rows))
    return made


def reach(net: Network, places: Places) -> Places:
    """These items and all that lie below them, by low-level code."""
    marked = np.zeros(len(net.parts), dtype=bool)
    marked[places] = True
    for start, end in pairwise(net.starts):
        found = start + np.flatnonzero(marked[start:end])
        marked[net.below[found].indices] = True
    return np.flatnonzero(marked)


def change(net: Network, before: Netted, more: Whole, receipts: Whole, places: Places) -> Netted:
    """Plan anew what `more` demand (signed grains, `places` × weeks) can touch; all else stands as `before`.

    `before` is the whole plan and is not written to. The answer has the reached items only.
    """
    touched = reach(net, places)
    made = _empty(touched, before.gross.shape[1])
    demand = np.zeros_like(made.gross)
    demand[np.searchsorted(touched, places)] = more
    moved = np.zeros_like(made.gross)
    asks = net.asks[touched][:, touched]
    edges = np.searchsorted(touched, net.starts)
    for above, end in pairwise(edges.tolist()):
        rows, at = slice(above, end), touched[above:end]
        gross = before.gross[at] + demand[rows] + asks[above:end, :above] @ moved[:above]
        _net(made, rows, gross, receipts[at], net.own.at(at))
        moved[rows] = made.release[rows] - before.release[at]
    return made


def explode_scenarios(net: Network, demand: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each of many demands (items × scenarios, in units) takes of every item, in units; stock left aside.

    Plain floats: a scenario is an estimate, its last digit is none of anybody's business.
    """
    grain = np.array([float(one) for one in net.grain])
    pack = np.array([float(one) for one in net.pack])
    asked = demand.copy()
    for above, end, asks in zip(net.starts[:-1], net.starts[1:], net.levels, strict=True):
        if above:
            rows = slice(above, end)
            asked[rows] += grain[rows, None] * (asks @ (asked[:above] / pack[:above, None]))
    return asked


def _empty(places: Places, weeks: int) -> Netted:
    return Netted(places, *(np.empty((len(places), weeks)) for _ in range(5)))


def _net(made: Netted, rows: slice, gross: Whole, receipts: Whole, own: Own) -> None:
    """Net one level and write it into `made`. Inside, a week is a row: the loop reads memory in order."""
    asked, coming = np.ascontiguousarray(gross.T), np.ascontiguousarray(receipts.T)
    _check(asked, coming, own)
    need, due, left = _weeks(asked, coming, own)
    made.gross[rows], made.need[rows], made.left[rows] = gross, need.T, left.T
    made.due[rows] = due.T
    made.release[rows] = _released(made.due[rows], own)


def _weeks(asked: Whole, coming: Whole, own: Own) -> tuple[Whole, Whole, Whole]:
    weeks, items = asked.shape
    stock = own.stock.copy()
    need, due, left = (np.empty((weeks, items)) for _ in range(3))
    long = np.flatnonzero(own.periods > 1)
    ahead = _ahead(asked[:, long], coming[:, long], own.periods[long])
    least = np.maximum(own.least, 1)
    for week in range(weeks):
        stock += coming[week]
        stock -= asked[week]
        short = need[week]
        np.maximum(own.safety - stock, 0, out=short)
        if len(long):
            short[long] += ahead[week] * (short[long] > 0)
        packs = due[week]
        np.ceil(short / own.good, out=packs)
        np.maximum(packs, least, out=packs)
        packs *= short > 0
        stock += packs * own.good
        left[week] = stock
    return need, due, left


def _ahead(asked: Whole, coming: Whole, periods: Places) -> Whole:
    """What the weeks after each one, which its lot is to cover too, will ask beyond what then comes."""
    weeks, items = asked.shape
    total = np.zeros((weeks + 1, items))
    np.cumsum(asked - coming, axis=0, out=total[1:])
    until = np.minimum(np.arange(weeks)[:, None] + periods, weeks)
    ahead: Whole = np.maximum(np.take_along_axis(total, until, axis=0) - total[1:], 0)
    return ahead


def _released(due: Whole, own: Own) -> Whole:
    """Lots by the week they start: `lead` weeks earlier, but not before the first week that is not frozen."""
    release = np.zeros_like(due)
    weeks = due.shape[1]
    for lead, fence in sorted(set(zip(own.lead.tolist(), own.fence.tolist(), strict=True))):
        rows = np.flatnonzero((own.lead == lead) & (own.fence == fence))
        first = min(lead + fence, weeks - 1) + 1
        release[rows, fence] = due[rows, :first].sum(axis=1)
        if first < weeks:
            release[rows, fence + 1 : weeks - lead] = due[rows, first:]
    return release


def _check(asked: Whole, coming: Whole, own: Own) -> None:
    """No number of the loop can be larger than this sum: what is asked, comes, lies there and one least lot."""
    if not len(own.stock):
        return
    if np.max(own.fence) >= asked.shape[0]:
        raise FrozenError("a plan reaches farther than the weeks that are frozen")
    most = asked.sum(axis=0) + coming.sum(axis=0) + np.abs(own.stock) + own.safety
    if np.max(most + own.good * np.maximum(own.least, 1)) >= LIMIT:
        raise TooLargeError("quantities are too large, or too finely divided, to be planned exactly")
