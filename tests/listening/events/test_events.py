from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from fanloop.foundation import bus
from fanloop.foundation.search.finding import find
from fanloop.foundation.viewer import ANYONE, SYSTEM, Viewer
from fanloop.listening.community.queries import topic_about
from fanloop.listening.events import actions, queries
from fanloop.listening.events.actions import Refused
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as people


def _kinds(fan):
    return [line.kind for line in people.inbox(Viewer(fan_id=fan.id))]


def _going(event):
    return [one.handle for one in queries.guests(event.id, viewer=SYSTEM) if one.is_going]


def test_an_event_is_listed_found_and_talked_about(boss, new, space, at):
    event = actions.open_event(new=new(), by=boss, at=at, space=space)
    [row] = queries.events(at=at)
    assert (row.title, row.free) == ("Bench day", 2)
    assert [hit.ref for hit in find("lamp", viewer=ANYONE, kinds=["events.event"])] == [row.ref]
    assert topic_about(row.ref, ANYONE).title == "Bench day"
    assert queries.events(at=event.ends + timedelta(days=1)) == []
    assert [one.event for one in queries.events(at=event.ends + timedelta(days=1), past=True)] == [event]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": {}},
        {"kind": "party"},
        {"place": "", "link": ""},
        {"time_zone": "Europe/Nowhere"},
        {"kept": 3, "kept_level": 2},
        {"kept": 1, "kept_level": 0},
    ],
)
def test_events_that_cannot_be_are_refused(boss, new, at, wrong):
    with pytest.raises(Refused):
        actions.open_event(new=new(**wrong), by=boss, at=at)


def test_an_event_does_not_end_before_it_starts(boss, new, at):
    with pytest.raises(Refused, match="ends after"):
        actions.open_event(new=new(ends=at), by=boss, at=at)


def test_the_third_of_two_seats_waits_and_moves_up(bench_day, join, at):
    first, second, third = join("ada"), join("bo"), join("cy")
    for fan in (first, second, third):
        actions.take_seat(event=bench_day, fan=fan, at=at)
    assert queries.mine(bench_day.id, third.id).place == 1
    assert _kinds(third) == ["seat_waits"]
    actions.leave_seat(event=bench_day, fan=first, at=at)
    assert _going(bench_day) == ["bo", "cy"]
    assert _kinds(third) == ["seat_moved_up", "seat_waits"]


def test_taking_a_seat_twice_is_once(bench_day, join, at):
    fan = join("ada")
    assert actions.take_seat(event=bench_day, fan=fan, at=at) == actions.take_seat(
        event=bench_day, fan=fan, at=at
    )
    assert queries.event(bench_day.id).going == 1


def test_kept_seats_wait_for_their_level_until_the_moment(boss, new, join, at):
    until = at + timedelta(days=2)
    event = actions.open_event(new=new(kept=1, kept_level=2, kept_until=until), by=boss, at=at)
    for name in ("ada", "bo"):
        actions.take_seat(event=event, fan=join(name), at=at)
    assert _going(event) == ["ada"]
    actions.take_seat(event=event, fan=join("regular", level=2), at=at)
    assert _going(event) == ["ada", "regular"]


def test_what_is_kept_falls_to_who_waits_when_the_moment_is_over(boss, new, join, at):
    until = at + timedelta(days=2)
    event = actions.open_event(new=new(kept=1, kept_level=2, kept_until=until), by=boss, at=at)
    for name in ("ada", "bo"):
        actions.take_seat(event=event, fan=join(name), at=at)
    assert queries.with_waiting(at=at) == [event.id]
    assert actions.fill_seats(event_id=event.id, at=at) == 0
    assert actions.fill_seats(event_id=event.id, at=until) == 1
    assert _going(event) == ["ada", "bo"]


def test_more_seats_are_for_who_waits(bench_day, boss, new, join, at):
    for name in ("ada", "bo", "cy"):
        actions.take_seat(event=bench_day, fan=join(name), at=at)
    actions.change_event(event=bench_day, new=new(seats=3), by=boss, at=at)
    assert _going(bench_day) == ["ada", "bo", "cy"]
    with pytest.raises(Refused, match="3 people"):
        actions.change_event(event=bench_day, new=new(seats=2), by=boss, at=at)


