from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from fanloop.foundation import bus
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as people
from fanloop.releasing.beta import actions, queries
from fanloop.releasing.beta.actions import NewApplication, Quota, Refused
from fanloop.releasing.beta.models import Application, Draw, Seat
from fanloop.releasing.beta.rules.draw import commitment, draw
from tests.releasing.beta.days import AT, later

WITH_OAK = NewApplication(devices={"OAK": "B"}, languages=["en"])


def kinds(fan):
    return [line.kind for line in people.inbox(Viewer(fan_id=fan.id))]


def test_an_application_waits_until_it_is_drawn(programme, boss, join):
    ada = join("ada")
    said = actions.apply(programme=programme, fan=ada, said=WITH_OAK, at=AT)
    assert queries.mine(programme.id, ada.id).application == said
    wave = actions.announce_wave(programme=programme, seats=2, closes=later(1), by=boss, at=AT)
    actions.draw_wave(wave=wave, by=boss, at=later(1))
    mine = queries.mine(programme.id, ada.id)
    assert (mine.application, mine.seat.ring, mine.seat.devices) == (None, 1, {"OAK": "B"})
    assert kinds(ada) == ["beta_seat_drawn"]
    assert queries.testers(programme.id) == {ada.id}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (NewApplication(languages=["en"]), "builds on"),
        (NewApplication(devices={"TOASTER": ""}), "no such device"),
    ],
)
def test_applications_that_say_too_little_are_refused(programme, join, said, why):
    with pytest.raises(Refused, match=why):
        actions.apply(programme=programme, fan=join("ada"), said=said, at=AT)


def test_answers_are_asked_for_and_read_by_their_question(programme, boss, join):
    asked = actions.add_question(
        programme=programme, kind="choice", title={"en": "How often?"},
        options=[{"en": "Daily"}, {"en": "Rarely"}], by=boss, at=AT,
    )  # fmt: skip
    ada = join("ada")
    with pytest.raises(Refused, match="How often"):
        actions.apply(programme=programme, fan=ada, said=WITH_OAK, at=AT)
    with pytest.raises(Refused, match="choose one"):
        actions.apply(
            programme=programme, fan=ada, said=NewApplication({asked.id: "Never"}, {"OAK": ""}), at=AT
        )
    row = actions.apply(
        programme=programme, fan=ada, said=NewApplication({asked.id: "Daily"}, {"OAK": ""}), at=AT
    )
    assert row.answers == {str(asked.id): "Daily"}


def test_the_level_a_programme_asks_for_is_needed(programme, join):
    with pytest.raises(Refused, match="level 1"):
        actions.apply(programme=programme, fan=join("newcomer", level=0), said=WITH_OAK, at=AT)


def test_applying_again_says_it_anew_and_keeps_the_code(programme, join):
    ada = join("ada")
    first = actions.apply(programme=programme, fan=ada, said=WITH_OAK, at=AT)
    again = actions.apply(programme=programme, fan=ada, said=NewApplication(devices={"BLK": ""}), at=later(1))
    assert (again.id, again.code, again.at) == (first.id, first.code, AT)
    assert Application.objects.get().devices == {"BLK": ""}


def test_terms_are_signed_once_a_version(programme, boss, join):
    ada = join("ada")
    terms = actions.publish_terms(programme=programme, text={"en": "Keep it to yourself."}, by=boss, at=AT)
    with pytest.raises(Refused, match="sign the terms"):
        actions.apply(programme=programme, fan=ada, said=WITH_OAK, at=AT)
    actions.apply(programme=programme, fan=ada, said=WITH_OAK, signs=terms, at=AT)
    assert queries.has_signed(programme.id, ada.id)
    newer = actions.publish_terms(programme=programme, text={"en": "Tell everybody."}, by=boss, at=later(1))
    assert not queries.has_signed(programme.id, ada.id)
    with pytest.raises(Refused, match="newer version"):
        actions.sign(programme=programme, fan=ada, terms=terms, at=later(1))
    actions.sign(programme=programme, fan=ada, terms=newer, at=later(1))
    assert queries.has_signed(programme.id, ada.id)


