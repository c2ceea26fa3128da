"""An archive becomes people, talk, voices, trains and reasons; twice is once; bad rows harm nothing."""

import hashlib
import os
import resource
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from fanloop.foundation import bus, trail
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.community import queries as community
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import queries as fans
from fanloop.plugins.oem.importer import import_oem
from fanloop.releasing.releases import queries as releases
from fanloop.things.products import queries as products
from tests.plugins.oem import world

AT = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(tmp_path):
    return world.write(tmp_path / "archive")


def tables():
    """Name → rows and a digest of all content of every table of ours; an edition only says that one may have changed."""
    found = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if table == "foundation_edition":
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            rows = [row[0] for row in cursor.fetchall()]
        found[table] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_every_row_of_the_archive_becomes_something(archive):
    summary = import_oem(archive, strict=True, at=AT)
    assert summary.problems == []
    assert summary.counts == {
        "lines": 2, "people": 4, "topics": 5, "voices": 3, "replies": 4, "backings": 3,
        "releases": 2, "changes": 3, "merges left out": 1, "ties": 2, "needs": 2,
    }  # fmt: skip


def test_a_second_run_changes_nothing(archive):
    first = import_oem(archive, strict=True, at=AT)
    before = tables()
    second = import_oem(archive, strict=False, at=AT.replace(year=2027))
    assert second == first
    assert tables() == before


def test_people_keep_their_handles_and_a_guest_is_nobody(archive):
    import_oem(archive, strict=True, at=AT)
    ada = fans.fan_by_handle("fan_ada")
    assert (ada.origin, ada.joined_at) == ("oem", datetime(2012, 1, 1, 10, tzinfo=UTC))
    assert fans.fan_by_handle("fan_dee") is not None
    assert fans.fan_by_handle("guest") is None


def test_talk_keeps_its_times_authors_and_threads(archive):
    import_oem(archive, strict=True, at=AT)
    row = next(found for found in community.topics(None) if found.topic.source_key == "oem:topic:11")
    assert row.topic.at == datetime(2012, 3, 1, 9, tzinfo=UTC)
    said = community.replies(row.topic, viewer=ANYONE)
    assert [(one.body, one.depth) for one in said] == [("Good idea!", 0), ("+1", 1)]


def test_voices_are_guessed_marked_and_come_from_their_topics(archive):
    import_oem(archive, strict=True, at=AT)
    ids = voices.ids_by_key(["oem:voice:11", "oem:voice:12", "oem:voice:13", "oem:voice:14", "oem:voice:15"])
    rows = voices.voices_by_ids(ids.values())
    kinds = {key: (rows[row].kind, rows[row].guessed) for key, row in ids.items()}
    assert kinds == {
        "oem:voice:11": ("idea", True),
        "oem:voice:12": ("bug", True),
        "oem:voice:14": ("bug", True),
    }
    walk = trail.causes_of(f"voices.voice:{ids['oem:voice:12']}")
    assert [node.ref.partition(":")[0] for node in walk.nodes] == ["voices.voice", "community.topic"]


def test_duplicates_mean_one_need(archive):
    import_oem(archive, strict=True, at=AT)
    ids = voices.ids_by_key(["oem:voice:11", "oem:voice:12", "oem:voice:14"])
    needs = {key: voices.need_of_voice(row).id for key, row in ids.items()}
    assert needs["oem:voice:12"] == needs["oem:voice:14"]
    assert needs["oem:voice:11"] != needs["oem:voice:12"]


def test_releases_left_when_they_did_with_what_was_in_them(archive):
    import_oem(archive, strict=True, at=AT)
    line = products.line("emonglcd")
    assert line.kind == "hardware"
    row = releases.train("v1.0", line_id=line.id)
    assert row.left_at == datetime(2012, 4, 1, 11, tzinfo=UTC)
    held = releases.changes_of(row.train.id)
    assert [(one.change.title, one.change.kind, one.change.guessed) for one in held] == [
        ({"en": "Fix dark display"}, "fixed", True)
    ]
    people = {name: fans.fan_by_handle(f"fan_{name}").id for name in ("bo", "cy")}
    assert held[0].credits == {"made": [people["bo"]], "asked": [people["cy"]]}


def test_a_release_has_notes_that_thank_who_asked_and_who_made(archive):
    import_oem(archive, strict=True, at=AT)
    row = releases.train("v1.0", line_id=products.line("emonglcd").id)
    note = releases.note(row.train.id, language="en")
    people = {name: fans.fan_by_handle(f"fan_{name}").id for name in ("bo", "cy")}
    assert note.body == (
        "# Train v1.0\n\n## Fixed\n\n- **Fix dark display**\n"
        f"  Asked by {{fan:{people['cy']}}}. Made by {{fan:{people['bo']}}}.\n"
    )
    assert (note.generated, note.by, note.at) == (True, None, row.left_at)
    import_oem(archive, strict=True, at=AT)
    assert len(releases.revisions(row.train.id)) == 1


