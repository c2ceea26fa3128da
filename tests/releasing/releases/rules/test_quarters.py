"""Quarters follow one another without a gap and have names that can be read back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.releases.rules import quarters

days = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@given(days)
def test_every_day_is_in_one_quarter(day):
    first = quarters.begins(day)
    after = quarters.next_quarter(first)
    assert first <= day < after
    assert quarters.begins(after) == after
    assert quarters.begins(after - timedelta(days=1)) == first


@given(days)
def test_a_name_is_read_back(day):
    first = quarters.begins(day)
    assert quarters.named(quarters.name(first)) == first


@pytest.mark.parametrize("text", ["", "2026", "2026-Q5", "2026-Q", "-Q1", "26-Q1", "２０２６-Q1", "2026-q1"])
def test_what_is_no_quarter_is_refused(text):
    with pytest.raises(ValueError, match="is no quarter"):
        quarters.named(text)
