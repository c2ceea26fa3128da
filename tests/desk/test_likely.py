"""Likely pairs: found by the weekly search, judged by people, never merged by themselves."""

import pytest
from django.test import Client

from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.voices import actions, queries
from fanloop.listening.voices.models import Fingerprint, Joining, Judgement, Likeness, Merge
from tests.listening.conftest import AT, jonna, lamp, leo, mira, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


def say(fan, title, words):
    return actions.raise_voice(kind="bug", title=title, words=words, fan=fan, at=AT)


@pytest.fixture
def needs(mira, tomo, jonna):
    one = say(mira, "The lamp flickers at night", "After midnight the lamp flickers all the time.")
    other = say(tomo, "Lamp flickering at night", "It flickers at night, all the time, near midnight.")
    say(mira, "A longer power cable", "Three metres would reach the bed.")
    made = [actions.make_need(title=voice.title, voices=[voice], by=jonna, at=AT) for voice in (one, other)]
    actions.fingerprint_new(at=AT)
    actions.find_likely_pairs(at=AT)
    return made


@pytest.fixture
def boss(jonna):
    client = Client()
    client.force_login(jonna.fan)
    return client


@pytest.fixture
def pair(needs):
    return Likeness.objects.get()


def test_the_search_finds_the_pair_and_merges_nothing(needs, pair):
    assert {pair.one, pair.other} == {f"voices.need:{need.id}" for need in needs}
    assert not Joining.objects.exists()
    assert [found.id for found in queries.open_pairs()] == [pair.id]


def test_the_same_joins_and_the_undo_parts_again(boss, needs, pair):
    assert "Lamp flickering at night" in boss.get("/desk/likely").text
    boss.post(f"/desk/likely/{pair.id}", {"verdict": "same"})
    assert queries.joined_into(needs[1].id) == needs[0]
    assert queries.open_pairs() == []
    boss.post(f"/desk/likely/{pair.id}/undo")
    assert queries.joined_into(needs[1].id) is None
    assert [found.id for found in queries.open_pairs()] == [pair.id]
    assert list(Judgement.objects.order_by("id").values_list("verdict", flat=True)) == ["same", "later"]


def test_not_the_same_is_asked_once_and_the_next_search_does_not_ask_again(boss, pair):
    boss.post(f"/desk/likely/{pair.id}", {"verdict": "different"})
    actions.find_likely_pairs(at=AT)
    assert queries.open_pairs() == []
    assert not Joining.objects.exists()


def test_two_loose_voices_become_a_need(boss, mira, tomo, jonna):
    said = [
        say(mira, "Night flicker", "The lamp flickers at night."),
        say(tomo, "Night flicker", "My lamp flickers at night."),
    ]
    actions.fingerprint_new(at=AT)
    actions.find_likely_pairs(at=AT)
    boss.post(f"/desk/likely/{Likeness.objects.get().id}", {"verdict": "same"})
    assert Merge.objects.filter(voice__in=said, undone_at=None).values("need").distinct().count() == 1


def test_a_word_nobody_knows_is_refused_and_fans_stay_outside(boss, pair, mira):
    boss.post(f"/desk/likely/{pair.id}", {"verdict": "maybe"})
    assert not Judgement.objects.exists()
    outsider = Client()
    outsider.force_login(mira)
    assert outsider.get("/desk/likely").status_code == 403


def test_a_voice_speaks_for_the_need_it_counts_in(needs, jonna):
    found = queries.suggestions("it flickers near midnight", SYSTEM)
    assert {one.need.need.id for one in found if one.need} == {need.id for need in needs}
    actions.join_needs(need=needs[1], into=needs[0], by=jonna, at=AT)
    assert [
        one.need.need.id for one in queries.suggestions("it flickers near midnight", SYSTEM) if one.need
    ] == [needs[0].id]


def test_a_fingerprint_follows_the_words_and_goes_with_them(needs, mira):
    before = Fingerprint.objects.count()
    assert actions.fingerprint_new(at=AT) == 0
    actions.forget_words(fan_id=mira.id, at=AT)
    assert Fingerprint.objects.count() == before - 2
    queries.remember()
    assert queries.suggestions("a longer power cable of three metres", SYSTEM) == []
