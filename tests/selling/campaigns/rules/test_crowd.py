"""Rules of crowdfunding, for every history: thresholds, windows, ladders, promises."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.campaigns.rules.ladder import PATIENCE, STEP, ends, next_at, rung
from fanloop.selling.campaigns.rules.price import pledge_plan
from fanloop.selling.campaigns.rules.promise import Days, Move, expected, has_slipped, promised_at
from fanloop.selling.campaigns.rules.threshold import Pledged, Target, counted, reach, verdict
from fanloop.selling.campaigns.rules.tiers import fits, tier_phase, unlocked

NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)
RATES = {"USD": Decimal("0.9137"), "JPY": Decimal("0.0061"), "CNY": Decimal("0.1288")}
EURO = Target("money", 100_000, "EUR", RATES)
PIECES = Target("pieces", 60)

rows = st.builds(
    Pledged,
    currency=st.sampled_from(["EUR", "USD", "JPY", "CNY"]),
    pledges=st.integers(1, 50),
    pieces=st.integers(1, 150),
    minor=st.integers(1, 10**9),
)


@given(st.lists(rows, max_size=8))
def test_money_of_pledges_sums_to_the_cent_whatever_way_they_are_grouped(pledges):
    """Counting is over sums by currency; one more cent never counts less."""
    by_currency = {}
    for row in pledges:
        old = by_currency.get(row.currency, Pledged(row.currency, 0, 0, 0))
        by_currency[row.currency] = Pledged(
            row.currency, old.pledges + row.pledges, old.pieces + row.pieces, old.minor + row.minor
        )
    assert counted(EURO, pledges) == counted(EURO, list(by_currency.values()))
    assert counted(PIECES, pledges) == sum(row.pieces for row in pledges)
    euros = [row for row in pledges if row.currency == "EUR"]
    assert counted(EURO, euros) == sum(row.minor for row in euros)


@given(st.lists(rows, max_size=6), rows)
def test_a_further_pledge_never_takes_anything_away(pledges, one_more):
    for target in (EURO, PIECES):
        before, after = reach(target, pledges), reach(target, [*pledges, one_more])
        assert after.counted >= before.counted
        assert not (before.is_reached and not after.is_reached)
        assert before.counted + before.missing >= target.threshold


@given(st.lists(rows, max_size=6))
def test_the_deadline_says_success_exactly_when_the_bar_is_full(pledges):
    found = reach(PIECES, pledges)
    assert (verdict(PIECES, pledges) == "succeeded") == found.is_reached == (found.percent >= 100)
    flexible = Target("pieces", 60, flexible=True)
    assert (verdict(flexible, pledges) == "succeeded") == bool(pledges)


def test_yen_have_no_cents_and_count_at_their_worth():
    assert counted(EURO, [Pledged("JPY", 1, 1, 10_000)]) == 6_100
    with pytest.raises(KeyError):
        counted(EURO, [Pledged("GBP", 1, 1, 1)])


@given(st.integers(1, 10**6), st.integers(1, 99))
def test_a_pledge_is_one_row_without_a_day_over_the_whole_sum(price, quantity):
    (row,) = pledge_plan(price=price, quantity=quantity)
    assert (row.kind, row.minor, row.due) == ("at_success", price * quantity, None)


hours = st.integers(-200, 200).map(lambda n: NOON + timedelta(hours=n))


@given(hours, st.none() | hours, st.none() | hours, st.integers(0, 3))
def test_a_tier_is_open_inside_its_window_while_something_is_left(at, opens, closes, left):
    found = tier_phase(at, opens_at=opens, closes_at=closes, left=left)
    inside = (opens is None or opens <= at) and (closes is None or at < closes)
    assert (found in {"open", "full"}) == inside
    assert (found == "open") == (inside and left > 0)


@given(st.none() | hours, st.none() | hours)
def test_a_window_that_fits_has_a_moment_in_which_the_tier_is_open(opens, closes):
    first, last = NOON, NOON + timedelta(hours=100)
    moments = [first, *(each for each in (opens,) if each and first <= each < last)]
    some = any(tier_phase(at, opens_at=opens, closes_at=closes, left=1) == "open" for at in moments)
    assert fits(opens_at=opens, closes_at=closes, campaign_opens=first, campaign_closes=last) == some


@given(st.integers(0, 1_000), st.dictionaries(st.integers(1, 1_000), st.text(max_size=3), max_size=6))
def test_stretch_goals_are_unlocked_in_order_of_their_amount(amount, stretches):
    reached, ahead = unlocked(amount, stretches.items())
    assert len(reached) + len(ahead) == len(stretches)
    assert all(missing > 0 and stretches[amount + missing] == what for missing, what in ahead)
    assert [missing for missing, _what in ahead] == sorted(missing for missing, _what in ahead)


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=9)))
def test_the_ladder_always_climbs_and_ends_after_seven_days(late):
    """Even when a worker slept for days: never twice in a step, at the latest on the last day, then it is over."""
    at, tried = NOON + late, 0
    while rung(NOON, at, tried=tried).act == "try":
        following = next_at(NOON, at)
        assert at < following <= ends(NOON)
        assert following - at <= STEP
        at, tried = following, tried + 1
    assert at >= NOON + PATIENCE
    assert tried <= 4


days = st.integers(0, 400).map(lambda n: date(2027, 1, 1) + timedelta(days=n))
promises = st.tuples(days, days).map(lambda pair: Days(min(pair), max(pair)))


@given(st.lists(promises, min_size=1, max_size=6), st.integers(-1, 7))
def test_the_promise_somebody_has_is_the_one_that_stood_when_they_ordered(said, ordered):
    """Promise number n stood from hour n on; an order between two of them has the earlier one."""
    moves = [Move(NOON + timedelta(hours=n), old, new) for n, (old, new) in enumerate(pairwise(said), 1)]
    moment = NOON + timedelta(hours=ordered, minutes=30)
    found = promised_at(moment, now=said[-1], moves=moves)
    assert found == said[min(max(ordered, 0), len(said) - 1)]
    assert has_slipped(found, said[-1]) == (said[-1].last > found.last)


@given(promises, st.integers(1, 5_000), st.data())
def test_who_ordered_earlier_is_expected_no_later_and_inside_the_promise(promise, total, data):
    ahead = data.draw(st.integers(0, total - 1))
    mine = expected(promise, ahead=ahead, total=total)
    assert promise.first <= mine <= promise.last
    assert expected(promise, ahead=max(0, ahead - 1), total=total) <= mine
    assert expected(promise, ahead=0, total=total) == promise.first
