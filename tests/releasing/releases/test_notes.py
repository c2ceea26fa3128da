"""Notes tell what is owed of earlier trains, and nothing in them changes in silence; a line's history is one changelog."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fanloop.people.fans import actions as fans
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.actions.noting import body
from fanloop.releasing.releases.models import NotFixed
from fanloop.releasing.releases.queries import notes
from fanloop.releasing.releases.rules.changelog import TYPES, UNRELEASED, written
from fanloop.releasing.releases.rules.changelog_reading import read
from tests.lasting import NOW, world  # noqa: F401 -- fixtures, used by name

FRIDAY = datetime(2026, 11, 27, 17, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def coming(world, language="en"):
    train = world["train.26.48"]
    return body(train, queries.changes_of(train.id), language, at=FRIDAY)


def test_a_change_that_helped_nobody_is_named_in_the_next_notes(world):
    change = world["change.powercut"]
    NotFixed.objects.create(change=change, train=world["train.26.47"], yes=3, no=9, needs=[], at=NOW)
    assert "## Not fixed yet\n\n- **" in coming(world)
    assert (
        "- **Remembers its brightness after a power cut** left with 26.47, and most of you who told "
        "us say it did not help: 9/12. It is open again.\n"
    ) in coming(world)
    assert "## 还没修好" in coming(world, "zh-hans")


def test_what_was_withdrawn_after_it_left_is_named_with_the_reason(world):
    actions.withdraw_change(change=world["change.ha"], why="It woke neighbours.", by=world["member.wen"], at=NOW)  # fmt: skip
    assert "- **Home Assistant finds the lamp by itself**, which left with 26.47. It woke neighbours." in coming(world)  # fmt: skip


def test_a_train_that_was_stopped_says_why(world):
    train = world["train.26.48"]
    actions.hold(train=train, why="Two lamps got warm.", by=world["member.wen"], at=NOW)
    actions.resume(train=train, why="A wrong probe.", by=world["member.wen"], at=NOW)
    assert "This train was stopped on its way: Two lamps got warm." in coming(world)


def test_notes_of_a_quiet_week_speak_of_changes_alone(world):
    assert (
        notes.since_last(world["train.26.47"], at=world["train.26.47"].leaves_at, language="en").withdrawn
        == []
    )
    assert "Withdrawn" not in queries.note(world["train.26.47"].id, language="en").body


def rewrite(world, text, **more):
    return actions.rewrite_note(
        train=world["train.26.47"], language="en", body=text, by=world["member.wen"], at=NOW, **more
    )


def test_every_revision_says_who_when_why_and_what_changed(world):
    first = rewrite(world, "It was cold.\n\nThe dial turns.")
    second = rewrite(world, "It was cold.\n\nThe dial turns in half steps.", why="The steps were missing.")
    newest = notes.revisions_of(world["train.26.47"].id, language="en")[0]
    assert (newest.note, newest.note.by, newest.note.why) == (second, world["member.wen"], "The steps were missing.")  # fmt: skip
    assert [[(piece.sign, piece.text) for piece in line] for line in newest.lines if line][-1] == [
        ("", "The dial turns"), ("+", " in half steps"), ("", "."),
    ]  # fmt: skip
    assert second.revision == first.revision + 1


def test_the_same_words_again_are_no_revision(world):
    assert rewrite(world, "It was cold.") == rewrite(world, "It was cold.")


def test_a_reader_is_told_when_notes_are_in_another_language(world):
    train = world["train.26.47"]
    assert not notes.shown_note(train.id, language="zh-hans-cn").is_foreign
    assert not notes.shown_note(train.id, language="en-gb").is_foreign
    shown = notes.shown_note(train.id, language="fi")
    assert (shown.note.language, shown.is_foreign, shown.languages) == ("en", True, ["en", "zh-hans"])


def test_a_line_is_one_changelog_that_is_read_back_the_same(world):
    told = notes.changelog(world["line.dawn"].id, language="en")
    assert [one.number for one in told] == [UNRELEASED, "26.47"]
    assert str(told[1].day) == "2026-11-20"
    made = next(item for item in told[1].items if "Home Assistant" in item.title)
    assert "gridwalker" in made.credits
    assert read(written(told, name="Dawn 2")).releases == tuple(_sorted(told))


def _sorted(told):
    return [replace(one, items=tuple(sorted(one.items, key=lambda item: TYPES.index(item.kind)))) for one in told]  # fmt: skip


def test_who_asked_not_to_be_named_is_in_no_changelog(world):
    fans.choose_naming(fan_id=world["fan.gridwalker"].id, is_named=False, at=NOW)
    assert "@gridwalker" not in written(notes.changelog(world["line.dawn"].id, language="en"), name="x")


def test_a_train_that_was_withdrawn_is_marked(world):
    actions.withdraw_train(train=world["train.26.47"], why="It hummed.", by=world["member.wen"], at=NOW)
    assert notes.changelog(world["line.dawn"].id, language="en")[1].is_withdrawn
    assert "- **26.47**, which left with 26.47. It hummed." in coming(world)
