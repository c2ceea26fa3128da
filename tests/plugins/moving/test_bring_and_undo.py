"""A community comes in once, however often; taken back, nothing is left but what people have built on."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from psycopg import sql

from fanloop.config.export import _key, tables
from fanloop.foundation import bus
from fanloop.foundation.search import vocabulary
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.community import actions as community
from fanloop.listening.community import queries as talk
from fanloop.listening.voices import actions as voices
from fanloop.listening.voices import queries as heard
from fanloop.listening.voices.models import Backing, Closure, Need
from fanloop.people.fans.models import Fan, Notice
from fanloop.plugins.moving import actions as runs
from fanloop.plugins.moving.actions import bringing as bring
from fanloop.plugins.moving.actions import running
from fanloop.plugins.moving.models import Made, Run
from tests.listening.conftest import at_level, jonna, mira  # noqa: F401 -- fixtures, used by name
from tests.plugins.moving import moved

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
OWN_LOG = {
    "moving_run", "moving_made", "foundation_factrow", "foundation_receipt", "foundation_edition", "people_staffact",
    "webhooks_delivery",
}  # fmt: skip


def digests():
    """A fingerprint of every table of the house but the logs of what was done."""
    found = {}
    vocabulary.recount()
    with connection.cursor() as cursor:
        for table in tables(with_secrets=True):
            if table not in OWN_LOG:
                statement = "SELECT count(*), md5(coalesce(string_agg(row_to_json(r)::text, '' ORDER BY r.{}), '')) FROM {} r"
                cursor.execute(sql.SQL(statement).format(_key(table), sql.Identifier(table)))
                found[table] = cursor.fetchone()
    return found


def bring_in(kind, path, **more):
    run = runs.bring_path(kind=kind, path=path, space_id=None, columns={}, at=AT, **more)
    bus.drain()
    return run


def take_back(run):
    found = runs.take_back(run=Run.objects.get(id=run.id), at=AT)
    bus.drain()
    return found


SOURCES = {"discourse": moved.discourse, "github": moved.github, "canny": moved.canny}


@pytest.fixture
def lived_in(mira, jonna):
    """A house that has words of its own before anybody moves in."""
    space = community.open_space(slug="here", name="Here", at=AT)
    topic = community.start_topic(space=space, author=mira, title="Ours", body="Words of this house.", at=AT)
    community.reply(topic=topic, author=jonna.fan, body="Yes.", at=AT)
    voice = voices.raise_voice(fan=mira, kind="idea", title="A dimmer", words="Please.", at=AT)
    voices.make_need(title="A dimmer", voices=[voice], by=jonna, at=AT)
    bus.drain()
    return space


@pytest.mark.parametrize("kind", SOURCES)
def test_taken_back_the_house_is_as_it_was(kind, lived_in, tmp_path):
    before = digests()
    run = bring_in(kind, SOURCES[kind](tmp_path))
    assert digests() != before
    found = take_back(run)

    assert found.stayed == []
    assert digests() == before


@pytest.mark.parametrize("kind", SOURCES)
def test_a_second_time_changes_nothing(kind, lived_in, tmp_path):
    path = SOURCES[kind](tmp_path)
    bring_in(kind, path)
    before = digests()
    again = bring_in(kind, path)

    assert {name: count for name, count in again.counts.items() if count} == {}
    assert digests() == before


def test_broken_off_and_run_again_it_is_whole_and_can_be_taken_back(lived_in, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 2)
    before = digests()
    path, stored = moved.discourse(tmp_path), bring.store

    def killed(book, batch):
        if book.run.done >= 4:
            raise KeyboardInterrupt
        stored(book, batch)

    monkeypatch.setattr(bring, "store", killed)
    with pytest.raises(KeyboardInterrupt):
        bring_in("discourse", path)
    monkeypatch.setattr(bring, "store", stored)
    run = Run.objects.get()
    runs.carry_out(run=run, path=path, at=AT)
    bus.drain()

    assert run.counts["topics"] == 2
    assert run.counts["replies"] == 2
    take_back(run)
    assert digests() == before


def test_what_somebody_answered_stays_whole_and_is_named(lived_in, mira, tmp_path):
    run = bring_in("discourse", moved.discourse(tmp_path))
    topic_id = talk.ids_by_key(["discourse:topic:11"])["discourse:topic:11"]
    community.reply(topic=talk.topic(topic_id, ANYONE), author=mira, body="Still so in winter.", at=AT)
    found = take_back(run)

    assert f"community.topic:{topic_id}" in found.stayed
    assert talk.topic(topic_id, ANYONE).replies_count == 3
    assert talk.ids_by_key(["discourse:topic:12"]) == {}
    assert set(Fan.objects.filter(origin="discourse").values_list("handle", flat=True)) == {"ada", "bo"}
    assert Run.objects.get().stayed[0]["title"]


def test_a_need_somebody_voted_for_keeps_its_duplicates(lived_in, mira, tmp_path):
    run = bring_in("github", moved.github(tmp_path))
    wish = Need.objects.get(slug__startswith="lamp-forgets")
    topics = talk.ids_by_key(["github:northwindow/lamp:1", "github:northwindow/lamp:2"])
    voices.reopen_need(need=wish, at=AT)
    voices.vote(need=wish, fan=at_level(mira, 2), at=AT)
    take_back(run)

    assert talk.ids_by_key(list(topics)) == topics
    assert not Need.objects.filter(slug__startswith="make-it-fly").exists()


def test_nobody_is_told_and_nobody_waits_for_an_answer(lived_in, tmp_path):
    notices = Notice.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM answers_case")
        before = cursor.fetchone()
        for kind, make in SOURCES.items():
            bring_in(kind, make(tmp_path / kind) if (tmp_path / kind).mkdir() is None else None)
        cursor.execute("SELECT count(*) FROM answers_case")
        assert cursor.fetchone() == before
    assert Notice.objects.count() == notices


def test_github_brings_ends_and_duplicates(db, tmp_path):
    run = bring_in("github", moved.github(tmp_path))

    ends = dict(Closure.objects.values_list("need__slug", "outcome"))
    assert {slug.rpartition("-")[0]: outcome for slug, outcome in ends.items()} == {
        "lamp-forgets-its-level": "shipped", "make-it-fly": "declined",
    }  # fmt: skip
    assert run.counts["duplicates"] == 1
    assert run.seen["left"] == {"pull requests": 1, "reactions": 4}
    first = Need.objects.get(slug__startswith="lamp-forgets")
    assert first.voices_count == 2


def test_canny_brings_who_voted_and_keeps_no_address(db, tmp_path):
    run = bring_in("canny", moved.canny(tmp_path))

    assert Backing.objects.count() == 2
    assert run.problem_count == 3
    assert [problem["line"] for problem in run.problems] == [4, 5, 4]
    assert run.seen["left"] == {"votes without a name": 5, "promises of the other place": 1}
    assert not Fan.objects.exclude(email=None).exists()
    with connection.cursor() as cursor:
        for table in tables(with_secrets=True):
            cursor.execute(
                sql.SQL("SELECT count(*) FROM {} r WHERE r::text LIKE '%@example.org%'").format(
                    sql.Identifier(table)
                )
            )
            assert cursor.fetchone() == (0,), table


def test_a_discourse_topic_arrives_as_it_was(db, tmp_path):
    bring_in("discourse", moved.discourse(tmp_path))
    row = talk.topic(talk.ids_by_key(["discourse:topic:11"])["discourse:topic:11"], ANYONE)

    assert row.body == r"At **40 %** it hums \<loudly\>."
    said = list(talk.opened(row, page=1, viewer=ANYONE).page)
    assert [each.by for each in said] == ["bo", "ada"]
    assert talk.opened(row, page=1, viewer=ANYONE).best.id == said[1].id
    assert "> I hear it too." in talk.reply(said[1].id).body
    assert talk.space("discourse-feature-requests-lamp") is not None
    kinds = heard.ids_by_key(["discourse:topic:11", "discourse:topic:12"])
    assert len(kinds) == 2


def test_everything_can_go_into_one_space(lived_in, tmp_path):
    run = runs.bring_path(kind="github", path=moved.github(tmp_path), space_id=lived_in.id, columns={}, at=AT)

    assert run.counts["topics"] == 3
    assert "spaces" not in run.counts
    assert talk.space("here").topics_count == 4


def test_every_row_it_makes_is_known(lived_in, tmp_path):
    run = bring_in("canny", moved.canny(tmp_path))

    assert (
        Made.objects.filter(run=run).count()
        == sum(run.counts[name] for name in ("people", "spaces", "topics", "voices", "needs", "backings")) + 1
    )
