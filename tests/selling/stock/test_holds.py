"""Holds end once, in one way: confirmed or given back; who waits is served before anybody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from fanloop.foundation import clock
from fanloop.foundation.models import FactRow
from fanloop.selling.stock import ports, tasks
from fanloop.selling.stock.actions import (
    Request,
    claim,
    confirm,
    extend,
    let_go,
    open_pool,
    release,
    stop,
    sweep,
)
from fanloop.selling.stock.models import Attempt, Claim, Confirmation, Hold, Release
from fanloop.selling.stock.queries import held, holds_of, is_stopped, mine, rows_of, status
from tests.selling.stock.test_claim_together import people
from tests.selling.world import NOON

QUARTER = timedelta(minutes=15)
OVER = NOON + QUARTER


def taken(pool, fans, *, hold=QUARTER):
    asked = [Request(fan, None, 1, f"h:{pool}:{fan}") for fan in fans]
    return [each.claim_id for each in claim(pool=pool, requests=asked, at=NOON, hold=hold)]


@pytest.fixture
def pool(db):
    return open_pool(about="campaigns.campaign:71", total=3, at=NOON).id


def states(pool):
    now = held(pool)
    return now.held, now.confirmed, status(pool).remaining


def test_a_hold_that_is_over_goes_back_and_is_told_once(pool):
    fans = people(2, "lapse")
    taken(pool, fans)
    assert sweep(at=OVER - timedelta(seconds=1)) == []
    assert [each.fan_id for each in sweep(at=OVER)] == fans
    assert sweep(at=OVER) == []
    assert states(pool) == (0, 0, 3)
    assert [row.payload for row in FactRow.objects.filter(name="stock.ClaimsReleased")] == [
        {"pool": f"stock.pool:{pool}", "quantity": 2}
    ]


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(days=3)])
@pytest.mark.parametrize("wrong", [timedelta(minutes=20), timedelta(minutes=-20)])
def test_a_worker_whose_clock_is_wrong_sweeps_by_the_databases(pool, monkeypatch, ahead, wrong):
    true = clock.now()

    class Host(datetime):
        """The machine's own clock."""

        @classmethod
        def now(cls, tz=None):
            return (true + wrong).astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Host)
    monkeypatch.setattr(clock, "_offset", ahead)
    fans = people(2, "wrong")
    for fan, left in zip(fans, (timedelta(minutes=5), timedelta(minutes=-1)), strict=True):
        hold = QUARTER + left
        claim(pool=pool, requests=[Request(fan, None, 1, f"w:{fan}")], at=true + ahead - QUARTER, hold=hold)
    tasks.sweep()
    assert [row.claim.fan_id for row in Hold.objects.select_related("claim")] == fans[:1]
    assert abs(Release.objects.get().at - true - ahead) < timedelta(minutes=1)


def test_what_is_confirmed_stays_and_is_confirmed_once(pool):
    (first, _second) = taken(pool, people(2, "confirm"))
    assert confirm(claims=[first], at=NOON) == confirm(claims=[first], at=OVER) == {first}
    sweep(at=OVER)
    assert states(pool) == (0, 1, 2)
    assert Confirmation.objects.get().at == NOON


def test_a_hold_that_is_over_but_not_swept_is_confirmed_and_a_swept_one_is_not(pool):
    late, too_late = taken(pool, people(2, "late"))
    assert confirm(claims=[late], at=OVER + QUARTER) == {late}
    sweep(at=OVER + QUARTER)
    assert confirm(claims=[late, too_late], at=OVER + QUARTER) == {late}


def test_a_claim_without_a_hold_is_confirmed_from_the_beginning(pool):
    (mine_,) = taken(pool, people(1, "order"), hold=None)
    assert states(pool) == (0, 1, 2)
    assert confirm(claims=[mine_], at=NOON) == {mine_}


