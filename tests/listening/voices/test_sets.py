"""Imports act on sets: one fact a batch, and a second run changes nothing."""

import pytest

from fanloop.foundation import bus, trail
from fanloop.foundation.models import FactRow
from fanloop.listening.community import actions as talk
from fanloop.listening.voices import actions, queries
from tests.listening.conftest import AT

pytestmark = pytest.mark.django_db


def counts():
    return {
        "facts": FactRow.objects.count(),
        "voices": len(queries.voices_by_ids(range(1, 10_000))),
        "needs": queries.needs_board(size=100).paginator.count,
    }


@pytest.fixture
def topics(mira):
    space = talk.open_space(slug="talk", name="Talk", at=AT)
    new = [
        talk.NewTopic(
            source_key=f"t:{n}", space_id=space.id, title=f"T {n}", body="words", at=AT, author_id=mira.id
        )
        for n in range(3)
    ]
    return list(talk.import_topics(topics=new, at=AT).values())


def take_over(topics, fan):
    new = [
        actions.NewVoice(
            source_key=f"v:{topic}",
            kind="bug",
            title=f"V {topic}",
            words="words",
            at=AT,
            topic=f"community.topic:{topic}",
        )
        for topic in topics
    ]
    ids = actions.import_voices(voices=new, at=AT)
    first, _, third = ids.values()
    actions.import_backings(
        backings=[actions.NewBacking(source_key="b:1", voice_id=first, at=AT, fan_id=fan.id)], at=AT
    )
    needs = actions.needs_from_voices(voice_ids=ids.values(), same=[(first, third)], at=AT)
    return ids, needs


def test_a_second_run_changes_nothing(topics, tomo):
    once = take_over(topics, tomo)
    before = counts()
    assert take_over(topics, tomo) == once
    assert counts() == before


def test_linked_voices_become_one_guessed_need_with_a_trail_to_their_topics(topics, tomo):
    ids, needs = take_over(topics, tomo)
    first, second, third = ids.values()
    assert needs[first] == needs[third] != needs[second]
    need = queries.need_by_id(needs[first])
    assert (need.voices_count, need.backers_count, need.guessed) == (2, 1, True)
    walked = {node.ref for node in trail.causes_of(f"voices.need:{need.id}").nodes}
    assert {f"community.topic:{topics[0]}", f"community.topic:{topics[2]}"} <= walked
    assert trail.check().ok


def test_one_fact_a_batch(topics, tomo):
    bus.drain()
    before = FactRow.objects.count()
    take_over(topics, tomo)
    assert FactRow.objects.count() - before == 3


def test_a_page_of_needs_takes_the_same_few_queries_however_long(topics, tomo, django_assert_num_queries):
    take_over(topics, tomo)
    with django_assert_num_queries(4):
        assert len(queries.needs_board().object_list) == 2


def test_ties_are_broken_by_votes_then_by_the_newer_need(mira, jonna):
    voices = [actions.raise_voice(kind="idea", title=f"v{n}", words="w", fan=None, at=AT) for n in range(3)]
    needs = [
        actions.make_need(title=f"n{n}", voices=[voice], by=jonna, at=AT) for n, voice in enumerate(voices)
    ]
    order = [row.need.id for row in queries.needs_board().object_list]
    assert order == [need.id for need in reversed(needs)]
