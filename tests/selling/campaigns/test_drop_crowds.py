"""Who runs drops is told once, and in time, that too many want a piece, and that two drops meet in one hour."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import inbox
from fanloop.selling.campaigns.actions import crowding, drawing
from fanloop.selling.campaigns.actions.drops import open_drop, turn_to_lottery
from fanloop.selling.campaigns.queries import drops as queries
from tests.selling.campaigns.drop_world import BEGINS, ENDS, KEY, NOON, OPENS, Sale, drop_campaign

pytestmark = pytest.mark.django_db
SOON = OPENS - timedelta(minutes=30)


def lines(fan, kind):
    return [line for line in inbox(Viewer(fan_id=fan.id)) if line.kind == kind]


def test_a_crowd_in_the_last_hour_is_told_once_to_who_may_decide_and_to_nobody_else():
    sale = Sale("fifo", pieces=3)
    ada, *_rest = sale.come("ada", "ben", "cleo", "dan")
    assert crowding.tell_crowds(at=OPENS - timedelta(hours=1, seconds=1)) == 0
    assert [crowding.tell_crowds(at=SOON) for _ in range(2)] == [1, 0]
    (line,) = lines(sale.house.boss, "drop_crowded")
    assert (line.data["people"], line.data["places"]) == (4, 3)
    assert lines(ada, "drop_crowded") == []


@pytest.mark.parametrize("fairness", ["fifo", "prequeue", "lottery"])
def test_where_nothing_is_to_be_decided_nobody_is_told(fairness):
    sale = Sale(fairness, pieces=3)
    sale.come("ada", "ben", "cleo", "dan")
    if fairness == "fifo":
        turn_to_lottery(drop=sale.drop, by=sale.house.member, at=SOON)
    else:
        drawing.draw_all(at=ENDS)
    assert crowding.tell_crowds(at=SOON) == 0


def test_a_sixth_more_people_than_pieces_is_no_crowd():
    sale = Sale("fifo", pieces=5)
    sale.come(*(f"fan{n}x" for n in range(6)))
    assert queries.crowded_soon(SOON) == []


@pytest.mark.parametrize(("later", "told"), [(timedelta(minutes=45), 1), (timedelta(hours=2), 0)])
def test_two_drops_in_one_hour_are_said_when_the_second_is_published_and_stand_at_the_desk(later, told):
    sale = Sale("fifo")
    other = drop_campaign(sale.house, slug="second-run")
    row = open_drop(
        campaign=other, fairness="fifo", entry_opens_at=BEGINS, opens_at=OPENS + later, by=sale.house.member, at=NOON,
        receipt_key=KEY(),
    )  # fmt: skip
    bus.drain()
    found = lines(sale.house.boss, "drop_same_hour")
    assert len(found) == told
    assert queries.neighbours(row) == [sale.drop] * told
    desk = Client()
    desk.force_login(sale.house.boss)
    clock.run_from(NOON)
    try:
        page = desk.get("/desk/drops/first-run").content.decode()
        assert ("Within an hour of another drop" in page) == bool(told)
        if told:
            assert "Two drops in one hour" in desk.get("/me/inbox").content.decode()
            assert (
                desk.get(f"/me/inbox/{found[0].id}", follow=True).redirect_chain[-1][0]
                == "/desk/drops/second-run"
            )
    finally:
        clock._offset = timedelta()
