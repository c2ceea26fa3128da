"""The worker is killed with SIGKILL in the middle of its work; another takes over, and every effect is there once."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest

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
