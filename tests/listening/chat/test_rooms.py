"""Rooms, lines, who is here: on the real database."""

from datetime import timedelta

import pytest
from django.db import connection

from fanloop.foundation import bus
from fanloop.foundation.search.finding import find
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.chat import actions, queries
from fanloop.listening.chat.models import Presence
from fanloop.listening.community import actions as community
from fanloop.listening.moderation import actions as moderation
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from tests.listening.conftest import AT

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def space(jonna):
    return community.open_space(slug="bench", name="The workbench", at=AT)


@pytest.fixture
def room(space, jonna):
    return actions.open_room(space=space, slug="evening", name="Evening", by=jonna, at=AT)


def said(room, *words_by, at=AT):
    return [
        actions.say(room=room, author=fan, words=words, at=at + n * MINUTE)
        for n, (fan, words) in enumerate(words_by)
    ]


def find_lines(words):
    return [hit.ref for hit in find(words, viewer=ANYONE, kinds=[queries.LINE])]


def test_lines_are_read_in_their_order_and_the_maker_is_marked(room, mira, jonna):
    said(room, (mira, "Hello"), (jonna.fan, "Good evening"))
    heard = queries.newest(room, viewer=Viewer(fan_id=mira.id), at=AT)
    assert [(line.words, line.by, bool(line.title), line.is_mine) for line in heard] == [
        ("Hello", "mira", False, True),
        ("Good evening", "jonna", True, False),
    ]


def test_after_a_line_come_only_the_later_ones(room, mira, tomo):
    first, second, third = said(room, (mira, "one"), (tomo, "two"), (tomo, "three"))
    fresh = queries.after(room, first.id, viewer=ANYONE, at=AT)
    assert [line.id for line in fresh] == [second.id, third.id]
    assert [line.place.follows for line in fresh] == [False, True]


@pytest.mark.parametrize("words", ["", "  \n", "\0", "x" * 2_001])
def test_a_line_has_words_and_not_too_many(room, mira, words):
    with pytest.raises(actions.Refused):
        actions.say(room=room, author=mira, words=words, at=AT)


def test_a_closed_room_is_read_only_until_it_is_opened_again(room, mira, jonna):
    actions.close_room(room=room, by=jonna, at=AT)
    with pytest.raises(actions.Refused, match="closed"):
        said(room, (mira, "Too late"))
    actions.reopen_room(room=room, at=AT)
    assert said(room, (mira, "Not too late"))


def test_two_rooms_cannot_have_one_address(room, space, jonna):
    with pytest.raises(actions.Refused, match="evening"):
        actions.open_room(space=space, slug="evening", name="Other", by=jonna, at=AT)


@pytest.mark.parametrize("slug", ["new", "seen", "lines"])
def test_a_room_cannot_hide_a_page_of_the_house(space, jonna, slug):
    with pytest.raises(actions.Refused, match=slug):
        actions.open_room(space=space, slug=slug, name="Other", by=jonna, at=AT)


def test_a_slip_is_mended_within_a_minute_by_its_author_alone(room, mira, tomo):
    (line,) = said(room, (mira, "Helo"))
    actions.mend(line=line, by=mira, words="Hello", at=AT + timedelta(seconds=59))
    (heard,) = queries.newest(room, viewer=ANYONE, at=AT)
    assert (heard.words, heard.is_edited) == ("Hello", True)
    for who, when in ((tomo, AT), (mira, AT + MINUTE)):
        with pytest.raises(actions.Refused):
            actions.mend(line=line, by=who, words="Bye", at=when)


def test_what_was_mended_is_fetched_by_pages_that_show_it(room, mira):
    first, last = said(room, (mira, "Helo"), (mira, "again"))
    assert queries.changed(room, last.id, viewer=ANYONE, at=AT) == []
    actions.mend(line=first, by=mira, words="Hello", at=AT + timedelta(seconds=5))
    assert [line.words for line in queries.changed(room, last.id, viewer=ANYONE, at=AT + MINUTE)] == ["Hello"]
    assert queries.changed(room, last.id, viewer=ANYONE, at=AT + 9 * MINUTE) == []


def test_a_hidden_line_keeps_its_place_without_its_words(room, mira, jonna):
    (line,) = said(room, (mira, "buy watches"))
    actions.index_history(at=AT)
    moderation.hide(about=f"chat.line:{line.id}", by=jonna.fan, why="spam", at=AT)
    bus.drain()
    (heard,) = queries.newest(room, viewer=ANYONE, at=AT)
    assert (heard.words, heard.is_hidden) == ("", True)
    assert find_lines("watches") == []
    moderation.unhide(about=f"chat.line:{line.id}", by=jonna.fan, at=AT)
    bus.drain()
    assert find_lines("watches") == [f"chat.line:{line.id}"]


