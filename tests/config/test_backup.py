"""Everything goes into one file and comes back into another home, equal to the last row; a broken file changes nothing."""

import io
import json
import subprocess
import tarfile

import psycopg
import pytest

from tests.house import command, database, environment

pytestmark = pytest.mark.slow

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
HASH = "SELECT count(*), md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) FROM {} t"
COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"


class Home:
    """A home folder with its own database."""

    def __init__(self, path, url):
        self.path, self.url = path, url
        path.mkdir()

    def run(self, *words):
        done = subprocess.run(
            command(*words), env=environment(self.path, self.url), capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    def holds(self):
        """Table → number of rows and hash of their content; the counters; file → bytes."""
        with psycopg.connect(self.url) as link:
            names = [name for (name,) in link.execute(TABLES).fetchall()]
            tables = {name: link.execute(HASH.format(f'"{name}"')).fetchone() for name in names}
            counters = link.execute(COUNTERS).fetchall()
        files = {
            str(file.relative_to(self.path)): file.read_bytes()
            for file in self.path.rglob("*")
            if file.is_file()
        }
        return tables, counters, files


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    with database("told") as url:
        home = Home(tmp_path_factory.mktemp("told") / "home", url)
        assert home.run("story")[0] == 0
        kept = home.path / "files" / "ab" / "abcd"
        kept.parent.mkdir(parents=True)
        kept.write_bytes(b"a kept file")
        yield home


@pytest.fixture(scope="module")
def saved(told, tmp_path_factory):
    file = tmp_path_factory.mktemp("saved") / "everything.fanloop"
    code, said, _ = told.run("backup", str(file))
    assert (code, "keep it safe" in said) == (0, True)
    return file


@pytest.fixture
def other(tmp_path):
    with database("other") as url:
        yield Home(tmp_path / "other", url)


def test_everything_comes_back_in_another_home(told, saved, other):
    assert other.run("restore", str(saved))[0] == 0
    tables, counters, files = told.holds()
    assert tables["fans_fan"][0] > 8
    assert other.holds() == (tables, counters, files)
    assert saved.stat().st_mode & 0o077 == 0
    assert other.run("check", "--json") == told.run("check", "--json")


def test_a_home_with_a_maker_is_replaced_only_when_told_so(told, saved, other):
    assert other.run("story", "--until", "founded")[0] == 0
    before = other.holds()
    code, _, why = other.run("restore", str(saved))
    assert (code, "--replace" in why) == (1, True)
    assert other.holds() == before
    assert other.run("restore", str(saved), "--replace")[0] == 0
    assert other.holds() == told.holds()


def test_an_old_backup_is_not_written_over(told, saved):
    before = saved.read_bytes()
    code, _, why = told.run("backup", str(saved))
    assert (code, "--replace" in why) == (1, True)
    assert saved.read_bytes() == before


def bundle(parts):
    """A tar of our form with these members."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, data in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return out.getvalue()


def cut(whole, share):
    return whole[: int(len(whole) * share)]


def bent(whole):
    middle = len(whole) // 2
    return whole[:middle] + bytes(byte ^ 0x5A for byte in whole[middle : middle + 64]) + whole[middle + 64 :]


MANIFEST = {"manifest.json": json.dumps({"format": 1}).encode()}
LATER = {"manifest.json": json.dumps({"format": 99}).encode()}
DUMP = {"database.dump": b"not a dump"}
BROKEN = {
    "empty": lambda whole: b"",
    "no archive": lambda whole: b"Dear backup, " * 1000,
    "cut in half": lambda whole: cut(whole, 0.5),
    "cut at the end": lambda whole: cut(whole, 0.999),
    "bent": bent,
    "of another format": lambda whole: bundle(LATER | DUMP),
    "without manifest": lambda whole: bundle(DUMP),
    "with a list for a manifest": lambda whole: bundle(DUMP | {"manifest.json": b"[1]"}),
    "without a dump": lambda whole: bundle(MANIFEST),
    "with a dump of nothing": lambda whole: bundle(MANIFEST | DUMP),
    "climbing out": lambda whole: bundle(MANIFEST | DUMP | {"../evil": b"x"}),
}


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    with database("founded") as url:
        home = Home(tmp_path_factory.mktemp("founded") / "home", url)
        assert home.run("story", "--until", "founded")[0] == 0
        yield home


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_backup_changes_nothing(saved, founded, tmp_path, how):
    broken = tmp_path / "broken.fanloop"
    broken.write_bytes(BROKEN[how](saved.read_bytes()))
    before = founded.holds()
    code, said, why = founded.run("restore", str(broken), "--replace")
    assert (code, said) == (1, "")
    assert why.startswith("fanloop: ")
    assert "Traceback" not in why
    assert founded.holds() == before


def test_a_backup_that_is_not_there_is_named(founded, tmp_path):
    assert founded.run("restore", str(tmp_path / "none"), "--replace")[2].startswith("fanloop: ")
