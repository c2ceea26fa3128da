"""Making, attaching, stopping, and who turns off the light."""

import os
import signal
import stat
from pathlib import Path

import psutil
import pytest

from fanloop.foundation.postgres import processes, supervisor
from fanloop.foundation.postgres.binaries import NoPostgresError
from fanloop.foundation.postgres.cluster import cluster
from tests.foundation.postgres.conftest import connect, is_over, postmaster

USE = "with supervisor.running(data, durable=False):\n    print('up', flush=True)\n    time.sleep(60)\n"


def running_on(data: Path) -> bool:
    return processes.server(data / "pg18") is not None


def test_a_fresh_folder_gets_a_server_with_our_database(data):
    with connect(supervisor.start(data, durable=False)) as connection:
        row = connection.execute("SELECT current_database(), current_user").fetchone()
    assert row == ("fanloop", "fanloop")


def test_the_folder_names_the_version_that_made_it(made):
    version = (made / "pg18" / "PG_VERSION").read_text().strip()
    assert version == "18"


def test_a_second_start_attaches_to_the_first(data):
    first = supervisor.start(data, durable=False)
    pid = postmaster(data).pid
    assert (supervisor.start(data, durable=False), postmaster(data).pid) == (first, pid)


def test_stop_leaves_no_process_and_is_harmless_twice(data):
    supervisor.start(data, durable=False)
    server = postmaster(data)
    supervisor.stop(data)
    supervisor.stop(data)
    assert is_over(server)


def test_the_last_user_out_stops_the_server(data):
    with supervisor.running(data, durable=False):
        with supervisor.running(data, durable=False):
            pass
        assert running_on(data)
    assert not running_on(data)


def test_four_starts_at_once_on_an_empty_folder_make_one_server(data, child):
    program = (
        "supervisor.start(data, durable=False); print((data / 'pg18/postmaster.pid').read_text().split()[0])"
    )
    starts = [child(program, data) for _ in range(4)]
    pids = {start.communicate(timeout=60)[0].strip() for start in starts}
    assert pids == {str(postmaster(data).pid)}


def test_a_user_ended_by_sigterm_stops_the_server(data, child):
    owner = child(USE, data)
    assert owner.stdout.readline() == "up\n"
    server = postmaster(data)
    owner.send_signal(signal.SIGTERM)
    assert owner.wait(timeout=30) == 128 + signal.SIGTERM
    assert is_over(server)


def test_a_server_left_by_a_killed_user_is_attached_to_and_then_stopped(data, child):
    owner = child(USE, data)
    assert owner.stdout.readline() == "up\n"
    left = postmaster(data)
    owner.kill()
    owner.wait()
    with supervisor.running(data, durable=False):
        assert postmaster(data).pid == left.pid
    assert is_over(left)


def test_only_the_owner_of_the_folder_may_enter_it(data):
    socket = supervisor.start(data, durable=False)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (data, data / "pg18", socket / ".s.PGSQL.5432")}
    assert modes == {0o700}


def test_no_port_is_opened_on_the_network(data):
    supervisor.start(data, durable=False)
    assert [
        each for each in postmaster(data).net_connections("inet") if each.status == psutil.CONN_LISTEN
    ] == []


def test_the_environment_does_not_lead_to_another_server(data, monkeypatch):
    monkeypatch.setenv("PGHOST", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGDATA", "/nowhere")
    assert supervisor.start(data, durable=False) == data


def test_a_server_that_cannot_start_names_its_log(made):
    with (made / "pg18" / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    with pytest.raises(NoPostgresError, match=f"{made}/pg.log"):
        supervisor.start(made)


def test_the_locale_is_the_same_on_every_machine(data, monkeypatch):
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    with connect(supervisor.start(data, durable=False)) as connection:
        locale = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'fanloop'"
        ).fetchone()
        order = connection.execute(
            "SELECT array_agg(x ORDER BY x) FROM unnest('{b,A,a,B,ä,灯}'::text[]) x"
        ).fetchone()
        case = connection.execute("SELECT upper('äç')").fetchone()
    assert locale == ("b", "C.UTF-8", "UTF8")
    assert order == (["A", "B", "a", "b", "ä", "灯"],)
    assert case == ("ÄÇ",)


def test_a_path_too_long_for_a_socket_gets_a_private_stand_in(tmp_path):
    data = tmp_path / ("deep" * 30) / "data"
    socket = supervisor.start(data, durable=False)
    try:
        with connect(socket) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert len(os.fsencode(socket)) < 90
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    finally:
        supervisor.stop(data)
    assert not socket.exists()


def test_a_stand_in_laid_by_somebody_else_is_refused(tmp_path):
    data = tmp_path / ("deep" * 30) / "data"
    ours = cluster(data)
    ours.socket.symlink_to(tmp_path)
    try:
        with pytest.raises(NoPostgresError, match="belongs to somebody else"):
            supervisor.start(data, durable=False)
    finally:
        ours.socket.unlink()
