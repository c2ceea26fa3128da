"""The command line on the told story: one JSON object for machines, words for people, codes for scripts."""

import csv
import json
import subprocess

import pyarrow.parquet as pq
import pytest

from tests.house import command, environment

BOM = "Level,Part Number,Description,Quantity,Unit\n0,LAMP-1,Lamp,1,each\n1,SHADE-1,Shade,2,each\n1,SHADE-1,Shade,-2,each\n"


@pytest.fixture(scope="module")
def run(house, tmp_path_factory):
    home = tmp_path_factory.mktemp("terminal")

    def run_it(*words, **more):
        return subprocess.run(
            command(*words),
            env=environment(home, house.database_url, **more),
            capture_output=True,
            text=True,
            check=False,
        )

    return run_it


def one_object(done):
    """Standard output is one JSON object on one line, and nothing else."""
    assert done.stdout.count("\n") == 1, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert isinstance(said, dict)
    return said


def test_why_walks_from_a_purchase_line_to_the_topic(run):
    said = one_object(run("why", "supply.purchase_line:1", "--json"))
    kinds = [group["kind"] for group in said["causes"]]
    assert kinds[0] == "supply.purchase_line"
    assert {
        "supply.build",
        "demand.forecast",
        "orders.book",
        "campaigns.campaign",
        "voices.need",
        "community.topic",
    } <= set(kinds)
    assert said["effects"] == [group for group in said["effects"] if group["kind"] == "supply.purchase_line"]


def test_what_can_be_found_is_written_anew_kind_by_kind(run):
    said = one_object(run("reindex", "beta.programme", "--json"))
    assert said["written"]["beta.programme"] >= 1
    wrong = run("reindex", "lamps", "--json")
    assert (wrong.returncode, one_object(wrong)["ok"]) == (1, False)
    assert "there are beta.programme, chat.line" in wrong.stderr


def test_the_order_book_leaves_whole_in_both_forms_and_only_then_under_its_name(run, tmp_path):
    said = one_object(run("orders", "--csv", tmp_path / "book.csv", "--json"))
    assert said["ok"] is True
    assert said["rows"] > 5
    with (tmp_path / "book.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == said["rows"]
    table = tmp_path / "book.parquet"
    assert one_object(run("orders", "--parquet", table, "--json"))["rows"] == said["rows"]
    assert pq.read_table(table).column("number").to_pylist() == [row["number"] for row in rows]
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["book.csv", "book.parquet"]


def test_an_order_book_of_a_state_nobody_knows_is_one_sentence(run, tmp_path):
    done = run("orders", "--csv", tmp_path / "book.csv", "--state", "lost", "--json")
    assert done.returncode == 1
    assert "there is no state 'lost'" in one_object(done)["problem"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("key", "code", "said"), [("", 0, "so nothing was asked"), ("sk_live_x", 1, "money would move")]
)
def test_stripe_is_asked_with_a_key_of_its_test_mode_alone(run, key, code, said):
    done = run("stripe-check", "--json", FANLOOP_STRIPE_TEST_KEY=key)
    assert done.returncode == code
    told = one_object(done)
    assert said in told.get("skipped", "") + told.get("problem", "")
    assert told["ok"] is (None if code == 0 else False)


def test_why_is_read_by_people_too(run):
    words = run("why", "voices.need:1").stdout
    assert words.startswith("need: ")
    assert "because of" in words


@pytest.mark.parametrize("ref", ["nonsense", "voices.need:999999", "nobody.knows:1"])
def test_why_of_nothing_is_one_sentence_and_code_one(run, ref):
    done = run("why", ref, "--json")
    assert done.returncode == 1
    assert one_object(done)["ok"] is False
    assert done.stderr.startswith("fanloop: ")
    assert done.stderr.count("\n") == 1


def test_check_finds_every_reference_pointing_at_something(run):
    said = one_object(run("check", "--json"))
    assert (said["ok"], said["dangling"], said["unknown_kinds"]) == (True, [], {})
    assert said["looked_at"] > 50


def test_facts_say_who_announces_and_who_listens(run):
    said = one_object(run("facts", "--json"))["facts"]
    assert said["orders.OrdersPlaced"]["from"] == "selling.orders"
    assert any(listener.startswith("making.demand.") for listener in said["orders.OrdersPlaced"]["listeners"])
    assert all(fact["says"] for fact in said.values())


def test_an_import_preview_is_one_object(run, tmp_path):
    file = tmp_path / "lamp.csv"
    file.write_text(BOM)
    said = one_object(run("import", "bom", str(file), "--preview", "--json"))
    assert {"ok", "counts", "problems"} == set(said)
    assert said["ok"] is False


def test_finished_campaigns_of_others_come_in(run, tmp_path):
    (tmp_path / "projects.csv").write_text(
        "project_id,category,goal_brl,mode,state,online_date,expires_at\n"
        "1,art,90.0,aon,failed,2024-01-01 06:00:00,2024-01-21 23:59:59\n"
        "2,art,90.0,aon,online,2024-01-01 06:00:00,2024-01-21 23:59:59\n"
    )
    (tmp_path / "daily_contributions.csv").write_text(
        "project_id,date,contributions,amount_brl\n1,2024-01-01,12,60\n2,2024-01-01,12,60\n"
    )
    assert one_object(run("import", "curves", str(tmp_path), "--json")) == {
        "ok": True,
        "campaigns": 1,
        "new": 1,
    }


@pytest.mark.parametrize(
    "words",
    [("import", "bom", "/nowhere.csv"), ("import", "oem", "/nowhere"), ("loop", "--data", "/nowhere")],
)
def test_a_path_that_is_not_there_is_named_as_one_object(run, words):
    done = run(*words, "--json")
    assert done.returncode == 1
    assert one_object(done)["ok"] is False
    assert "nowhere" in done.stderr


def test_a_told_home_is_not_told_again(run):
    done = run("story")
    assert (done.returncode, "already" in done.stderr) == (1, True)


def test_the_chapters_are_listed(run):
    assert run("story", "--chapters").stdout.split() == [
        "founded", "heard", "ranked", "promised", "released", "patched", "owned", "offered", "planned", "answered",
    ]  # fmt: skip
