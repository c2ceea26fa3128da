"""A launch before its moment, at it, and afterwards."""

from datetime import timedelta

import pytest

from fanloop.foundation import mail
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.listening.chat import actions as chat
from fanloop.listening.chat import queries as rooms
from fanloop.people.fans import queries as fans
from fanloop.people.fans.actions import erase
from fanloop.selling.launches import queries
from fanloop.selling.launches.actions import Refused, holding, planning, signing
from fanloop.selling.launches.queries import signing as signed
from tests.selling.launches.world import HOUR, TOMORROW, launch, new, person
from tests.selling.world import NOON, shop

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def phase(row, at):
    return queries.launch(row.slug, at=at).phase


def test_nobody_sees_a_launch_before_it_is_published():
    row = launch(shop(), is_public=False)
    assert phase(row, NOON) == "planned"
    assert queries.published(NOON) == []


def test_the_page_turns_at_its_moment_whether_a_job_came_round_or_not():
    row = launch(shop())
    assert [phase(row, at) for at in (TOMORROW - MINUTE, TOMORROW, TOMORROW + HOUR)] == [
        "teaser",
        "live",
        "replay",
    ]


def test_the_room_opens_ten_minutes_before_and_closes_at_the_end():
    row = launch(shop())
    holding.keep_time(at=TOMORROW - 11 * MINUTE)
    assert queries.launch("clip", at=TOMORROW).launch.room is None
    holding.keep_time(at=TOMORROW - 10 * MINUTE)
    room = queries.launch("clip", at=TOMORROW).launch.room
    chat.say(room=room, author=person("mira"), words="Here!", at=TOMORROW)
    holding.keep_time(at=TOMORROW + HOUR)
    with pytest.raises(chat.Refused):
        chat.say(room=room, author=fans.fan_by_handle("mira"), words="Too late", at=TOMORROW + HOUR)
    kept = rooms.newest(room, viewer=Viewer(), at=TOMORROW + HOUR)
    assert [line.words for line in kept] == ["Here!"]
    assert phase(row, TOMORROW + HOUR) == "replay"


def test_who_asked_is_told_once_however_often_the_clock_comes_round():
    row, mira = launch(shop()), person("mira")
    signing.sign_up(launch=row, fan=mira, wish=1, agrees={}, at=NOON)
    guest = signing.ask_by_address(
        launch=row, email="Guest@Example.org", language="en", market=None, wish=2, agrees={}, at=NOON
    )
    signing.confirm(sign_up=guest, at=NOON)
    signing.ask_by_address(
        launch=row, email="silent@example.org", language="en", market=None, wish=9, agrees={}, at=NOON
    )
    for minute in range(3):
        holding.keep_time(at=TOMORROW + minute * MINUTE)
    told = [line for line in fans.inbox(Viewer(fan_id=mira.id)) if line.kind == "launch_begins"]
    assert len(told) == 1
    subjects = [letter.subject for letter in mail.letters(to="guest@example.org")]
    assert sum("begins: The clip" in subject for subject in subjects) == 1
    assert not any("begins:" in letter.subject for letter in mail.letters(to="silent@example.org"))


def test_a_person_counts_once_by_account_and_by_address():
    row, mira = launch(shop()), person("mira")
    signing.sign_up(launch=row, fan=mira, wish=1, agrees={}, at=NOON)
    signing.sign_up(launch=row, fan=mira, wish=3, agrees={}, at=NOON)
    again = signing.ask_by_address(
        launch=row, email="mira@example.org", language="en", market=None, wish=5, agrees={}, at=NOON
    )
    assert signed.interest(row.id).people == 1
    signing.confirm(sign_up=again, at=NOON)
    found = signed.interest(row.id)
    assert (found.people, found.wishing, found.pieces) == (1, 1, 3)


def test_an_address_counts_only_once_its_owner_has_said_so_and_is_forgotten_after_a_week():
    row = launch(shop())
    asked = signing.ask_by_address(
        launch=row, email="a@example.org", language="en", market=None, wish=1, agrees={}, at=NOON
    )
    assert signed.interest(row.id).people == 0
    assert len(mail.letters(to="a@example.org")) == 1
    assert signing.forget_unconfirmed(at=NOON + timedelta(days=8)) == 1
    assert signed.sign_up(asked.id) is None