def test_the_secret_is_told_by_the_draw_and_matches_what_was_published(programme, boss, join):
    for number in range(6):
        actions.apply(programme=programme, fan=join(f"fan{number}"), said=WITH_OAK, at=AT)
    quotas = [Quota("level", "2", 1), Quota("device", "OAK", 1)]
    wave = actions.announce_wave(programme=programme, seats=3, closes=later(1), quotas=quotas, by=boss, at=AT)
    with pytest.raises(Refused, match="still apply"):
        actions.draw_wave(wave=wave, by=boss, at=AT)
    made = actions.draw_wave(wave=wave, by=boss, at=later(1))
    row = queries.wave(wave.id)
    assert commitment(made.secret) == wave.commitment
    assert draw(secret=made.secret, pool=queries.pool_of(made), seats=3, quotas=row.quotas) == made.chosen
    assert Seat.objects.count() == 3


def test_who_is_not_drawn_stays_in_and_who_came_too_late_is_not_in_the_pool(programme, boss, join):
    one, two, late = join("one"), join("two"), join("late")
    for fan in (one, two):
        actions.apply(programme=programme, fan=fan, said=WITH_OAK, at=AT)
    wave = actions.announce_wave(programme=programme, seats=1, closes=later(1), by=boss, at=AT)
    actions.apply(programme=programme, fan=late, said=WITH_OAK, at=later(2))
    made = actions.draw_wave(wave=wave, by=boss, at=later(3))
    assert len(made.pool) == 2
    [left] = [fan for fan in (one, two) if fan.id not in queries.testers(programme.id)]
    assert kinds(left) == ["beta_not_drawn"]
    assert kinds(late) == []
    assert {row.application.fan_id for row in queries.applications(programme.id, viewer=SYSTEM)} == {
        left.id,
        late.id,
    }


