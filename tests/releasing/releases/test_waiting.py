"""Who waits for a train hears once what stops it, with the public reason, and once that it goes on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from fanloop.foundation import bus, mail
from fanloop.foundation.models import FactRow
from fanloop.foundation.viewer import Viewer
from fanloop.listening.attention import actions as attention
from fanloop.listening.voices import actions as voices
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as people
from fanloop.people.team import actions as team
from fanloop.people.team.queries import member_of
from fanloop.releasing.beta import actions as beta
from fanloop.releasing.beta.actions import NewProgramme
from fanloop.releasing.releases import actions, queries
from fanloop.site.notices import said
from fanloop.site.tasks import write_letters
from fanloop.things.builds import actions as builds
from fanloop.things.builds.actions import NewFile
from fanloop.things.products.actions import add_line

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WHY = "Four lamps flicker after the update."
pytestmark = pytest.mark.django_db


def fan_called(handle):
    return fans.join(handle=handle, email=f"{handle}@example.test", password=None, at=NOW)


@pytest.fixture
def wen():
    fan = fan_called("wen")
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=fan, member_name="Wen", at=NOW
    )
    return member_of(fan.id)


@pytest.fixture
def line(wen):
    return add_line(slug="dawn", name="Dawn", at=NOW)


@pytest.fixture
def asker():
    return fan_called("asker")


@pytest.fixture
def trains(line):
    return actions.plan_fridays(line=line, at=NOW, count=2)


@pytest.fixture
def change(line, wen, asker, trains):
    """Somebody asked for it, it was promised, and it is aboard."""
    voice = voices.raise_voice(
        kind="idea", title="Dim", words="Dimmer, please.", fan=asker, line=line, at=NOW
    )
    need = voices.make_need(title="Dim", voices=[voice], line=line, by=wen, at=NOW)
    promise = voices.accept_need(need=need, by=wen, because="It is right.", at=NOW)
    made = actions.make_change(
        line=line,
        title="Dim below 1 %",
        kind="improved",
        acceptances=[f"voices.acceptance:{promise.id}"],
        at=NOW,
    )
    actions.board(change=made, train=trains[0], at=NOW)
    return made


def later(**span):
    return NOW + timedelta(**span)


def told(fan, *, twice=True):
    """What the inbox says of trains and changes, the first first; facts that come twice say nothing new."""
    bus.drain()
    if twice:
        FactRow.objects.filter(name__startswith="releases.").update(delivered_at=None)
        bus.drain()
    rows = reversed(people.inbox(Viewer(fan_id=fan.id)))
    return [row.kind for row in rows if row.kind.startswith(("train_", "change_"))]


def last(fan):
    return said(people.inbox(Viewer(fan_id=fan.id))[0])


def test_who_asked_reads_why_a_train_is_stopped_and_that_it_goes_on_each_once(trains, change, wen, asker):
    actions.hold(train=trains[0], why=WHY, by=wen, at=later(hours=1))
    assert told(asker) == ["train_held"]
    assert last(asker).title == "Stopped: Dawn 26.48"
    assert WHY in last(asker).text
    actions.resume(train=trains[0], why="The cable was it.", by=wen, at=later(hours=2))
    assert told(asker) == ["train_held", "train_resumed"]
    assert "The cable was it." in last(asker).text
    actions.hold(train=trains[0], why="Again.", by=wen, at=later(hours=3))
    assert told(asker)[-1] == "train_held"


def test_the_reason_comes_as_a_letter_too(trains, change, wen, asker):
    told(asker)
    actions.hold(train=trains[0], why=WHY, by=wen, at=later(hours=1))
    told(asker)
    rows = people.inbox(Viewer(fan_id=asker.id))
    write_letters(notices=[row.id for row in rows if row.kind == "train_held"], at=NOW.isoformat())
    [letter] = [one for one in mail.letters(to=asker.email) if one.subject == "Stopped: Dawn 26.48"]
    assert WHY in letter.text


def test_nobody_hears_of_an_empty_train_or_of_one_they_wait_for_nothing_from(trains, change, wen, asker):
    stranger = fan_called("stranger")
    actions.hold(train=trains[1], why=WHY, by=wen, at=later(hours=1))
    actions.hold(train=trains[0], why=WHY, by=wen, at=later(hours=1))
    assert (told(asker), told(stranger)) == (["train_held"], [])


def test_who_muted_the_line_hears_nothing(trains, change, wen, asker, line):
    attention.mute(fan=asker, about=f"products.line:{line.id}", at=NOW)
    actions.hold(train=trains[0], why=WHY, by=wen, at=later(hours=1))
    assert told(asker) == []


def test_testers_hear_of_a_train_whose_build_they_try(trains, change, wen, line):
    tester = fan_called("tester")
    new = NewProgramme(title={"en": "Explorers"}, words={"en": "Try it first."}, opens=NOW)
    programme = beta.open_programme(line=line, slug="explorers", new=new, by=wen, at=NOW)
    beta.give_seat(programme=programme, fan=tester, ring=1, by=wen, at=NOW)
    actions.hold(train=trains[0], why=WHY, by=wen, at=later(hours=1))
    assert told(tester) == []
    actions.resume(train=trains[0], why="The cable was it.", by=wen, at=later(hours=2))
    assert told(tester) == []
    made = builds.add_build(
        line=line, number="2.4.0", files=[NewFile("dawn.bin", ContentFile(b"light"))], by=None, at=NOW
    )
    actions.load(train=trains[0], build=made, at=later(hours=3))
    actions.hold(train=trains[0], why=WHY, by=wen, at=later(hours=4))
    assert told(tester, twice=False) == ["train_held"]


def test_a_train_taken_off_and_one_called_back_are_told_apart(trains, change, wen, asker):
    actions.withdraw_train(train=trains[0], why=WHY, by=wen, at=later(hours=1))
    assert told(asker) == ["train_withdrawn"]
    assert "waits for another train" in last(asker).text
    actions.board(change=change, train=trains[1], by=wen, at=later(hours=2))
    actions.depart(train=trains[1], by=wen, at=later(hours=3))
    actions.withdraw_train(train=trains[1], why="It burns.", by=wen, at=later(hours=4))
    assert told(asker) == ["train_withdrawn", "change_again", "train_called_back"]
    assert "It burns." in last(asker).text


def test_a_change_left_behind_is_told_with_its_reason_and_again_when_it_boards(trains, change, wen, asker):
    actions.leave_behind(
        change=change, why="4 of 31 see it flicker.", by=wen, at=later(hours=1), cause="beta"
    )
    assert told(asker) == ["change_left"]
    assert last(asker).title == "Left behind: Dim below 1 %"
    assert "26.48" in last(asker).text
    assert "4 of 31 see it flicker." in last(asker).text
    actions.board(change=change, train=trains[1], by=wen, at=later(hours=2))
    actions.board(change=change, train=trains[0], by=wen, at=later(hours=3))
    assert told(asker) == ["change_left", "change_again"]


def test_a_first_place_and_a_mistake_set_right_are_no_news(trains, change, wen, asker):
    assert told(asker) == []
    actions.undo_move(change=change, by=wen, at=later(hours=1))
    actions.board(change=change, train=trains[0], by=wen, at=later(hours=2))
    assert told(asker) == []


def test_a_change_withdrawn_for_good_is_told_from_the_platform_too(trains, change, wen, asker):
    actions.leave_behind(change=change, why="Not ready.", by=wen, at=later(hours=1))
    actions.withdraw_change(change=change, why="The sensor cannot do it.", by=wen, at=later(hours=2))
    assert told(asker) == ["change_left", "change_withdrawn"]
    assert "The sensor cannot do it." in last(asker).text


def test_who_made_it_waits_too(trains, change, wen):
    maker = fan_called("maker")
    actions.credit(change=change, fan_ids=[maker.id], for_what=queries.MADE, at=NOW)
    actions.hold(train=trains[0], why=WHY, by=wen, at=later(hours=1))
    assert told(maker) == ["train_held"]