def test_a_hold_lasts_longer_when_it_is_asked_in_time(pool):
    (first,) = taken(pool, people(1, "longer"))
    assert extend(claims=[first], until=OVER + QUARTER, at=NOON) == 1
    assert extend(claims=[first], until=OVER, at=NOON) == 0
    assert holds_of([first]) == {first: OVER + QUARTER}
    assert sweep(at=OVER) == []
    assert extend(claims=[first], until=OVER + 9 * QUARTER, at=OVER + QUARTER) == 0


def test_who_waits_is_served_before_the_pool_opens_again(pool, monkeypatch):
    fans = people(5, "line")
    taken(pool, fans[:3])
    waiting = Request(fans[3], None, 2, "waited")

    def serve(number, pieces, at):
        assert (number, pieces) == (pool, 3)
        claim(pool=number, requests=[waiting], at=at, hold=QUARTER)

    monkeypatch.setattr(ports, "_lines", {})
    ports.fill_line(serve)
    sweep(at=OVER)
    assert mine(pool, fans[3]).quantity == 2
    assert states(pool) == (2, 0, 1)


def test_what_is_given_back_by_hand_is_no_longer_held(pool):
    (first,) = taken(pool, people(1, "back"))
    assert release(claims=[first], at=NOON, why="left") == 1
    assert Hold.objects.count() == 0
    assert sweep(at=OVER) == []
    assert confirm(claims=[first], at=NOON) == frozenset()


def test_a_sweep_takes_so_many_at_once_the_oldest_first(db):
    pool = open_pool(about="campaigns.campaign:72", total=9, at=NOON).id
    first = taken(pool, people(2, "old"), hold=QUARTER)
    taken(pool, people(3, "new"), hold=2 * QUARTER)
    assert [each.claim_id for each in sweep(at=OVER + 2 * QUARTER, limit=2)] == first
    assert len(sweep(at=OVER + 2 * QUARTER, limit=2)) == 2
    assert len(sweep(at=OVER + 2 * QUARTER, limit=2)) == 1


def test_the_gate_stops_and_lets_go(pool):
    assert not is_stopped(pool)
    stop(pool=pool, by=None, at=NOON)
    assert is_stopped(pool)
    let_go(pool=pool, by=None, at=NOON)
    assert not is_stopped(pool)


def test_a_fan_takes_along_what_was_claimed_and_tried(pool):
    (fan,) = people(1, "export")
    sure, _back = (
        claim(pool=pool, requests=[Request(fan, None, 1, f"x{n}")], at=NOON, hold=QUARTER)[0].claim_id
        for n in range(2)
    )
    confirm(claims=[sure], at=NOON)
    sweep(at=OVER)
    Attempt.objects.create(pool_id=pool, fan_id=fan, quantity=3, answer="sold_out", at=OVER)
    first, second, tried = rows_of(fan)
    assert (first["number"], first["confirmed_at"], first["given_back_at"]) == (1, NOON.isoformat(), None)
    assert (second["number"], second["confirmed_at"], second["given_back_at"]) == (2, None, OVER.isoformat())
    assert tried == {"pool": pool, "wanted": 3, "at": OVER.isoformat(), "answer": "sold_out"}
    assert rows_of(people(1, "other")[0]) == []


@pytest.mark.django_db(transaction=True)
def test_sweepers_confirmers_and_givers_back_never_decide_one_hold_twice():
    pool = open_pool(about="campaigns.campaign:73", total=60, at=NOON).id
    claims = taken(pool, people(60, "race"))

    def work(nth):
        try:
            match nth % 3:
                case 0:
                    while sweep(at=OVER, limit=7):
                        pass
                case 1:
                    for at in range(0, 60, 4):
                        confirm(claims=claims[at : at + 3], at=OVER)
                case 2:
                    for at in range(0, 60, 5):
                        release(claims=claims[at : at + 2], at=OVER, why="left")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as workers:
        list(workers.map(work, range(6)))
    released = set(Release.objects.values_list("claim_id", flat=True))
    assert len(released) == Release.objects.count()
    assert Hold.objects.count() == 0
    assert status(pool).remaining == len(released)
    assert held(pool).confirmed == 60 - len(released)
    assert Claim.objects.filter(pool=pool).count() == 60
