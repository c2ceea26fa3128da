"""Private messages: who may start, who may read, what reaches whom."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation import bus, trail
from fanloop.foundation.search.finding import find
from fanloop.foundation.viewer import Viewer
from fanloop.listening.conversations import actions, queries
from fanloop.listening.conversations.rules.opening import MOST_PEOPLE, problem_with
from fanloop.listening.moderation import actions as moderation
from fanloop.listening.moderation import ports
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from fanloop.people.fans.models import Notice
from fanloop.people.levels.models import Level
from tests.listening.conftest import AT, somebody

MINUTE = timedelta(minutes=1)


def eyes(fan, **more):
    return Viewer(fan_id=fan.id, **more)


def raise_level(fan, level=1):
    Level.objects.update_or_create(fan=fan, defaults={"level": level, "since": AT})


@pytest.fixture
def talk(jonna, mira, tomo):
    return actions.start(
        by=jonna.fan, to=[mira, tomo], subject="Spare coils", words="Who needs *one*?", at=AT
    )


@pytest.mark.django_db
def test_a_new_fan_cannot_start_and_may_answer(mira, tomo, jonna, talk):
    with pytest.raises(actions.Refused, match="level 1"):
        actions.start(by=mira, to=[tomo], subject="Hi", words="Hello", at=AT)
    actions.send(conversation=talk, by=mira, words="I do", at=AT + MINUTE)
    assert [said.words for said in queries.messages(talk, viewer=eyes(tomo))] == ["Who needs *one*?", "I do"]


@pytest.mark.django_db
def test_from_level_one_on_a_fan_may_start(mira, tomo):
    assert not queries.may_start(eyes(mira))
    raise_level(mira)
    assert queries.may_start(eyes(mira))
    row = actions.start(by=mira, to=[tomo, mira], subject="Hi", words="Hello", at=AT)
    assert [one.name for one in queries.people_of(row)] == ["mira", "tomo"]


@pytest.mark.django_db
def test_only_who_takes_part_sees_anything_of_it(talk, leo, jonna, mira):
    outsiders = [
        Viewer(), eyes(leo), Viewer(fan_id=leo.id, is_staff=True, permissions=frozenset({"community.moderate", "people.see"})),
    ]  # fmt: skip
    bus.drain()
    for viewer in outsiders:
        assert queries.conversation(talk.id, viewer) is None
        assert queries.talks(viewer) == []
        assert queries.message_seen_by(talk.last_id, viewer) is None
        assert find("coils", viewer=viewer) == []
        assert trail.describe([f"conversations.conversation:{talk.id}"], viewer=viewer) == {}
    with pytest.raises(actions.Refused, match="take part"):
        actions.send(conversation=talk, by=leo, words="Me too", at=AT)
    assert len(find("coils", viewer=eyes(mira))) == 1


@pytest.mark.django_db
def test_who_has_left_is_an_outsider(talk, mira, jonna):
    bus.drain()
    actions.leave(conversation=talk, fan=mira, at=AT)
    assert queries.conversation(talk.id, eyes(mira)) is None
    assert find("coils", viewer=eyes(mira)) == []
    with pytest.raises(actions.Refused):
        actions.send(conversation=talk, by=mira, words="Wait", at=AT)
    actions.send(conversation=talk, by=jonna.fan, words="Gone?", at=AT)
    assert queries.unread_count(eyes(mira)) == 0


@pytest.mark.django_db
def test_unread_is_counted_by_conversation_and_by_message(talk, mira, jonna):
    actions.send(conversation=talk, by=jonna.fan, words="Anybody?", at=AT + MINUTE)
    assert queries.unread_count(eyes(mira)) == 1
    assert [row.unread for row in queries.talks(eyes(mira))] == [2]
    assert queries.unread_count(eyes(jonna.fan)) == 0
    talk.refresh_from_db()
    actions.read_to(conversation=talk, fan=mira, message_id=talk.last_id, at=AT)
    actions.read_to(conversation=talk, fan=mira, message_id=1, at=AT)
    assert queries.unread_count(eyes(mira)) == 0


@pytest.mark.django_db
def test_one_line_in_the_inbox_until_it_is_read_and_no_words_in_it(talk, mira, jonna):
    actions.send(conversation=talk, by=jonna.fan, words="A secret word", at=AT)
    mine = Notice.objects.filter(fan=mira, kind="message")
    assert mine.count() == 1
    assert "secret" not in str(mine.get().data)
    talk.refresh_from_db()
    actions.read_to(conversation=talk, fan=mira, message_id=talk.last_id, at=AT)
    assert mine.get().read_at == AT
    actions.send(conversation=talk, by=jonna.fan, words="More", at=AT)
    assert mine.count() == 2


@pytest.mark.django_db
def test_who_is_ignored_does_not_reach_me(talk, mira, tomo, jonna):
    actions.ignore(fan=mira, ignored=tomo, at=AT)
    actions.ignore(fan=mira, ignored=tomo, at=AT)
    talk.refresh_from_db()
    actions.read_to(conversation=talk, fan=mira, message_id=talk.last_id, at=AT)
    actions.send(conversation=talk, by=tomo, words="Do you hear me?", at=AT)
    assert [said.is_ignored for said in queries.messages(talk, viewer=eyes(mira))] == [False, True]
    assert "hear" not in str(queries.messages(talk, viewer=eyes(mira)))
    assert queries.unread_count(eyes(mira)) == 0
    assert (
        queries.talks(eyes(mira))[0].excerpt == "Who needs one ?"
        or "one" in queries.talks(eyes(mira))[0].excerpt
    )
    raise_level(tomo)
    with pytest.raises(actions.Refused, match="cannot be reached"):
        actions.start(by=tomo, to=[mira], subject="Hi", words="Hello", at=AT)
    actions.end_ignoring(fan=mira, ignored=tomo, at=AT)
    assert "hear" in str(queries.messages(talk, viewer=eyes(mira)))


@pytest.mark.django_db
def test_an_erased_person_leaves_no_words_and_no_subject(talk, jonna, mira, tomo):
    actions.send(conversation=talk, by=mira, words="My address is Oak Lane", at=AT)
    bus.drain()
    fans.erase(fan=mira, by=jonna.fan, at=AT)
    bus.drain()
    assert find("Oak Lane", viewer=eyes(tomo)) == []
    assert [(said.words, said.by) for said in queries.messages(talk, viewer=eyes(tomo))][1] == (
        "",
        "someone who left",
    )


@pytest.mark.django_db
def test_an_export_holds_own_messages_alone(talk, mira):
    actions.send(conversation=talk, by=mira, words="Mine", at=AT)
    assert [row["words"] for row in fan_queries.export(eyes(mira))["messages"]] == ["Mine"]


@pytest.mark.django_db
def test_a_reported_message_can_be_judged_and_hidden(talk, mira, tomo, jonna):
    message = actions.send(conversation=talk, by=tomo, words="An insult", at=AT)
    about = f"conversations.message:{message.id}"
    assert ports.subjects([about])[about].words == "An insult"
    moderation.hide(about=about, by=jonna.fan, why="insult", at=AT)
    bus.drain()
    assert queries.messages(talk, viewer=eyes(mira))[-1].words == ""
    assert find("insult", viewer=eyes(mira)) == []


@pytest.mark.django_db
def test_a_list_of_conversations_takes_few_queries(jonna, mira, django_assert_max_num_queries):
    for n in range(12):
        actions.start(by=jonna.fan, to=[mira], subject=f"Talk {n}", words="Hello", at=AT + n * MINUTE)
    with django_assert_max_num_queries(12):
        rows = queries.talks(eyes(mira))
    assert [row.subject for row in rows][:2] == ["Talk 11", "Talk 10"]


@pytest.mark.django_db
def test_a_crowd_is_refused(jonna):
    people = [somebody(f"fan{n}") for n in range(MOST_PEOPLE)]
    with pytest.raises(actions.Refused, match="At most 8"):
        actions.start(by=jonna.fan, to=people, subject="All", words="Hello", at=AT)
    assert actions.start(by=jonna.fan, to=people[1:], subject="All", words="Hello", at=AT)


PEOPLE = st.sets(st.integers(1, 12), max_size=12)


@given(st.integers(1, 12), PEOPLE, st.integers(0, 4), st.booleans(), PEOPLE)
def test_a_conversation_that_may_start_has_two_to_eight_people_and_reaches_them_all(
    starter, others, level, is_member, deaf
):
    problem = problem_with(starter=starter, others=others, level=level, is_member=is_member, unreachable=deaf)
    people = others - {starter}
    assert (problem == "") == (
        1 <= len(people) < MOST_PEOPLE and (level >= 1 or is_member) and not people & deaf
    )
