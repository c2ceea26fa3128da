from datetime import UTC, datetime, timedelta

import numpy as np

from fanloop.making.demand.rules.drops import drop_demand
from fanloop.selling.stock.rules.attempts import Attempt, SellOut, Sold

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def sell_out(*, late, people=900, fall=120, stock=300):
    times = np.sort(np.random.default_rng(2).exponential(fall, people))
    at = [NOON + timedelta(seconds=float(each)) for each in times]
    gone = at[stock - 1]
    missed = [
        Attempt(n, when, 1, "sold_out")
        for n, when in enumerate(at[stock:])
        if when <= gone + timedelta(seconds=120)
    ]
    return SellOut(
        1, stock, NOON, gone, tuple(Sold(when, 1) for when in at[:stock]), tuple(missed if late else ())
    )


def test_who_came_too_late_gives_a_point_within_its_interval():
    said = drop_demand(sell_out(late=True), is_drawn=False)
    assert said.method == "fall"
    assert said.low <= 900 <= said.high
    assert said.low <= said.median <= said.high


def test_without_attempts_there_is_a_bound_and_never_a_point():
    said = drop_demand(sell_out(late=False), is_drawn=False)
    assert (said.method, said.median, said.high) == ("bound", None, None)
    assert said.low >= 300


def test_a_draw_counts_who_entered():
    said = drop_demand(sell_out(late=True), is_drawn=True, entered=5_000)
    assert (said.low, said.median, said.method) == (5_000, None, "drawn")


def test_what_did_not_sell_out_was_not_cut_off():
    sold = SellOut(1, 10, NOON, None, (Sold(NOON, 4),), ())
    said = drop_demand(sold, is_drawn=False)
    assert (said.low, said.median, said.high, said.method) == (4, 4, 4, "enough")
