"""Reading a repository: each commit once, nothing lost when somebody rewrites the branch or the line stands wrong."""

import pytest
from django.db import connection

from fanloop.foundation import bus
from fanloop.foundation.models import FactRow
from fanloop.listening.voices import actions as voices
from fanloop.people.fans import queries as fans
from fanloop.plugins.repository import actions, queries
from fanloop.plugins.repository.models import Commit, Mention, Reading
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases import queries as trains
from tests.plugins.repository.source import AT, Source, agreed, proven


def changes(line):
    return [one.change for one in trains.platform(line.id).held]


def outcomes():
    return list(Mention.objects.order_by("id").values_list("line", "text", "outcome"))


def test_each_commit_is_read_once(source, read):
    assert (read().fresh, read().fresh) == (1, 0)
    source.commit("Quieter", {"dial.c": "one\ntwo\nfour\n"})
    reading = read()
    assert (reading.fresh, reading.branch, reading.head) == (1, "main", source.head)
    row = Commit.objects.order_by("-id").first()
    assert (row.author_name, row.author_email, row.message) == ("Wen", "wen@example.org", "Quieter")
    assert "-three\n+four\n" in row.diff
    assert row.parents == [Commit.objects.order_by("id").first().sha]


def test_a_commit_that_answers_a_promised_need_is_a_change_on_the_platform(source, read, promise, line):
    kept = promise()
    source.commit(f"feat(dial): half steps (Answers NEED-{kept.need_id})\n\nRisk: low", {"dial.c": "half\n"})
    read()
    (change,) = changes(line)
    assert (change.title, change.kind, change.risk) == ({"en": "Half steps"}, "new", "low")
    assert change.commit == source.head
    assert trains.needs_behind([change.id])[change.id] == [kept.need_id]
    read()
    assert len(changes(line)) == 1


def test_a_second_commit_joins_the_change_that_has_not_shipped(source, read, promise, line):
    kept = promise()
    for step in ("begun", "done"):
        source.commit(f"Half steps {step}\n\nAnswers NEED-{kept.need_id}", {"dial.c": f"{step}\n"})
    read()
    (change,) = changes(line)
    assert [row.message.splitlines()[0] for row in queries.commits_of(change.id)] == [
        "Half steps begun",
        "Half steps done",
    ]


def test_a_change_that_is_here_already_is_linked(source, read, promise, line):
    kept = promise()
    change = releases.make_change(
        line=line, title="Half steps", kind="new", acceptances=[f"voices.acceptance:{kept.id}"], at=AT
    )
    source.commit(f"Turn by half\n\nAnswers NEED-{kept.need_id}", {"dial.c": "half\n"})
    other = releases.make_change(line=line, title="Quiet dial", kind="improved", at=AT)
    source.commit(f"Softer spring\n\nPart-Of: CHANGE-{other.id}", {"dial.c": "soft\n"})
    read()
    assert {one.id for one in changes(line)} == {change.id, other.id}
    assert (len(queries.commits_of(change.id)), len(queries.commits_of(other.id))) == (1, 1)


def test_an_unknown_need_is_named_with_commit_and_line_and_nothing_is_lost(source, read, line):
    source.commit("Half steps\n\nIt was asked for.\nAnswers NEED-4711", {"dial.c": "half\n"})
    read()
    assert outcomes() == [(4, "Answers NEED-4711", "unknown")]
    assert changes(line) == []
    (row,) = queries.unlinked()
    assert (row.commit.sha, row.commit.message.splitlines()[2]) == (source.head, "It was asked for.")


def test_a_need_without_a_promise_waits_and_is_linked_when_it_is_given(source, read, need, promise, line):
    asked = need()
    source.commit(f"Half steps\n\nAnswers NEED-{asked.id}", {"dial.c": "half\n"})
    read()
    assert (outcomes()[0][2], changes(line)) == ("waits", [])
    promise(asked)
    bus.drain()
    (change,) = changes(line)
    assert trains.needs_behind([change.id])[change.id] == [asked.id]
    assert queries.count_unlinked() == 1  # the author's address is nobody's


def test_a_need_that_was_joined_into_another_counts_there(source, read, need, promise, line):
    small, large = need("Half steps"), need("Finer dial")
    voices.join_needs(need=small, into=large, by=promise.boss, at=AT)
    promise(large)
    source.commit(f"Half\n\nAnswers NEED-{small.id}", {"dial.c": "half\n"})
    read()
    (change,) = changes(line)
    assert trains.needs_behind([change.id])[change.id] == [large.id]


def test_lines_that_make_no_sense_are_kept(source, read):
    source.commit(
        "Odd\n\nChange: blue\nPart-Of: CHANGE-999\nPatch-From: @nobody\nFixes NEED-x", {"dial.c": "x\n"}
    )
    read()
    assert sorted(outcomes()) == [
        (3, "Change: blue", "kind"),
        (4, "Part-Of: CHANGE-999", "nochange"),
        (5, "Patch-From: @nobody", "nopatch"),
        (6, "Fixes NEED-x", "need"),
    ]


