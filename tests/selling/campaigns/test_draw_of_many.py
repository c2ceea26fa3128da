"""A draw of very many: streamed in blocks, told in portions, published as a file."""

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fanloop.foundation import files
from fanloop.people.fans.models import Notice
from fanloop.selling.campaigns.actions import draw_files, drawing, telling
from fanloop.selling.campaigns.models import Entry, LeafBlock, Place, RankBlock, Telling, Winner
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.queries import leaves
from fanloop.selling.campaigns.rules import draw as rules
from fanloop.selling.campaigns.rules.draw_paper import check, paper
from tests.selling.campaigns.drop_world import BEGINS, DRAWS, ENDS, OPENS, SEED, Sale

NAMES = ("ada", "ben", "cleo", "dan", "eve", "fay", "gus")
in_one_transaction = pytest.mark.django_db


@pytest.fixture
def small_portions(monkeypatch):
    monkeypatch.setattr(leaves, "BLOCK", 2)
    monkeypatch.setattr(leaves, "AT_ONCE", 2)
    monkeypatch.setattr(drawing, "FEW", 0)


def drawn(sale):
    close = drawing.close_entries(drop=sale.drop, by=None, at=ENDS)
    return close, drawing.draw(drop=sale.drop, by=None, at=DRAWS)


@in_one_transaction
def test_the_paper_that_is_streamed_is_the_paper_of_the_rules(small_portions):
    sale = Sale()
    sale.come(*NAMES)
    for number, entry in enumerate(Entry.objects.order_by("-id")):
        entry.at = BEGINS + timedelta(microseconds=499 * number)
        entry.save()
    drawn(sale)
    rows = [
        rules.Entrant(one.code, one.nonce, one.weight, rules.written(one.at)) for one in Entry.objects.all()
    ]
    rows.sort(key=lambda one: (one.at, one.code))
    assert len({one.at for one in rows}) < len(rows), "some came in the same millisecond"
    said = paper(
        drop="first-run",
        rules=sale.drop.rules,
        commitment=sale.drop.commitment,
        entrants=rows,
        seed=SEED,
        until=rules.written(ENDS),
    )
    found = queries.paper(queries.standing(sale.drop, OPENS))
    assert found == said
    assert list(found) == list(said)
    ranks = {place.number: place.rank for place in map(queries.place_of, Entry.objects.all())}
    assert [ranks[number] for number in found["order"]] == list(range(1, 8))


@in_one_transaction
def test_an_entry_changed_after_the_root_changes_no_rank_and_is_named_by_the_paper():
    sale = Sale()
    sale.come(*NAMES)
    drawing.close_entries(drop=sale.drop, by=None, at=ENDS)
    last = Entry.objects.order_by("id").last()
    Entry.objects.filter(id=last.id).update(nonce="f" * 32)
    drawing.draw(drop=sale.drop, by=None, at=DRAWS)
    found = check(queries.paper(queries.standing(sale.drop, OPENS)))
    assert {fault.code for fault in found.faults} == {"root"}
    Entry.objects.filter(id=last.id).update(nonce=last.nonce)
    assert check(queries.paper(queries.standing(sale.drop, OPENS))).is_good


def told():
    return dict(Notice.objects.filter(kind__startswith="drop_").values_list("fan_id", "kind"))


@in_one_transaction
def test_everybody_is_told_once_in_portions_the_winners_first(small_portions):
    sale = Sale()
    fans = sale.come(*NAMES)
    _close, reveal = drawn(sale)
    assert told() == {}, "so many are told after the draw has committed"
    gone, *_others = Winner.objects.order_by("place__rank")
    drawing.replace_winner(winner=gone, reason="robot", words="Typed a hundred words a second.", by=sale.house.member, at=DRAWS)  # fmt: skip
    assert list(told().values()) == ["drop_won"], "who moves up hears it at once"
    assert telling.tell_some(reveal=reveal.id, at=DRAWS, most=3)
    assert list(told().values()) == ["drop_won"] * 3
    while telling.tell_some(reveal=reveal.id, at=DRAWS, most=3):
        pass
    assert not telling.tell_some(reveal=reveal.id, at=DRAWS, most=3)
    assert told().keys() == {one.id for one in fans} - {gone.claim.fan_id}, (
        "a winner taken out is told nothing"
    )
    assert Notice.objects.filter(kind__startswith="drop_").count() == 6


