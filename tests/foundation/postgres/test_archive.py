"""A dump goes round; a broken one changes nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from fanloop.foundation.postgres import archive
from fanloop.foundation.postgres.address import Address, from_url, url


@pytest.fixture
def databases() -> Iterator[tuple[Address, Address]]:
    """Two databases on the server of the tests, the first with words in it."""
    server = from_url(os.environ["DATABASE_URL"])
    names = [f"{os.environ['FANLOOP_TEST_NAME']}_archive_{number}_{os.getpid()}" for number in (1, 2)]
    places = [named(server, name) for name in names]
    with psycopg.connect(url(named(server, "postgres")), autocommit=True) as keeper:
        for name in names:
            keeper.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        with psycopg.connect(url(places[0])) as first:
            first.execute("CREATE TABLE words (id int PRIMARY KEY, word text NOT NULL)")
            first.execute("INSERT INTO words SELECT n, '灯 ' || n FROM generate_series(1, 5000) n")
        yield places[0], places[1]
        for name in names:
            keeper.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def named(server: Address, name: str) -> Address:
    return Address(**{**server, "NAME": name})


def words(of: Address) -> tuple[object, ...] | None:
    with psycopg.connect(url(of)) as connection:
        return connection.execute("SELECT count(*), min(word), max(id) FROM words").fetchone()


def tables(of: Address) -> set[str]:
    with psycopg.connect(url(of)) as connection:
        return {
            row[0]
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        }


def test_a_dump_restored_elsewhere_is_the_same_database(databases, tmp_path):
    here, there = databases
    archive.dump(of=here, into=tmp_path / "all")
    archive.restore(of=tmp_path / "all", into=there)
    assert words(there) == words(here) == (5000, "灯 1", 5000)


def test_a_restore_replaces_everything_that_was_there(databases, tmp_path):
    here, there = databases
    with psycopg.connect(url(there)) as connection:
        connection.execute("CREATE TABLE later (n int)")
        connection.execute("CREATE TABLE words (other int)")
    archive.dump(of=here, into=tmp_path / "all")
    archive.restore(of=tmp_path / "all", into=there)
    assert tables(there) == {"words"}


@pytest.mark.parametrize("kept", [0, 100, 0.5, 0.9])
def test_a_broken_dump_is_refused_and_changes_nothing(databases, tmp_path, kept):
    here, there = databases
    whole, broken = tmp_path / "all", tmp_path / "broken"
    archive.dump(of=here, into=whole)
    content = whole.read_bytes()
    broken.write_bytes(content[: int(kept if kept > 1 else len(content) * kept)])
    with psycopg.connect(url(there)) as connection:
        connection.execute("CREATE TABLE mine (n int)")
    with pytest.raises(archive.ArchiveError, match=r"\S"):
        archive.restore(of=broken, into=there)
    assert tables(there) == {"mine"}


def test_a_dump_that_fails_leaves_no_file(databases, tmp_path):
    nowhere = named(databases[0], "no_such_database")
    with pytest.raises(archive.ArchiveError, match="no_such_database"):
        archive.dump(of=nowhere, into=tmp_path / "all")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_dump_keeps_the_one_before(databases, tmp_path):
    kept = Path(tmp_path / "all")
    kept.write_bytes(b"yesterday")
    with pytest.raises(archive.ArchiveError):
        archive.dump(of=named(databases[0], "no_such_database"), into=kept)
    assert kept.read_bytes() == b"yesterday"
