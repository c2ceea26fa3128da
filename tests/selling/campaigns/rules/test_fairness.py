"""Who may enter, with how many tickets, and what looks like one person twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.campaigns.rules import fairness
from fanloop.selling.campaigns.rules.fairness import EARLY, Person
from fanloop.selling.orders.rules.addresses import household

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
ADA = Person(days=30, is_proven=True, level=2, market="eu", groups=frozenset({"beta.dawn"}))


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ({}, ""),
        ({"proven": True, "days": 30, "level": 2, "markets": ["eu", "us"], "groups": ["beta.dawn", "x"]}, ""),
        ({"days": 31}, "young"),
        ({"level": 3}, "level"),
        ({"markets": ["us"]}, "market"),
        ({"groups": ["backers"]}, "group"),
    ],
)
def test_published_rules_leave_out_whom_they_say(who, why):
    assert fairness.refusal(who, ADA) == why


def test_an_address_that_nobody_confirmed_is_nobodys():
    assert fairness.refusal({"proven": True}, Person(30, is_proven=False, level=0, market="")) == "unproven"


@given(st.integers(1, 100), st.integers(1, 100), st.integers(0, 4))
def test_the_most_tickets_a_line_gives_count_and_never_their_sum(level_tickets, group_tickets, level):
    given_ = {"everyone": 1, f"level:{level}": level_tickets, "group:beta.dawn": group_tickets}
    expected = max(1, group_tickets, level_tickets if level <= 2 else 1)
    assert fairness.tickets(given_, ADA) == expected


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_crowded_is_more_than_six_people_for_five_pieces(interest, pieces):
    assert fairness.is_crowded(interest=interest, pieces=pieces) == (interest > 1.2 * pieces + 1e-9)


def test_time_is_proof_until_ten_minutes_before_the_end():
    ends = NOON
    assert fairness.proved(solved=False, at=ends - EARLY, ends_at=ends)
    assert not fairness.proved(solved=False, at=ends - EARLY + timedelta(seconds=1), ends_at=ends)
    assert fairness.proved(solved=True, at=ends, ends_at=ends)


def test_one_door_is_one_key_however_it_is_typed():
    one, other = (
        household(country="DE", postcode=postcode, street=street)
        for postcode, street in (("10 115", "Invaliden-Str. 3"), ("10115", "invalidenstr 3"))
    )
    assert one == other
    assert one != household(country="DE", postcode="10115", street="Invalidenstr. 4")
