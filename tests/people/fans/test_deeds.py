from datetime import date

from fanloop.people.fans import actions, queries
from fanloop.people.fans.actions import NewDeed

DAY = date(2026, 3, 2)


def _told(fan, **more):
    return NewDeed(fan_id=fan.id, day=DAY, kind="read", ref="community.topic:1", **more)


def _count(fan):
    return {line.kind: line.count for line in queries.credit(fan.id)}


def test_a_deed_told_twice_is_kept_once(mira, at):
    actions.record_deeds([_told(mira, count=4)], at=at)
    actions.record_deeds([_told(mira, count=4)], at=at)
    assert _count(mira) == {"read": 4}


def test_counts_of_a_day_add_up_when_asked_to(mira, at):
    actions.record_deeds([_told(mira, count=4), _told(mira, count=2)], at=at, adding=True)
    actions.record_deeds([_told(mira, count=5)], at=at, adding=True)
    assert _count(mira) == {"read": 11}


def test_no_deeds_is_no_question(db, at, django_assert_num_queries):
    with django_assert_num_queries(2):  # the savepoint
        assert actions.record_deeds([], at=at) == 0