def test_asking_for_what_left_stands_in_the_record_of_who_asked(archive):
    import_oem(archive, strict=True, at=AT)
    (change,) = releases.changes_of(releases.train("v1.0", line_id=products.line("emonglcd").id).train.id)
    found = {one.kind: one for one in fans.credit(fans.fan_by_handle("fan_cy").id)}
    assert found["change_asked"].refs == [f"releases.change:{change.change.id}"]


def test_how_long_the_circle_took_is_reckoned_for_what_a_release_names(archive):
    import_oem(archive, strict=True, at=AT)
    voice = voices.ids_by_key(["oem:voice:12"])["oem:voice:12"]
    turns = {turn.about: turn for turn in releases.loop_times().turns}
    turn = turns[f"voices.voice:{voice}"]
    assert turn.said == datetime(2012, 3, 2, 9, tzinfo=UTC)
    assert turn.days("answered") * 24 == pytest.approx(1)
    assert turn.departed == datetime(2012, 4, 1, 11, tzinfo=UTC)
    topic = next(turn for about, turn in turns.items() if about.startswith("community.topic:"))
    assert topic.departed == datetime(2012, 5, 1, 12, tzinfo=UTC)


def test_a_shipped_commit_leads_back_to_the_topic_that_asked(archive):
    import_oem(archive, strict=True, at=AT)
    row = releases.train("v1.0", line_id=products.line("emonglcd").id)
    kinds = [node.ref.partition(":")[0] for node in trail.causes_of(f"releases.train:{row.train.id}").nodes]
    assert kinds == ["releases.train", "releases.change", "voices.voice", "community.topic"]
    app = releases.train("v2", line_id=products.line("emoncms-app").id)
    assert "community.topic" in str(trail.causes_of(f"releases.train:{app.train.id}", depth=1).nodes)
    assert trail.check().ok


def test_facts_are_told_per_batch_not_per_row(archive):
    import_oem(archive, strict=True, at=AT)
    assert bus.pending() < 15


BAD = {
    "topics.jsonl": ('{"topic_id": 11}\n{"topic_id":', ["'forum' is missing", "broken JSON"]),
    "posts.jsonl": (
        '{"post_id": 9, "topic_id": 99, "author": "fan_bo", "created": "2012-03-01", "depth": 0, "body": ""}\n',
        ["nothing before this speaks of 99"],
    ),
    "users.csv": (
        "fan_ada,2012-01-01,member\nfan_eve,soon,member\n",
        ["stands on line 2 already", "is not a moment"],
    ),
    "commits.csv": (
        "emonglcd,ccc,fan_bo,2012-03-20,v9,Subject,0\n",
        ["nothing before this speaks of 'emonglcd v9'"],
    ),
    "releases.csv": ("toaster,v1,2012-03-20\n", ["nothing before this speaks of 'toaster'"]),
}


def spoil(archive):
    for name, (lines, _) in BAD.items():
        with (archive / name).open("a") as stream:
            stream.write(lines)
    return [(name, reason) for name, (_, reasons) in BAD.items() for reason in reasons]


def test_strict_imports_nothing_when_one_row_is_bad(archive):
    expected = spoil(archive)
    before = tables()
    summary = import_oem(archive, strict=True, at=AT)
    assert summary.counts == {}
    assert tables() == before
    for name, reason in expected:
        assert any(problem.file == name and reason in problem.reason for problem in summary.problems)


def test_otherwise_the_good_rest_is_imported(archive, tmp_path):
    good = import_oem(archive, strict=True, at=AT)
    expected = spoil(archive)
    before = tables()
    summary = import_oem(archive, strict=False, at=AT)
    assert summary.counts == good.counts
    assert len(summary.problems) == len(expected)
    assert tables() == before


def test_a_missing_column_stops_its_file_and_names_it(archive):
    (archive / "releases.csv").write_text("component,name,date\nemonglcd,v1.0,2012-04-01\n")
    summary = import_oem(archive, strict=False, at=AT)
    assert str(summary.problems[0]) == (
        "releases.csv, line 1: column 'tag' is missing; found component, name, date"
    )
    assert summary.counts["topics"] == 5
    assert "releases" not in summary.counts


def test_an_empty_folder_is_nine_problems_and_no_row(tmp_path):
    before = tables()
    summary = import_oem(tmp_path, strict=False, at=AT)
    assert len(summary.problems) == 9
    assert tables() == before


def test_progress_is_told_as_it_goes(archive):
    told = []
    import_oem(archive, strict=True, at=AT, progress=lambda *step: told.append(step))
    assert ("topics", 5, 5) in told
    assert ("replies", 4, 0) in told


REAL = os.environ.get("FANLOOP_DATA")


@pytest.mark.slow
@pytest.mark.skipif(not REAL, reason="needs FANLOOP_DATA, the folder of the real archives")
def test_the_real_archive_is_understood_to_the_last_row():
    summary = import_oem(Path(REAL) / "oem-community", strict=True, at=AT)
    assert summary.problems == []
    assert summary.counts["topics"] >= 5_000
    assert summary.counts["releases"] >= 400
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 600 * 1024
    before = tables()
    import_oem(Path(REAL) / "oem-community", strict=False, at=AT)
    assert tables() == before
