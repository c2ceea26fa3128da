"""Build scripts hand in builds; anybody reads what is offered."""

import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fanloop.foundation import clock
from fanloop.foundation.models import StoredFile
from fanloop.people.fans import actions as fans
from fanloop.things.builds import actions, queries
from tests.api.conftest import Machine, problem
from tests.things.builds.ceremony import new_file
from tests.things.builds.conftest import home  # noqa: F401 -- a fixture, used by name

pytestmark = pytest.mark.django_db
DATA = b"firmware " * 300
DIGEST = hashlib.sha256(DATA).hexdigest()
FILE = {"name": "dawn.bin", "sha256": DIGEST, "size": len(DATA), "revisions": ["DN2-A"]}


@pytest.fixture
def line(lamp):
    return lamp.line


@pytest.fixture
def script(boss, line):
    """A build script with the founder's token."""
    return script_of(boss.fan)


def script_of(fan):
    token = fans.make_token(fan=fan, name="build", wanted=["builds:write"], at=clock.now()).secret
    client = Client(headers={"authorization": f"Bearer {token}"})

    def send(build=None, given=(("dawn.bin", DATA),), key=None):
        sent = {"line": "dawn", "number": "2.4.0", "origin": "git:1f3c", "files": [FILE], **(build or {})}
        form = {"build": json.dumps(sent), "files": [SimpleUploadedFile(*one) for one in given]}
        return client.post("/api/v1/builds", form, headers={"idempotency-key": key} if key else {})

    return send


def test_a_script_hands_in_a_build(script):
    answer = script()
    assert (answer.status_code, answer["location"]) == (201, "/api/v1/builds/dawn/2.4.0")
    said = answer.json()
    assert (said["number"], said["offered"], said["signed"], said["files"]) == ("2.4.0", None, False, [FILE])
    assert queries.builds_of()[0].by.name == "Jonna"


def test_sent_twice_it_is_there_once(script):
    first, again, with_key = script(), script(), script(key="one")
    assert first.json() == again.json() == with_key.json() == script(key="one").json()
    assert len(queries.builds_of()) == 1


@pytest.mark.parametrize(
    ("build", "given", "said"),
    [
        ({"files": [{**FILE, "sha256": "0" * 64}]}, (("dawn.bin", DATA),), "dawn.bin has the SHA-256"),
        ({"files": [{**FILE, "size": 5}]}, (("dawn.bin", DATA),), "dawn.bin has 2700 bytes"),
        ({}, (("other.bin", DATA),), "other.bin came"),
        ({"files": [FILE, {**FILE, "name": "b.bin"}]}, (("dawn.bin", DATA),), "b.bin did not come"),
        ({"line": "nothing"}, (("dawn.bin", DATA),), "no such line"),
        ({"number": "../etc"}, (("dawn.bin", DATA),), "no version"),
    ],
)
def test_what_is_not_so_is_refused_by_name_and_nothing_is_kept(script, build, given, said):
    answer = script(build, given)
    assert said in problem(answer, 409, "refused")["detail"]
    assert queries.builds_of() == []
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("build", [{"files": []}, {"number": None}, {"files": [{**FILE, "sha256": "short"}]}, {"number": "1\x00"}])  # fmt: skip
def test_a_request_that_does_not_fit_says_where(script, build):
    assert problem(script(build), 422, "invalid")["errors"]


def test_a_fans_token_hands_in_nothing(script, join):
    assert "maker's people" in problem(script_of(join("mira"))(), 409, "refused")["detail"]
    assert queries.builds_of() == []


def test_everybody_reads_what_is_offered(line):
    anyone, at = Machine(), clock.now()
    build = actions.add_build(line=line, number="2.4.0", files=[new_file("dawn.bin", DATA)], by=None, at=at)
    problem(anyone.get("/v1/builds/dawn/2.4.0"), 404, "not-found")
    actions.offer(build=build, by=None, at=at)
    (card,) = anyone.get("/v1/builds").json()["items"]
    assert card == anyone.get("/v1/builds/dawn/2.4.0").json()
    assert card["files"][0]["sha256"] == DIGEST
    actions.withdraw(build=build, why="It flickers.", by=None, at=at)
    assert anyone.get("/v1/builds").json()["items"] == []
    assert anyone.get("/v1/builds/dawn/2.4.0").json()["withdrawn"] == "It flickers."