def test_waves_come_one_after_the_other(programme, boss):
    actions.announce_wave(programme=programme, seats=1, closes=later(1), by=boss, at=AT)
    with pytest.raises(Refused, match="announced first"):
        actions.announce_wave(programme=programme, seats=1, closes=later(1), by=boss, at=AT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"seats": 0},
        {"ring": 9},
        {"seats": 1, "quotas": [Quota("level", "2", 2)]},
        {"quotas": [Quota("height", "2", 1)]},
        {"quotas": [Quota("level", "high", 1)]},
        {"closes": -1},
    ],
)
def test_waves_that_cannot_be_are_refused(programme, boss, wrong):
    values = {"seats": 3, "closes": 1} | wrong
    with pytest.raises(Refused):
        actions.announce_wave(
            programme=programme, by=boss, at=AT, **values | {"closes": later(values["closes"])}
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_draw_at_once_make_one_draw(programme, boss, join):
    for number in range(4):
        actions.apply(programme=programme, fan=join(f"fan{number}"), said=WITH_OAK, at=AT)
    wave = actions.announce_wave(programme=programme, seats=2, closes=later(1), by=boss, at=AT)

    def press(_turn):
        try:
            return actions.draw_wave(wave=wave, by=boss, at=later(1)).id
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as hands:
        drawn = set(hands.map(press, range(2)))
    assert drawn == {Draw.objects.get().id}
    assert Seat.objects.count() == 2


def test_a_seat_rests_and_wakes_in_one_act(programme, tester):
    seat = tester("ada")
    actions.pause(seat=seat, at=later(1))
    actions.pause(seat=seat, at=later(2))
    assert queries.open_pause(seat.id).at == later(1)
    assert queries.testers(programme.id) == set()
    actions.resume(seat=seat, at=later(3))
    assert queries.testers(programme.id) == {seat.fan_id}


def test_who_left_may_apply_again_at_once(programme, tester):
    seat = tester("ada")
    actions.leave(seat=seat, at=AT)
    assert queries.mine(programme.id, seat.fan_id).seat is None
    assert actions.apply(programme=programme, fan=seat.fan, said=WITH_OAK, at=AT).withdrawn_at is None


def test_nobody_is_asked_to_leave_without_a_reason(programme, boss, tester):
    seat = tester("ada")
    with pytest.raises(Refused, match="Say why"):
        actions.end_seat(seat=seat, because=" ", by=boss, at=AT)
    actions.end_seat(seat=seat, because="The terms were broken.", by=boss, at=AT)
    assert kinds(seat.fan)[0] == "beta_seat_ended"
    assert people.inbox(Viewer(fan_id=seat.fan_id))[0].data["because"] == "The terms were broken."


def test_who_is_quiet_is_asked_then_rests_and_is_never_out(programme, boss, build, tester):
    seat = tester("ada")
    assert actions.remind_quiet(programme=programme, at=later(60)) == 0
    actions.offer_build(programme=programme, build=build(), ring=1, by=boss, at=AT)
    assert actions.remind_quiet(programme=programme, at=later(13)) == 0
    assert actions.remind_quiet(programme=programme, at=later(14)) == 1
    assert actions.remind_quiet(programme=programme, at=later(15)) == 0
    assert actions.pause_quiet(programme=programme, at=later(27)) == 0
    assert actions.pause_quiet(programme=programme, at=later(28)) == 1
    assert kinds(seat.fan)[:2] == ["beta_rests", "beta_quiet"]
    mine = queries.mine(programme.id, seat.fan_id)
    assert mine.seat == seat
    assert mine.pause.is_quiet
    actions.resume(seat=seat, at=later(40))
    assert actions.remind_quiet(programme=programme, at=later(41)) == 0


def test_who_has_tried_the_newest_build_is_not_quiet(programme, boss, build, sunrise, tester):
    seat, newest = tester("ada"), build()
    actions.offer_build(programme=programme, build=newest, ring=1, by=boss, at=AT)
    actions.try_feature(seat=seat, build=newest, feature=sunrise, outcome="works", at=AT)
    assert actions.remind_quiet(programme=programme, at=later(60)) == 0


def test_activities_are_ticked_once_and_unticked(programme, boss, tester):
    seat = tester("ada")
    one = actions.add_activity(programme=programme, title={"en": "Turn the dial"}, by=boss, at=AT)
    actions.tick(activity=one, seat=seat, at=AT)
    actions.tick(activity=one, seat=seat, at=AT + timedelta(hours=1))
    assert queries.mine(programme.id, seat.fan_id).done == {one.id}
    actions.untick(activity=one, seat=seat, at=AT)
    assert queries.mine(programme.id, seat.fan_id).done == frozenset()


def test_moving_between_rings_is_told(programme, boss, tester):
    seat = tester("ada")
    actions.move_seat(seat=seat, ring=0, by=boss, at=AT)
    assert queries.testers(programme.id, 0) == {seat.fan_id}
    assert kinds(seat.fan)[0] == "beta_ring"


def test_lists_of_people_are_for_who_runs_programmes(programme, tester):
    tester("ada")
    assert queries.seats(programme.id, viewer=Viewer(fan_id=1)) == []
    assert [one.handle for one in queries.seats(programme.id, viewer=SYSTEM)] == ["ada"]


def test_an_erased_tester_leaves_counts_and_no_words(programme, boss, build, sunrise, join):
    applicant, rc2 = join("bo"), build()
    actions.apply(programme=programme, fan=applicant, said=WITH_OAK, at=AT)
    wave = actions.announce_wave(programme=programme, seats=1, closes=later(1), by=boss, at=AT)
    actions.draw_wave(wave=wave, by=boss, at=later(1))
    actions.offer_build(programme=programme, build=rc2, ring=1, by=boss, at=later(1))
    seat = queries.mine(programme.id, applicant.id).seat
    actions.try_feature(
        seat=seat, build=rc2, feature=sunrise, outcome="fails", words="My bedroom stays dark.", at=later(2)
    )
    assert any(
        row.get("words") == "My bedroom stays dark."
        for row in people.export(Viewer(fan_id=applicant.id))["beta"]
    )
    fans.erase(fan=applicant, by=applicant, at=later(3))
    bus.drain()
    assert queries.results(f"builds.build:{rc2.id}") == (0, 1)
    [blocked] = queries.failing(programme.id, viewer=SYSTEM)
    assert (blocked.trial.words, blocked.trial.seat) == ("", None)
    assert not Application.objects.filter(fan=applicant.id).exists()
    assert len(queries.wave(wave.id).draw.pool) == 1
