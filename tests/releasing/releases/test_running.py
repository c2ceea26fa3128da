"""Running trains: stations with authors, holds with reasons, withdrawals, hot-fixes, and a clock that departs nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from fanloop.foundation.models import FactRow
from fanloop.people.fans.actions import join
from fanloop.people.team.actions import found_maker
from fanloop.people.team.queries import member_of
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.rules.stations import Late
from fanloop.things.products.actions import add_line

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 17, tzinfo=UTC)
WHY = "Four lamps flicker after the update."


@pytest.fixture
def wen(db):
    return make_wen()


def make_wen():
    fan = join(handle="wen", email=None, password=None, at=NOW)
    found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=fan, member_name="Wen", at=NOW
    )
    return member_of(fan.id)


@pytest.fixture
def line(db):
    return add_line(slug="dawn", name="Dawn", at=NOW)


@pytest.fixture
def train(line):
    return actions.plan_fridays(line=line, at=NOW, count=1)[0]


@pytest.fixture
def change(line, train):
    made = actions.make_change(line=line, title="Quiet dial", kind="improved", at=NOW)
    actions.board(change=made, train=train, at=NOW)
    return made


def later(**span):
    return NOW + timedelta(**span)


def facts():
    return [
        name.removeprefix("releases.")
        for name in FactRow.objects.order_by("id").values_list("name", flat=True)
    ]


def way(train):
    return [(one.station, one.by.name if one.by else "", one.why) for one in queries.passages(train.id)]


def test_each_passage_has_an_author_a_time_and_a_reason(train, change, wen):
    actions.pass_station(train=train, station="frozen", by=wen, at=later(hours=1))
    actions.pass_station(train=train, station="built", by=wen, at=later(hours=2), why="Build 4 of 4.")
    actions.depart(train=train, by=wen, at=later(hours=3))
    actions.pass_station(train=train, station="reported", at=later(days=8))
    assert way(train) == [
        ("boarding", "", ""), ("frozen", wen.name, ""), ("built", wen.name, "Build 4 of 4."),
        ("departed", wen.name, ""), ("reported", "", ""),
    ]  # fmt: skip
    assert [one.at for one in queries.passages(train.id)] == sorted(
        one.at for one in queries.passages(train.id)
    )
    assert queries.station_of(train.id) == "reported"


def test_passing_twice_is_passing_once(train):
    assert actions.pass_station(train=train, station="frozen", at=NOW)
    assert not actions.pass_station(train=train, station="frozen", at=later(hours=1))
    assert facts().count("TrainPassed") == 1


def test_what_cannot_follow_is_refused_and_an_unknown_station_is_an_error(train, wen):
    actions.pass_station(train=train, station="beta", by=wen, at=NOW)
    with pytest.raises(actions.Refused, match="stands at “beta”; “built” cannot follow"):
        actions.pass_station(train=train, station="built", at=NOW)
    with pytest.raises(actions.Refused, match="cannot follow"):
        actions.pass_station(train=train, station="reported", at=NOW)
    with pytest.raises(ValueError, match="no station 'moon'"):
        actions.pass_station(train=train, station="moon", at=NOW)


def test_to_depart_is_to_close_the_doors(train, change, wen):
    actions.pass_station(train=train, station="departed", by=wen, at=later(hours=1))
    assert queries.last_train().left_at == later(hours=1)
    assert queries.station_of(train.id) == "departed"


def test_closed_doors_let_in_who_has_a_reason(line, train, wen):
    actions.pass_station(train=train, station="frozen", by=wen, at=NOW)
    late = actions.make_change(line=line, title="Fix", kind="fixed", at=NOW)
    with pytest.raises(actions.Refused, match=r"doors of 26\.48 have closed"):
        actions.board(change=late, train=train, by=wen, at=NOW)
    place = actions.board(change=late, train=train, by=wen, at=NOW, why="It burns fingers.")
    assert (place.why, place.by) == ("It burns fingers.", wen)


def test_doors_open_again_with_a_reason_only(train, wen):
    actions.pass_station(train=train, station="frozen", at=NOW)
    with pytest.raises(actions.Refused, match="Say why its doors open again"):
        actions.pass_station(train=train, station="boarding", by=wen, at=NOW)
    actions.pass_station(train=train, station="boarding", by=wen, at=NOW, why="The build failed.")
    assert not queries.state(train, NOW).is_shut


def test_a_held_train_does_not_leave_until_somebody_says_what_changed(train, change, wen):
    actions.hold(train=train, why=f" {WHY} ", by=wen, at=later(hours=1))
    with pytest.raises(actions.Refused, match=r"is stopped: Four lamps flicker"):
        actions.depart(train=train, by=wen, at=later(hours=2))
    assert queries.hold_of(train.id).why == WHY
    with pytest.raises(actions.Refused, match="Say what has changed"):
        actions.resume(train=train, why="", by=wen, at=later(hours=3))
    actions.resume(train=train, why="The cable was it.", by=wen, at=later(hours=3))
    actions.depart(train=train, by=wen, at=later(hours=4))
    (held,) = queries.holds(train.id)
    assert (held.why, held.why_resumed, held.resumed_by) == (WHY, "The cable was it.", wen)
    assert queries.hold_of(train.id) is None


def test_holding_and_resuming_twice_is_once(train, wen):
    first = actions.hold(train=train, why=WHY, by=wen, at=NOW)
    assert actions.hold(train=train, why="Other.", by=wen, at=NOW) == first
    actions.resume(train=train, why="Fixed.", by=wen, at=NOW)
    actions.resume(train=train, why="Again.", by=wen, at=NOW)
    assert [name for name in facts() if name in {"TrainHeld", "TrainResumed"}] == [
        "TrainHeld",
        "TrainResumed",
    ]
    assert queries.holds(train.id)[0].why_resumed == "Fixed."


def test_a_hold_needs_a_reason_and_a_train_that_was_held(train, wen):
    with pytest.raises(actions.Refused, match="Say why it is stopped"):
        actions.hold(train=train, why=" \n", by=wen, at=NOW)
    with pytest.raises(actions.Refused, match=r"Nobody has stopped 26\.48"):
        actions.resume(train=train, why="Fixed.", by=wen, at=NOW)


def test_a_train_is_stopped_after_it_left_too(train, change, wen):
    actions.depart(train=train, by=wen, at=NOW)
    actions.hold(train=train, why=WHY, by=wen, at=later(hours=1))
    assert queries.state(train, later(hours=2)).hold.why == WHY


def test_a_train_taken_off_gives_its_changes_back_and_is_not_planned_again(line, train, change, wen):
    actions.withdraw_train(train=train, why=WHY, by=wen, at=NOW)
    assert [one.change for one in queries.platform(line.id).held] == [change]
    assert queries.left_from(train.id)[0].why_left == WHY
    assert queries.next_train(line.id) is None
    actions.plan_fridays(line=line, at=NOW)
    assert [row.train.number for row in queries.coming_trains(line.id)] == ["26.49", "26.50"]
    with pytest.raises(actions.Refused, match="was withdrawn: Four lamps"):
        actions.board(change=change, train=train, by=wen, at=NOW)
    with pytest.raises(actions.Refused, match="was withdrawn"):
        actions.depart(train=train, by=wen, at=NOW)


def test_a_train_called_back_keeps_what_it_brought(train, change, wen):
    actions.depart(train=train, by=wen, at=NOW)
    first = actions.withdraw_train(train=train, why=WHY, by=wen, at=NOW)
    assert actions.withdraw_train(train=train, why="Other.", by=wen, at=NOW) == first
    assert queries.withdrawal(train.id).why == WHY
    assert [one.change for one in queries.changes_of(train.id)] == [change]
    assert FactRow.objects.get(name="releases.TrainWithdrawn").payload["had_left"] is True


def test_a_change_withdrawn_never_boards_again(line, train, change, wen):
    actions.withdraw_change(change=change, why="The sensor cannot do it.", by=wen, at=NOW)
    assert queries.platform(line.id).count == 0
    assert queries.pulled([change.id])[change.id].why == "The sensor cannot do it."
    with pytest.raises(actions.Refused, match="withdrawn for good"):
        actions.board(change=change, train=train, by=wen, at=NOW)


def test_a_change_withdrawn_after_it_left_stays_in_its_train(train, change, wen):
    actions.depart(train=train, by=wen, at=NOW)
    first = actions.withdraw_change(change=change, why=WHY, by=wen, at=NOW)
    assert actions.withdraw_change(change=change, why="Other.", by=wen, at=NOW) == first
    assert queries.boarding_of(change.id).train == train


def test_the_reason_it_stayed_behind_has_a_kind(train, change, wen):
    place = actions.leave_behind(change=change, why="4 of 31 see it flicker.", by=wen, at=NOW, cause="beta")
    assert place.cause == "beta"
    actions.board(change=change, train=train, at=NOW)
    with pytest.raises(actions.Refused, match="weather"):
        actions.leave_behind(change=change, why="Rain.", at=NOW, cause="weather")


def test_a_hot_fix_follows_the_last_train_and_there_is_one_at_a_time(line, train, change, wen):
    actions.depart(train=train, by=wen, at=later(days=4))
    hot = actions.plan_hotfix(line=line, why=WHY, by=wen, at=later(days=5))
    assert (hot.number, hot.leaves_at) == ("26.48.1", later(days=5, hours=4))
    assert actions.plan_hotfix(line=line, why="Other.", by=wen, at=later(days=5)) == hot
    assert queries.hotfix(hot.id).why == WHY
    fix = actions.make_change(line=line, title="No flicker", kind="fixed", at=later(days=5))
    actions.board(change=fix, train=hot, by=wen, at=later(days=5))
    actions.depart(train=hot, by=wen, at=later(days=5))
    assert actions.plan_hotfix(line=line, why="Other.", by=wen, at=later(days=5)).number == "26.48.2"


def test_a_hot_fix_alone_makes_no_rhythm(line, wen):
    actions.plan_hotfix(line=line, why=WHY, by=wen, at=NOW)
    actions.plan_running_lines(at=later(days=1))
    assert [row.train.number for row in queries.coming_trains(line.id)] == ["26.48.1"]


def test_the_clock_closes_doors_at_their_hour_and_departs_nothing(train, change, wen):
    actions.keep_time(at=FRIDAY - timedelta(hours=24, minutes=1))
    assert queries.station_of(train.id) == "boarding"
    actions.keep_time(at=FRIDAY - timedelta(hours=24))
    actions.keep_time(at=FRIDAY - timedelta(hours=23))
    assert [(one.station, one.by) for one in queries.passages(train.id)][1:] == [("frozen", None)]
    actions.pass_station(
        train=train, station="boarding", by=wen, at=FRIDAY - timedelta(hours=2), why="A fix."
    )
    actions.keep_time(at=FRIDAY + timedelta(days=1))
    assert queries.station_of(train.id) == "boarding"


def test_a_train_planned_by_hand_closes_its_doors_by_itself_too(line, wen):
    by_hand = actions.plan_train(line=line, leaves_at=later(days=3), number="fair", at=NOW)
    hot = actions.plan_hotfix(line=line, why=WHY, by=wen, at=NOW)
    actions.keep_time(at=later(hours=1))
    assert [queries.station_of(one.id) for one in (by_hand, hot)] == ["boarding", "boarding"]
    actions.keep_time(at=later(hours=2))
    assert [queries.station_of(one.id) for one in (by_hand, hot)] == ["boarding", "frozen"]
    actions.keep_time(at=later(days=2))
    assert queries.station_of(by_hand.id) == "frozen"


def test_a_late_train_says_so_once(train, change):
    actions.keep_time(at=FRIDAY)
    assert queries.late_trains(FRIDAY + timedelta(minutes=4)) == []
    actions.keep_time(at=FRIDAY + timedelta(minutes=6))
    actions.keep_time(at=FRIDAY + timedelta(minutes=11))
    assert queries.late_trains(FRIDAY + timedelta(hours=1)) == [(train, Late("departed", FRIDAY))]
    assert queries.last_train() is None
    said = FactRow.objects.get(name="releases.TrainLate").payload
    assert (said["station"], said["due"]) == ("departed", FRIDAY.isoformat())


def test_another_hour_is_said_with_the_old_one_and_the_reason(train, change, wen):
    moved = actions.retime_train(
        train=train, leaves_at=FRIDAY + timedelta(hours=3), why="Storm.", by=wen, at=NOW
    )
    actions.retime_train(train=train, leaves_at=FRIDAY + timedelta(hours=3), why="Again.", by=wen, at=NOW)
    (row,) = queries.retimings(train.id)
    assert (row.was, row.becomes, row.why) == (FRIDAY, FRIDAY + timedelta(hours=3), "Storm.")
    assert moved.freezes_at == FRIDAY - timedelta(hours=21)
    with pytest.raises(actions.Refused, match="hour is over"):
        actions.retime_train(train=train, leaves_at=NOW, why="Back.", by=wen, at=later(hours=1))


def test_all_states_of_many_trains_in_a_few_queries(line, wen, django_assert_max_num_queries):
    trains = actions.plan_fridays(line=line, at=NOW, count=30)
    actions.hold(train=trains[3], why=WHY, by=wen, at=NOW)
    with django_assert_max_num_queries(6):
        found = queries.states(trains, NOW)
    assert [one for one, state in found.items() if state.hold] == [trains[3].id]


@pytest.mark.django_db(transaction=True)
def test_who_closes_the_doors_and_who_stops_the_train_agree_on_one_story():
    wen, line = make_wen(), add_line(slug="dawn", name="Dawn", at=NOW)
    train = actions.plan_fridays(line=line, at=NOW, count=1)[0]
    made = actions.make_change(line=line, title="A", kind="new", at=NOW)
    actions.board(change=made, train=train, at=NOW)

    def act(turn):
        try:
            if turn % 2:
                return bool(actions.hold(train=train, why=WHY, by=wen, at=later(hours=1)))
            return actions.depart(train=train, by=wen, at=later(hours=1)).train_id == train.id
        except actions.Refused:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(4)))
    assert facts().count("TrainHeld") == 1
    assert facts().count("TrainDeparted") <= 1
    told = [name for name in facts() if name in {"TrainHeld", "TrainDeparted"}]
    assert told in (["TrainHeld"], ["TrainDeparted", "TrainHeld"])
