"""The sharing rule keeps its promises for any pool and any people."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.releases.rules.sharing import POTS, Person, pots, shares

person = st.builds(
    Person,
    member_id=st.integers(1, 99),
    awards=st.lists(st.integers(0, 1_000), max_size=4),
    yes=st.integers(0, 60),
    no=st.integers(0, 60),
)
people = st.lists(person, min_size=1, max_size=9)
pools = st.integers(0, 5_000_000)


@given(pools, people)
def test_shares_sum_to_the_pool_to_the_cent_and_none_is_negative(pool, team):
    got = shares(pool, team)
    assert sum(one.minor for one in got) == pool
    assert all(part.minor >= 0 for one in got for part in (one.equal, one.awards, one.verdicts))


@given(pools, people)
def test_each_part_is_within_a_cent_of_its_points(pool, team):
    for one in shares(pool, team):
        for part in (one.equal, one.awards, one.verdicts):
            assert abs(part.minor * part.of - part.pot * part.points) <= part.of


@given(pools, people, st.data(), st.integers(1, 1_000))
def test_one_more_award_never_makes_a_share_smaller(pool, team, data, bound):
    at = data.draw(st.integers(0, len(team) - 1))
    more = [*team]
    more[at] = replace(team[at], awards=[*team[at].awards, bound])
    assert shares(pool, more)[at].minor >= shares(pool, team)[at].minor


@given(pools, people, st.data())
def test_one_more_yes_never_makes_a_share_smaller_and_one_more_no_never_larger(pool, team, data):
    at = data.draw(st.integers(0, len(team) - 1))
    before = shares(pool, team)[at].minor
    liked, disliked = [*team], [*team]
    liked[at] = replace(team[at], yes=team[at].yes + 1)
    disliked[at] = replace(team[at], no=team[at].no + 1)
    assert shares(pool, liked)[at].minor >= before
    assert shares(pool, disliked)[at].minor <= before


@given(people, pools, st.integers(0, 500_000))
def test_nobody_gets_less_from_a_larger_pool_but_for_a_cent_a_pot(team, pool, more):
    small, large = shares(pool, team), shares(pool + more, team)
    assert all(a.minor - b.minor <= len(POTS) for a, b in zip(small, large, strict=True))


@given(pools, people)
def test_equal_people_differ_by_a_cent_a_pot_at_most(pool, team):
    twins = shares(pool, [team[0], *team, team[0]])
    assert abs(twins[0].minor - twins[-1].minor) <= len(POTS)


@given(pools, st.booleans(), st.booleans())
def test_a_pot_nobody_has_points_for_is_shared_equally(pool, awarded, judged):
    equal, awards, verdicts = pots(pool, awarded=awarded, judged=judged)
    assert equal + awards + verdicts == pool
    assert awarded or not awards
    assert judged or not verdicts


def test_a_pool_of_a_thousand_by_hand():
    """Two people: one award of 600, verdicts 8 of 10 (bound 490) and 5 of 10 (bound 236)."""
    got = shares(1_000_00, [Person(1, [600], 8, 2), Person(2, [], 5, 5)])
    assert [(one.equal.minor, one.awards.minor, one.verdicts.minor) for one in got] == [
        (20_000, 30_000, 20_248),
        (20_000, 0, 9_752),
    ]


def test_nobody_shares_nothing_and_no_pool_is_below_zero():
    assert shares(100, []) == []
    with pytest.raises(ValueError, match="at least zero"):
        shares(-1, [Person(1)])
