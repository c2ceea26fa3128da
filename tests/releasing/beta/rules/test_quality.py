from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.beta.rules.quality import Finding, impact, quality

findings = st.builds(
    Finding,
    tester=st.integers(1, 5),
    severity=st.sampled_from(["minor", "serious", "blocking", "none"]),
    feature_weight=st.integers(1, 3),
    others=st.frozensets(st.integers(1, 9), max_size=5),
)


def test_impact_is_severity_times_feature_times_people():
    assert impact(Finding(1, "minor")) == 1
    assert impact(Finding(1, "blocking", 3, frozenset({2, 3}))) == 81
    assert impact(Finding(1, "none", 3, frozenset({2}))) == 0


def test_saying_it_again_oneself_makes_it_no_heavier():
    assert impact(Finding(1, "serious", 1, frozenset({1}))) == 3


@given(st.lists(findings, max_size=20))
def test_only_who_found_something_first_has_it(found):
    sums = quality(found)
    assert set(sums) == {one.tester for one in found}
    assert sum(sums.values()) == sum(impact(one) for one in found)


@given(st.lists(findings, max_size=20), st.integers(1, 5), st.integers(0, 200))
def test_a_heap_of_what_is_no_fault_changes_nobodys_quality(found, tester, heap):
    noise = [Finding(tester, "none", 3, frozenset({1, 2, 3}))] * heap
    with_noise = quality([*found, *noise])
    assert {who: sums for who, sums in with_noise.items() if sums} == {
        who: sums for who, sums in quality(found).items() if sums
    }
