import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from fanloop.foundation.viewer import ANYONE, SYSTEM, Viewer
from fanloop.people.fans import actions, queries
from tests.people.conftest import AT, PASSWORD


def newcomer(number, handle="Ada", **more):
    values = {"name": "Ada L.", "origin": "oem", "joined_at": AT, **more}
    return actions.NewFan(source_key=f"oem:person:{number}", handle=handle, **values)


def test_who_joins_has_a_key_and_can_log_in(mira):
    assert queries.fan_by_handle("MIRA.K") == mira
    assert queries.pseudonyms([mira.id])[mira.id].startswith("p_")
    assert authenticate(RequestFactory().post("/"), email="mira.k@example.org", password=PASSWORD) == mira
    assert (
        authenticate(RequestFactory().post("/"), email="mira.k@example.org", password="wrong-hour-2026")
        is None
    )


def test_a_handle_and_an_email_are_had_once(mira, join):
    with pytest.raises(actions.Refused, match=r"handle mira\.k is taken"):
        join("mira.k", email="other@example.org")
    with pytest.raises(actions.Refused, match="an account with this e-mail"):
        join("mira.two", email="MIRA.K@example.org")


@pytest.mark.django_db
def test_an_import_is_idempotent_and_tells_namesakes_apart(at, join):
    join("ada")
    people = [newcomer(1), newcomer(2, "ADA"), newcomer(3, "李雷"), newcomer(1)]
    first = actions.import_fans(people, at=at)
    assert sorted(first) == ["oem:person:1", "oem:person:2", "oem:person:3"]
    assert actions.import_fans(people, at=at) == first
    handles = {queries.fan(fan_id).handle for fan_id in first.values()}
    assert handles == {"ada-2", "ada-3", "fan"}
    assert set(queries.pseudonyms(first.values())) == set(first.values())


@pytest.mark.django_db
def test_the_imported_cannot_log_in(at):
    (fan_id,) = actions.import_fans([newcomer(1)], at=at).values()
    assert not queries.fan(fan_id).has_usable_password()
    assert not queries.fan(fan_id).check_password("")


@pytest.mark.django_db
def test_an_import_of_thousands_takes_few_statements(at, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        found = actions.import_fans([newcomer(n, f"fan {n}") for n in range(3_000)], at=at)
    assert len(found) == 3_000


def test_groups_are_filled_and_left(mira, join, at):
    tomo = join("tomo")
    actions.fill_group(key="backers", name="Backers", fan_ids=[mira.id, tomo.id, mira.id], at=at)
    actions.fill_group(key="backers", name="Backers", fan_ids=[mira.id], at=at)
    assert queries.group_ids("backers") == {mira.id, tomo.id}
    assert actions.leave_group(key="backers", fan_ids=[tomo.id], at=at) == 1
    assert queries.group_ids("backers") == {mira.id}
    actions.fill_group(key="backers", name="Backers", fan_ids=[tomo.id], at=at)
    assert queries.group_ids("backers") == {mira.id, tomo.id}


def test_the_ledger_keeps_a_deed_once_and_adds_kinds_up(mira, at):
    day = at.date()
    deeds = [
        actions.NewDeed(mira.id, day, "voice", 1, "voices.voice:1"),
        actions.NewDeed(mira.id, day, "voice", 1, "voices.voice:2"),
        actions.NewDeed(mira.id, day, "test", 3, "releases.train:1"),
    ]
    actions.record_deeds(deeds, at=at)
    actions.record_deeds(deeds, at=at)
    assert {(line.kind, line.count, line.things) for line in queries.credit(mira.id)} == {
        ("voice", 2, 2),
        ("test", 3, 1),
    }


def test_people_are_searched_by_those_who_may(mira):
    assert queries.find_fans("mir", viewer=ANYONE) == []
    assert queries.find_fans("mir", viewer=Viewer(permissions=frozenset({"people.see"}))) == [mira]


def test_a_handle_is_public_in_the_trail(mira):
    for viewer in (ANYONE, Viewer(partner_id=1), SYSTEM):
        assert queries.describe_fans({mira.id}, viewer)[mira.id].title == "mira.k"
