"""Signed papers: nothing is published before enough of the right keys have signed it, away from here."""

import json
import stat
from datetime import timedelta

import pytest

from fanloop.foundation.models import FactRow
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from fanloop.people.team import actions as team
from fanloop.site import notices
from fanloop.things.builds import actions, queries, tasks
from fanloop.things.builds.actions import Refused
from fanloop.things.builds.models import Paper
from fanloop.things.builds.rules import keys, papers
from tests.things.builds.ceremony import DAY, Ceremony, offered


def versions():
    return {role: row.version for role, row in queries.newest().items()}


def test_a_repository_is_published_with_the_second_of_three_root_keys(ceremony, now):
    actions.found_repository(keys=ceremony.public, at=now)
    assert ceremony.bring("targets", "dora", at=now).is_published is False
    first = ceremony.bring("root", "anna", at=now)
    assert (first.missing, first.is_published, versions()) == (1, False, {})
    second = ceremony.bring("root", "ben", at=now)
    assert (second.missing, second.is_published) == (0, True)
    assert versions() == {"root": 1, "targets": 1, "snapshot": 1, "timestamp": 1}
    assert queries.drafts() == {}


def test_papers_live_as_long_as_they_should(repository, now):
    lives = {role: round((row.expires - now) / DAY) for role, row in queries.newest().items()}
    assert lives == {"root": 365, "targets": 90, "snapshot": 7, "timestamp": 1}


def test_only_keys_of_snapshot_and_timestamp_lie_in_the_home_and_only_for_its_owner(repository, home):
    found = {each.name.partition("-")[0]: each for each in (home / "keys").iterdir()}
    assert found.keys() == {"snapshot", "timestamp"}
    assert {stat.S_IMODE(each.stat().st_mode) for each in found.values()} == {0o600}
    root = papers.read(queries.paper("root").body)
    secret = {keys.signer_from(each.read_bytes(), bytes).public_key.keyid for each in found.values()}
    assert not secret & {key.keyid for role in ("root", "targets") for key in papers.keys_of(root, role)}


def test_too_few_keys_make_no_repository(now, db, home):
    lonely = Ceremony({"root": ("anna",), "targets": ("dora",)})
    with pytest.raises(Refused, match="fewer keys"):
        actions.found_repository(keys=lonely.public, at=now)
    assert not (home / "keys").exists()
    assert queries.drafts() == {}


def test_one_key_cannot_hold_two_roles(now, db):
    three = Ceremony({"root": ("anna", "ben", "cleo")}).public
    double = keys.PublicKey("targets", three[0].key)
    with pytest.raises(Refused, match="two roles"):
        actions.found_repository(keys=[*three, double], at=now)


def test_a_second_repository_is_refused(repository, now):
    with pytest.raises(Refused, match="already"):
        actions.found_repository(keys=repository.public, at=now)


def test_what_is_offered_is_drafted_and_believed_when_it_is_signed(repository, dawn, now):
    build = offered(dawn, "2.4.0", now)
    assert queries.signed([build.id]) == set()
    assert queries.draft("targets").version == 2
    repository.publish(now)
    assert queries.signed([build.id]) == {build.id}
    assert versions() == {"root": 1, "targets": 2, "snapshot": 2, "timestamp": 2}
    (path,) = papers.listed(papers.read(queries.paper("targets").body))
    assert path == "dawn/2.4.0/lamp.bin"


def test_what_is_offered_before_there_is_a_repository_stands_in_its_first_targets(ceremony, dawn, now):
    build = offered(dawn, "1", now)
    ceremony.open(now)
    assert queries.signed([build.id]) == {build.id}


def test_an_offer_withdrawn_before_it_was_signed_leaves_nothing_to_sign(repository, dawn, now):
    build = offered(dawn, "1", now)
    actions.withdraw(build=build, why="A wrong file.", by=None, at=now)
    assert queries.draft("targets") is None


def test_signatures_outlive_a_look_at_the_same_draft(dawn, now):
    two = Ceremony({"root": ("anna", "ben", "cleo"), "targets": ("dora", "emil")})
    two.open_at = actions.found_repository(keys=two.public, at=now, thresholds={"targets": 2})
    two.bring("targets", "dora", "emil", at=now)
    two.bring("root", "anna", "cleo", at=now)
    offered(dawn, "1", now)
    assert two.bring("targets", "dora", at=now).missing == 1
    actions.draft_targets(at=now)
    assert two.bring("targets", "emil", at=now).is_published


