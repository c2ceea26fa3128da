"""Test runs side by side, and what a killed one leaves."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import templates

ROOT = Path(__file__).parents[1]
INNER = """
import time
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_migrated_and_ours_alone():
    assert get_user_model().objects.count() == 0
    Path(__file__).with_name(connection.settings_dict["NAME"]).touch()
    time.sleep({seconds})
"""


def begin(folder: Path, *, seconds: float) -> subprocess.Popen[str]:
    """Another run of pytest, as from another terminal."""
    inner = folder / "test_inner.py"
    inner.write_text(INNER.replace("{seconds}", str(seconds)))
    ours = {name for name in os.environ if name.startswith(("PYTEST", "FANLOOP"))} | {"DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", "-c", "pyproject.toml", "-p", "no:cacheprovider", str(inner)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in ours},
        stdout=subprocess.PIPE,
        text=True,
    )


def databases() -> set[str]:
    with psycopg.connect(templates.at(os.environ["DATABASE_URL"], "postgres")) as connection:
        return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}


def used(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("test_fanloop_*")}


@pytest.mark.slow
def test_three_runs_at_once_do_not_disturb_one_another(tmp_path):
    runs = [begin(tmp_path, seconds=2) for _ in range(3)]
    said = [run.communicate(timeout=180)[0] for run in runs]
    assert ["1 passed" in each for each in said] == [True] * 3
    assert len(used(tmp_path)) == 3
    assert used(tmp_path) & databases() == set()


@pytest.mark.slow
def test_the_database_of_a_killed_run_is_dropped_by_the_next(tmp_path):
    killed = begin(tmp_path, seconds=60)
    while not used(tmp_path):
        assert killed.poll() is None
        time.sleep(0.1)
    killed.kill()
    killed.communicate()
    left = used(tmp_path)
    assert left <= databases()
    assert "1 passed" in begin(tmp_path, seconds=0).communicate(timeout=180)[0]
    assert left & databases() == set()


def test_a_new_state_of_the_migrations_is_another_template(tmp_path):
    migrations = tmp_path / "src" / "fanloop" / "noun" / "migrations"
    migrations.mkdir(parents=True)
    (tmp_path / "requirements.lock").touch()
    before = templates.name(tmp_path)
    (migrations / "0001_initial.py").write_text("one")
    first = templates.name(tmp_path)
    (migrations / "0001_initial.py").write_text("two")
    assert len({before, first, templates.name(tmp_path)}) == 3
