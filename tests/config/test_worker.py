"""The worker is killed with SIGKILL in the middle of its work; another takes over, and every effect is there once."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time

import psutil
import psycopg
import pytest

from fanloop.config import worker
from tests.house import database, environment

pytestmark = pytest.mark.slow


@pytest.fixture
def bell(tmp_path):
    with database("bell") as url:
        yield Bell(url, environment(tmp_path, url))


class Bell:
    """The database of the bell, and workers on it."""

    def __init__(self, url, env):
        self.url, self.env = url, env | {"DJANGO_SETTINGS_MODULE": "fanloop.config.settings"}

    @contextlib.contextmanager
    def worker(self, *words):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.config.bell", *words],
            env=self.env,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

    def kill_midway(self, act):
        with self.worker("linger", act) as process:
            assert process.stdout.readline() == "midway\n"
            os.kill(process.pid, signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL

    def ask(self, question):
        with psycopg.connect(self.url) as link:
            return link.execute(question).fetchall()

    def wait_for(self, question, answer, *, within=20):
        last = time.monotonic() + within
        while (found := self.ask(question)) != answer:
            assert time.monotonic() < last, f"{question}: {found} instead of {answer}"
            time.sleep(0.1)


LETTERS = 'SELECT "to" FROM foundation_letter ORDER BY 1'
RECEIPTS = "SELECT count(*) FROM foundation_receipt"
UNDELIVERED = "SELECT count(*) FROM foundation_factrow WHERE delivered_at IS NULL"


def test_a_fact_whose_worker_was_killed_midway_is_delivered_again_with_every_effect_once(bell):
    bell.kill_midway("ring")
    assert bell.ask(LETTERS) == []
    assert bell.ask(RECEIPTS) == [(0,)]
    assert bell.ask(UNDELIVERED) == [(1,)]
    with bell.worker("go"), bell.worker("go"):
        bell.wait_for(UNDELIVERED, [(0,)])
    assert bell.ask(LETTERS) == [("door@bell.example",), ("lamp@bell.example",)]
    assert bell.ask(RECEIPTS) == [(2,)]


def test_a_job_whose_worker_was_killed_midway_is_done_by_another(bell):
    bell.kill_midway("polish")
    assert bell.ask(LETTERS) == []
    with bell.worker("go"):
        bell.wait_for(LETTERS, [("polish@bell.example",)])
        bell.wait_for("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'bell.polish'", [(0,)])


DROP_ALL = """
SELECT count(pg_terminate_backend(pid)) > 2 FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
LISTENS = "SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN fanloop_facts' AND datname = current_database()"
RING = """
INSERT INTO foundation_factrow (name, payload, at, attempts, error)
VALUES ('__main__.BellRang', '{"times": 1}', now(), 0, '') RETURNING true
"""
POLISH = "INSERT INTO procrastinate_jobs (task_name, queue_name, args) VALUES ('bell.polish', 'default', '{}') RETURNING true"


def test_a_worker_goes_on_after_the_database_dropped_all_its_connections(bell):
    with bell.worker("go", "ring"):
        bell.wait_for(RECEIPTS, [(2,)])
        bell.wait_for("SELECT count(*) FROM procrastinate_workers", [(1,)])
        assert bell.ask(DROP_ALL) == [(True,)]
        assert bell.ask(RING) == bell.ask(POLISH) == [(True,)]
        bell.wait_for(RECEIPTS, [(4,)])
        bell.wait_for("SELECT count(*) FROM foundation_letter WHERE \"to\" LIKE 'polish%'", [(1,)])
        bell.wait_for(LISTENS, [(1,)])


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_worker_told_to_stop_stops_within_seconds(bell, end):
    with bell.worker("go", "ring") as process:
        bell.wait_for(RECEIPTS, [(2,)])
        process.send_signal(end)
        assert process.wait(5) == 0


ALL_LETTERS = 'SELECT count(*), count(DISTINCT "to") FROM foundation_letter'


def aside(process, *, within=30):
    """The process of heavy work, once it is there."""
    last = time.monotonic() + within
    while not (children := psutil.Process(process.pid).children()):
        assert time.monotonic() < last, "no process was started for the heavy work"
        time.sleep(0.05)
    (found,) = children
    return found


def test_heavy_jobs_are_done_by_a_process_of_their_own_which_leaves_when_there_are_none(bell):
    with bell.worker("aside", "crowd") as process:
        other = aside(process)
        bell.wait_for(ALL_LETTERS, [(1200, 1200)], within=60)
        assert "fanloop.config.aside" in other.cmdline()
        assert other.nice() > psutil.Process(process.pid).nice()
        assert psutil.wait_procs([other], timeout=30)[1] == []
        assert process.poll() is None


def test_light_work_starts_no_other_process(bell):
    with bell.worker("aside", "polish") as process:
        bell.wait_for(LETTERS, [("polish@bell.example",)])
        assert psutil.Process(process.pid).children() == []


def test_a_heavy_fact_does_not_wait_for_a_chain_of_heavy_jobs(bell):
    with bell.worker("heavy"):
        bell.wait_for(LETTERS, [("door@bell.example",), ("lamp@bell.example",)], within=60)
        bell.wait_for("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'heavy'", [(0,)])


def test_heavy_jobs_of_a_killed_process_are_done_by_the_next_one_each_once(bell):
    with bell.worker("aside", "crowd") as process:
        other = aside(process)
        bell.wait_for("SELECT count(*) > 0 FROM foundation_letter", [(True,)], within=60)
        other.kill()
        assert bell.ask(ALL_LETTERS) != [(1200, 1200)]
        bell.wait_for(ALL_LETTERS, [(1200, 1200)], within=90)
        bell.wait_for("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'heavy'", [(0,)])


@pytest.mark.parametrize("ticks", range(6))
def test_a_worker_told_to_stop_while_it_is_rung_for_hears_both(ticks):
    async def rung_and_told() -> bool:
        bell = asyncio.Event()
        waiting = asyncio.create_task(worker._rung_or_late(bell))
        await asyncio.sleep(0)
        bell.set()
        for _ in range(ticks):
            await asyncio.sleep(0)
        told = waiting.cancel()
        await asyncio.wait([waiting])
        return waiting.cancelled() == told

    assert asyncio.run(rung_and_told())


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_process_of_heavy_work_ends_with_the_worker(bell, how):
    with bell.worker("aside", "crowd") as process:
        other = aside(process)
        process.send_signal(how)
        process.wait(10)
        assert psutil.wait_procs([other], timeout=10)[1] == []