def test_an_hour_is_found_at_once_and_called_by_its_first_line(room, mira, tomo):
    first, *_ = said(room, (mira, "The dial turns"), (tomo, "like butter"))
    later = actions.say(room=room, author=mira, words="An hour later: butter", at=AT + 60 * MINUTE)
    assert find_lines("butter") == []
    assert actions.index_history(at=AT) == 3
    assert set(find_lines("butter")) == {f"chat.line:{first.id}", f"chat.line:{later.id}"}
    assert actions.index_history(at=AT) == 0
    said(room, (tomo, "and like velvet"), at=AT + 10 * MINUTE)
    assert actions.index_history(at=AT) == 1
    assert find_lines("velvet") == [f"chat.line:{first.id}"]


def test_chinese_lines_are_found_by_two_characters(room, mira):
    (line,) = said(room, (mira, "半夜开灯还是太亮"))
    actions.index_history(at=AT)
    assert find_lines("开灯") == [f"chat.line:{line.id}"]


def test_days_are_days_of_the_reader(room, mira, settings):
    actions.say(room=room, author=mira, words="late", at=AT.replace(hour=23, minute=30))
    assert [str(day) for day in queries.days(room)] == ["2026-11-09"]
    from django.utils import timezone

    with timezone.override("Asia/Shanghai"):
        assert [str(day) for day in queries.days(room)] == ["2026-11-10"]
        assert len(queries.on_day(room, queries.days(room)[0], viewer=ANYONE, at=AT)) == 1


def test_who_is_erased_leaves_lines_without_words(room, mira, jonna):
    said(room, (mira, "secret"))
    actions.index_history(at=AT)
    fans.erase(fan=mira, by=jonna.fan, at=AT)
    bus.drain()
    (heard,) = queries.newest(room, viewer=ANYONE, at=AT)
    assert (heard.words, heard.by) == ("", "someone who left")
    assert find_lines("secret") == []


def test_an_export_holds_own_lines_alone(room, mira, tomo):
    said(room, (mira, "mine"), (tomo, "not mine"))
    assert [row["words"] for row in fan_queries.export(Viewer(fan_id=mira.id))["chat"]] == ["mine"]


def test_a_room_of_two_hundred_lines_takes_few_queries(room, mira, django_assert_max_num_queries):
    for n in range(60):
        actions.say(room=room, author=mira, words=f"line {n}", at=AT + n * MINUTE)
    with django_assert_max_num_queries(5):
        assert len(queries.newest(room, viewer=ANYONE, at=AT)) == 50


def here(room, at=AT):
    return queries.present([f"chat.room:{room.id}"], at=at).get(f"chat.room:{room.id}", [])


def test_a_member_is_here_until_they_are_not_seen_again(room, jonna):
    who = [(jonna.id, f"chat.room:{room.id}")]
    assert actions.keep_present(who=who, at=AT) == 1
    assert actions.keep_present(who=who, at=AT + MINUTE) == 0
    assert here(room, AT + MINUTE) == ["Jonna"]
    assert here(room, AT + 3 * MINUTE) == []
    actions.keep_present(who=[], at=AT + 3 * MINUTE)
    assert not Presence.objects.exists()


def test_a_process_that_is_behind_makes_nobody_leave_sooner(room, jonna):
    who = [(jonna.id, f"chat.room:{room.id}")]
    actions.keep_present(who=who, at=AT + MINUTE)
    actions.keep_present(who=who, at=AT)
    assert here(room, AT + 2 * MINUTE) == ["Jonna"]


def test_who_is_veiled_is_not_shown_even_while_a_page_says_so(room, jonna):
    who = [(jonna.id, f"chat.room:{room.id}")]
    actions.keep_present(who=who, at=AT)
    actions.veil(member=jonna, at=AT)
    actions.veil(member=jonna, at=AT)
    assert here(room) == []
    assert actions.keep_present(who=who, at=AT) == 0
    assert here(room) == []
    actions.lift_veil(member=jonna, at=AT)
    actions.keep_present(who=who, at=AT)
    assert here(room) == ["Jonna"]


def test_presence_is_of_members_alone(room, mira, jonna):
    """No fan's number is a member's: whoever is no member is kept nowhere."""
    nobody = jonna.id + 1_000
    assert actions.keep_present(who=[(nobody, f"chat.room:{room.id}")], at=AT) == 0
    assert not Presence.objects.exists()


def test_a_space_counts_who_is_in_its_rooms(room, space, jonna):
    actions.keep_present(who=[(jonna.id, f"chat.room:{room.id}")], at=AT)
    assert queries.present_in(space.id, at=AT) == ["Jonna"]


def test_coming_and_going_is_announced_and_staying_is_not(room, jonna):
    who, heard = [(jonna.id, f"chat.room:{room.id}")], []
    with connection.execute_wrapper(
        lambda run, sql, values, many, context: (
            heard.append((values or [""] * 2)[1]) if "pg_notify" in sql else None,
            run(sql, values, many, context),
        )[1]
    ):
        actions.keep_present(who=who, at=AT)
        actions.keep_present(who=who, at=AT + MINUTE)
        assert [each.strip() for each in heard] == [f"chat.presence/chat.room:{room.id}"]
        actions.keep_present(who=[], at=AT + 9 * MINUTE)
    assert len(heard) == 2
