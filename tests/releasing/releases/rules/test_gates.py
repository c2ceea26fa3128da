"""Go or no-go: Wald's test keeps its promises however often one looks, and lights say what was counted."""

import random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.releases.rules import gates
from fanloop.releasing.releases.rules.gates import HALT, Results, evidence, is_halted, lights, no_worse, whole

counts = st.integers(0, 300)
results = st.builds(Results, failed=counts, verified=counts)


def halted_after(draw, share, devices=1_000):
    """How many devices tried before the build was stopped; None when it was not."""
    total, good, bad = 0.0, evidence(Results(verified=1)), evidence(Results(failed=1))
    for device in range(1, devices + 1):
        total += bad if draw.random() < share else good
        if total >= HALT:
            return device
    return None


def test_three_failures_before_seven_successes_halt():
    assert is_halted([True] * 3 + [False] * 7)
    assert is_halted([False] * 6 + [True] * 3)
    assert not is_halted([False] * 7 + [True] * 3)


@pytest.mark.parametrize(("share", "most"), [(0.05, 120), (0.10, 45), (0.30, 12)])
def test_a_bad_build_is_stopped_early(share, most):
    draw = random.Random(48)
    found = [halted_after(draw, share) for _ in range(200)]
    assert None not in found
    assert median(found) <= most


def test_a_good_build_is_seldom_stopped():
    draw = random.Random(48)
    stopped = sum(halted_after(draw, 0.01) is not None for _ in range(400))
    assert stopped / 400 <= gates.FALSE_HALT * 1.5


@given(st.lists(st.booleans(), max_size=60))
def test_what_halted_stays_halted(outcomes):
    halts = [is_halted(outcomes[:count]) for count in range(len(outcomes) + 1)]
    assert halts == sorted(halts)


@given(results, results)
def test_the_probability_is_one(now, last):
    assert 0.0 <= no_worse(now, last) <= 1.0


@given(results, results)
def test_one_more_failure_never_helps(now, last):
    worse = Results(now.failed + 1, now.verified)
    if now.tried:
        assert no_worse(worse, last) <= no_worse(now, last) + 1e-9


@given(results, results)
def test_one_more_success_never_hurts(now, last):
    better = Results(now.failed, now.verified + 1)
    if now.tried:
        assert no_worse(better, last) >= no_worse(now, last) - 1e-9


def test_the_same_results_in_plenty_are_no_worse():
    assert no_worse(Results(10, 990), Results(10, 990)) > 0.99
    assert no_worse(Results(80, 920), Results(10, 990)) < 0.01


def test_nothing_tried_says_nothing():
    assert no_worse(Results(), Results(1, 99)) == 0.5
    assert (
        whole(lights(now=Results(), last=Results(), outcomes=[], covered=0, cells=12, blockers=0)) == "wait"
    )


@given(results, st.integers(0, 20), st.integers(0, 3))
def test_the_whole_is_the_worst_light(now, covered, blockers):
    lit = lights(now=now, last=Results(), outcomes=[], covered=covered, cells=20, blockers=blockers)
    says = {light.says for light in lit}
    assert whole(lit) == ("stop" if "stop" in says else "wait" if "wait" in says else "go")
    if blockers:
        assert whole(lit) == "stop"


@given(results)
def test_evidence_against_a_good_build_is_never_above_one(now):
    assert 0.0 < gates.odds_of_a_good_build(now) <= 1.0
