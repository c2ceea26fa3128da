"""The whole way of a build over real processes: keys away from the server, a build script, and a client that is not ours."""

import contextlib
import hashlib
import json
import shutil
import socket
import stat
import subprocess
import time
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import requests
from tuf.api.exceptions import LengthOrHashMismatchError
from tuf.ngclient import Updater

from tests.house import command, environment

pytestmark = pytest.mark.slow
DATA = b"Dawn firmware 2.4.0\n" * 500_000
DIGEST = hashlib.sha256(DATA).hexdigest()
FILE = f"/builds/targets/dawn/2.4.0/{DIGEST}.dawn.bin"
FOUND = """
from fanloop.foundation import clock
from fanloop.people.fans import actions as fans
from fanloop.people.team import actions as team
from fanloop.things.products import actions as products
at = clock.now()
fan = fans.join(handle="jonna", email=None, password=None, at=at)
team.found_maker(name="Northwindow", languages=["en"], currencies=["EUR"], founder=fan, member_name="Jonna", at=at)
products.add_line(slug="dawn", name="Dawn", at=at)
print("TOKEN", fans.make_token(fan=fan, name="script", wanted=["builds:write"], at=at).secret)
"""
OFFER = """
from fanloop.foundation import clock
from fanloop.things.builds import actions, queries
actions.offer(build=queries.builds_of()[0], by=None, at=clock.now())
"""


