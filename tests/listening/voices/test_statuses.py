"""How needs stand: names the maker chose, a history with authors and reasons, and everybody told once."""

import pytest
from django.db import IntegrityError, transaction

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import Viewer
from fanloop.listening.attention import actions as attention
from fanloop.listening.voices import actions, queries
from fanloop.listening.voices.actions import Refused
from fanloop.people.fans import queries as fans
from tests.listening.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(mira, jonna):
    voice = actions.raise_voice(kind="idea", title="Sunrise", words="Sun, please.", fan=mira, at=AT)
    return actions.make_need(title="Sunrise", voices=[voice], by=jonna, at=AT)


def status(kind):
    return actions.status_named(slug=kind, at=AT)


def kinds(need):
    return [step.status.kind for step in queries.history(need.id)]


def told(fan):
    return [notice.kind for notice in fans.inbox(Viewer(fan_id=fan.id)) if notice.kind.startswith("need_")]


def test_each_kind_has_a_plain_name_until_the_maker_chooses_one(jonna):
    assert [row.kind for row in queries.statuses()] == list(queries.KIND_NAMES)
    actions.make_status(name="On the bench", kind="building", by=jonna, at=AT)
    assert [row.name for row in queries.statuses() if row.kind == "building"] == ["On the bench"]


def test_a_promise_an_end_and_a_reopening_leave_a_history(need, jonna):
    promise = actions.accept_need(need=need, by=jonna, because="We can.", at=AT)
    actions.withdraw_acceptance(acceptance=promise, by=jonna, because="We cannot.", at=AT)
    actions.decline_need(need=need, by=jonna, because="Physics.", at=AT)
    actions.reopen_need(need=need, by=jonna, at=AT)
    assert kinds(need) == ["open", "declined", "open", "planned"]
    assert [step.because for step in queries.history(need.id)] == ["", "Physics.", "We cannot.", "We can."]
    assert {step.by for step in queries.history(need.id)} == {"Jonna"}


def test_choosing_a_status_does_what_its_kind_means(need, jonna, tomo):
    actions.vote(need=need, fan=tomo, at=AT)
    actions.set_status(need=need, status=status("building"), by=jonna, because="It is on the bench.", at=AT)
    assert queries.acceptance_of(need.id).because == "It is on the bench."
    actions.set_status(need=need, status=status("shipped"), by=jonna, because="", at=AT)
    assert (queries.need(need.id).outcome, queries.votes_left(tomo.id)) == ("shipped", 2)
    actions.set_status(need=need, status=status("open"), by=jonna, because="", at=AT)
    assert (queries.need(need.id).outcome, queries.acceptance_of(need.id)) == ("", None)


@pytest.mark.parametrize("kind", ["declined", "planned", "building"])
def test_a_promise_and_a_refusal_demand_a_reason(need, jonna, kind):
    with pytest.raises(Refused, match="Say why"):
        actions.set_status(need=need, status=status(kind), by=jonna, because=" ", at=AT)
    assert kinds(need) == []


def test_a_duplicate_is_made_by_joining_alone_and_parting_brings_back_how_it_stood(need, jonna, leo):
    other = actions.make_need(
        title="Sun",
        voices=[actions.raise_voice(kind="idea", title="s", words="w", fan=leo, at=AT)],
        by=jonna,
        at=AT,
    )
    actions.accept_need(need=other, by=jonna, because="Yes.", at=AT)
    with pytest.raises(Refused, match="Join it"):
        actions.set_status(need=other, status=status("duplicate"), by=jonna, because="x", at=AT)
    actions.join_needs(need=other, into=need, by=jonna, at=AT)
    with pytest.raises(Refused, match="counted in another"):
        actions.set_status(need=other, status=status("open"), by=jonna, because="x", at=AT)
    actions.part_needs(need=other, by=jonna, at=AT)
    assert kinds(other) == ["planned", "duplicate", "planned"]


def test_everybody_behind_it_hears_of_a_change_once_and_who_mutes_hears_nothing(need, jonna, mira, tomo, leo):
    actions.vote(need=need, fan=tomo, at=AT)
    attention.follow(fan=leo, about=ref(need), at=AT, asked=True)
    attention.mute(fan=tomo, about=ref(need), at=AT)
    actions.decline_need(need=need, by=jonna, because="Physics.", at=AT)
    bus.drain()
    bus.drain()
    assert (told(mira), told(leo), told(tomo)) == (["need_declined"], ["need_declined"], [])
    notice = fans.inbox(Viewer(fan_id=mira.id))[0]
    assert (notice.data["because"], notice.data["by"]) == ("Physics.", "Jonna")


def test_a_staged_promise_is_told_to_nobody(need, jonna, mira):
    actions.accept_need(need=need, by=jonna, because="For show.", at=AT, staged=True)
    bus.drain()
    assert told(mira) == []


def test_a_need_stands_in_one_status_at_a_time(need, jonna):
    from fanloop.listening.voices.models import NeedStatus

    actions.decline_need(need=need, by=jonna, because="Physics.", at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedStatus.objects.create(need=need, status=status("open"), at=AT)


def test_a_renamed_status_is_what_the_board_shows(need, jonna):
    mine = actions.make_status(
        name={"en": "On the bench", "zh-hans": "在工作台上"}, kind="planned", by=jonna, at=AT
    )
    actions.set_status(need=need, status=mine, by=jonna, because="Yes.", at=AT)
    assert queries.need(need.id).status.name == "On the bench"
    assert [row.need.id for row in queries.needs_board(status=mine.slug).object_list] == [need.id]
    assert [row.need.id for row in queries.on_roadmap()] == [need.id]
    actions.change_status(
        status=mine, name="Soon", tone="loop", on_board=True, on_roadmap=False, position=0, by=jonna, at=AT
    )
    assert (queries.need(need.id).status.name, queries.on_roadmap()) == ("Soon", [])


def test_what_ends_while_it_is_joined_is_ended_when_parted(need, jonna, leo):
    other = actions.make_need(
        title="Sun",
        voices=[actions.raise_voice(kind="idea", title="s", words="w", fan=leo, at=AT)],
        by=jonna,
        at=AT,
    )
    promise = actions.accept_need(need=other, by=jonna, because="Yes.", at=AT)
    actions.join_needs(need=other, into=need, by=jonna, at=AT)
    assert [row.need.id for row in queries.needs_board().object_list] == [need.id]
    actions.withdraw_acceptance(acceptance=promise, by=jonna, at=AT)
    actions.part_needs(need=other, by=jonna, at=AT)
    assert kinds(other)[0] == "open"
    actions.join_needs(need=other, into=need, by=jonna, at=AT)
    actions.return_votes(need_ids=[other.id], at=AT)
    assert [row.need.id for row in queries.needs_board().object_list] == [need.id]
    actions.part_needs(need=other, by=jonna, at=AT)
    assert kinds(other)[0] == "shipped"
    assert queries.tab_counts()["wanted"] == 1
