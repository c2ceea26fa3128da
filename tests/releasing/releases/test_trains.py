"""Boarding, leaving behind, departing: once each, with an author, a reason and everybody told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from fanloop.foundation import bus, trail
from fanloop.foundation.models import FactRow
from fanloop.people.fans.actions import join
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.queries import behind
from fanloop.things.products.actions import add_line

NOW = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def line(db):
    return add_line(slug="dawn", name="Dawn", at=NOW)


@pytest.fixture
def trains(line):
    return actions.plan_fridays(line=line, at=NOW)


@pytest.fixture
def change(line):
    return actions.make_change(line=line, title="Quiet dial", kind="improved", at=NOW)


def told_facts():
    return list(FactRow.objects.order_by("id").values_list("name", flat=True))


def test_three_fridays_are_planned_once(line, trains):
    assert [train.number for train in trains] == ["26.48", "26.49", "26.50"]
    assert actions.plan_fridays(line=line, at=NOW) == trains
    assert told_facts() == ["releases.TrainPlanned"] * 3


def test_a_running_line_keeps_three_fridays_ahead(line, trains):
    actions.plan_running_lines(at=NOW + timedelta(days=7))
    assert [row.train.number for row in queries.coming_trains(line.id, limit=9)] == [
        "26.48",
        "26.49",
        "26.50",
        "26.51",
    ]


def test_a_change_has_one_place_and_boarding_twice_is_once(trains, change):
    first = actions.board(change=change, train=trains[0], at=NOW)
    assert actions.board(change=change, train=trains[0], at=LATER) == first
    assert told_facts().count("releases.ChangeBoarded") == 1
    actions.board(change=change, train=trains[1], at=LATER)
    assert queries.changes_of(trains[0].id) == []
    assert [one.change for one in queries.changes_of(trains[1].id)] == [change]


def test_who_stays_behind_stands_on_the_platform_with_the_reason(line, trains, change):
    actions.board(change=change, train=trains[0], at=NOW)
    actions.leave_behind(change=change, why=" It flickers. ", at=LATER)
    found = queries.platform(line.id)
    assert (found.count, found.held[0].change, found.held[0].left_behind.why_left) == (
        1,
        change,
        "It flickers.",
    )
    assert [place.change_id for place in queries.left_from(trains[0].id)] == [change.id]


def test_a_reason_is_owed(trains, change):
    actions.board(change=change, train=trains[0], at=NOW)
    with pytest.raises(actions.Refused, match="Say why"):
        actions.leave_behind(change=change, why="  ", at=LATER)


def test_another_line_s_train_is_refused(trains):
    other = add_line(slug="dusk", name="Dusk", at=NOW)
    change = actions.make_change(line=other, title="A", kind="new", at=NOW)
    with pytest.raises(actions.Refused, match="another line"):
        actions.board(change=change, train=trains[0], at=NOW)


def test_an_unknown_kind_is_refused(line):
    with pytest.raises(actions.Refused, match="not 'great'"):
        actions.make_change(line=line, title="A", kind="great", at=NOW)


def test_undo_brings_back_the_place_before(line, trains, change):
    actions.board(change=change, train=trains[0], at=NOW)
    actions.board(change=change, train=trains[1], at=LATER)
    actions.undo_move(change=change, at=LATER + timedelta(minutes=1))
    assert queries.boarding_of(change.id).train == trains[0]
    actions.leave_behind(change=change, why="Wait.", at=LATER + timedelta(minutes=2))
    actions.undo_move(change=change, at=LATER + timedelta(minutes=3))
    assert queries.boarding_of(change.id).train == trains[0]


def test_undo_of_a_first_boarding_is_the_platform(line, trains, change):
    actions.board(change=change, train=trains[0], at=NOW)
    actions.undo_move(change=change, at=LATER)
    assert queries.boarding_of(change.id) is None
    with pytest.raises(actions.Refused, match="has not moved"):
        actions.undo_move(change=actions.make_change(line=line, title="B", kind="new", at=NOW), at=LATER)


def test_an_empty_train_does_not_leave(trains):
    with pytest.raises(actions.Refused, match=r"Nobody is aboard 26\.48"):
        actions.depart(train=trains[0], at=NOW)
    assert queries.last_train() is None


def test_what_has_left_cannot_be_touched(trains, change):
    actions.board(change=change, train=trains[0], at=NOW)
    actions.depart(train=trains[0], at=LATER)
    with pytest.raises(actions.Refused, match="has left"):
        actions.leave_behind(change=change, why="Too late.", at=LATER)
    with pytest.raises(actions.Refused, match="has left"):
        actions.board(change=change, train=trains[1], at=LATER)


def test_departing_twice_is_departing_once(trains, change):
    actions.board(change=change, train=trains[0], at=NOW)
    first = actions.depart(train=trains[0], at=LATER)
    assert actions.depart(train=trains[0], at=LATER + timedelta(hours=1)) == first
    assert told_facts().count("releases.TrainDeparted") == 1


def test_a_departure_that_fails_leaves_nothing(trains, change, monkeypatch):
    actions.board(change=change, train=trains[0], at=NOW)
    monkeypatch.setattr(bus, "publish", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.depart(train=trains[0], at=LATER)
    assert queries.last_train() is None
    assert queries.note(trains[0].id, language="en") is None
    assert trail.causes_of(f"releases.train:{trains[0].id}").arrows == []


@pytest.mark.django_db(transaction=True)
def test_two_people_who_close_the_same_doors_make_one_departure():
    line = add_line(slug="dawn", name="Dawn", at=NOW)
    train = actions.plan_train(line=line, leaves_at=NOW, at=NOW)
    for title in "abc":
        change = actions.make_change(line=line, title=title, kind="new", at=NOW)
        actions.board(change=change, train=train, at=NOW)

    def close(_):
        try:
            return actions.depart(train=train, at=LATER).id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(close, range(4)))) == 1
    assert told_facts().count("releases.TrainDeparted") == 1


def test_undo_of_a_mistaken_boarding_keeps_the_reason_it_stayed_for(line, trains, change):
    actions.board(change=change, train=trains[0], at=NOW)
    actions.leave_behind(change=change, why="It flickers.", at=LATER)
    actions.board(change=change, train=trains[1], at=LATER + timedelta(minutes=1))
    actions.undo_move(change=change, at=LATER + timedelta(minutes=2))
    assert queries.platform(line.id).held[0].left_behind.why_left == "It flickers."


def test_who_moved_to_another_train_was_not_left_behind(trains, change):
    actions.board(change=change, train=trains[0], at=NOW)
    actions.board(change=change, train=trains[1], at=LATER)
    assert queries.changes_of(trains[1].id)[0].left_behind is None
    assert [place.why_left for place in queries.left_from(trains[0].id)] == ["→ 26.49"]


def test_a_page_names_the_first_of_many_who_asked_and_counts_the_others(trains, change, monkeypatch):
    monkeypatch.setattr(behind, "FIRST", 2)
    actions.board(change=change, train=trains[0], at=NOW)
    ids = [join(handle=f"fan{number}", email=None, password=None, at=NOW).id for number in range(4)]
    actions.credit(change=change, fan_ids=ids[:1], for_what="asked", at=NOW)
    actions.credit(change=change, fan_ids=ids, for_what="backed", at=NOW)
    actions.credit(change=change, fan_ids=ids[1:], for_what="helped", at=NOW)
    (whole,), (brief,) = (queries.changes_of(trains[0].id, brief=brief) for brief in (False, True))
    assert (brief.asked, brief.more, brief.asked_by) == (ids[:2], 2, 4)
    assert (whole.asked, whole.more, whole.asked_by) == (ids, 0, 4)
    assert brief.helped == whole.helped == ids[1:]
    assert queries.thanked(trains[0].id) == (ids[:2], 4)
