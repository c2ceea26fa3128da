"""A release history comes in once, however often, and goes again; what is not understood is named with its line."""

from datetime import UTC, date, datetime

import pytest

from fanloop.foundation import bus, trail
from fanloop.listening.attention import actions as attention
from fanloop.plugins.moving import actions as runs
from fanloop.plugins.moving.changelogs import history
from fanloop.plugins.moving.models import Run
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases import queries
from tests.listening.conftest import at_level, jonna, lamp, mira  # noqa: F401 -- fixtures, used by name
from tests.plugins.moving.test_bring_and_undo import digests

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TEXT = """# Changelog

## [Unreleased]
- Not yet

## [1.1.0] - 2019-02-15
Thank you all.

### Added
- Dark mode by @ada, @bo
### Fixed
- The hum (#12)

## [1.0.1]
- Somewhen

## [1.0.0] - 2017-06-20
- First
"""


@pytest.fixture
def changelog(tmp_path):
    path = tmp_path / "CHANGELOG.md"
    path.write_text(TEXT)
    return path


@pytest.fixture
def tables(tmp_path):
    (tmp_path / "releases.csv").write_text(
        "project,tag,date,prerelease\n"
        "dial,v2.0-rc1,2026-01-02,1\ndial,v2.0,2026-01-09,0\ndial,RELEASE_2.1,2026-01-16,0\nhub,v2.0,2026-01-09,0\n"
    )
    (tmp_path / "release_items.csv").write_text(
        "project,tag,date,kind,issue,title,credit\n"
        "dial,v2.0-rc1,2026-01-02,fix,7,No more clicks,u_1\ndial,2.1,,change,,Allow half steps,\n"
        "dial,9.9,,change,,Never dated,\nhub,v2.0,2026-01-09,fix,1,Other,\n"
    )
    return tmp_path


def bring_in(path, line, **more):
    run = runs.bring_changelog(path=path, line=line, at=AT, **more)
    bus.drain()
    return run


def numbers(line):
    return [row.train.number for row in queries.trains_of(line.id, is_gone=True)]


@pytest.mark.django_db
def test_releases_become_trains_that_left_on_their_day(changelog, lamp):
    run = bring_in(changelog, lamp)
    assert numbers(lamp) == ["1.1.0", "1.0.0"]
    row = queries.train("1.1.0", line_id=lamp.id)
    assert row.left_at.date() == date(2019, 2, 15)
    told = {held.change.title["en"]: held.change for held in queries.changes_of(row.train.id)}
    assert {title: (one.kind, one.guessed, one.maker_name) for title, one in told.items()} == {
        "Dark mode": ("new", False, "ada, bo"), "The hum": ("fixed", False, ""),
    }  # fmt: skip
    assert queries.note(row.train.id, language="en").body == "Thank you all."
    assert run.counts == {"trains": 2, "changes": 3}
    assert run.seen["left"] == {"changes not released yet": 1}
    assert [(one["line"], one["reason"][:23]) for one in run.problems] == [(14, "1.0.1 has no date; a ta")]
    assert trail.check().ok


@pytest.mark.django_db
def test_a_second_time_brings_what_is_new_alone(changelog, lamp):
    bring_in(changelog, lamp)
    assert bring_in(changelog, lamp).counts == {}
    changelog.write_text(TEXT.replace("- The hum", "- A scratch\n- The hum"))
    assert bring_in(changelog, lamp).counts == {"changes": 1}


@pytest.mark.django_db
def test_taken_back_the_house_is_as_it_was(changelog, lamp):
    before = digests()
    run = bring_in(changelog, lamp)
    assert digests() != before
    found = runs.take_back(run=Run.objects.get(id=run.id), at=AT)
    assert found.gone == {"releases.train": 2, "releases.change": 3}
    assert digests() == before


@pytest.mark.django_db
def test_a_release_somebody_built_on_stays_whole(changelog, lamp, jonna):
    run = bring_in(changelog, lamp)
    row = queries.train("1.1.0", line_id=lamp.id)
    releases.rewrite_note(train=row.train, language="en", body="It was cold.", by=jonna, at=AT)
    found = runs.take_back(run=Run.objects.get(id=run.id), at=AT)
    assert found.stayed == [f"releases.train:{row.train.id}"]
    assert numbers(lamp) == ["1.1.0"]
    assert len(queries.changes_of(row.train.id)) == 2


@pytest.mark.django_db
def test_a_number_that_was_born_here_is_left_alone(changelog, lamp):
    releases.plan_train(line=lamp, leaves_at=AT, at=AT, number="1.0.0")
    run = bring_in(changelog, lamp)
    assert "1.0.0 stands on dawn already; nothing of it was changed" in [
        one["reason"] for one in run.problems
    ]
    assert numbers(lamp) == ["1.1.0"]


def test_dates_may_come_from_a_table(changelog, tmp_path):
    (tmp_path / "days.csv").write_text("tag,date\nv1.0.1,2018-03-04\n")
    found = history(changelog, days=tmp_path / "days.csv")
    assert [(one.number, str(one.day)) for one in found.releases] == [
        ("1.0.0", "2017-06-20"), ("1.0.1", "2018-03-04"), ("1.1.0", "2019-02-15"),
    ]  # fmt: skip
    assert not found.problems


def test_a_pair_of_tables_is_one_history(tables):
    found = history(tables, project="dial")
    assert [(one.number, [each.title for each in one.items]) for one in found.releases] == [
        ("v2.0", ["No more clicks"]), ("RELEASE_2.1", ["Allow half steps"]),
    ]  # fmt: skip
    first = found.releases[0].items[0]
    assert (first.kind, first.issues, first.credits, first.is_guessed) == ("fixed", ("7",), ("u_1",), False)
    assert dict(found.left)["releases for testers"] == 1
    assert [(one.line, one.reason) for one in found.problems.kept] == [
        (4, "9.9 has no date, and releases.csv does not name it")
    ]


def test_tables_of_several_projects_ask_which(tables):
    assert [one.reason for one in history(tables).problems.kept] == [
        "name one project (--project): dial, hub"
    ]


@pytest.mark.parametrize("rubbish", [b"", b"\x00\xff", b"Hello.\n", b"## [1.0] - 2020-13-45\n- a\n"])
def test_rubbish_is_named_and_breaks_nothing(rubbish, tmp_path):
    path = tmp_path / "CHANGELOG.md"
    path.write_bytes(rubbish)
    found = history(path)
    assert found.releases == []
    assert found.problems


@pytest.mark.django_db
def test_following_a_release_keeps_it(changelog, lamp, mira):
    run = bring_in(changelog, lamp)
    row = queries.train("1.0.0", line_id=lamp.id)
    attention.follow(fan=mira, about=f"releases.train:{row.train.id}", at=AT)
    assert runs.take_back(run=Run.objects.get(id=run.id), at=AT).threads_kept == 1
