"""What a bug tells besides its words, whose device it is, votes in somebody's name, and who gave what."""

import pytest

from fanloop.foundation import bus
from fanloop.foundation.viewer import ANYONE, SYSTEM, Viewer
from fanloop.listening.community import actions as community
from fanloop.listening.moderation import actions as moderation
from fanloop.listening.voices import actions, queries
from fanloop.listening.voices.actions import Refused
from fanloop.listening.voices.rules.kinds import Detail
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from fanloop.people.terms import actions as terms
from tests.listening.conftest import AT, at_level, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def bug(mira, lamp):
    detail = Detail(lamp.id, "Oak", "26.47", "Switch it off.\nSwitch it on.", "As before", "Full light")
    return actions.raise_voice(
        kind="bug", title="Forgets", words="It forgets.", fan=mira, line=lamp, detail=detail, at=AT
    )


@pytest.fixture
def need(bug, jonna):
    return actions.make_need(title="Remember", voices=[bug], by=jonna, at=AT)


def test_a_bug_keeps_what_its_form_asked(bug):
    detail = queries.detail_of(bug.id)
    assert (queries.device(detail.line.name, detail.variant, detail.build), detail.got) == (
        "Dawn, Oak, 26.47",
        "Full light",
    )


def test_you_and_others_with_your_device_are_counted_by_device(bug, lamp, mira, tomo, leo):
    actions.back_voice(voice=bug, fan=tomo, words="Same.", detail=Detail(lamp.id, "Ash"), at=AT)
    actions.back_voice(voice=bug, fan=leo, at=AT)
    assert queries.company([bug.id], Viewer(fan_id=tomo.id)) == queries.Company("Dawn", 2, me=True)
    assert queries.company([bug.id], ANYONE) == queries.Company("Dawn", 3, me=False)
    assert [one.device for one in queries.backings_of([bug.id])] == ["Dawn, Ash", ""]


def test_saying_me_too_again_changes_what_is_said_anew_and_counts_once(bug, need, lamp, tomo):
    actions.back_voice(voice=bug, fan=tomo, words="Same.", at=AT)
    actions.back_voice(voice=bug, fan=tomo, detail=Detail(lamp.id, "Ash", "26.46"), at=AT)
    assert [(one.words, one.device) for one in queries.backings_of([bug.id])] == [
        ("Same.", "Dawn, Ash, 26.46")
    ]
    assert queries.need_by_id(need.id).backers_count == 1


def test_a_device_is_kept_once_with_its_newest_build(tomo, lamp):
    actions.keep_gear(fan=tomo, line=lamp, variant="Oak", build="26.46", at=AT)
    actions.keep_gear(fan=tomo, line=lamp, variant="Oak", build="26.47", at=AT)
    row = queries.gear_of(tomo.id)[0]
    assert (row.name, row.gear.build, len(queries.gear_of(tomo.id))) == ("Dawn, Oak", "26.47", 1)
    actions.drop_gear(fan=tomo, gear_id=row.gear.id, at=AT)
    assert queries.gear_of(tomo.id) == []


@pytest.mark.parametrize("level", range(5))
def test_each_level_has_its_own_budget_and_every_vote_comes_back(jonna, tomo, mira, level):
    at_level(tomo, level)
    budget = queries.budget_of(tomo.id)
    assert budget == (2, 4, 6, 8, 10)[level]
    needs = [
        actions.make_need(
            title=f"n{n}", by=jonna, at=AT,
            voices=[actions.raise_voice(kind="idea", title=f"v{n}", words="w", fan=mira, at=AT)],
        )
        for n in range(budget + 1)
    ]  # fmt: skip
    for need in needs[:budget]:
        actions.vote(need=need, fan=tomo, at=AT)
    with pytest.raises(Refused, match=f"{budget} votes"):
        actions.vote(need=needs[budget], fan=tomo, at=AT)
    actions.decline_need(need=needs[0], by=jonna, because="No.", at=AT)
    actions.return_votes(need_ids=[needs[1].id], at=AT)
    assert queries.votes_left(tomo.id) == 2


def test_votes_for_what_was_joined_come_back_as_well(need, jonna, mira, tomo):
    said = actions.raise_voice(kind="idea", title="v", words="w", fan=mira, at=AT)
    twin = actions.make_need(title="Twin", voices=[said], by=jonna, at=AT)
    actions.vote(need=twin, fan=tomo, at=AT)
    actions.join_needs(need=twin, into=need, by=jonna, at=AT)
    assert queries.need(need.id, Viewer(fan_id=tomo.id)).has_my_vote
    actions.return_votes(need_ids=[need.id], at=AT)
    assert queries.votes_left(tomo.id) == 2


def test_a_reason_is_shown_and_can_be_changed(need, tomo):
    actions.vote(need=need, fan=tomo, why="Every storm.", at=AT)
    actions.vote(need=need, fan=tomo, why="Every Sunday.", at=AT)
    assert [(one.name, one.why) for one in queries.reasons(need.id)] == [("tomo", "Every Sunday.")]


