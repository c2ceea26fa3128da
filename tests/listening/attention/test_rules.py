from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fanloop.listening.attention.rules.unread import LOOKS_BACK, READ, horizon, unread

NOW = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)
moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2026, 11, 26)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
counts = st.integers(0, 10_000)


@given(joined=moments, caught=st.none() | moments)
def test_nobody_is_handed_more_than_forty_days_nor_what_came_before_them(joined, caught):
    since = horizon(now=NOW, joined_at=joined, caught_up_at=caught)
    assert since >= max(joined, NOW - LOOKS_BACK)
    assert caught is None or since >= caught


@given(replies=counts, read=st.none() | counts, last_at=moments)
def test_what_moved_before_the_horizon_is_read(replies, read, last_at):
    assert unread(replies=replies, read=read, last_at=last_at, since=last_at) == READ


@given(replies=counts, read=counts, last_at=moments)
def test_reading_to_the_end_leaves_nothing_and_each_reply_after_it_counts_one(replies, read, last_at):
    since = last_at - timedelta(seconds=1)
    left = unread(replies=replies, read=read, last_at=last_at, since=since)
    assert left.count == max(0, replies - read)
    assert bool(left) == (replies > read)


@given(replies=counts, last_at=moments)
def test_a_topic_never_opened_is_new_even_without_a_reply(replies, last_at):
    assert unread(replies=replies, read=None, last_at=last_at, since=last_at - timedelta(1)).state == "new"
