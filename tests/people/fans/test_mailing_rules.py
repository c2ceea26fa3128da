from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fanloop.people.fans.rules.mailing import (
    ALWAYS,
    AT_ONCE,
    DAILY,
    FAMILIES,
    NEVER,
    NEWS,
    WEEKLY,
    begins,
    family_of,
    period,
    rhythm_of,
    rhythms_of,
)  # fmt: skip

moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)


@given(now=moments, rhythm=st.sampled_from([DAILY, WEEKLY]))
def test_each_moment_belongs_to_one_period_and_no_moment_is_left_out(now, rhythm):
    length = timedelta(days=1 if rhythm == DAILY else 7)
    day = period(rhythm, now)
    morning = begins(rhythm, day).replace(tzinfo=UTC) + length
    assert morning <= now < morning + length
    assert period(rhythm, now + length) == day + length


@given(now=moments)
def test_the_weekly_digest_belongs_to_a_saturday(now):
    assert period(WEEKLY, now).strftime("%a") == "Sat"


def test_money_is_no_choice_and_a_digest_never_comes_at_once():
    assert family_of("order_paid") == ALWAYS
    assert rhythm_of(ALWAYS, {"always": NEVER}) == AT_ONCE
    assert AT_ONCE not in rhythms_of(NEWS)


@given(family=st.sampled_from(sorted(FAMILIES)))
def test_every_habit_of_the_house_is_one_that_can_be_chosen(family):
    assert FAMILIES[family] in rhythms_of(family)
    assert rhythm_of(family, {family: NEVER}) == NEVER