def test_a_signature_of_a_stranger_is_refused(repository, dawn, now):
    offered(dawn, "1", now)
    paper = papers.read(queries.draft("targets").body)
    forged = papers.written(papers.sign(paper, Ceremony().signers("dora")))
    with pytest.raises(Refused, match="Nobody who may sign"):
        actions.bring(text=forged, by=None, at=now)
    assert versions()["targets"] == 1


def test_something_else_that_is_well_signed_is_refused(repository, dawn, now):
    offered(dawn, "1", now)
    other = papers.targets([], 2, now + DAY)
    signed = papers.written(papers.sign(other, repository.signers("dora")))
    with pytest.raises(Refused, match="Something else"):
        actions.bring(text=signed, by=None, at=now)


def test_a_false_signature_is_refused_and_nothing_is_taken(repository, dawn, now):
    offered(dawn, "1", now)
    said = json.loads(repository.signed("targets", "dora"))
    said["signatures"][0]["sig"] = "ab" * 64
    with pytest.raises(Refused, match="is false"):
        actions.bring(text=json.dumps(said), by=None, at=now)
    assert queries.roles(now)[1].missing == 1


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"signed": {}, "signatures": []}', "\x00", b"\xff\xfe"])
def test_what_is_no_metadata_is_refused(repository, now, text):
    with pytest.raises(Refused, match="no signed metadata"):
        actions.bring(text=text, by=None, at=now)


def test_nothing_waits_nothing_is_taken(repository, now):
    signed = queries.paper("targets").body
    with pytest.raises(Refused, match="waits to be signed"):
        actions.bring(text=signed, by=None, at=now)


def test_snapshot_and_timestamp_are_signed_anew_at_half_of_their_lives(repository, now):
    assert actions.refresh(at=now + timedelta(hours=11)) == []
    assert actions.refresh(at=now + timedelta(hours=13)) == ["timestamp"]
    assert actions.refresh(at=now + timedelta(days=4)) == ["snapshot", "timestamp"]
    stand = queries.newest()
    assert papers.read(stand["timestamp"].body).signed.snapshot_meta.version == stand["snapshot"].version == 2


def test_a_house_without_its_keys_says_so_and_leaves_what_stands(repository, now, home):
    for each in (home / "keys").iterdir():
        each.unlink()
    with pytest.raises(Refused, match="not in this home"):
        actions.refresh(at=now + DAY)
    assert versions()["timestamp"] == 1


def test_papers_of_the_house_are_not_hoarded(repository, now):
    for day in range(0, 60, 3):
        actions.refresh(at=now + day * DAY)
    assert Paper.objects.filter(role="timestamp").count() < 15
    assert Paper.objects.filter(role="root").count() == 1


def test_an_alarm_rings_once_before_an_end_and_once_at_it(repository, now):
    later = now + 80 * DAY
    actions.refresh(at=later)
    assert actions.ring(at=later) == 1
    assert actions.ring(at=later) == 0
    actions.refresh(at=now + 91 * DAY)
    assert actions.ring(at=now + 91 * DAY) == 1
    told = [row.payload for row in FactRow.objects.filter(name="builds.PaperEnding").order_by("id")]
    assert [(one["role"], one["has_ended"]) for one in told] == [("targets", False), ("targets", True)]


def test_an_alarm_rings_again_for_the_next_paper(repository, dawn, now):
    actions.ring(at=now + 80 * DAY)
    actions.draft_targets(at=now + 80 * DAY, anew=True)
    repository.publish(now + 80 * DAY)
    assert actions.ring(at=now + 165 * DAY) >= 1


def test_a_root_key_is_changed_by_the_old_and_the_new(repository, now):
    fresh = Ceremony({"root": ("fred",)})
    actions.draft_root(at=now, add=fresh.public, drop=["cleo"])
    repository.pairs += fresh.pairs
    assert repository.bring("root", "anna", "fred", at=now).missing == 1
    assert repository.bring("root", "ben", at=now).is_published
    names = [keys.holder_of(key) for key in papers.keys_of(papers.read(queries.paper("root").body), "root")]
    assert sorted(names) == ["anna", "ben", "fred"]


