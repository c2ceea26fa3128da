"""From a voice to a promise and back, on the real database."""

from datetime import timedelta

import pytest

from fanloop.foundation import bus, trail
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.voices import actions, queries
from fanloop.listening.voices.actions import Refused
from fanloop.listening.voices.rules import ranking
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from tests.listening.conftest import AT, at_level, somebody

pytestmark = pytest.mark.django_db


def say(fan, title="Wake me with the real sunrise", kind="idea", at=AT):
    return actions.raise_voice(kind=kind, title=title, words=f"{title}, please.", fan=fan, at=at)


def numbers(need_id):
    row = queries.need_by_id(need_id)
    return row.voices_count, row.backers_count, row.votes_count, row.people_count, row.score


def test_a_voice_without_a_title_is_called_by_its_first_sentence(mira):
    voice = actions.raise_voice(kind="idea", title="", words="Too bright at night. Really.", fan=mira, at=AT)
    assert voice.title == "Too bright at night"


def test_silence_is_refused(mira):
    with pytest.raises(Refused, match="Say something first"):
        actions.raise_voice(kind="idea", title=" ", words="\0", fan=mira, at=AT)


def test_the_first_answer_stops_the_ring_and_tells_the_fan(mira, jonna):
    voice = say(mira)
    assert queries.voice(voice.id, ANYONE).answer is None
    actions.answer_voice(voice=voice, by=jonna, words="Yes.", at=AT + timedelta(minutes=5, seconds=20))
    row = queries.voice(voice.id, ANYONE)
    assert (row.minutes, row.answered_by) == (6, "Jonna")
    assert [notice.kind for notice in fan_queries.inbox(Viewer(fan_id=mira.id))] == ["voice_answered"]


def test_a_second_first_answer_is_refused(mira, jonna):
    voice = say(mira)
    actions.answer_voice(voice=voice, by=jonna, words="Yes.", at=AT)
    with pytest.raises(Refused, match="quicker"):
        actions.answer_voice(voice=voice, by=jonna, words="No.", at=AT)


def test_people_count_once_by_the_strongest_thing_they_did(mira, tomo, leo, jonna):
    voice = say(mira)
    need = actions.make_need(title="Real sunrise", voices=[voice], by=jonna, at=AT)
    actions.back_voice(voice=voice, fan=tomo, at=AT)
    actions.vote(need=need, fan=tomo, at=AT)
    actions.vote(need=need, fan=mira, at=AT)
    actions.vote(need=need, fan=leo, at=AT)
    # weight 2 for an idea, popularity 3 (mira voiced) + 2 (tomo backed) + 1 (leo voted)
    assert numbers(need.id) == (1, 1, 3, 3, 12.0)


def test_one_guessed_bug_among_ideas_does_not_make_a_need_a_bug(jonna):
    guesses = [
        actions.NewVoice(source_key=f"far:{n}", kind=kind, title=f"Sunrise {n}", words="w", at=AT)
        for n, kind in enumerate(["bug", "idea", "idea", "bug", "bug"])
    ]
    ids = actions.import_voices(voices=guesses, at=AT)
    rows = [queries.voice(ids[new.source_key], ANYONE).voice for new in guesses]
    need = actions.make_need(title="Real sunrise", voices=rows[:3], by=jonna, at=AT)
    assert queries.need_by_id(need.id).weight == ranking.WEIGHTS["idea"]
    actions.merge_voices(voices=rows[3:], into=need, by=jonna, at=AT)
    assert queries.need_by_id(need.id).weight == ranking.WEIGHTS["bug"]
    said = actions.raise_voice(kind="question", title="Which sun?", words="w", fan=None, at=AT)
    actions.merge_voices(voices=[said], into=need, by=jonna, at=AT)
    assert queries.need_by_id(need.id).weight == ranking.WEIGHTS["question"]


def test_the_trail_runs_from_the_promise_to_the_voice(mira, jonna):
    voice = say(mira)
    need = actions.make_need(title="Real sunrise", voices=[voice], by=jonna, at=AT)
    promise = actions.accept_need(need=need, by=jonna, because="It sees the light anyway.", at=AT)
    walk = trail.causes_of(ref(promise))
    assert [node.ref for node in walk.nodes] == [ref(promise), ref(need), ref(voice)]
    assert trail.check().ok


def test_a_promise_needs_a_reason_and_is_given_once(mira, jonna):
    need = actions.make_need(title="Real sunrise", voices=[say(mira)], by=jonna, at=AT)
    with pytest.raises(Refused, match="Say why"):
        actions.accept_need(need=need, by=jonna, because=" ", at=AT)
    promise = actions.accept_need(need=need, by=jonna, because="Yes.", at=AT)
    with pytest.raises(Refused, match="promised already"):
        actions.accept_need(need=need, by=jonna, because="Yes.", at=AT)
    actions.withdraw_acceptance(acceptance=promise, at=AT)
    assert queries.acceptance_of(need.id) is None


