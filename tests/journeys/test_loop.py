"""One turn of the circle on a small world of our own; the real recordings where FANLOOP_DATA names them."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from fanloop.config import loop
from fanloop.foundation import bus
from tests.house import command, database, environment
from tests.plugins.oem import world

STAGES = ["import", "needs", "releases", "campaign", "orders", "demand", "supply"]
BILL = """parent,section,component,qty,child_assembly,source_ref,comment
quadruped_robot_12dof_v1,Legs,Leg,4,leg,,
quadruped_robot_12dof_v1,Body,Shell,1,,,
leg,Core,Motor,3,,Shop # 7,
leg,Core,Screw M3,12,,,
"""


def write_curve(path, *, hours=40):
    rows = [f"larry,{1333461604 + 3600 * hour},{3 * hour + 5},{100 * hour}" for hour in range(hours)]
    path.parent.mkdir(parents=True)
    path.write_text("project,unix_time,backers,pledged_usd\n" + "\n".join(rows) + "\n")


@pytest.fixture
def data(tmp_path):
    world.write(tmp_path / "oem-community")
    write_curve(tmp_path / "supply" / "kickstats" / "hourly_pledges.csv")
    (tmp_path / "supply" / "bom").mkdir()
    (tmp_path / "supply" / "bom" / "odri_multilevel.csv").write_text(BILL)
    return tmp_path


@pytest.mark.django_db
def test_the_circle_turns_once_and_its_trail_reaches_the_topics(data):
    turned = loop.turn(data)
    assert [stage.name for stage in turned.stages] == STAGES
    assert turned.ok
    kinds = [step["kind"] for step in turned.trail]
    assert kinds[0] == "supply.purchase_line"
    assert "community.topic" in kinds
    assert len(set(kinds)) >= 6
    assert bus.pending() == 0


@pytest.mark.django_db
def test_every_pre_order_of_the_curve_is_placed_and_paid_and_says_that_it_is_a_replay(data):
    counts = {stage.name: stage.counts for stage in loop.turn(data).stages}
    assert counts["orders"]["orders"] == counts["orders"]["deposits"] == 3 * 39 + 5
    assert counts["orders"]["refused"] == 0
    assert counts["demand"]["observed"] == counts["orders"]["orders"]


@pytest.mark.django_db
def test_marks_say_what_is_staged_replayed_and_assumed(data):
    marks = {step["kind"]: step.get("mark", "") for step in loop.turn(data).trail}
    assert marks["voices.acceptance"] == "staged"
    assert marks["orders.book"] == "replay"
    assert marks["supply.purchase_line"] == "assumed"


@pytest.mark.slow
def test_the_command_prints_one_object_and_nothing_else(data, tmp_path):
    assert_one_object(data, tmp_path)


@pytest.mark.slow
def test_the_real_recordings_turn(tmp_path):
    if not os.environ.get("FANLOOP_DATA"):
        pytest.skip("FANLOOP_DATA names no folder of real data")
    told = assert_one_object(Path(os.environ["FANLOOP_DATA"]), tmp_path)
    counts = {stage["name"]: stage["counts"] for stage in told["stages"]}
    assert counts["import"]["topics"] >= 5_000
    assert counts["import"]["releases"] >= 400
    assert counts["orders"]["orders"] >= 10_000


def assert_one_object(data, tmp_path):
    with database("loop") as url:
        env = environment(tmp_path / "home", url)
        done = subprocess.run(
            command("loop", "--data", str(data), "--json"),
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["ok"] is True
    assert [stage["name"] for stage in told["stages"]] == STAGES
    return told