def test_a_rewritten_branch_keeps_what_was_linked(source, read, promise, line):
    kept = promise()
    first = source.head
    old = source.commit(f"Half steps\n\nAnswers NEED-{kept.need_id}", {"dial.c": "one\ntwo\nhalf\n"})
    read()
    (change,) = changes(line)
    source.files["dial.c"] = "one\ntwo\nthree\n"
    source.commit("Before it", {"README": "Dawn 2\n"}, on=first)
    new = source.commit(f"Half steps, again\n\nAnswers NEED-{kept.need_id}", {"dial.c": "one\ntwo\nhalf\n"})
    reading = read()
    assert (reading.fresh, reading.gone) == (2, 1)
    assert [one.id for one in changes(line)] == [change.id]
    assert [row.sha for row in queries.commits_of(change.id)] == [new]
    assert Commit.objects.get(sha=old).gone_at == AT


def test_a_linked_commit_that_was_dropped_for_good_is_named(source, read, promise, line):
    kept, first = promise(), source.head
    source.commit(f"Half steps\n\nAnswers NEED-{kept.need_id}", {"dial.c": "half\n"})
    read()
    source.commit("Something else", {"README": "Dawn 2\n", "dial.c": "one\n"}, on=first)
    read()
    assert ("Half steps", "gone") in {(row.text, row.outcome) for row in queries.unlinked()}
    assert len(changes(line)) == 1


def test_a_reading_that_is_killed_leaves_nothing_half_done(source, read, promise, line, monkeypatch):
    kept = promise()
    for step in ("begun", "done"):
        source.commit(f"{step}\n\nAnswers NEED-{kept.need_id}", {"dial.c": f"{step}\n"})
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.fall() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''killed''; END'"
        )
        cursor.execute(
            "CREATE TRIGGER falls BEFORE INSERT ON repository_reading FOR EACH ROW EXECUTE FUNCTION pg_temp.fall()"
        )
        with pytest.raises(Exception, match="killed"):
            read()
        cursor.execute("DROP TRIGGER falls ON repository_reading")
    assert (Commit.objects.count(), changes(line), FactRow.objects.filter(name__startswith="repository.Comm").count()) == (
        0, [], 0,
    )  # fmt: skip
    read()
    assert (Commit.objects.count(), len(changes(line))) == (3, 1)


def test_readings_that_find_nothing_leave_one_row(read):
    for _ in range(3):
        read()
    assert list(Reading.objects.order_by("id").values_list("fresh", flat=True)) == [1, 0]


def test_a_folder_without_a_repository_says_so(line, tmp_path):
    (tmp_path / "empty").mkdir()
    row = actions.add_repository(line=line, address=str(tmp_path / "empty"), at=AT, may_be_local=True)
    reading = actions.read_repository(repository_id=row.id, at=AT)
    assert (reading.failed, reading.head) == ("there is no Git repository", "")
    assert Reading.objects.count() == 1


def test_another_branch_may_be_asked_for(line, tmp_path):
    made = Source(tmp_path / "other", branch="stable")
    made.commit("Stable", {"a": "1\n"})
    row = actions.add_repository(line=line, address=str(made.path), branch="stable", at=AT, may_be_local=True)
    assert actions.read_repository(repository_id=row.id, at=AT).branch == "stable"
    lost = actions.add_repository(line=line, address=f"{made.path}/", branch="gone", at=AT, may_be_local=True)
    assert actions.read_repository(repository_id=lost.id, at=AT).failed == "it has no branch 'gone'"


def test_an_author_with_a_proven_address_is_the_maker_of_ours(source, read, promise, boss, line):
    kept = promise()
    proven(boss.fan)
    source.commit(f"Half\n\nAnswers NEED-{kept.need_id}", {"dial.c": "h\n"}, author="J <jonna@example.org>")
    read()
    (change,) = changes(line)
    assert (change.maker, queries.count_unlinked()) == (boss, 0)


def test_a_fan_who_wrote_a_commit_made_it_once_they_agreed_to_the_terms(source, read, promise, join, line):
    kept = promise()
    mira = agreed(proven(fans.fan_by_handle("mira.k")), promise.boss)
    proven(join("tomo"))
    source.commit(f"Half\n\nAnswers NEED-{kept.need_id}", {"dial.c": "h\n"}, author="M <mira.k@example.org>")
    read()
    (change,) = changes(line)
    assert trains.credits_of([change.id])[change.id] == {"made": [mira.id]}
    assert [row.outcome for row in queries.unlinked()] == ["notrain"]
    source.commit(f"Quarter\n\nPart-Of: CHANGE-{change.id}", {"dial.c": "q\n"}, author="T <tomo@example.org>")
    read()
    assert trains.credits_of([change.id])[change.id] == {"made": [mira.id]}
    assert [(row.text, row.outcome) for row in queries.unlinked()][:1] == [("T", "terms")]


def test_an_address_that_nobody_has_proven_names_nobody(source, read, promise, mira, line):
    kept = promise()
    source.commit(f"Half\n\nAnswers NEED-{kept.need_id}", {"dial.c": "h\n"}, author="M <mira.k@example.org>")
    read()
    (change,) = changes(line)
    assert trains.credits_of([change.id]) == {}
    assert [(row.text, row.outcome) for row in queries.unlinked()] == [("M", "author")]
