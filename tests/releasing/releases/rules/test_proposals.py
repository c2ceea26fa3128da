"""Proposals: more people and older promises never wait longer, one risky change a train, and every one has its reasons."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.releases.rules.proposals import (
    RISKS,
    Candidate,
    Platform,
    Reason,
    proposals,
    score,
)


@st.composite
def candidates(draw, number=1):
    return Candidate(
        number,
        impact=draw(st.floats(0, 5_000)),
        waiting=draw(st.integers(0, 5_000)),
        age=draw(st.none() | st.integers(0, 900)),
        effort=draw(st.none() | st.floats(0, 90)),
        risk=draw(st.sampled_from(RISKS)),
        failed=draw(st.sampled_from(["", "It flickers."])),
        was_aboard=draw(st.none() | st.integers(101, 104)),
    )


MANY = st.integers(0, 8).flatmap(lambda n: st.tuples(*(candidates(number) for number in range(1, n + 1))))
TRAINS = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=4).map(
    lambda rows: [Platform(101 + place, *row) for place, row in enumerate(rows)]
)


@given(candidates(), st.integers(1, 500), st.integers(1, 500))
def test_more_people_older_promises_and_smaller_jobs_never_wait_longer(one, people, days):
    assert score(replace(one, waiting=one.waiting + people)) >= score(one)
    assert score(replace(one, age=(one.age or 0) + days)) >= score(one)
    assert score(replace(one, effort=(one.effort or 0.25) / 2)) >= score(
        replace(one, effort=one.effort or 0.25)
    )
    assert score(replace(one, effort=None, risk="low")) >= score(replace(one, effort=None, risk="high"))


@given(MANY, TRAINS)
def test_every_change_has_one_proposal_with_reasons_and_in_a_fixed_order(many, trains):
    found = proposals(many, trains)
    assert sorted(one.change for one in found) == [one.change for one in many]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found == proposals(many[::-1], trains)
    assert all(one.reasons for one in found)


@given(MANY, TRAINS)
def test_a_train_is_open_and_carries_one_risky_change(many, trains):
    risk = {one.change: one.risk for one in many}
    risky = [train.train for train in trains if train.has_risk]
    for found in proposals(many, trains):
        open_ = {train.train for train in trains if train.is_open}
        assert found.train is None or found.train in open_
        if found.train is not None and risk[found.change] == "high":
            assert found.train not in risky
            risky.append(found.train)


@given(MANY, TRAINS)
def test_what_failed_or_nobody_asked_for_is_asked_not_proposed(many, trains):
    by_number = {one.change: one for one in many}
    for found in proposals(many, trains):
        one = by_number[found.change]
        if one.failed or found.train is None or (not one.waiting and one.age is None):
            assert found.say == "ask"
        else:
            assert found.say == ("board" if found.train == trains[0].train else "wait")


def test_two_risky_changes_ride_on_two_trains():
    first = Candidate(1, impact=9, waiting=40, age=30, risk="high")
    second = Candidate(2, impact=3, waiting=4, age=3, risk="high")
    found = proposals([second, first], [Platform(48), Platform(49)])
    assert [(one.change, one.say, one.train) for one in found] == [(1, "board", 48), (2, "wait", 49)]
    assert Reason("alone", 48) in found[1].reasons


def test_closed_doors_are_a_reason_to_wait():
    (found,) = proposals([Candidate(1, waiting=3, age=1)], [Platform(48, is_open=False), Platform(49)])
    assert (found.say, found.train) == ("wait", 49)
    assert found.reasons == (Reason("waits", 3), Reason("promised", 1), Reason("shut", 48))


def test_an_unknown_risk_is_an_error():
    with pytest.raises(KeyError):
        score(Candidate(1, risk="cosmic"))
