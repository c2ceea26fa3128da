"""Two people at the wall at once, with real threads and real connections."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.listening.answers import actions, queries
from fanloop.listening.answers.rules.refusals import Refused
from fanloop.listening.voices import actions as voices
from tests.listening.answers.conftest import AT

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts in threads that start together; True for each that was not refused."""
    gate = Barrier(len(acts))

    def run(act):
        gate.wait(10)
        try:
            act()
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def case(said):
    return queries.case_of(ref(said()))


def test_of_eight_claims_at_once_one_holds(case, wen, jonna):
    people = [wen, jonna] * 4
    won = at_once(*(lambda who=who: actions.claim(case_id=case.id, by=who, at=AT) for who in people))
    holder = queries.case(case.id).claimed_by
    assert {who.id for who, got in zip(people, won, strict=True) if got} == {holder.id}
    assert [event.kind for event in queries.events_of(case.id)] == ["opened", "claimed"]


def test_of_two_answers_at_once_one_is_sent(case, wen, jonna):
    at = AT + timedelta(minutes=1)
    won = at_once(
        lambda: actions.answer(case_id=case.id, by=wen, words="Wen", at=at),
        lambda: actions.answer(case_id=case.id, by=jonna, words="Jonna", at=at),
    )
    assert sorted(won) == [False, True]


def test_of_two_minutes_at_once_people_are_told_once(case, wen, jonna):
    actions.tell_before(minutes=15, whose="member", which=str(wen.id), by=jonna, at=AT)
    told = []
    at_once(*[lambda: told.append(actions.escalate(at=AT + timedelta(minutes=1)))] * 4)
    actions.escalate(at=AT + timedelta(minutes=2))
    assert [event.kind for event in queries.events_of(case.id)] == ["opened", "escalated"]


def test_of_two_workers_at_once_one_opens_the_case(desk, mira):
    voice = voices.raise_voice(kind="bug", title="Kettle", words="Old.", fan=mira, at=AT)
    at_once(*[lambda: actions.open_case(about=ref(voice), fan=mira, at=AT)] * 6)
    bus.drain()
    assert [event.kind for event in queries.events_of(queries.case_of(ref(voice)).id)] == ["opened"]
