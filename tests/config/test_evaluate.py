"""`fanloop evaluate` on small sets of our own: the shape of what it prints, and that it tells good from bad."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from fanloop.config.command_line import main

THINGS = [
    "lamp",
    "kettle",
    "cable",
    "alarm",
    "shade",
    "knob",
    "app",
    "stand",
    "bulb",
    "timer",
    "switch",
    "base",
]
ACTS = ["flickers at night", "will not turn off", "smells of burning", "loses its colour"]
DATA = Path(os.environ.get("FANLOOP_DATA", "/nowhere"))


def told(capsys, *arguments):
    assert main(["evaluate", *map(str, arguments), "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    return json.loads(out)


@pytest.fixture
def reports(tmp_path):
    """Every complaint twice, in other words; one source of pairs, one of clusters."""
    rows = []
    for number, thing in enumerate(THINGS):
        act = ACTS[number % 4]
        for half, title in enumerate([f"The {thing} {act}", f"{thing}s: {act}!"]):
            row = {
                "report_id": f"a:{number}{'xy'[half]}",
                "source": "a",
                "title": title,
                "body": f"My {thing} here.",
            }
            rows += [
                row,
                row
                | {"report_id": row["report_id"].replace("a:", "b:"), "source": "b", "cluster": f"c{number}"},
            ]
    file = tmp_path / "reports.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    pairs = tmp_path / "pairs.csv"
    lines = [f"a:{n}x,a:{n}y,1,marked" for n in range(len(THINGS))]
    pairs.write_text("\n".join(["a,b,label,how", *lines, "a:0x,a:1x,0,assumed"]))
    return file, pairs


def test_similarity_prints_one_object_with_every_source_and_the_baseline(capsys, reports):
    file, pairs = reports
    sources = told(capsys, "similarity", "--reports", file, "--pairs", pairs)["sources"]
    assert set(sources) == {"a", "b"}
    for figures in sources.values():
        assert figures["queries"] == 2 * len(THINGS)
        assert figures["recall@10"] == 1
        assert figures["recall@1"] >= 0.9
        assert figures["ms_p95"] > 0
        assert set(figures["baseline"]) == {"recall@1", "recall@10"}


def test_without_mates_there_is_nothing_to_ask(capsys, reports):
    sources = told(capsys, "similarity", "--reports", reports[0])["sources"]
    assert (sources["a"]["queries"], sources["a"]["recall@10"]) == (0, 0)


def test_kind_prints_the_macro_f1_of_each_set(capsys, tmp_path):
    says = {
        "bug": "It crashes when I press the",
        "idea": "Please add a new",
        "praise": "I love the wonderful",
    }
    rows = [
        {"set": "s", "label": label, "title": f"{words} {thing}", "body": "", "rating": ""}
        for thing in THINGS
        for label, words in says.items()
    ]
    train, test = tmp_path / "train.jsonl", tmp_path / "test.jsonl"
    train.write_text("\n".join(map(json.dumps, rows[:18])))
    test.write_text("\n".join(map(json.dumps, rows[18:])))
    figures = told(capsys, "kind", "--train", train, "--test", test)["sets"]["s"]
    assert figures["macro_f1"] == 1
    assert 0 <= figures["baseline"] <= 1


def test_a_file_that_is_not_there_is_said_in_one_line(capsys, tmp_path):
    assert main(["evaluate", "similarity", "--reports", str(tmp_path / "no"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False


@pytest.mark.skipif(not DATA.is_dir(), reason="FANLOOP_DATA names no folder of labelled data")
def test_on_labelled_duplicates_it_beats_the_baseline(capsys):
    folder = DATA / "duplicates" / "open"
    sources = told(
        capsys, "similarity", "--reports", folder / "reports.jsonl", "--pairs", folder / "pairs.csv"
    )["sources"]
    gains = {name: row["recall@10"] - row["baseline"]["recall@10"] for name, row in sources.items()}
    assert gains["eclipse"] >= 0.015
    assert gains["firefox"] >= 0.02
    assert gains["openoffice"] >= 0.05
    assert gains["mobile"] >= 0


@pytest.fixture
def campaigns(tmp_path):
    """A third of the campaigns stalls after the first day; the rest go on evenly, so their end can be told."""
    begun = date(2024, 1, 1)
    projects = ["project_id,category,goal_brl,mode,state,online_date,expires_at"]
    daily = ["project_id,date,contributions,amount_brl"]
    for number in range(170):
        start, mode = begun + timedelta(days=number), "flex" if number % 17 == 0 else "aon"
        end, each = start + timedelta(days=25 + number % 9), 2 + number % 7
        state = "online" if number % 17 == 1 else "successful"
        projects.append(f"{number},art,{each * 300},{mode},{state},{start} 00:00:00,{end} 23:59:59")
        for day in range((end - start).days + 1):
            came = 80 // (day + 1) if number % 3 == 0 else each
            daily.append(f"{number},{start + timedelta(days=day)},{came},{came * 10}.0")
    files = tmp_path / "projects.csv", tmp_path / "daily.csv"
    for file, lines in zip(files, (projects, daily), strict=True):
        file.write_text("\n".join(lines))
    return files


def test_curves_tell_the_later_campaigns_from_the_earlier_ones(capsys, campaigns):
    days = told(capsys, "curves", "--projects", campaigns[0], "--daily", campaigns[1])["days"]
    assert list(days) == ["1", "3", "7", "14"]
    assert {figures["n"] for figures in days.values()} == {60}
    assert days["14"]["mdape"] < days["14"]["baseline"]["mdape"]
    assert all(0 <= figures["coverage_80"] <= 1 for figures in days.values())


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="FANLOOP_DATA names no folder of labelled data")
def test_on_real_campaigns_every_horizon_beats_the_floor_and_the_interval_holds(capsys):
    folder = DATA / "supply" / "catarse"
    days = told(
        capsys, "curves", "--projects", folder / "projects.csv", "--daily", folder / "daily_contributions.csv"
    )["days"]
    floor = {"1": 0.341, "3": 0.315, "7": 0.296, "14": 0.274}
    assert {day: figures["n"] for day, figures in days.items()} == dict.fromkeys(floor, 619)
    assert all(days[day]["mdape"] < error for day, error in floor.items())
    assert all(0.75 <= figures["coverage_80"] <= 0.85 for figures in days.values())