def test_leaving_blanks_the_address():
    row = launch(shop())
    asked = signing.ask_by_address(
        launch=row, email="a@example.org", language="en", market=None, wish=1, agrees={}, at=NOON
    )
    signing.confirm(sign_up=asked, at=NOON)
    signing.leave(sign_up=asked, at=NOON)
    assert signed.sign_up(asked.id).email == ""
    assert signed.interest(row.id).people == 0


def test_an_address_that_became_a_fans_own_is_the_fans_and_goes_with_them():
    row = launch(shop())
    asked = signing.ask_by_address(
        launch=row, email="kim@example.org", language="en", market=None, wish=2, agrees={"launches": "Yes."}, at=NOON
    )  # fmt: skip
    signing.confirm(sign_up=asked, at=NOON)
    kim = person("kim")
    signing.adopt(at=NOON)
    assert signed.mine(row.id, kim.id).wish == 2
    told = fans.export(Viewer(fan_id=kim.id))
    assert told["launches"][0]["launch"] == "clip"
    assert told["consents"][0]["words"] == "Yes."


def test_an_erased_fan_leaves_no_sign_up():
    from fanloop.foundation import bus

    row, mira = launch(shop()), person("mira")
    signing.sign_up(launch=row, fan=mira, wish=1, agrees={"launches": "Yes."}, at=NOON)
    erase(fan=mira, by=mira, at=NOON)
    bus.drain()
    assert signed.interest(row.id).people == 0


def test_announcements_are_made_around_the_launch_alone():
    house = shop()
    row = launch(house)
    with pytest.raises(Refused):
        holding.announce(launch=row, words_said="Early", by=house.member, at=NOON)
    one = holding.announce(launch=row, words_said={"en": "Hello"}, by=house.member, at=TOMORROW)
    holding.end(launch=row, by=house.member, at=TOMORROW + MINUTE)
    with pytest.raises(Refused):
        holding.announce(launch=row, words_said="Late", by=house.member, at=TOMORROW + 2 * MINUTE)
    holding.take_back(announcement=one, by=house.member, at=TOMORROW + HOUR)
    assert queries.announcements(row.id)[0].back_at == TOMORROW + HOUR


def test_a_moment_moves_only_before_it_and_what_stood_is_kept():
    house = shop()
    row = launch(house)
    later = TOMORROW + timedelta(days=2)
    planning.change_launch(
        launch=row, new=new(house, space=row.space, starts_at=later, ends_at=later + HOUR), by=house.member, at=NOON
    )  # fmt: skip
    assert queries.changes_of(row.id)[0].before["starts_at"] == TOMORROW.isoformat()
    row = queries.launch("clip", at=NOON).launch
    with pytest.raises(Refused):
        planning.change_launch(
            launch=row, new=new(house, space=row.space, starts_at=later + HOUR, ends_at=later + 2 * HOUR),
            by=house.member, at=later,
        )  # fmt: skip


def test_a_launch_among_the_events_moves_and_falls_with_it():
    house = shop()
    row = planning.publish(
        launch=launch(house, is_public=False),
        by=house.member,
        page="https://example.org/launch/clip",
        at=NOON,
    )
    assert row.event.kind == "launch"
    planning.withdraw_launch(launch=row, because="A crack.", by=house.member, at=NOON)
    from fanloop.listening.events import queries as events

    assert events.event(row.event.id).cancelled.because == "A crack."
    assert queries.published(NOON) == []


def test_a_stream_is_a_plain_secure_link():
    house = shop()
    for bad in ("javascript:alert(1)", "http://example.org"):
        with pytest.raises(Refused):
            planning.plan_launch(new=new(house, stream=bad), slug="x", by=house.member, at=NOON)


def test_the_trail_knows_the_campaign_and_hides_what_is_not_published():
    from fanloop.foundation import trail

    house = shop()
    row = launch(house, is_public=False, campaign=house.campaign)
    about = f"launches.launch:{row.id}"
    assert trail.describe([about], viewer=Viewer()) == {}
    assert trail.describe([about], viewer=SYSTEM)[about].title == "The clip"
    assert [n.ref for n in trail.causes_of(about).nodes if n.ref.startswith("campaigns.")]