def test_a_new_root_waits_for_targets_its_keys_believe(repository, dawn, now):
    build = offered(dawn, "1", now)
    repository.publish(now)
    fresh = Ceremony({"targets": ("gina",)})
    actions.draft_root(at=now, add=fresh.public, drop=["dora"])
    repository.pairs += fresh.pairs
    assert repository.bring("root", "anna", "ben", at=now).is_published is False
    assert repository.bring("targets", "gina", at=now).is_published
    assert (versions()["root"], versions()["targets"]) == (2, 3)
    assert queries.signed([build.id]) == {build.id}


def test_targets_can_be_signed_by_the_keys_that_hold_while_a_root_waits(repository, dawn, now):
    actions.draft_root(at=now)
    offered(dawn, "1", now)
    assert repository.publish(now).is_published
    assert versions()["root"] == 1


def test_the_houses_own_keys_are_changed_by_a_root(repository, now, home):
    before = {each.name for each in (home / "keys").iterdir()}
    actions.draft_root(at=now, fresh=["timestamp"])
    repository.bring("root", "anna", "cleo", at=now)
    (fresh,) = {each.name for each in (home / "keys").iterdir()} - before
    assert fresh.startswith("timestamp-")
    signed = papers.read(queries.paper("timestamp").body)
    assert papers.signatures(signed, papers.read(queries.paper("root").body)).are_enough


def test_an_unknown_key_cannot_be_dropped(repository, now):
    with pytest.raises(Refused, match="No key is called zoe"):
        actions.draft_root(at=now, drop=["zoe"])


def test_roles_tell_how_everything_stands(repository, dawn, now):
    offered(dawn, "1", now)
    repository.bring("targets", "dora", at=now)
    actions.draft_root(at=now)
    repository.bring("root", "anna", at=now)
    root, targets, snapshot, timestamp = queries.roles(now + 6 * DAY)
    assert [(one.holder, one.has_signed) for one in root.keys] == [
        ("anna", True),
        ("ben", False),
        ("cleo", False),
    ]
    assert (root.threshold, root.missing, root.draft.version, root.ends) == (2, 1, 2, "")
    assert (targets.paper.version, targets.draft) == (2, None)
    assert (snapshot.ends, timestamp.ends) == ("soon", "ended")


@pytest.mark.parametrize("name", ["timestamp.json", "1.root.json", "1.targets.json", "1.snapshot.json"])
def test_a_published_paper_is_found_by_its_name(repository, name):
    assert queries.published(name).role in name


@pytest.mark.parametrize("name", ["root.json", "2.root.json", "1.timestamp.json", "../root.json", "0.root.json", "99999999999.root.json", "1.root.json\n"])  # fmt: skip
def test_no_other_name_finds_anything(repository, name):
    assert queries.published(name) is None


def test_a_key_of_a_demo_says_so(db, now):
    actions.found_repository(keys=Ceremony().public, at=now, demo=True)
    assert all(key.is_demo for row in queries.roles(now)[2:] for key in row.keys)


def test_the_workers_round_signs_and_tells(repository, now, home, caplog):
    tasks.refresh_papers()
    assert versions()["timestamp"] == 1
    for each in (home / "keys").iterdir():
        each.unlink()
    Paper.objects.filter(role="timestamp").update(expires=now + timedelta(hours=1))
    tasks.refresh_papers()
    assert "not in this home" in caplog.text
    assert FactRow.objects.filter(name="builds.PaperEnding", payload__role="timestamp").count() == 1


def test_those_who_may_offer_builds_read_of_an_end_in_their_inbox(repository, now):
    fan = fans.join(handle="jonna", email=None, password=None, at=now)
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=fan, member_name="Jonna", at=now
    )
    actions.ring(at=now + 80 * DAY)
    told = [notices.said(each).title for each in fan_queries.inbox(Viewer(fan_id=fan.id))]
    assert any(title.startswith("The signed targets ends on") for title in told)


def test_healthz_names_what_ends_soon(repository, client, now):
    assert client.get("/healthz").json()["papers_ending"] == {}
    Paper.objects.filter(role="root").update(expires=now + DAY)
    assert client.get("/healthz").json()["papers_ending"].keys() == {"root"}
