"""A client of The Update Framework that is not ours updates from our pages, and refuses what an attacker makes of them."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadHTTPError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)

from fanloop.foundation import clock
from fanloop.people.fans import actions as fans
from fanloop.people.team import actions as team
from fanloop.things.builds import actions, queries
from fanloop.things.builds.rules import papers
from tests.things.builds.ceremony import Ceremony, new_file, offered
from tests.things.builds.machine import Machine

OLD, NEW = b"firmware 2.3.1 " * 400, b"firmware 2.4.0 " * 500
PATH = "dawn/2.3.1/dawn.bin"


@pytest.fixture(autouse=True)
def maker(db, now):
    founder = fans.join(handle="jonna", email=None, password=None, at=now)
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=founder, member_name="Jonna", at=now
    )


@pytest.fixture
def old(repository, dawn, now):
    build = offered(dawn, "2.3.1", now, new_file("dawn.bin", OLD))
    repository.publish(now)
    return build


@pytest.fixture
def machine(old, tmp_path):
    return Machine(tmp_path / "device", Client(), queries.paper("root").body)


def test_a_client_updates_and_updates_again(machine, repository, dawn, now):
    assert machine.fetch(PATH) == OLD
    assert machine.fetch("dawn/2.4.0/dawn.bin") is None
    offered(dawn, "2.4.0", now, new_file("dawn.bin", NEW, revisions=("DN2-B",)))
    assert machine.fetch("dawn/2.4.0/dawn.bin") is None
    repository.publish(now)
    assert machine.fetch("dawn/2.4.0/dawn.bin") == NEW
    info = machine.updater().get_targetinfo("dawn/2.4.0/dawn.bin")
    assert info.custom == {"line": "dawn", "build": "2.4.0", "revisions": ["DN2-B"]}


def test_nothing_new_costs_two_small_requests(machine):
    machine.fetch(PATH)
    machine.fetcher.asked.clear()
    updater = machine.updater()
    assert updater.find_cached_target(updater.get_targetinfo(PATH))
    assert [path.rpartition("/")[2] for path in machine.fetcher.asked] == ["2.root.json", "timestamp.json"]


def test_a_withdrawn_build_is_not_handed_out_even_before_that_is_signed(machine, old, repository, now):
    actions.withdraw(build=old, why="It flickers.", by=None, at=now)
    with pytest.raises(DownloadHTTPError):
        machine.fetch(PATH)
    repository.publish(now)
    assert machine.fetch(PATH) is None


def test_swapped_bytes_are_refused(machine):
    machine.fetcher.swap["dawn.bin"] = b"something else " * 400
    with pytest.raises(LengthOrHashMismatchError):
        machine.fetch(PATH)


@pytest.mark.parametrize("role", ["timestamp", "2.snapshot", "2.targets"])
def test_edited_metadata_is_refused(machine, role):
    paper = json.loads(queries.published(f"{role}.json").body)
    paper["signed"]["expires"] = "2099-01-01T00:00:00Z"
    machine.fetcher.swap[f"{role}.json"] = json.dumps(paper).encode()
    with pytest.raises(UnsignedMetadataError):
        machine.fetch(PATH)


def test_older_signed_metadata_is_refused(machine, repository, dawn, now):
    machine.fetch(PATH)
    before = queries.published("timestamp.json").body.encode()
    offered(dawn, "2.4.0", now, new_file("dawn.bin", NEW))
    repository.publish(now)
    machine.fetch(PATH)
    machine.fetcher.swap["timestamp.json"] = before
    with pytest.raises(BadVersionNumberError):
        machine.fetch(PATH)


def test_an_older_list_under_a_newer_timestamp_is_refused(machine, repository, dawn, now):
    before = queries.published("2.targets.json").body.encode()
    offered(dawn, "2.4.0", now, new_file("dawn.bin", NEW))
    repository.publish(now)
    machine.fetcher.swap["3.targets.json"] = before
    with pytest.raises(BadVersionNumberError):
        machine.fetch(PATH)


def test_papers_of_another_repository_are_refused(machine, now):
    stranger = Ceremony()
    strange = papers.sign(papers.targets([], 2, now + timedelta(days=9)), stranger.signers("dora"))
    machine.fetcher.swap["2.targets.json"] = papers.written(strange).encode()
    with pytest.raises(UnsignedMetadataError):
        machine.fetch(PATH)


def test_one_role_in_the_place_of_another_is_refused(machine):
    machine.fetcher.swap["2.snapshot.json"] = queries.published("2.targets.json").body.encode()
    with pytest.raises(RepositoryError):
        machine.fetch(PATH)


def test_a_house_that_stands_still_is_noticed_and_wakes_again(machine, now, monkeypatch):
    machine.fetch(PATH)
    two_days = timedelta(days=2)
    updater = machine.updater()
    updater._trusted_set.reference_time = now + two_days
    with pytest.raises(ExpiredMetadataError):
        updater.refresh()
    monkeypatch.setattr(clock, "_offset", two_days)
    actions.refresh(at=clock.latest())
    awake = machine.updater()
    awake._trusted_set.reference_time = now + two_days
    assert awake.get_targetinfo(PATH).length == len(OLD)


def test_a_client_follows_root_through_changed_keys(machine, repository, now):
    machine.fetch(PATH)
    fresh = Ceremony({"root": ("fred", "gina"), "targets": ("hugo",)})
    actions.draft_root(
        at=now, add=fresh.public, drop=["anna", "ben", "dora"], fresh=["snapshot", "timestamp"]
    )
    repository.pairs += fresh.pairs
    repository.bring("targets", "hugo", at=now)
    repository.bring("root", "anna", "ben", at=now)
    assert repository.bring("root", "cleo", "fred", at=now).is_published
    assert machine.fetch(PATH) == OLD
    assert (machine.folder / "metadata" / "root.json").read_text() == queries.paper("root", 2).body


def test_a_root_signed_by_the_new_keys_alone_is_refused(machine, repository, now):
    fresh = Ceremony({"root": ("fred", "gina")})
    actions.draft_root(at=now, add=fresh.public, drop=["anna", "ben"])
    root = papers.read(queries.draft("root").body)
    forged = papers.written(papers.sign(root, fresh.signers("fred", "gina")))
    machine.fetcher.swap["2.root.json"] = forged.encode()
    with pytest.raises(UnsignedMetadataError):
        machine.fetch(PATH)
