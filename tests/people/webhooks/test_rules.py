from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fanloop.people.webhooks.rules import filters, retries
from fanloop.people.webhooks.rules.filters import Condition

NAMES = ["voices.NeedVoted", "voices.VoiceRaised", "orders.OrdersPlaced"]


@given(st.lists(st.sampled_from([*NAMES, "voices.*", "orders.*"])), st.sampled_from(NAMES))
def test_a_fact_is_wanted_by_name_by_noun_or_by_everybody(patterns, name):
    assert filters.wants(patterns, name) == (
        not patterns or name in patterns or name.split(".")[0] + ".*" in patterns
    )


@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_numbers_are_compared_as_numbers(here, there):
    data = {"votes": here}
    assert Condition("votes", "≥", str(there)).holds(data) == (here >= there)
    assert Condition("votes", "≤", str(there)).holds(data) == (here <= there)
    assert Condition("votes", "=", str(there)).holds(data) == (here == there)
    assert Condition("votes", "≠", str(there)).holds(data) == (here != there)


def test_a_field_the_fact_does_not_have_never_holds():
    assert not Condition("votes", "≠", "3").holds({"need": "voices.need:1"})
    assert filters.passes([], {}) is True


def test_what_no_fact_can_match_is_named():
    assert filters.unknown(["voices.*", "voices.NeedVoted", "voice.*", "voices.Gone"], NAMES) == [
        "voice.*",
        "voices.Gone",
    ]


def test_conditions_are_read_as_people_write_them():
    assert filters.parsed("votes >= 10") == filters.parsed("votes≥10") == Condition("votes", "≥", "10")
    assert filters.parsed("kind = bug") == Condition("kind", "=", "bug")
    assert filters.parsed("kind != bug") == Condition("kind", "≠", "bug")
    assert filters.parsed("many votes") is None
    assert filters.parsed("votes >=") is None


def test_waits_grow_and_end_after_three_days():
    waits = [retries.wait_after(n) for n in range(1, 12)]
    known = [wait for wait in waits if wait is not None]
    assert known == sorted(known)
    assert timedelta(days=2) < sum(known, timedelta()) < timedelta(days=4)
    assert waits[-1] is None
    assert retries.wait_after(0) is None
