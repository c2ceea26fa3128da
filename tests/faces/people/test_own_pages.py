"""Profile, inbox, data and the public page of a fan."""

import json

import pytest

from fanloop.foundation import bus, mail
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.people.fans import actions, queries
from fanloop.people.team import actions as team
from fanloop.site.links import href


@pytest.fixture
def as_mira(client, founder, mira):
    client.force_login(mira)
    return client


def tell(fan, at, kind="need_accepted", **data):
    values = {"title": {"en": "Softer dawn", "zh-hans": "更柔的黎明"}, "because": "89 of you", **data}
    actions.notify([fan.id], kind=kind, data=values, about="fans.fan:1", at=at)


def test_a_profile_is_changed_by_its_owner(as_mira, mira):
    answer = as_mira.post("/me", {"name": "Mira K.", "language": "zh-hans", "market": ""})
    assert answer.headers["Location"] == "/me"
    assert answer.cookies["django_language"].value == "zh-hans"
    row = queries.fan(mira.id)
    assert (row.name, row.language, row.market) == ("Mira K.", "zh-hans", None)


def test_an_unknown_language_or_market_is_refused(as_mira, mira):
    assert as_mira.post("/me", {"name": "x", "language": "tlh", "market": "moon"}).status_code == 200
    assert queries.fan(mira.id).name == "Mira"


def test_the_inbox_speaks_the_readers_language(as_mira, mira, at):
    tell(mira, at)
    assert "Promised: Softer dawn" in as_mira.get("/me/inbox").content.decode()
    as_mira.cookies["django_language"] = "zh-hans"
    assert "更柔的黎明" in as_mira.get("/me/inbox").content.decode()


def test_opening_a_notice_marks_it_and_goes_on(as_mira, mira, at):
    tell(mira, at)
    (notice,) = queries.inbox(Viewer(fan_id=mira.id))
    assert as_mira.get(f"/me/inbox/{notice.id}").headers["Location"] == "/go/fans.fan:1"
    assert queries.unread_count(Viewer(fan_id=mira.id)) == 0


def test_a_notice_is_nobody_elses_to_open(as_mira, join, at):
    tomo = join("tomo")
    tell(tomo, at)
    (notice,) = queries.inbox(Viewer(fan_id=tomo.id))
    assert as_mira.get(f"/me/inbox/{notice.id}").status_code == 404
    assert queries.unread_count(Viewer(fan_id=tomo.id)) == 1


def test_all_is_read_by_one_act_and_not_by_looking(as_mira, mira, at):
    tell(mira, at)
    tell(mira, at)
    assert as_mira.get("/me/inbox/read").status_code == 405
    as_mira.post("/me/inbox/read")
    assert queries.unread_count(Viewer(fan_id=mira.id)) == 0


@pytest.mark.parametrize("kind", [
    "welcome", "voice_answered", "need_accepted", "need_shipped", "order_placed", "order_cancelled",
    "deposit_received", "order_paid", "supplier_order", "supplier_answered", "kind_of_tomorrow",
])  # fmt: skip
def test_every_kind_reads_well_even_without_its_data(as_mira, mira, at, kind):
    actions.notify([mira.id], kind=kind, data={}, about="", at=at)
    page = as_mira.get("/me/inbox").content.decode()
    assert "%(" not in page
    assert '<li class="row">' in page


def test_a_notice_becomes_one_letter_in_the_fans_language(mira, founder, at):
    actions.change_profile(fan=mira, name="Mira", language="zh-hans", market=None, at=at)
    tell(mira, at)
    bus.drain()
    bus.drain()
    letters = [one for one in mail.letters(to=mira.email) if one.about == "fans.fan:1"]
    assert [(one.language, "更柔的黎明" in one.subject) for one in letters] == [("zh-hans", True)]
    assert "/go/fans.fan:1" in letters[0].text


def test_data_can_be_taken_along(as_mira, mira, at):
    tell(mira, at)
    answer = as_mira.get("/me/data/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mira.k.json"'
    assert json.loads(answer.content)["fan"]["email"] == "mira.k@example.org"


def test_being_forgotten_takes_the_handle_typed_by_hand(as_mira, mira):
    as_mira.post("/me/data/erase", {"handle": "mira"})
    assert queries.fan(mira.id).is_active
    assert as_mira.get("/me/data/erase").status_code == 405
    as_mira.post("/me/data/erase", {"handle": " Mira.K "})
    assert not queries.fan(mira.id).is_active
    assert as_mira.get("/me").status_code == 302
    assert as_mira.get("/people/mira.k").status_code == 404


def test_a_session_elsewhere_ends_with_the_person(as_mira, mira, django_user_model, at):
    actions.erase(fan=mira, by=mira, at=at)
    assert as_mira.get("/me").status_code == 302


def test_the_last_founder_is_not_forgotten_by_accident(client, founder):
    client.force_login(founder)
    client.post("/me/data/erase", {"handle": "jonna"})
    assert queries.fan(founder.id).is_active


def test_a_public_page_shows_deeds_and_no_address(client, founder, mira, at):
    actions.record_deeds([actions.NewDeed(mira.id, at.date(), "voice", 3, f"fans.fan:{founder.id}")], at=at)
    page = client.get("/people/mira.k").content.decode()
    assert "3 voices raised" in page
    assert f"/go/fans.fan:{founder.id}" in page
    assert "example.org" not in page


def test_who_came_from_elsewhere_is_marked_so(client, founder, at):
    for origin in ("oem", "replay"):
        actions.import_fans([actions.NewFan(f"{origin}:1", f"{origin}-ada", "Ada", origin, at)], at=at)
    assert "imported" in client.get("/people/oem-ada").content.decode()
    assert "replay" in client.get("/people/replay-ada").content.decode()


def test_the_trail_finds_people(founder, mira, boss, at):
    assert href(f"fans.fan:{mira.id}", ANYONE) == "/people/mira.k"
    assert href(f"team.member:{boss.id}", ANYONE) == "/people/jonna"
    team.hire(fan=mira, name="Mira", rank="founder", by=boss, at=at)
    actions.erase(fan=mira, by=mira, at=at)
    assert href(f"fans.fan:{mira.id}", ANYONE) == ""
