from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fanloop.listening.events.rules.seats import Room, has_seat, moving_up

AT = datetime(2026, 11, 1, tzinfo=UTC)
levels = st.integers(0, 4)
rooms = st.builds(
    Room,
    seats=st.integers(1, 12),
    kept=st.integers(0, 12),
    level=levels,
    until=st.sampled_from([None, AT - timedelta(days=1), AT + timedelta(days=1)]),
)
lines = st.lists(levels, max_size=30)


def _admitted(room, asking):
    going = []
    for level in asking:
        if has_seat(room, going, level, at=AT):
            going.append(level)
    return going


@given(rooms, lines)
def test_nobody_goes_without_a_seat(room, asking):
    assert len(_admitted(room, asking)) <= room.seats


@given(rooms, lines)
def test_kept_seats_are_there_for_those_they_are_kept_for(room, asking):
    going = _admitted(room, asking)
    if room.is_keeping(AT):
        assert sum(one < room.level for one in going) <= max(0, room.seats - room.kept)
    else:
        assert len(going) == min(room.seats, len(asking))


@given(rooms, lines, lines)
def test_who_moves_up_never_outnumbers_the_seats_and_keeps_the_order(room, going, waiting):
    going = _admitted(room, going)
    up = moving_up(room, going, list(enumerate(waiting)), at=AT)
    assert len(going) + len(up) <= room.seats
    assert up == sorted(up)


@given(rooms, lines, levels)
def test_among_equals_the_first_in_line_goes_first(room, going, level):
    going = _admitted(room, going)
    up = moving_up(room, going, [(number, level) for number in range(20)], at=AT)
    assert up == list(range(len(up)))


@given(lines, levels)
def test_without_an_end_of_seats_everybody_goes(going, level):
    assert has_seat(Room(None), going, level, at=AT)
