"""Unmerge restores exactly: whatever was merged, moved and joined, undoing it brings every count back."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanloop.foundation import trail
from fanloop.foundation.models import SearchDocument
from fanloop.listening.voices import actions, queries
from tests.listening.conftest import AT, at_level, somebody

pytestmark = pytest.mark.django_db
VOICES, NEEDS, FANS = 5, 3, 4
places = st.integers(0, NEEDS - 1)
worlds = st.fixed_dictionaries(
    {
        "home": st.lists(st.none() | places, min_size=VOICES, max_size=VOICES),
        "backed": st.sets(st.tuples(st.integers(0, VOICES - 1), st.integers(0, FANS - 1)), max_size=8),
        "voted": st.sets(st.tuples(places, st.integers(0, FANS - 1)), max_size=8),
        "moves": st.lists(st.tuples(st.integers(0, VOICES - 1), places), min_size=1, max_size=5),
        "join": st.tuples(places, places),
    }
)


def snapshot(needs):
    """All that a merge could change: counts, scores, people, arrows and what is found."""
    ids = [need.id for need in needs]
    rows = [queries.need_by_id(need_id) for need_id in ids]
    counts = [(r.voices_count, r.backers_count, r.votes_count, r.people_count, r.score, r.hot) for r in rows]
    walks = [{node.ref for node in trail.causes_of(f"voices.need:{need_id}").nodes} for need_id in ids]
    found = set(SearchDocument.objects.filter(kind="voices.need").values_list("ref", "words"))
    return counts, queries.people_behind(ids), walks, found


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds)
def test_undoing_everything_restores_everything(people_and_needs, world):
    with transaction.atomic():
        merge_and_undo(*people_and_needs, world)
        transaction.set_rollback(True)


def merge_and_undo(fans, needs, world):
    built = build(fans, needs, world)
    before = snapshot(needs)
    done = []
    for voice, place in world["moves"]:
        if queries.need_of_voice(built[voice].id) != needs[place]:
            actions.merge_voices(voices=[built[voice]], into=needs[place], by=None, at=AT)
            done.append(built[voice])
    one, other = (needs[place] for place in world["join"])
    if one != other:
        actions.join_needs(need=one, into=other, by=None, at=AT)
        actions.part_needs(need=one, by=None, at=AT)
    for voice in reversed(done):
        actions.unmerge_voice(voice=voice, by=None, at=AT)
    assert snapshot(needs) == before


@pytest.fixture
def people_and_needs(db):
    fans = [at_level(somebody(f"fan{n}"), 4) for n in range(FANS)]
    seeds = [
        actions.raise_voice(kind="idea", title=f"Seed {n}", words="seed", fan=None, at=AT)
        for n in range(NEEDS)
    ]
    needs = [
        actions.make_need(title=f"Need {n}", voices=[seed], by=None, at=AT) for n, seed in enumerate(seeds)
    ]
    return fans, needs


def build(fans, needs, world):
    kinds = ["bug", "idea", "question", "praise", "idea"]
    said = [
        actions.raise_voice(kind=kinds[n], title=f"Voice {n}", words="words", fan=fans[n % FANS], at=AT)
        for n in range(VOICES)
    ]
    for voice, fan in world["backed"]:
        if said[voice].fan_id != fans[fan].id:
            actions.back_voice(voice=said[voice], fan=fans[fan], at=AT)
    for place, fan in world["voted"]:
        actions.vote(need=needs[place], fan=fans[fan], at=AT)
    for voice, place in zip(said, world["home"], strict=True):
        if place is not None:
            actions.merge_voices(voices=[voice], into=needs[place], by=None, at=AT)
    return said
