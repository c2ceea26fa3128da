"""A recorded curve told again: who comes, who leaves, and that a second telling changes nothing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation import bus
from fanloop.people.fans.queries import fan_by_handle
from fanloop.plugins.pledges.curve import Point, steps_of
from fanloop.plugins.pledges.replay import replay
from fanloop.selling.campaigns.queries import curve, progress
from fanloop.selling.payments.queries import balances
from tests.selling.world import CLOSES, NOON, shop

HEAD = "project,unix_time,backers,pledged_usd\n"
ROWS = HEAD + "other,50,9,9\nlarry,100,7,300\nlarry,3700,9,400\nlarry,7300,6,300\nlarry,10900,10,500\n"


@given(st.lists(st.integers(0, 40), min_size=1, max_size=20))
def test_steps_come_to_the_recorded_count_at_every_hour(counts):
    told = steps_of([Point(3600 * n, count, n) for n, count in enumerate(counts)], project="x")
    present: set[int] = set()
    for step, count in zip(told.steps, counts, strict=True):
        present |= set(step.came)
        assert set(step.left) <= present
        present -= set(step.left)
        assert len(present) == count
    assert told.people == sum(len(step.came) for step in told.steps)


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "hourly.csv"
    file.write_text(ROWS)
    return file


@pytest.mark.django_db
def test_a_curve_becomes_labelled_orders_and_a_second_run_changes_nothing(path):
    house = shop(replay=True)
    seen = []
    told = replay(
        path, campaign=house.campaign, at_start=NOON, progress=lambda done, of: seen.append((done, of))
    )
    assert (told.people, told.orders, told.deposits, told.cancelled, told.refused) == (13, 13, 13, 3, 0)
    assert seen[-1] == (13, 13)
    now = progress(house.campaign, CLOSES - timedelta(days=1))
    assert (now.fill.ordered, now.orders, now.book.replay) == (10, 10, True)
    assert curve(house.campaign)[-1] == (NOON + timedelta(hours=3), 10)
    replayed = fan_by_handle("replay-larry-00001")
    assert (replayed.origin, replayed.email, replayed.has_usable_password()) == ("replay", None, False)
    before, pending = balances(), bus.pending()
    again = replay(path, campaign=house.campaign, at_start=NOON)
    assert (again.people, again.orders, again.deposits) == (13, 0, 0)
    assert (balances(), bus.pending()) == (before, pending)


@pytest.mark.django_db
def test_offers_are_drawn_by_the_shares_handed_in(path):
    house = shop(replay=True)
    first, second, *_ = house.offers
    told = replay(path, campaign=house.campaign, at_start=NOON, shares={first.id: 1, second.id: 0})
    assert told.assumed == {str(first.id): 1, str(second.id): 0}
    assert balances().keys() == {("sandbox", "EUR"), ("deposits", "EUR")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 0, "empty"),
        ("project,backers\nlarry,4\n", 1, "'unix_time' is missing"),
        (HEAD + "larry,100,7,1\nlarry,3700,-2,1\n", 3, "out of range"),
        (HEAD + "larry,100,7,1\nlarry,100,8,1\n", 3, "already"),
        (HEAD + "larry,100,seven,1\n", 2, "not a whole number"),
        (HEAD + "larry,3700,7,1\nlarry,100,8,1\n", 3, "stands after"),
        (HEAD + "moe,100,7,1\n", 0, "no row of the project"),
    ],
)
def test_bad_input_names_file_line_and_reason_and_strict_stores_nothing(tmp_path, text, line, reason):
    house = shop(replay=True)
    file = tmp_path / "bad.csv"
    file.write_text(text)
    told = replay(file, campaign=house.campaign, at_start=NOON, strict=True)
    assert [(problem.file, problem.line) for problem in told.problems] == [("bad.csv", line)]
    assert reason in told.problems[0].reason
    assert (told.people, progress(house.campaign, NOON).orders) == (0, 0)
