"""The database's clock, as a process knows it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.stock.places.clock import Clock
from fanloop.selling.stock.places.pace import LONGEST_MS, SHORTEST_MS, Brake, Pace


def clock_at(monkeypatch, moment):
    monkeypatch.setattr("fanloop.selling.stock.places.clock.time.monotonic", lambda: moment)


@given(there=st.floats(0, 2), back=st.floats(0, 2))
def test_it_is_wrong_by_half_the_way_at_most(there, back):
    clock = Clock(timedelta)
    clock.hear(said=1_000.0 + there, asked=50.0, answered=50.0 + there + back)
    assert abs(clock._offset - (1_000.0 - 50.0)) <= (there + back) / 2 + 1e-6


def test_the_quickest_answer_of_a_minute_counts(monkeypatch):
    clock = Clock(lambda: timedelta(seconds=5))
    clock.hear(said=1_000.0, asked=10.0, answered=10.2)
    clock.hear(said=9_999.0, asked=20.0, answered=21.0)
    clock_at(monkeypatch, 30.1)
    assert clock.now() == 1_025.0
    clock.hear(said=2_000.0, asked=100.0, answered=101.0)
    clock_at(monkeypatch, 100.5)
    assert clock.now() == 2_005.0


def test_the_brake_holds_the_sixth_of_a_second(monkeypatch):
    brake, moment = Brake(), [7.0]
    monkeypatch.setattr("fanloop.selling.stock.places.pace.time.monotonic", lambda: moment[0])
    assert [brake.holds(1) for _ in range(7)] == [False] * 5 + [True] * 2
    assert not brake.holds(2)
    moment[0] = 8.0
    assert not brake.holds(1)


def test_the_more_watch_the_longer_they_are_told_to_wait(monkeypatch):
    moment = [0.0]
    monkeypatch.setattr("fanloop.selling.stock.places.pace.time.monotonic", lambda: moment[0])
    pace = Pace()
    assert pace.span() == (SHORTEST_MS, 2 * SHORTEST_MS)
    for second in range(1, 6):
        for _ in range(900):
            pace.count()
        moment[0] = second
        pace.span()
    crowded = pace.span()
    assert SHORTEST_MS < crowded[0] <= LONGEST_MS
    for second in range(6, 30):
        moment[0] = second
        pace.span()
    assert pace.span()[0] == SHORTEST_MS
