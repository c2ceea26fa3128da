from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.beta.rules.quiet import NOTHING, PAUSE, WARN, Patience, Standing, next_step

DAY = timedelta(days=1)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
days = st.integers(0, 120)
patience = st.builds(Patience, st.integers(1, 40), st.integers(1, 40))


def at(day):
    return BEGIN + day * DAY


@given(days, days, patience, st.none() | days)
def test_who_has_nothing_to_try_is_never_asked(active, now, waits, warned):
    standing = Standing(None, at(active), None if warned is None else at(warned))
    assert next_step(standing, waits, at=at(now)) == NOTHING


@given(days, days, days, patience)
def test_nobody_rests_without_a_warning(waiting, active, now, waits):
    assert next_step(Standing(at(waiting), at(active)), waits, at=at(now)) != PAUSE


@given(days, days, days, patience)
def test_a_rest_comes_its_days_after_the_warning_and_only_when_nothing_was_heard(active, warned, now, waits):
    step = next_step(Standing(BEGIN, at(active), at(warned)), waits, at=at(now))
    if step == PAUSE:
        assert at(now) - at(warned) >= waits.pause_days * DAY
        assert active <= warned


def test_the_way_of_a_quiet_tester():
    waits = Patience(warn_days=14, pause_days=10)
    quiet = Standing(at(0), at(3))
    assert next_step(quiet, waits, at=at(16)) == NOTHING
    assert next_step(quiet, waits, at=at(17)) == WARN
    warned = Standing(at(0), at(3), at(17))
    assert next_step(warned, waits, at=at(26)) == NOTHING
    assert next_step(warned, waits, at=at(27)) == PAUSE
    came_back = Standing(at(0), at(20), at(17))
    assert next_step(came_back, waits, at=at(33)) == NOTHING
    assert next_step(came_back, waits, at=at(34)) == WARN
