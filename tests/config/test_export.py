"""Export and import of a whole home: the same world under the same numbers, or nothing at all."""

import csv
import json

import pytest
from django.db import connection
from psycopg import sql

from fanloop.config import export, story
from fanloop.foundation import files, trail
from fanloop.foundation.search.finding import find
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.voices import actions
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import actions as people
from fanloop.people.fans import queries as fans

pytestmark = pytest.mark.django_db(transaction=True)


def empty_the_home():
    with connection.cursor() as cursor:
        names = sql.SQL(", ").join(map(sql.Identifier, export.tables(with_secrets=True)))
        cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))


def board():
    return [(row.title, row.votes, row.people) for row in voices.needs_board(size=50)]


def test_an_export_read_into_an_empty_home_is_the_same_world(tmp_path):
    world = story.tell(until="promised")
    files.keep(b"hum at 40\n", name="hum.log", content_type="text/plain", at=world.at("2026-11-20 10:00"))
    needs, hit = board(), find("sunrise", viewer=ANYONE)[0].ref
    first = export.write(tmp_path / "first", with_secrets=True)
    empty_the_home()
    assert fans.fan_by_handle("mira.k") is None
    export.read(tmp_path / "first")
    second = export.write(tmp_path / "second", with_secrets=True)
    assert (second.digests, second.tables) == (first.digests, first.tables)
    kept = [sorted(one.name for one in (tmp_path / name / "files").iterdir()) for name in ("first", "second")]
    assert kept[0] == kept[1] != []
    assert (board(), find("sunrise", viewer=ANYONE)[0].ref) == (needs, hit)
    assert trail.check().ok
    mira = fans.fan_by_handle("mira.k")
    assert mira.check_password("golden-hour-2026")
    more = actions.raise_voice(kind="idea", title="One more", words="Moved.", fan=mira, at=story.PRESENT)
    assert voices.voice(more.id, ANYONE).title == "One more"


@pytest.fixture
def mira():
    return people.join(handle="mira.k", email="m@example.org", password="golden-hour-2026", at=story.PRESENT)


def test_what_is_secret_stays_here_unless_asked_for_and_both_forms_agree(mira, tmp_path):
    manifest = export.write(tmp_path / "home")
    (row,) = [json.loads(line) for line in (tmp_path / "home/fans_fan.jsonl").read_text().splitlines()]
    assert (row["handle"], row["password"]) == ("mira.k", "!")
    assert not (tmp_path / "home/fans_accesstoken.jsonl").exists()
    for table, count in manifest.tables.items():
        with (tmp_path / f"home/{table}.csv").open(encoding="utf-8", newline="") as lines:
            assert len(list(csv.DictReader(lines))) == count, table


def test_an_import_is_whole_or_not_at_all(mira, tmp_path):
    export.write(tmp_path / "home")
    with pytest.raises(export.ExportError, match="people in this home"):
        export.read(tmp_path / "home")
    with pytest.raises(export.ExportError, match="not empty"):
        export.write(tmp_path / "home")
    empty_the_home()
    path = tmp_path / "home/fans_notice.jsonl"
    path.write_text(path.read_text() + '{"id": 77}\n')
    with pytest.raises(export.ExportError, match="was changed"):
        export.read(tmp_path / "home")
    with pytest.raises(export.ExportError, match="no whole export"):
        export.read(tmp_path)
    assert fans.fan_by_handle("mira.k") is None
