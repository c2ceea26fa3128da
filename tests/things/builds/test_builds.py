"""A build is whole or it is not there; it never changes; an offer is a row and its end is a row with a reason."""

import hashlib

import pytest

from fanloop.foundation import files, trail
from fanloop.foundation.models import FactRow, StoredFile
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import ANYONE, SYSTEM
from fanloop.things.builds import actions, queries
from fanloop.things.builds.actions import Refused
from tests.things.builds.ceremony import new_file, offered


def facts():
    return list(FactRow.objects.filter(name__startswith="builds.").values_list("name", flat=True))


def test_a_build_keeps_its_files_by_their_hashes(dawn, now):
    data = b"firmware" * 500
    build = actions.add_build(
        line=dawn, number="2.4.0", files=[new_file("dawn.bin", data, revisions=("DN2-A", "DN2-B"))], by=None, at=now,
        origin="git:1f3c",
    )  # fmt: skip
    (file,) = queries.files_of([build.id])[build.id]
    assert (file.name, file.size, file.revisions) == ("dawn.bin", len(data), ["DN2-A", "DN2-B"])
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    with files.opened(file.sha256) as kept:
        assert kept.read() == data
    assert facts() == ["builds.BuildAdded"]


@pytest.mark.parametrize(
    ("given", "about"),
    [
        ({"sha256": "0" * 64}, "SHA-256"),
        ({"sha256": "not a hash"}, "SHA-256"),
        ({"size": 3}, "3 were declared"),
        ({"data": b""}, "is empty"),
        ({"name": "../lamp.bin"}, "no file name"),
        ({"name": ".hidden"}, "no file name"),
        ({"name": "laмp.bin"}, "no file name"),
        ({"revisions": ("a,b",)}, "no revision"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_named_and_nothing_is_kept(dawn, now, home, given, about):
    wrong = new_file(**{"name": "second.bin", **given})
    with pytest.raises(Refused, match=about) as refusal:
        actions.add_build(line=dawn, number="2.4.0", files=[new_file("first.bin"), wrong], by=None, at=now)
    assert wrong.name in str(refusal.value)
    assert queries.builds_of() == []
    assert StoredFile.objects.count() == 0
    assert not [each for each in home.rglob("*") if each.is_file()]
    assert facts() == []


@pytest.mark.parametrize("number", ["", "2/4", "..", "2.4 0", "-1", "2..4", "v" * 81])
def test_a_number_that_cannot_stand_in_an_address_is_refused(dawn, now, number):
    with pytest.raises(Refused, match="no version"):
        actions.add_build(line=dawn, number=number, files=[new_file()], by=None, at=now)


def test_a_name_that_differs_only_by_its_capitals_is_the_same_name(dawn, now):
    with pytest.raises(Refused, match="here twice"):
        actions.add_build(
            line=dawn, number="1", files=[new_file("A.bin"), new_file("a.bin")], by=None, at=now
        )


def test_adding_twice_is_adding_once(dawn, now):
    first = actions.add_build(line=dawn, number="1", files=[new_file()], by=None, at=now)
    again = actions.add_build(line=dawn, number="1", files=[new_file()], by=None, at=now)
    assert again == first
    assert facts() == ["builds.BuildAdded"]


def test_a_build_never_changes(dawn, now):
    actions.add_build(line=dawn, number="1", files=[new_file()], by=None, at=now)
    with pytest.raises(Refused, match="with other files"):
        actions.add_build(line=dawn, number="1", files=[new_file(data=b"other")], by=None, at=now)


def test_a_file_half_written_by_a_killed_process_is_written_anew(dawn, now, home):
    data = b"0123456789" * 100
    digest = hashlib.sha256(data).hexdigest()
    half = home / "files" / digest[:2] / digest
    half.parent.mkdir(parents=True)
    half.write_bytes(data[:300])
    actions.add_build(line=dawn, number="1", files=[new_file(data=data)], by=None, at=now)
    assert half.read_bytes() == data


def test_an_offer_is_made_once_and_withdrawn_with_a_reason(dawn, now):
    build = offered(dawn, "1", now)
    actions.offer(build=build, by=None, at=now)
    assert queries.offered() == {build.id}
    with pytest.raises(Refused, match="Say why"):
        actions.withdraw(build=build, why="  ", by=None, at=now)
    actions.withdraw(build=build, why="It flickers.", by=None, at=now)
    stands = queries.standings([build.id])[build.id]
    assert (stands.is_offered, stands.withdrawal.why) == (False, "It flickers.")
    assert queries.builds_of(dawn.id, only_offered=True) == []
    with pytest.raises(Refused, match="not offered"):
        actions.withdraw(build=build, why="Again.", by=None, at=now)
    assert facts() == ["builds.BuildAdded", "builds.BuildOffered", "builds.BuildWithdrawn"]


def test_a_build_withdrawn_may_be_offered_again(dawn, now):
    build = offered(dawn, "1", now)
    actions.withdraw(build=build, why="It flickers.", by=None, at=now)
    actions.offer(build=build, by=None, at=now)
    assert queries.offered([build.id]) == {build.id}


def test_a_file_is_handed_out_while_its_build_is_offered(dawn, now):
    build = actions.add_build(line=dawn, number="1", files=[new_file()], by=None, at=now)
    digest = queries.files_of([build.id])[build.id][0].sha256
    assert queries.offered_file("dawn/1/lamp.bin", digest) is None
    actions.offer(build=build, by=None, at=now)
    assert queries.offered_file("dawn/1/lamp.bin", digest).name == "lamp.bin"
    assert queries.offered_file("dawn/1/lamp.bin", "0" * 64) is None
    assert queries.offered_file("dawn/2/lamp.bin", digest) is None
    actions.withdraw(build=build, why="It flickers.", by=None, at=now)
    assert queries.offered_file("dawn/1/lamp.bin", digest) is None


def test_the_trail_tells_strangers_only_of_builds_that_were_offered(dawn, now):
    build = actions.add_build(line=dawn, number="1", files=[new_file()], by=None, at=now)
    assert trail.describe([ref(build)], viewer=ANYONE) == {}
    assert trail.describe([ref(build)], viewer=SYSTEM)[ref(build)].title == "Dawn 1"
    actions.offer(build=build, by=None, at=now)
    assert trail.describe([ref(build)], viewer=ANYONE)[ref(build)].title == "Dawn 1"


def test_an_offer_rests_with_a_reason_and_goes_on_with_another(dawn, now):
    build = offered(dawn, "1", now)
    digest = queries.files_of([build.id])[build.id][0].sha256
    first = actions.pause(build=build, why="It flickers.", by=None, at=now)
    assert actions.pause(build=build, why="Other.", by=None, at=now) == first
    stands = queries.standings([build.id])[build.id]
    assert (stands.is_offered, stands.is_open, stands.pause.why) == (False, True, "It flickers.")
    assert queries.offered_file("dawn/1/lamp.bin", digest) is None
    assert (queries.builds_of(only_offered=True), queries.builds_of(only_offered=True, or_paused=True)) == (
        [],
        [build],
    )
    with pytest.raises(Refused, match="rests: It flickers"):
        actions.offer(build=build, by=None, at=now)
    with pytest.raises(Refused, match="Say what has changed"):
        actions.let_go_on(build=build, why=" ", by=None, at=now)
    actions.let_go_on(build=build, why="A wrong probe.", by=None, at=now)
    assert actions.let_go_on(build=build, why="Again.", by=None, at=now) is None
    assert queries.offered_file("dawn/1/lamp.bin", digest).name == "lamp.bin"
    assert facts()[2:] == ["builds.BuildPaused", "builds.BuildResumed"]


def test_nothing_rests_that_nobody_is_offered_and_what_rests_may_be_withdrawn(dawn, now):
    build = actions.add_build(line=dawn, number="1", files=[new_file()], by=None, at=now)
    with pytest.raises(Refused, match="not offered"):
        actions.pause(build=build, why="It flickers.", by=None, at=now)
    actions.offer(build=build, by=None, at=now)
    with pytest.raises(Refused, match="Say why"):
        actions.pause(build=build, why=" ", by=None, at=now)
    actions.pause(build=build, why="It flickers.", by=None, at=now)
    actions.withdraw(build=build, why="It burns.", by=None, at=now)
    assert queries.standings([build.id])[build.id].withdrawal.why == "It burns."
    assert actions.offer(build=build, by=None, at=now).id != 0
    assert queries.offered() == {build.id}


def test_the_list_that_machines_believe_leaves_out_what_rests(repository, dawn, now):
    build = offered(dawn, "1", now)
    repository.publish(at=now)
    actions.pause(build=build, why="It flickers.", by=None, at=now)
    assert "dawn/1/lamp.bin" not in queries.draft("targets").body
    actions.let_go_on(build=build, why="A wrong probe.", by=None, at=now)
    assert queries.draft("targets") is None
    actions.pause(build=build, why="It does flicker.", by=None, at=now)
    repository.publish(at=now)
    assert "dawn/1/lamp.bin" not in queries.paper("targets").body