def test_a_vote_for_a_fan_is_the_fans_and_one_without_account_counts_as_that_person(need, jonna, tomo):
    actions.vote_for(need=need, by=jonna, fan=tomo, note="Told me at the fair.", at=AT)
    actions.vote(need=need, fan=tomo, at=AT)
    for _twice in range(2):
        actions.vote_for(need=need, by=jonna, person="Frau Weber", note="A call.", why="Her mother", at=AT)
    row = queries.need_by_id(need.id)
    assert (row.votes_count, row.people_count, queries.votes_left(tomo.id)) == (2, 3, 1)
    given = queries.behalf_votes(need.id, SYSTEM)
    assert [(one.name, one.by, one.note) for one in given] == [
        ("tomo", "Jonna", "Told me at the fair."),
        ("Frau Weber", "Jonna", "A call."),
    ]
    assert queries.behalf_votes(need.id, Viewer(fan_id=tomo.id)) == []
    actions.withdraw_vote_for(vote=given[1].vote, by=jonna, at=AT)
    assert queries.need_by_id(need.id).votes_count == 1


def test_a_vote_in_somebodys_name_needs_a_name_and_a_note(need, jonna, tomo):
    with pytest.raises(Refused, match="how you know"):
        actions.vote_for(need=need, by=jonna, fan=tomo, at=AT)
    with pytest.raises(Refused, match="for whom"):
        actions.vote_for(need=need, by=jonna, note="A call.", at=AT)


def test_it_is_known_who_gave_what_under_which_terms(jonna, lamp):
    early, late = somebody("early"), somebody("late")
    before = actions.raise_voice(kind="idea", title="Before", words="w", fan=early, at=AT)
    version = terms.publish_terms(text="Yours stays yours.", licence="CC-BY-4.0", by=jonna, at=AT)
    terms.agree(fan=late, terms=version, at=AT)
    need = actions.make_need(title="n", voices=[before], by=jonna, at=AT)
    actions.back_voice(voice=before, fan=late, words="Me too.", at=AT)
    rows = queries.contributions(need.id, SYSTEM)
    assert [(row.who, row.what, row.terms, row.licence) for row in rows] == [
        ("late", "me too", "1", "CC-BY-4.0"),
        ("early", "idea", "", ""),
    ]
    assert queries.contributions(need.id, ANYONE) == []


def test_a_me_too_out_of_a_talk_is_given_with_the_words_and_terms_of_its_reply(jonna):
    early, late = somebody("early"), somebody("late")
    version = terms.publish_terms(text="Yours stays yours.", licence="CC-BY-4.0", by=jonna, at=AT)
    space = community.open_space(slug="talk", name="Talk", at=AT)
    topic = community.start_topic(space=space, author=early, title="Hum", body="At 40.", at=AT)
    terms.agree(fan=late, terms=version, at=AT)
    reply = community.reply(topic=topic, author=late, body="Mine hums too.", at=AT)
    voice = actions.raise_voice(kind="bug", title="Hum", words="w", fan=early, topic=topic, at=AT)
    need = actions.make_need(title="n", voices=[voice], by=jonna, at=AT)
    actions.back_voice(voice=voice, fan=late, reply=f"community.reply:{reply.id}", at=AT)
    given = next(row for row in queries.contributions(need.id, SYSTEM) if row.what == "me too")
    assert (given.words, given.terms, given.reply) == ("Mine hums too.", "1", f"community.reply:{reply.id}")


def test_who_is_suspended_neither_votes_nor_joins_in(need, jonna, tomo, bug):
    for number in range(20):
        moderation.strike(fan=tomo, by=jonna.fan, why=f"Number {number}.", at=AT)
    with pytest.raises(Refused, match="suspended"):
        actions.vote(need=need, fan=tomo, at=AT)
    with pytest.raises(Refused, match="suspended"):
        actions.back_voice(voice=bug, fan=tomo, at=AT)


def test_erasure_takes_the_devices_the_reasons_and_the_steps(bug, need, mira, tomo, lamp):
    actions.vote(need=need, fan=mira, why="My storms.", at=AT)
    actions.keep_gear(fan=mira, line=lamp, variant="Oak", at=AT)
    rows = fan_queries.export(Viewer(fan_id=mira.id))["voices"]
    assert {row["row"] for row in rows} == {"voice", "detail", "vote", "gear"}
    fans.erase(fan=mira, by=mira, at=AT)
    bus.drain()
    detail = queries.detail_of(bug.id)
    assert (detail.steps, detail.variant, queries.reasons(need.id), queries.gear_of(mira.id)) == (
        "",
        "",
        [],
        [],
    )
    assert queries.need_by_id(need.id).votes_count == 1