def test_another_time_is_told_and_the_old_one_kept(bench_day, boss, new, join, at):
    fan = join("ada")
    actions.take_seat(event=bench_day, fan=fan, at=at)
    before = bench_day.starts
    actions.change_event(event=bench_day, new=new(starts=before + timedelta(hours=1)), by=boss, at=at)
    assert _kinds(fan)[0] == "event_changed"
    assert queries.changes_of(bench_day.id)[0].before == {"starts": before.isoformat()}


def test_a_cancelled_event_says_why_and_takes_nobody(bench_day, boss, join, at):
    fan = join("ada")
    actions.take_seat(event=bench_day, fan=fan, at=at)
    actions.cancel_event(event=bench_day, because="The roof leaks.", by=boss, at=at)
    assert people.inbox(Viewer(fan_id=fan.id))[0].data["because"] == "The roof leaks."
    for again in (
        lambda: actions.take_seat(event=bench_day, fan=join("bo"), at=at),
        lambda: actions.cancel_event(event=bench_day, because="Twice.", by=boss, at=at),
    ):
        with pytest.raises(Refused, match="cancelled"):
            again()


def test_nobody_takes_a_seat_when_it_is_over(bench_day, join):
    with pytest.raises(Refused, match="over"):
        actions.take_seat(event=bench_day, fan=join("ada"), at=bench_day.ends)


def test_a_code_at_the_door_is_a_deed_once(bench_day, boss, join, at):
    fan = join("ada")
    seat = actions.take_seat(event=bench_day, fan=fan, at=at)
    shown = f" {seat.code[:3].lower()} {seat.code[3:].lower()}"
    first = actions.check_in(event=bench_day, code=shown, by=boss, at=at)
    assert actions.check_in(event=bench_day, code=seat.code, by=boss, at=at) == first
    assert [(line.kind, line.count) for line in people.credit(fan.id)] == [("event", 1)]


def test_codes_of_those_who_wait_or_left_open_nothing(bench_day, boss, join, at):
    seats = [actions.take_seat(event=bench_day, fan=join(name), at=at) for name in ("ada", "bo", "cy")]
    with pytest.raises(Refused, match="waiting"):
        actions.check_in(event=bench_day, code=seats[2].code, by=boss, at=at)
    actions.leave_seat(event=bench_day, fan=seats[0].fan, at=at)
    with pytest.raises(Refused, match="No seat"):
        actions.check_in(event=bench_day, code=seats[0].code, by=boss, at=at)


def test_guests_are_for_who_runs_events(bench_day, join, at):
    actions.take_seat(event=bench_day, fan=join("ada"), at=at)
    assert queries.guests(bench_day.id, viewer=ANYONE) == []


def test_who_is_erased_gives_the_seat_to_who_waits(bench_day, join, at):
    seats = [actions.take_seat(event=bench_day, fan=join(name), at=at) for name in ("ada", "bo", "cy")]
    fans.erase(fan=seats[0].fan, by=seats[0].fan, at=at)
    bus.drain()
    assert _going(bench_day) == ["bo", "cy"]
    assert people._exports["events"](seats[0].fan_id) == []


def test_a_list_of_events_costs_four_reads(boss, new, at, django_assert_num_queries):
    for _number in range(5):
        actions.open_event(new=new(), by=boss, at=at)
    with django_assert_num_queries(4):
        assert len(queries.events(at=at)) == 5


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_for_five_seats(boss, new, join, at):
    """Real connections at the same time: five go, seven wait, in one order."""
    event = actions.open_event(new=new(seats=5), by=boss, at=at)
    crowd = [join(f"fan{number}") for number in range(12)]

    def ask(fan):
        try:
            return actions.take_seat(event=event, fan=fan, at=at).going_at is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=12) as threads:
        answers = list(threads.map(ask, crowd))
    assert sum(answers) == 5
    row = queries.event(event.id)
    assert (row.going, row.waiting, row.free) == (5, 7, 0)
