"""Who may vote for the engineer of the week, until when, and who has won."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.listening.answers.rules.figures import wilson
from fanloop.releasing.releases.rules import awards
from fanloop.releasing.releases.rules.awards import Candidate, Voter

LEFT = datetime(2026, 11, 20, 17, tzinfo=UTC)
CLOSES = datetime(2026, 11, 25, tzinfo=UTC)
ILSE = Candidate(member_id=4, fan_id=40, squad="optics")
MIRA = Voter(fan_id=7, joined_at=LEFT - timedelta(days=200))
votes = st.dictionaries(st.integers(1, 30), st.integers(0, 400), max_size=12)
moments = st.integers(0, 5_000 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def why(voter=MIRA, candidate=ILSE, now=LEFT, departed_at=LEFT):
    return awards.why_not(voter, candidate, departed_at=departed_at, closes=CLOSES, now=now)


def test_a_fan_votes_from_the_departure_to_the_end_of_tuesday():
    assert why(now=LEFT) == ""
    assert why(now=CLOSES - timedelta(seconds=1)) == ""
    assert (why(now=LEFT - timedelta(seconds=1)), why(departed_at=None), why(now=CLOSES)) == (
        "early", "early", "closed",
    )  # fmt: skip


def test_nobody_votes_for_themselves_or_for_what_stayed_at_home():
    assert why(Voter(40, MIRA.joined_at)) == "yourself"
    assert why(candidate=None) == "not_aboard"


def test_who_came_after_the_train_left_waits_for_the_next_one():
    assert why(replace(MIRA, joined_at=LEFT + timedelta(seconds=1))) == "new_here"


@pytest.mark.parametrize(
    ("own", "squad", "answer"),
    [
        ("optics", "optics", "your_squad"),
        ("", "optics", "your_squad"),
        ("light", "", "your_squad"),
        ("light", "optics", ""),
        (None, "", ""),
    ],
)
def test_one_of_the_team_votes_for_other_squads_alone(own, squad, answer):
    assert why(replace(MIRA, squad=own), replace(ILSE, squad=squad)) == answer


@given(moments, st.sampled_from(["UTC", "Europe/Berlin", "Asia/Shanghai", "America/New_York"]))
def test_voting_closes_as_a_tuesday_ends(left, zone):
    closes = awards.closes_at(left, ZoneInfo(zone)).astimezone(ZoneInfo(zone))
    assert (closes.weekday(), closes.hour, closes.minute) == (2, 0, 0)
    assert timedelta(0) < closes - left <= timedelta(days=8, hours=2)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_bound_is_never_above_the_share_and_never_above_the_interval(good, bad):
    bound = awards.lower(good, good + bad)
    assert 0 <= bound <= 1_000
    assert bound <= 1_000 * good / max(good + bad, 1)
    assert bound <= 1_000 * wilson(good, good + bad)[0] < bound + 1


@given(st.integers(0, 500), st.integers(0, 500))
def test_one_more_good_word_never_lowers_the_bound_and_one_more_bad_never_raises_it(good, bad):
    bound = awards.lower(good, good + bad)
    assert awards.lower(good + 1, good + bad + 1) >= bound
    assert awards.lower(good, good + bad + 1) <= bound


def test_many_votes_are_surer_than_few():
    assert awards.lower(30, 40) > awards.lower(3, 4)


@given(votes)
def test_winners_have_the_most_votes_and_all_who_tie_win(given_votes):
    won = awards.winners(given_votes)
    most = max(given_votes.values(), default=0)
    tied = {member for member, count in given_votes.items() if count == most}
    assert {stand.member_id for stand in won} == (tied if most >= awards.ENOUGH else set())
    assert len({stand.lower for stand in won}) <= 1


@given(votes)
def test_the_order_of_one_train_is_the_order_of_votes_and_of_bounds(given_votes):
    stands = awards.ranked(given_votes)
    bounds = [stand.lower for stand in stands]
    assert bounds == sorted(bounds, reverse=True)
    assert sum(stand.votes for stand in stands) == sum(given_votes.values())
