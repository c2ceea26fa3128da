"""What a departure does for the people behind it, told by the story."""

from datetime import UTC, datetime

import pytest

from fanloop.foundation import bus, trail
from fanloop.foundation.models import FactRow
from fanloop.foundation.search import finding as search
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import actions as fan_actions
from fanloop.people.fans import queries as fans
from fanloop.releasing.releases import actions, queries
from tests.lasting import NOW, world  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


def test_six_changes_left_and_five_board(world):
    state = queries.friday_line(world["line.dawn"].id)
    assert (state.last.train.number, state.last.aboard) == ("26.47", 6)
    assert (state.coming.train.number, len(state.aboard)) == ("26.48", 5)
    assert state.last.left_at == datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert [one.change.title["en"] for one in state.platform.held] == ["Dim below 1 %"]
    assert state.platform.held[0].left_behind.why_left.startswith("4 of 31 testers")


def test_who_asked_is_credited_before_who_backed(world):
    found = queries.credits_of([world["change.warmer"].id])[world["change.warmer"].id]
    assert found["asked"] == [world["fan.nightnurse"].id]
    assert set(found["backed"]) == {world["fan.mira"].id, world["fan.bookbinder"].id}


def test_everybody_behind_a_change_reads_it_once_in_the_inbox(world):
    inbox = [row for row in fans.inbox(Viewer(fan_id=world["fan.mira"].id)) if row.kind == "need_shipped"]
    assert [(row.data["number"], row.data["title"]["en"]) for row in inbox] == [
        ("26.47", "Warmer at night: 2,100 K, not 2,400")
    ]
    FactRow.objects.filter(name="releases.TrainDeparted").update(delivered_at=None)
    bus.drain()
    again = [row for row in fans.inbox(Viewer(fan_id=world["fan.mira"].id)) if row.kind == "need_shipped"]
    assert again == inbox


def test_votes_go_home_when_a_need_has_shipped(world):
    """Five votes were given; those for warmer nights and the power cut are back, for both have shipped."""
    purse = voices.purse(world["fan.nightnurse"].id)
    assert purse.budget - purse.left == 5 - 2


def test_deeds_tell_what_a_fan_has_helped_to_ship(world):
    kinds = {row.kind for row in fans.credit(world["fan.gridwalker"].id)}
    assert {"change_asked", "change_made", "change_backed"} <= kinds


def test_the_train_leads_back_to_the_voice(world):
    walk = trail.causes_of(f"releases.train:{world['train.26.47'].id}")
    kinds = {node.ref.partition(":")[0] for node in walk.nodes}
    assert {"releases.change", "voices.acceptance", "voices.need", "voices.voice"} <= kinds
    assert trail.check().ok


def test_notes_are_written_in_each_language_of_the_maker(world):
    first = next(
        row for row in queries.revisions(world["train.26.47"].id) if (row.language, row.revision) == ("en", 1)
    )
    english = first.body
    chinese = queries.note(world["train.26.47"].id, language="zh-hans-cn").body
    assert "The dial turns in half steps" in english
    assert "旋钮可以转半格" in chinese
    assert f"{{fan:{world['fan.leo'].id}}}" in english


def test_a_person_s_words_replace_the_notes_and_the_first_stay_kept(world):
    train = world["train.26.47"]
    before = queries.note(train.id, language="en").revision
    actions.rewrite_note(train=train, language="en", body="Mine.", by=world["member.wen"], at=NOW)
    assert (
        queries.note(train.id, language="en").body,
        queries.note(train.id, language="en").revision,
    ) == ("Mine.", before + 1)


def test_an_erased_fan_is_named_nowhere(world):
    leo = world["fan.leo"]
    fan_actions.erase(fan=leo, by=leo, at=NOW)
    bus.drain()
    assert all(leo.id not in one.asked for one in queries.changes_of(world["train.26.47"].id))


def test_notes_are_found_by_what_they_tell(world):
    hits = search.find("Home Assistant", viewer=ANYONE, kinds=["releases.train"])
    assert [hit.ref for hit in hits] == [f"releases.train:{world['train.26.47'].id}"]


def test_fans_who_wait_are_known_before_the_train_leaves(world):
    need, sunrise, suomi = world["need.sunrise"].id, world["change.sunrise"].id, world["change.suomi"].id
    waiting = queries.fans_waiting([sunrise, suomi])
    assert waiting == {sunrise: voices.people_behind([need])[need], suomi: set()}
    assert len(waiting[sunrise]) > 5


def test_lists_ask_the_database_the_same_whatever_they_hold(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        rows = queries.trains_of()
        queries.changes_by_train([row.train.id for row in rows])
    with django_assert_max_num_queries(3):
        queries.notes_of(world["train.26.47"].id)


def test_a_fan_takes_along_what_carries_their_name(world):
    rows = fans.export(Viewer(fan_id=world["fan.kalt"].id))["releases"]
    assert ("asked", "Deutsch: 214 sentences read like a person wrote them") in {
        (row["for_what"], row["change"]) for row in rows
    }