@pytest.fixture(scope="module")
def world(serve, tmp_path_factory):
    """A running house, what its people type, and a folder nobody's server ever sees."""
    home, away = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("away")
    house = serve(home, FANLOOP_THREADS="2")
    env = environment(home, house.database_url)

    def type_in(*words, passphrase="", code=0):
        done = subprocess.run(
            command(*words),
            env=env | {"FANLOOP_KEY_PASSPHRASE": passphrase},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    secret = type_in("django", "shell", "-c", FOUND).split("TOKEN ")[1].split()[0]
    return SimpleNamespace(house=house, home=home, away=away, type_in=type_in, secret=secret)


@pytest.fixture(scope="module")
def repository(world):
    """Five people make keys; root and targets are signed away from the server and carried to it as files."""
    for name in ("anna", "ben", "cleo"):
        world.type_in("keys", "create", "--role", "root", "--folder", str(world.away / name), "--name", name, "--no-passphrase")  # fmt: skip
    world.type_in("keys", "create", "--role", "targets", "--folder", str(world.away / "dora"), "--name", "dora", passphrase="golden hour")  # fmt: skip
    public = world.away / "public"
    public.mkdir()
    for each in world.away.glob("*/*.pub"):
        shutil.copy(each, public)
    world.type_in("keys", "init", "--folder", str(public))
    out = world.away / "out"
    world.type_in("keys", "export", str(out))
    said = world.type_in("keys", "sign", str(out / "root.json"), "--folder", str(world.away / "anna"))
    assert "root 1" in said
    assert "root: 2 of anna, ben, cleo" in said
    assert "1 more to sign" in world.type_in("keys", "bring", str(out / "root.json"))
    world.type_in("keys", "sign", str(out / "root.json"), "--folder", str(world.away / "cleo"))
    world.type_in(
        "keys",
        "sign",
        str(out / "targets.json"),
        "--folder",
        str(world.away / "dora"),
        passphrase="golden hour",
    )
    world.type_in("keys", "bring", str(out / "root.json"))
    assert "targets 1 is published" in world.type_in("keys", "bring", str(out / "targets.json"))
    return world


@pytest.fixture(scope="module")
def build(repository):
    """A script hands a build in over HTTP, a person offers it, its list is signed where keys and home meet."""
    new = {
        "line": "dawn",
        "number": "2.4.0",
        "files": [{"name": "dawn.bin", "sha256": DIGEST, "size": len(DATA)}],
    }
    answer = requests.post(
        repository.house.url + "/api/v1/builds", data={"build": json.dumps(new)}, files={"files": ("dawn.bin", DATA)},
        headers={"Authorization": f"Bearer {repository.secret}"}, timeout=30,
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    repository.type_in("django", "shell", "-c", OFFER)
    said = repository.type_in(
        "keys", "sign-targets", "--folder", str(repository.away / "dora"), passphrase="golden hour"
    )
    assert "targets 2 is published" in said
    return repository


def updater(world, folder):
    (folder / "metadata").mkdir(exist_ok=True)
    base = f"{world.house.url}/builds"
    root = requests.get(f"{base}/metadata/1.root.json", timeout=10).content
    return Updater(
        str(folder / "metadata"), f"{base}/metadata/", str(folder), f"{base}/targets/", bootstrap=root
    )


def test_secret_halves_are_for_their_owner_alone_and_never_at_home(repository):
    secret = [*repository.away.glob("*/*.key"), *repository.home.rglob("*.key")]
    assert len(secret) == 6
    assert {stat.S_IMODE(each.stat().st_mode) for each in secret} == {0o600}
    assert sorted(each.name.partition("-")[0] for each in repository.home.rglob("*.key")) == [
        "snapshot",
        "timestamp",
    ]


def test_a_key_is_not_written_over(repository):
    said = repository.type_in("keys", "create", "--role", "root", "--folder", str(repository.away / "anna"), "--name", "anna", "--no-passphrase", code=1)  # fmt: skip
    assert "File exists" in said


def test_a_wrong_passphrase_signs_nothing(repository):
    out = repository.away / "again"
    repository.type_in("keys", "rotate")
    repository.type_in("keys", "export", str(out))
    shutil.copy(repository.away / "dora" / "targets-dora.key", repository.away / "dora" / "root-dora.key")
    said = repository.type_in("keys", "sign", str(out / "root.json"), "--folder", str(repository.away / "dora"), passphrase="wrong", code=1)  # fmt: skip
    (repository.away / "dora" / "root-dora.key").unlink()
    assert "passphrase does not open" in said
    assert json.loads((out / "root.json").read_text())["signatures"] == []


def test_show_tells_how_everything_stands(build):
    said = build.type_in("keys", "show")
    assert "targets: 2 until" in said
    assert "cleo" in said


def test_a_standard_client_updates_over_the_network(build, tmp_path):
    client = updater(build, tmp_path)
    path = client.download_target(client.get_targetinfo("dawn/2.4.0/dawn.bin"))
    with open(path, "rb") as got:  # noqa: PTH123 -- the client's own answer
        assert got.read() == DATA


def test_a_download_goes_on_over_the_network(build):
    first = requests.get(build.house.url + FILE, headers={"Range": "bytes=0-999999"}, timeout=10)
    rest = requests.get(
        build.house.url + FILE,
        headers={"Range": "bytes=1000000-", "If-Range": first.headers["etag"]},
        timeout=10,
    )
    assert (first.status_code, rest.status_code) == (206, 206)
    assert "x-fanloop-file" not in rest.headers
    assert first.content + rest.content == DATA


def test_receivers_who_do_not_read_hold_no_page_up(build):
    place = urlsplit(build.house.url)
    with contextlib.ExitStack() as stack:
        for _ in range(8):
            slow = stack.enter_context(socket.create_connection((place.hostname, place.port)))
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.sendall(f"GET {FILE} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
            assert slow.recv(12) == b"HTTP/1.1 200"
        begun = time.monotonic()
        assert requests.get(build.house.url + "/builds", timeout=10).status_code == 200
        assert time.monotonic() - begun < 5


def test_bytes_swapped_on_the_disk_are_refused(build, tmp_path):
    kept = build.home / "files" / DIGEST[:2] / DIGEST
    kept.write_bytes(b"x" + DATA[1:])
    try:
        client = updater(build, tmp_path)
        with pytest.raises(LengthOrHashMismatchError):
            client.download_target(client.get_targetinfo("dawn/2.4.0/dawn.bin"))
    finally:
        kept.write_bytes(DATA)
