"""A build goes aboard a train, its lights are read, and a person says go or no-go."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from fanloop.foundation import trail
from fanloop.foundation.models import FactRow
from fanloop.foundation.refs import ref
from fanloop.people.fans import actions as fans
from fanloop.people.team import actions as team
from fanloop.people.team.queries import member_of
from fanloop.releasing.releases import actions, queries
from fanloop.things.builds import actions as builds
from fanloop.things.builds import queries as made
from fanloop.things.builds.actions import NewFile
from fanloop.things.products.actions import add_line
from tests.things.builds.ceremony import Ceremony

NOW = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def jonna():
    founder = fans.join(handle="jonna", email="jonna@northwindow.example", password=None, at=NOW)
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=founder, member_name="Jonna", at=NOW
    )
    return member_of(founder.id)


@pytest.fixture
def line(jonna):
    return add_line(slug="dawn", name="Dawn", at=NOW)


@pytest.fixture
def train(line):
    planned = actions.plan_fridays(line=line, at=NOW)[0]
    change = actions.make_change(line=line, title="Quiet dial", kind="improved", at=NOW)
    actions.board(change=change, train=planned, at=NOW)
    return planned


def a_build(line, number, words=b"light"):
    return builds.add_build(
        line=line, number=number, files=[NewFile("dawn.bin", ContentFile(words))], by=None, at=NOW
    )


def test_a_train_carries_one_build_and_is_built_by_that(train, line):
    first = actions.load(train=train, build=a_build(line, "2.4.0-rc1"), at=NOW)
    assert actions.load(train=train, build=first.build, at=LATER) == first
    assert queries.station_of(train.id) == "built"
    second = actions.load(train=train, build=a_build(line, "2.4.0-rc2", b"dimmer"), at=LATER)
    assert [row.id for row in queries.loads_of(train.id)] == [second.id, first.id]
    assert queries.load_of(train.id) == second
    assert FactRow.objects.filter(name="releases.BuildLoaded").count() == 2


def test_a_build_of_another_line_stays_off(train):
    other = add_line(slug="dusk", name="Dusk", at=NOW)
    with pytest.raises(actions.Refused, match="another line"):
        actions.load(train=train, build=a_build(other, "1.0"), at=NOW)
    assert queries.load_of(train.id) is None


def test_nothing_is_decided_about_nothing(train, jonna):
    with pytest.raises(actions.Refused, match="no build"):
        actions.decide(train=train, says="go", by=jonna, at=NOW)


def test_an_untried_build_waits_and_a_go_against_the_lights_needs_a_reason(train, line, jonna):
    actions.load(train=train, build=a_build(line, "2.4.0"), at=NOW)
    gate = queries.gate(train)
    assert gate.says == "wait"
    assert {light.key: light.says for light in gate.lights} == {
        "coverage": "wait", "blockers": "go", "failing": "wait", "no_worse": "wait",
    }  # fmt: skip
    with pytest.raises(actions.Refused, match="Say why"):
        actions.decide(train=train, says="go", by=jonna, at=NOW)
    said = actions.decide(train=train, says="go", why="We used it all week.", by=jonna, at=NOW)
    assert [light["key"] for light in said.seen] == ["coverage", "blockers", "failing", "no_worse"]


def test_a_no_go_keeps_the_doors_shut_until_somebody_says_go(train, line, jonna):
    actions.load(train=train, build=a_build(line, "2.4.0"), at=NOW)
    with pytest.raises(actions.Refused, match="Say why"):
        actions.decide(train=train, says="no_go", by=jonna, at=NOW)
    actions.decide(train=train, says="no_go", why="It flickers below one per cent.", by=jonna, at=NOW)
    with pytest.raises(actions.Refused, match="It flickers"):
        actions.depart(train=train, by=jonna, at=LATER)
    actions.decide(train=train, says="go", why="Measured again with the sock.", by=jonna, at=LATER)
    actions.depart(train=train, by=jonna, at=LATER)
    assert [row.says for row in queries.decisions_of(train.id)] == ["go", "no_go"]


def test_another_build_needs_another_decision(train, line, jonna):
    actions.load(train=train, build=a_build(line, "2.4.0"), at=NOW)
    actions.decide(train=train, says="no_go", why="It flickers.", by=jonna, at=NOW)
    actions.load(train=train, build=a_build(line, "2.4.1", b"steady"), at=LATER)
    assert queries.decision_of(train.id) is None
    actions.depart(train=train, by=jonna, at=LATER)


def test_what_has_left_is_neither_loaded_nor_judged(train, line, jonna):
    actions.load(train=train, build=a_build(line, "2.4.0"), at=NOW)
    actions.depart(train=train, by=jonna, at=LATER)
    for act in (
        lambda: actions.load(train=train, build=a_build(line, "2.4.1", b"steady"), at=LATER),
        lambda: actions.decide(train=train, says="go", why="Late.", by=jonna, at=LATER),
    ):
        with pytest.raises(actions.Refused, match="has left"):
            act()


def test_the_build_before_is_the_one_that_left_last(train, line, jonna):
    build = a_build(line, "2.4.0")
    actions.load(train=train, build=build, at=NOW)
    actions.depart(train=train, by=jonna, at=LATER)
    [following] = actions.plan_fridays(line=line, at=train.leaves_at, count=1)
    assert queries.last_build(following) == build


def offered():
    return {row.number for row in made.builds_of(only_offered=True)}


def test_the_build_goes_to_everybody_when_the_train_leaves_and_not_before(train, line, jonna):
    actions.load(train=train, build=a_build(line, "2.4.0"), at=NOW)
    assert offered() == set()
    actions.depart(train=train, by=jonna, at=LATER)
    assert offered() == {"2.4.0"}
    stands = made.standings([queries.load_of(train.id).build_id])
    assert [(one.offer.why, one.offer.by) for one in stands.values()] == [("It left with 26.48.", jonna)]
    actions.depart(train=train, by=jonna, at=LATER)
    assert FactRow.objects.filter(name="builds.BuildOffered").count() == 1


def test_the_signed_list_that_waits_for_its_keys_names_what_left(train, line, jonna):
    ceremony = Ceremony()
    ceremony.open(at=NOW)
    actions.load(train=train, build=a_build(line, "2.4.0"), at=NOW)
    actions.depart(train=train, by=jonna, at=LATER)
    assert "dawn/2.4.0/dawn.bin" in made.draft("targets").body
    ceremony.publish(at=LATER)
    assert "dawn/2.4.0/dawn.bin" in made.paper("targets").body


def test_a_train_called_back_takes_its_build_back_with_the_reason(train, line, jonna):
    row = actions.load(train=train, build=a_build(line, "2.4.0"), at=NOW)
    actions.depart(train=train, by=jonna, at=LATER)
    for _ in range(2):
        actions.withdraw_train(train=train, why="It burns.", by=jonna, at=LATER)
    assert offered() == set()
    assert made.standings([row.build_id])[row.build_id].withdrawal.why == "It burns."


def test_a_build_another_train_brought_too_stays(train, line, jonna):
    build = a_build(line, "2.4.0")
    hot = actions.plan_hotfix(line=line, why="It cannot wait.", by=jonna, at=NOW)
    fix = actions.make_change(line=line, title="No flicker", kind="fixed", at=NOW)
    actions.board(change=fix, train=hot, at=NOW)
    for one in (train, hot):
        actions.load(train=one, build=build, at=NOW)
        actions.depart(train=one, by=jonna, at=LATER)
    actions.withdraw_train(train=hot, why="It burns.", by=jonna, at=LATER)
    assert offered() == {"2.4.0"}
    actions.withdraw_train(train=train, why="It burns.", by=jonna, at=LATER)
    assert offered() == set()


def test_the_trail_leads_from_a_change_to_the_build_it_is_in_and_to_its_train(train, line, jonna):
    row = actions.load(train=train, build=a_build(line, "2.4.0"), at=NOW)
    actions.depart(train=train, by=jonna, at=LATER)
    change = queries.changes_of(train.id)[0].change
    found = {node.ref for node in trail.effects_of(ref(change)).nodes}
    assert {ref(row.build), ref(train)} <= found
    assert trail.nearest_causes([ref(row.build)])[ref(row.build)] == [ref(change)]


@pytest.fixture
def gone(train, line, jonna):
    """A train that has left with its build."""
    actions.load(train=train, build=a_build(line, "2.4.0"), at=NOW)
    actions.depart(train=train, by=jonna, at=LATER)
    return train


def test_a_train_stopped_after_it_left_lets_its_build_rest_and_goes_on_with_it(gone, jonna):
    actions.hold(train=gone, why="It hums.", by=jonna, at=LATER)
    assert offered() == set()
    stands = made.standings([queries.load_of(gone.id).build_id])[queries.load_of(gone.id).build_id]
    assert (stands.pause.why, stands.pause.by, stands.withdrawal) == ("It hums.", jonna, None)
    actions.resume(train=gone, why="It was the mixer.", by=jonna, at=LATER)
    assert offered() == {"2.4.0"}


def test_its_notes_say_that_it_was_stopped_and_that_it_goes_on(gone, jonna):
    actions.rewrite_note(train=gone, language="en", body="A quiet week.", by=jonna, at=LATER)
    actions.hold(train=gone, why="It hums.", by=jonna, at=LATER)
    note = queries.note(gone.id, language="en")
    assert (note.revision, note.by, note.body) == (
        3, jonna, "**Stopped after it left.** It hums. Build 2.4.0 is not handed out meanwhile.\n\nA quiet week.",
    )  # fmt: skip
    actions.resume(train=gone, why="It was the mixer.", by=jonna, at=LATER)
    assert queries.note(gone.id, language="en").body.startswith("**It goes on.** It was the mixer. Build")


def test_a_train_stopped_before_it_leaves_touches_no_offer(train, line, jonna):
    build = a_build(line, "2.4.0")
    builds.offer(build=build, by=jonna, at=NOW)
    actions.load(train=train, build=build, at=NOW)
    actions.hold(train=train, why="It hums.", by=jonna, at=LATER)
    assert (offered(), queries.note(train.id, language="en")) == ({"2.4.0"}, None)


def test_a_build_rests_only_when_every_train_that_brought_it_is_stopped(gone, line, jonna):
    build = queries.load_of(gone.id).build
    hot = actions.plan_hotfix(line=line, why="It cannot wait.", by=jonna, at=LATER)
    fix = actions.make_change(line=line, title="No flicker", kind="fixed", at=LATER)
    actions.board(change=fix, train=hot, at=LATER)
    actions.load(train=hot, build=build, at=LATER)
    actions.depart(train=hot, by=jonna, at=LATER)
    actions.hold(train=gone, why="It hums.", by=jonna, at=LATER)
    assert offered() == {"2.4.0"}
    actions.hold(train=hot, why="It hums too.", by=jonna, at=LATER)
    assert offered() == set()
    actions.resume(train=gone, why="Not this one.", by=jonna, at=LATER)
    assert offered() == {"2.4.0"}
    actions.withdraw_train(train=gone, why="It burns.", by=jonna, at=LATER)
    assert (offered(), made.standings([build.id])[build.id].pause.why) == (set(), "It hums too.")
    actions.withdraw_train(train=hot, why="It burns.", by=jonna, at=LATER)
    assert made.standings([build.id])[build.id].withdrawal.why == "It burns."


def test_no_train_leaves_with_a_build_that_rests(gone, line, jonna):
    actions.hold(train=gone, why="It hums.", by=jonna, at=LATER)
    hot = actions.plan_hotfix(line=line, why="It cannot wait.", by=jonna, at=LATER)
    fix = actions.make_change(line=line, title="No flicker", kind="fixed", at=LATER)
    actions.board(change=fix, train=hot, at=LATER)
    actions.load(train=hot, build=queries.load_of(gone.id).build, at=LATER)
    with pytest.raises(actions.Refused, match=r"carries build 2\.4\.0, which rests: It hums\."):
        actions.depart(train=hot, by=jonna, at=LATER)


def test_a_train_called_back_while_it_is_stopped_withdraws_its_build(gone, jonna):
    actions.hold(train=gone, why="It hums.", by=jonna, at=LATER)
    actions.withdraw_train(train=gone, why="It burns.", by=jonna, at=LATER)
    build_id = queries.load_of(gone.id).build_id
    assert made.standings([build_id])[build_id].withdrawal.why == "It burns."
    actions.resume(train=gone, why="Never mind.", by=jonna, at=LATER)
    assert offered() == set()


def test_a_train_taken_off_before_it_left_withdraws_no_build(train, line, jonna):
    build = a_build(line, "2.4.0")
    builds.offer(build=build, by=jonna, at=NOW)
    actions.load(train=train, build=build, at=NOW)
    actions.withdraw_train(train=train, why="Too early.", by=jonna, at=LATER)
    assert offered() == {"2.4.0"}


def test_a_train_does_not_leave_with_a_build_that_was_withdrawn(train, line, jonna):
    build = a_build(line, "2.4.0")
    actions.load(train=train, build=build, at=NOW)
    builds.offer(build=build, by=jonna, at=NOW)
    builds.withdraw(build=build, why="It forgets.", by=jonna, at=NOW)
    with pytest.raises(actions.Refused, match=r"carries build 2\.4\.0, which was withdrawn: It forgets\."):
        actions.depart(train=train, by=jonna, at=LATER)
    builds.offer(build=build, by=jonna, at=LATER)
    actions.depart(train=train, by=jonna, at=LATER)
    assert offered() == {"2.4.0"}