def test_an_eleventh_vote_is_refused_until_one_comes_back(mira, jonna):
    needs = [
        actions.make_need(title=f"Need {n}", voices=[say(mira, f"v{n}")], by=jonna, at=AT) for n in range(11)
    ]
    fan = at_level(somebody("voter"), 4)
    for need in needs[:10]:
        actions.vote(need=need, fan=fan, at=AT)
    assert queries.votes_left(fan.id) == 0
    with pytest.raises(Refused, match="10 votes"):
        actions.vote(need=needs[10], fan=fan, at=AT)
    assert actions.return_votes(need_ids=[needs[0].id], at=AT) == 1
    actions.vote(need=needs[10], fan=fan, at=AT)
    assert queries.votes_left(fan.id) == 0
    assert queries.need_by_id(needs[0].id).votes_count == 1, "a vote that came back still counts as given"


def test_voting_twice_is_one_vote_and_taking_back_leaves_none(mira, tomo, jonna):
    need = actions.make_need(title="Real sunrise", voices=[say(mira)], by=jonna, at=AT)
    before = numbers(need.id)
    actions.vote(need=need, fan=tomo, at=AT)
    actions.vote(need=need, fan=tomo, at=AT)
    assert queries.votes_left(tomo.id) == 1
    actions.withdraw_vote(need=need, fan=tomo, at=AT)
    assert numbers(need.id) == before


def test_a_voice_moved_to_another_need_goes_back_when_unmerged(mira, tomo, jonna):
    one, other = say(mira, "one"), say(tomo, "other")
    first = actions.make_need(title="First", voices=[one], by=jonna, at=AT)
    second = actions.make_need(title="Second", voices=[other], by=jonna, at=AT)
    before = numbers(first.id), numbers(second.id)
    actions.merge_voices(voices=[one], into=second, by=jonna, at=AT)
    assert numbers(second.id)[0] == 2
    assert [node.ref for node in trail.causes_of(ref(first)).nodes] == [ref(first)]
    assert actions.unmerge_voice(voice=one, by=jonna, at=AT) == first
    assert (numbers(first.id), numbers(second.id)) == before
    assert ref(one) in {node.ref for node in trail.causes_of(ref(first)).nodes}


def test_joined_needs_count_each_person_once_and_part_exactly(mira, tomo, leo, jonna):
    first = actions.make_need(title="First", voices=[say(mira, "one")], by=jonna, at=AT)
    second = actions.make_need(title="Second", voices=[say(tomo, "other")], by=jonna, at=AT)
    actions.vote(need=first, fan=leo, at=AT)
    actions.vote(need=second, fan=leo, at=AT)
    before = numbers(first.id), numbers(second.id)
    actions.join_needs(need=first, into=second, by=jonna, at=AT)
    assert numbers(second.id) == (2, 0, 1, 3, 14.0)
    assert queries.people_behind([second.id]) == {second.id: {mira.id, tomo.id, leo.id}}
    assert [row.need.id for row in queries.needs_board().object_list] == [second.id]
    with pytest.raises(Refused, match="one already"):
        actions.join_needs(need=second, into=first, by=jonna, at=AT)
    actions.part_needs(need=first, by=jonna, at=AT)
    assert (numbers(first.id), numbers(second.id)) == before


def test_credit_names_the_first_who_asked(mira, tomo, leo, jonna):
    voice = say(mira)
    need = actions.make_need(title="First", voices=[voice], by=jonna, at=AT)
    actions.vote(need=need, fan=leo, at=AT)
    actions.back_voice(voice=voice, fan=tomo, at=AT)
    assert queries.credit_names([need.id], shown=2)[need.id] == queries.Credited(("mira", "tomo"), 1)


def test_erasure_takes_the_words_and_leaves_the_count(mira, tomo, jonna):
    voice = say(mira)
    need = actions.make_need(title="Real sunrise", voices=[voice], by=jonna, at=AT)
    own = actions.needs_from_voices(voice_ids=[say(mira, "Only mine").id], at=AT)
    fans.erase(fan=mira, by=mira, at=AT)
    bus.drain()
    row = queries.voice(voice.id, ANYONE)
    assert (row.voice.words, row.voice.title, row.by) == ("", "", "someone who left")
    assert numbers(need.id)[3] == 1
    assert [queries.need_by_id(need_id).title for need_id in own.values()] == [{}]


def test_similar_needs_are_found_by_their_voices_words(mira, jonna):
    voice = actions.raise_voice(
        kind="idea", title="Too bright", words="reading in bed hurts", fan=mira, at=AT
    )
    need = actions.make_need(title="Dim below one percent", voices=[voice], by=jonna, at=AT)
    actions.make_need(title="A longer cable", voices=[say(mira, "cable")], by=jonna, at=AT)
    actions.fingerprint_new(at=AT)
    found = queries.similar("my eyes when reading in bed", ANYONE)
    assert [row.need.id for row in found] == [need.id]


def test_a_declined_need_leaves_the_board(mira, jonna):
    need = actions.make_need(title="First", voices=[say(mira)], by=jonna, at=AT)
    actions.decline_need(need=need, by=jonna, because="Too warm.", at=AT)
    assert list(queries.needs_board().object_list) == []
    assert [row.need.id for row in queries.needs_board(order="done").object_list] == [need.id]
    assert [mark.kind for mark in queries.stations(need.id)] == ["voiced", "declined"]
