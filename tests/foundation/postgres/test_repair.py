"""Every way in which a server leaves a mess behind, made for real."""

import contextlib
import signal
import subprocess
import threading
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from fanloop.foundation.postgres import supervisor
from tests.foundation.postgres.conftest import connect, crash, postmaster


def leave_pid_file(data: Path, pid: int) -> None:
    """The file of a server that died with its machine: complete, but for another process's pid."""
    rest = f"{data}/pg18\n1700000000\n5432\n{data}\n\n  1 1\nready   \n"
    (data / "pg18" / "postmaster.pid").write_text(f"{pid}\n{rest}")
    (data / ".s.PGSQL.5432.lock").write_text(f"{pid}\n{rest}")


def test_a_pid_file_of_a_dead_process_is_removed(made):
    gone = subprocess.Popen(["true"])
    gone.wait()
    leave_pid_file(made, gone.pid)
    with connect(supervisor.start(made, durable=False)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_pid_that_now_belongs_to_another_program_is_no_server(made):
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        leave_pid_file(made, stranger.pid)
        supervisor.start(made, durable=False)
        supervisor.stop(made)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_pid_that_now_belongs_to_the_server_of_another_folder_is_not_ours(made, tmp_path):
    other = tmp_path / "other"
    supervisor.start(other, durable=False)
    theirs = postmaster(other)
    try:
        leave_pid_file(made, theirs.pid)
        supervisor.start(made, durable=False)
        assert postmaster(made).pid != theirs.pid
        supervisor.stop(made)
        assert theirs.is_running()
    finally:
        supervisor.stop(other)


@pytest.mark.parametrize("junk", ["", "\n", "not a pid\n"])
def test_a_pid_file_cut_short_by_a_power_failure_is_removed(made, junk):
    (made / "pg18" / "postmaster.pid").write_text(junk)
    supervisor.start(made, durable=False)
    assert postmaster(made).is_running()


def test_a_zombie_of_the_server_is_not_alive(data):
    supervisor.start(data, durable=False)
    dead = postmaster(data)
    crash(data)
    while dead.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    supervisor.start(data, durable=False)
    assert postmaster(data).pid != dead.pid


def test_an_interrupted_making_is_started_over(data, child):
    first = child("supervisor.start(data, durable=False)", data)
    while not any(data.glob("pg18.new.*/PG_VERSION")):
        assert first.poll() is None
        time.sleep(0.001)
    first.kill()
    first.wait()
    assert not (data / "pg18").exists()
    with connect(supervisor.start(data, durable=False)) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("fanloop",)
    supervisor.stop(data)
    supervisor.start(data, durable=False)
    assert sorted(path.name for path in data.glob("pg18*")) == ["pg18"]


def test_after_a_crash_what_was_committed_is_there_and_nothing_else(data):
    socket = supervisor.start(data)
    with connect(socket) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
        half = connect(socket)
        half.execute("BEGIN")
        half.execute("INSERT INTO kept VALUES (2)")
        crash(data)
    with connect(supervisor.start(data)) as connection:
        assert connection.execute("SELECT array_agg(n) FROM kept").fetchone() == ([1],)
    half.close()


def test_a_statement_that_outlives_its_server_does_not_block_the_next(data):
    socket = supervisor.start(data, durable=False)
    busy = connect(socket)
    pid = busy.info.backend_pid
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    busy.pgconn.send_query(endless.encode())
    time.sleep(0.2)
    crash(data)
    assert psutil.pid_exists(pid)
    supervisor.start(data, durable=False)
    assert postmaster(data).is_running()
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    with pytest.raises(psycopg.OperationalError):
        busy.execute("SELECT 1")


@pytest.mark.slow
def test_a_start_waits_for_a_long_recovery(made, slow_postgres, monkeypatch):
    """Longer than the ten seconds of pg_ctl."""
    monkeypatch.setenv("FANLOOP_PG_BIN", str(slow_postgres))
    begun = time.monotonic()
    with connect(supervisor.start(made, durable=False)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert time.monotonic() - begun > 11


@pytest.mark.slow
def test_forty_crashes_in_a_row_lose_no_committed_row(data):
    """Each round counts up while the server is killed; the count never falls behind what was answered."""
    with connect(supervisor.start(data)) as connection:
        connection.execute("CREATE TABLE tally (n int)")
        connection.execute("INSERT INTO tally VALUES (0)")
    for _ in range(40):
        said = count_until_killed(data)
        assert highest(data) in {said, said + 1}


def count_until_killed(data: Path) -> int:
    """The last number the server confirmed before it died."""
    said = highest(data)
    killer = threading.Timer(0.05, postmaster(data).send_signal, [signal.SIGQUIT])
    with contextlib.suppress(psycopg.OperationalError), connect(supervisor.start(data)) as connection:
        killer.start()
        while True:
            connection.execute("INSERT INTO tally VALUES (%s)", (said + 1,))
            said += 1
    killer.join()
    return said


def highest(data: Path) -> int:
    with connect(supervisor.start(data)) as connection:
        row = connection.execute("SELECT max(n) FROM tally").fetchone()
    assert row is not None
    return int(row[0])
