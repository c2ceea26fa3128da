from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.people.levels.rules.levels import (
    GRACE,
    Counts,
    Facts,
    Held,
    Thresholds,
    earned,
    keeping,
    reckon,
    requirements,
)

AT = datetime(2026, 11, 1, tzinfo=UTC)
HOUSE = Thresholds()
BAD = {"flagged", "flaggers", "strikes"}
GOOD = [one.name for one in fields(Counts) if one.name not in BAD]
PLENTY = Counts(
    days=60, topics=300, posts=900, replied=20, given=40, received=40, givers=12, giver_days=30, helped=3
)
THREE = Facts(ever=PLENTY, recent=PLENTY, new_topics=100, new_posts=1_000)

counts = st.builds(
    Counts,
    **{name: st.integers(0, 700) for name in GOOD},
    **{name: st.integers(0, 8) for name in BAD},
)
figures = st.builds(
    Facts, ever=counts, recent=counts, new_topics=st.integers(0, 3_000), new_posts=st.integers(0, 3_000)
)


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (Facts(), 0),
        (Facts(ever=Counts(days=2, topics=5, posts=30)), 1),
        (Facts(ever=Counts(days=2, topics=5, posts=29)), 0),
        (
            Facts(
                ever=Counts(
                    days=15, topics=20, posts=100, replied=3, given=1, received=2, givers=2, giver_days=2
                )
            ),
            2,
        ),
        (THREE, 3),
        (replace(THREE, recent=Counts()), 2),
        (replace(THREE, recent=replace(PLENTY, strikes=1)), 2),
        (replace(THREE, new_posts=10_000), 2),
    ],
)
def test_the_table(facts, level):
    assert earned(facts, HOUSE) == level


@given(figures, st.sampled_from(GOOD), st.integers(1, 400), st.booleans())
def test_one_good_deed_more_never_lowers_a_level(facts, name, more, recently):
    def raised(part):
        return replace(part, **{name: getattr(part, name) + more})

    after = replace(facts, ever=raised(facts.ever))
    after = replace(after, recent=raised(facts.recent)) if recently else after
    assert earned(after, HOUSE) >= earned(facts, HOUSE)


@given(figures, st.sampled_from(sorted(BAD)), st.integers(1, 10))
def test_one_bad_deed_more_never_raises_a_level(facts, name, more):
    recent = replace(facts.recent, **{name: getattr(facts.recent, name) + more})
    assert earned(replace(facts, recent=recent), HOUSE) <= earned(facts, HOUSE)


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 1_000))
def test_one_busy_person_cannot_lift_another(topics, posts, replied, days):
    """Everything else may be plenty: with one giver of reactions the level stays at 1, at any thresholds."""
    one_friend = Counts(
        days=days, topics=topics, posts=posts, replied=replied, given=days, received=days, givers=1,
        giver_days=days, helped=days,
    )  # fmt: skip
    for set_to in (HOUSE, Thresholds(**dict.fromkeys(asdict(HOUSE), 0))):
        assert earned(Facts(ever=one_friend, recent=one_friend), set_to) <= 1


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_volume_alone_opens_no_level_2(topics, posts, replied):
    loud = Counts(days=1_000, topics=topics, posts=posts, replied=replied)
    assert earned(Facts(ever=loud, recent=loud), HOUSE) <= 1


@given(st.lists(st.sampled_from([0.9, 0.93, 0.97, 1.0, 1.1]), min_size=2, max_size=60))
def test_who_wavers_between_nine_tenths_and_the_mark_never_flickers(days):
    """Reached once, level 3 stays while every figure of the window is at least nine tenths of its mark."""
    held, at, seen = Held(3), AT, []
    for part in days:
        recent = Counts(
            **{
                name: round(value * part)
                for name, value in asdict(
                    Counts(
                        days=50,
                        topics=100,
                        posts=500,
                        replied=10,
                        given=30,
                        received=20,
                        givers=5,
                        giver_days=7,
                    )
                ).items()
            }
        )
        facts = replace(THREE, recent=recent, new_topics=400, new_posts=2_000)
        held, at = reckon(held, facts, HOUSE, at=at), at + timedelta(days=1)
        seen.append(held.level)
    assert set(seen) == {3}


@given(st.integers(0, 30))
def test_level_3_falls_after_fourteen_days_in_a_row_below_its_marks(days):
    quiet, held = replace(THREE, recent=Counts(strikes=0)), Held(3)
    for day in range(days + 1):
        held = reckon(held, quiet, HOUSE, at=AT + timedelta(days=day))
    assert held.level == (3 if days < GRACE.days else 2)


def test_coming_back_in_time_ends_the_slipping():
    slipping = reckon(Held(3), replace(THREE, recent=Counts()), HOUSE, at=AT)
    assert slipping == Held(3, AT)
    assert reckon(slipping, THREE, HOUSE, at=AT + timedelta(days=13)) == Held(3)


def test_a_strike_is_felt_at_once():
    struck = replace(THREE, recent=replace(PLENTY, strikes=1))
    assert reckon(Held(3), struck, HOUSE, at=AT) == Held(2)


@given(figures, st.sampled_from([0, 1, 2]))
def test_levels_below_3_never_fall(facts, level):
    assert reckon(Held(level), facts, HOUSE, at=AT).level >= level


@given(figures)
def test_level_4_stays_whatever_the_ledger_says(facts):
    assert reckon(Held(4), facts, HOUSE, at=AT) == Held(4)


@given(figures)
def test_who_reaches_level_3_does_not_begin_to_slip(facts):
    if earned(facts, HOUSE) == 3:
        assert all(one.is_met for one in keeping(facts, HOUSE))


@given(figures, st.sampled_from([1, 2, 3]))
def test_what_is_missing_is_what_it_takes(facts, level):
    for one in requirements(level, facts, HOUSE):
        if not one.at_most:
            assert replace(one, has=one.has + one.missing).is_met


def test_level_4_is_not_reckoned():
    with pytest.raises(ValueError, match="level 4"):
        requirements(4, THREE, HOUSE)
