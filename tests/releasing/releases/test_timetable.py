"""Timetables: the newest counts, planned trains follow it with their numbers, and nothing moves in silence."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from fanloop.foundation.models import FactRow
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.actions import Rhythm
from fanloop.things.products.actions import add_line

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WHY = "Thursdays suit our testers better."
OSLO = Rhythm(zone="Europe/Oslo", weekday=3, leaves=time(18), freeze=timedelta(days=2))


@pytest.fixture
def line(db):
    return add_line(slug="dawn", name="Dawn", at=NOW)


def coming(line):
    rows = queries.coming_trains(line.id, limit=9)
    return [(row.train.number, row.train.leaves_at.isoformat()[:16]) for row in rows]


def board_one(line, train):
    change = actions.make_change(line=line, title="A", kind="new", at=NOW)
    actions.board(change=change, train=train, at=NOW)


def test_without_a_timetable_trains_leave_on_fridays_at_five(line):
    actions.plan_fridays(line=line, at=NOW)
    assert coming(line) == [
        ("26.48", "2026-11-27T17:00"), ("26.49", "2026-12-04T17:00"), ("26.50", "2026-12-11T17:00"),
    ]  # fmt: skip


def test_a_timetable_plans_its_trains_and_closes_their_doors_in_time(line):
    actions.set_timetable(line=line, rhythm=OSLO, why=WHY, at=NOW)
    assert coming(line)[0] == ("26.48", "2026-11-26T17:00")
    assert queries.next_train(line.id).freezes_at == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert queries.cadence_of(line.id).weekday == 3


def test_planned_trains_get_the_new_hour_by_name_and_the_reason_is_kept(line):
    train = actions.plan_fridays(line=line, at=NOW)[0]
    board_one(line, train)
    actions.set_timetable(line=line, rhythm=OSLO, why=WHY, at=NOW)
    (moved,) = queries.retimings(train.id)
    assert (moved.was, moved.becomes, moved.why) == (
        datetime(2026, 11, 27, 17, tzinfo=UTC), datetime(2026, 11, 26, 17, tzinfo=UTC), WHY,
    )  # fmt: skip
    told = FactRow.objects.get(name="releases.TimetableSet").payload
    assert (len(told["retimed"]), told["withdrawn"]) == (3, [])


def test_a_train_without_a_place_is_taken_off_unless_something_is_aboard(line):
    trains = actions.plan_fridays(line=line, at=NOW)
    board_one(line, trains[1])
    fortnightly = Rhythm(zone="UTC", every=2, starts=date(2026, 11, 30))
    actions.set_timetable(line=line, rhythm=fortnightly, why="Every other week.", at=NOW)
    assert [number for number, _ in coming(line)] == ["26.49", "26.51", "26.53"]
    assert queries.withdrawal(trains[0].id).why == "Every other week."
    back = Rhythm(zone="UTC", every=2, starts=date(2026, 11, 23))
    actions.set_timetable(line=line, rhythm=back, why="The other weeks.", at=NOW)
    assert "26.49" in [number for number, _ in coming(line)]


def test_frozen_trains_and_hot_fixes_stay_as_they_are(line):
    train = actions.plan_fridays(line=line, at=NOW)[0]
    actions.pass_station(train=train, station="frozen", at=NOW)
    hot = actions.plan_hotfix(line=line, why="It burns.", at=NOW)
    actions.set_timetable(line=line, rhythm=OSLO, why=WHY, at=NOW)
    assert queries.train_by_id(train.id).leaves_at == train.leaves_at
    assert queries.train_by_id(hot.id).leaves_at == hot.leaves_at


def test_the_same_timetable_again_moves_nothing(line):
    for _ in range(2):
        actions.set_timetable(line=line, rhythm=OSLO, why=WHY, at=NOW)
    assert len(queries.timetables(line.id)) == 2
    assert queries.retimings(queries.next_train(line.id).id) == []


def test_public_holidays_and_own_days_move_a_train_to_the_working_day_before(line):
    rhythm = Rhythm(
        zone="Europe/Oslo", leaves=time(18), country="NO", own={date(2026, 12, 24): "Christmas Eve"}
    )
    row = actions.set_timetable(line=line, rhythm=rhythm, why="Norway rests.", at=NOW)
    assert "2026-12-25" in row.holidays
    actions.plan_fridays(line=line, at=NOW, count=6)
    assert ("26.52", "2026-12-23T17:00") in coming(line)


def test_holidays_may_leave_a_train_out(line):
    rhythm = Rhythm(zone="UTC", own={date(2026, 12, 4): "Move"}, on_holiday="skip")
    actions.plan_fridays(line=line, at=NOW)
    actions.set_timetable(line=line, rhythm=rhythm, why="We move.", at=NOW)
    assert [number for number, _ in coming(line)] == ["26.48", "26.50", "26.51"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Rhythm(zone="Moon/Base"), "no time zone"),
        (Rhythm(zone="UTC", country="XX"), "holidays of XX"),
        (Rhythm(zone="UTC", weekday=9), "weekday"),
        (Rhythm(zone="UTC", freeze=timedelta(days=40)), "four weeks"),
    ],
)
def test_what_cannot_be_a_timetable_is_refused_and_nothing_is_kept(line, wrong, said):
    with pytest.raises(actions.Refused, match=said):
        actions.set_timetable(line=line, rhythm=wrong, why=WHY, at=NOW)
    with pytest.raises(actions.Refused, match="Say why"):
        actions.set_timetable(line=line, rhythm=OSLO, why=" ", at=NOW)
    assert queries.timetable(line.id) is None


def test_a_line_with_a_timetable_runs_on_when_nobody_looks(line):
    actions.set_timetable(line=line, rhythm=OSLO, why=WHY, at=NOW)
    actions.plan_running_lines(at=NOW + timedelta(days=60))
    assert len([one for one in coming(line) if one[1] > "2027-01-22"]) == 3