@in_one_transaction
def test_the_paper_is_a_file_written_once_when_closed_and_once_when_drawn(client, monkeypatch):
    sale = Sale()
    sale.come(*NAMES)
    close = drawing.close_entries(drop=sale.drop, by=None, at=ENDS)
    url = "/drops/first-run/draw.json"
    monkeypatch.setattr("fanloop.site.draw_proof.SMALL", 6)
    assert (client.get(url).status_code, client.get(url)["Retry-After"]) == (503, "30")
    first = draw_files.write_file(draw=close.id, at=ENDS)
    assert draw_files.write_file(draw=close.id, at=DRAWS) == first
    answer = client.get(url)
    body = b"".join(answer.streaming_content)
    assert (answer["Cache-Control"], answer["ETag"]) == ("no-cache", f'"{first.file.sha256}"')
    assert answer["Content-Disposition"] == 'attachment; filename="first-run-draw.json"'
    assert check(json.loads(body), root=close.root).is_good
    drawing.draw(drop=sale.drop, by=None, at=DRAWS)
    monkeypatch.setattr("fanloop.config.kept_files.LARGE", 100)
    by_hash = client.get(files.url_path(first.file))
    assert b"".join(by_hash.streaming_content) == body
    assert by_hash["Content-Disposition"] == 'attachment; filename="first-run-draw.json"'
    second = draw_files.write_file(draw=close.id, at=DRAWS)
    assert json.load(files.opened(second.file.sha256)) == queries.paper(queries.standing(sale.drop, OPENS))
    assert client.get(url, headers={"If-None-Match": f'"{second.file.sha256}"'}).status_code == 304


@in_one_transaction
def test_what_a_kill_left_undone_is_found_after_two_minutes(small_portions, monkeypatch):
    sale = Sale()
    sale.come(*NAMES)
    deferred = []
    monkeypatch.setattr(drawing.jobs, "defer", lambda name, **said: deferred.append((name, said)))
    drawing.look_after(at=ENDS)
    assert deferred == [("campaigns.draw_due", {})]
    close, reveal = drawn(sale)
    for after, left in (
        (DRAWS + timedelta(minutes=1), ["write"]),
        (DRAWS + timedelta(minutes=3), ["tell", "write"]),
    ):
        deferred.clear()
        drawing.look_after(at=after)
        assert [name.removeprefix("campaigns.").removesuffix("_draw") for name, _said in deferred] == left
    telling.tell_some(reveal=reveal.id, at=DRAWS)
    draw_files.write_file(draw=close.id, at=DRAWS)
    deferred.clear()
    drawing.look_after(at=OPENS)
    assert deferred == []


@in_one_transaction
def test_a_draw_of_before_lies_in_blocks_now():
    sale = Sale()
    sale.come(*NAMES)
    close, reveal = drawn(sale)
    tables = (LeafBlock, RankBlock, Place)
    before = [list(table.objects.order_by("id").values()) for table in tables]
    for entry in Entry.objects.exclude(id__in=Place.objects.values("entry")):
        place = queries.place_of(entry)
        Place.objects.create(draw=close, entry=entry, number=place.number, rank=place.rank)
    for table in (LeafBlock, RankBlock, Telling):
        table.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            importlib.import_module("fanloop.selling.campaigns.migrations.0009_draws_of_many")._BLOCKS
        )
    after = [list(table.objects.order_by("id").values()) for table in tables]
    assert [[{**row, "id": 0} for row in rows] for rows in after] == [
        [{**row, "id": 0} for row in rows] for rows in before
    ]
    assert Telling.objects.get(reveal=reveal).ended_at == DRAWS


@in_one_transaction
def test_who_comes_after_the_window_waits_for_no_lock_and_a_large_room_is_not_counted_for_each_page(
    monkeypatch,
):
    monkeypatch.setattr(queries, "_MANY", 1)
    monkeypatch.setattr(queries, "_counted", {})
    sale = Sale("prequeue")
    with CaptureQueriesContext(connection) as early:
        sale.come("ada", "ben")
    with CaptureQueriesContext(connection) as late:
        sale.come("cleo", at=ENDS)
    assert [sum("FOR SHARE" in each["sql"] for each in asked) for asked in (early, late)] == [2, 0]
    assert queries.standing(sale.drop, ENDS).interest == 3
    with CaptureQueriesContext(connection) as again:
        assert queries.interest(sale.drop) == 3
    assert len(again) == 0


KILLED = """
import django
django.setup()
import sys
from datetime import datetime
from fanloop.selling.campaigns.actions.telling import tell_some
print("ready", flush=True)
while tell_some(reveal=int(sys.argv[1]), at=datetime.fromisoformat(sys.argv[2]), most=2):
    pass
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("patience", [0.02, 0.1, 0.3])
def test_a_worker_killed_between_two_portions_forgets_nobody_and_repeats_nobody(patience, monkeypatch):
    monkeypatch.setattr(drawing, "FEW", 0)
    sale = Sale()
    fans = sale.come(*(f"fan{number}" for number in range(30)))
    _close, reveal = drawn(sale)
    base, _, options = os.environ["DATABASE_URL"].partition("?")
    address = f"{base.rpartition('/')[0]}/{connection.settings_dict['NAME']}?{options}"
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(reveal.id), DRAWS.isoformat()],
        env={**os.environ, "DATABASE_URL": address, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"ready\n"
    time.sleep(patience)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    upto = Telling.objects.get(reveal=reveal).upto
    assert len(told()) == upto
    while telling.tell_some(reveal=reveal.id, at=DRAWS, most=7):
        pass
    assert told().keys() == {one.id for one in fans}
    assert Notice.objects.filter(kind__startswith="drop_").count() == 30
    assert list(told().values()).count("drop_won") == 3
