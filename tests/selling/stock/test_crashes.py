"""The claim path when everything goes wrong, with real processes: killed one after the other, and a disk that is full."""

import http.client
import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.drop_place import counted, served

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]


def clean():
    """The environment of an operator: nothing of the tests' own server."""
    ours = ("FANLOOP_", "PYTEST_", "DATABASE_URL", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@pytest.fixture
def home(tmp_path_factory, monkeypatch):
    """A fresh home, whose database is its own."""
    for name in set(os.environ) - set(clean()):
        monkeypatch.delenv(name)
    folder = tmp_path_factory.mktemp("drop")
    folder.chmod(0o755)
    return folder


def run(script, *words):
    done = subprocess.run(
        [sys.executable, ROOT / "bench" / script, *map(str, words)],
        check=False,
        env=clean(),
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout)


def killed(home, *scenes):
    """A small sale for each scene; what is true after it."""
    words = ["--people", 3_000, "--stock", 1_500, "--connections", 100]
    said = run("drop.py", "--json", "--home", home, *words, "--kill", *scenes)
    assert said["sold"] == said["rows_counted_after"] == 1_500
    assert said["kill"].keys() == set(scenes)
    for name, scene in said["kill"].items():
        assert scene["ok"], (name, scene)
        assert scene["answers"] == {"won": 1_500, "sold_out": 1_500}, name
    return said["kill"]


def test_each_process_is_killed_in_the_middle_of_a_sale_and_nothing_is_lost_or_sold_twice(home):
    told = killed(home, "web", "worker", "connection", "postgresql")
    assert all(0 < scene["sold_when_killed"] < 1_500 for scene in told.values())
    assert told["connection"]["victims"] == 1


def test_of_two_processes_one_is_killed_and_others_die_as_the_last_piece_goes(home):
    told = killed(home, "beside_at_sell_out", "web_after")
    assert told["beside_at_sell_out"]["broken_connections"] > 0
    assert told["beside_at_sell_out"]["sold_when_killed"] >= 1_470
    assert told["web_after"]["sold_when_killed"] == 1_500


@contextmanager
def small_disk(folder, megabytes):
    """A disk of its own that can be filled; only root may make one."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)],
        check=False,
        stderr=subprocess.DEVNULL,
    )
    if made.returncode:
        pytest.skip("a small disk needs root and `mount`")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def ask(house, pool, token):
    """The state a token is answered with; nothing while the server is not there."""
    link = http.client.HTTPConnection(house.host, house.port, timeout=60)
    try:
        link.request("POST", f"/d/{pool}/claim", headers={"Authorization": f"Bearer {token}"})
        answer = json.loads(link.getresponse().read())
    finally:
        link.close()
    return answer["state"], answer.get("number", 0)


def fill_up(disk):
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(bytes(1 << 20))
        except OSError:
            pass
        try:
            while True:
                ballast.write(bytes(512))
        except OSError:
            pass


def test_a_full_disk_answers_unknown_and_goes_on_where_it_stopped(home):
    with small_disk(home / "postgres", 400):
        (pool,) = run("drop_house.py", "--home", home, "--people", 3_000, "--stock", 2_000, "--pools", 1)
        tokens = (home / f"tokens-{pool}.txt").read_text().split()
        won = {}
        with served(home, log="CRITICAL") as house:
            assert ask(house, pool, tokens[0]) == ("held", 1)
            won[0] = 1
            fill_up(home / "postgres")
            states = []
            for place in range(1, 2_500):
                state, number = ask(house, pool, tokens[place])
                states.append(state)
                if state == "held":
                    won[place] = number
                if state == "unknown":
                    break
            assert states[-1] == "unknown", "the disk was never full"
            (home / "postgres" / "ballast").unlink()
            last, end = len(states), time.monotonic() + 60
            while (answer := ask(house, pool, tokens[last]))[0] != "held" and time.monotonic() < end:
                time.sleep(1.2)
            assert answer[0] == "held"
            won[last] = answer[1]
            for place in range(10):
                known = won.get(place, 0)
                assert place not in won or ask(house, pool, tokens[place]) == ("held", known)
                time.sleep(0.25)
            found = counted(house, pool, won)
        assert found["ok"], found
