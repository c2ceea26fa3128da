"""Role by address: who may open what, by GET and by POST, for every address of every face.

The expected table is checked in as `doors.txt`. A new address without a line fails here: write down who may pass.
"""

from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client

from fanloop.foundation import clock
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.community import actions as community
from fanloop.people.fans import actions as fans
from fanloop.people.partners import actions as partners
from fanloop.people.team import actions as team
from fanloop.people.team import queries as members
from fanloop.people.team.rules.permissions import DUTIES, PERMISSIONS
from tests.faces.doors import addresses, guard_of, table
from tests.lasting import lasting

pytestmark = pytest.mark.django_db
ROLES = ["anonymous", "fan", "supplier", "engineer", "lead", "founder", *DUTIES]
_FEW = {"anonymous", "fan", "founder"}
ENOUGH = {
    "public": _FEW,
    "say": _FEW,
    "late": _FEW,
    "token-writes": _FEW,
    "fan": {"anonymous", "fan", "supplier", "founder"},
}
"""Doors that do not look at ranks and duties are tried by these alone."""


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One house for all roles, and something to read and to answer in it, so that doors behind it are reached."""
    with lasting(django_db_blocker, settled) as world:
        yield world


@pytest.fixture
def people(world):
    """Somebody of each role, by its name."""
    return world[0]


@pytest.fixture
def topic(world):
    return world[1]


@pytest.fixture
def undrawn(settings):
    """Who may pass is decided before anything is drawn; the pages themselves are looked at by other tests."""
    drawn = settings.TEMPLATES[0]
    nothing = ("django.template.loaders.locmem.Loader", Everywhere())
    options = {**drawn["OPTIONS"], "loaders": [nothing], "context_processors": []}
    settings.TEMPLATES = [{**drawn, "APP_DIRS": False, "OPTIONS": options}]


class Everywhere(dict):
    """A page without a word under every name."""

    def __contains__(self, name):
        return True

    def __getitem__(self, name):
        return ""


@contextmanager
def settled():
    with transaction.atomic():
        yield settle(clock.now())
        transaction.set_rollback(True)


def settle(at):

    def join(handle):
        return fans.join(handle=handle, email=f"{handle}@example.org", password=None, at=at)

    found = {role: join(f"the-{role}") for role in ROLES[1:]}
    team.found_maker(
        name="Northwindow",
        languages=["en"],
        currencies=["EUR"],
        founder=found["founder"],
        member_name="F",
        at=at,
    )
    boss = members.member_of(found["founder"].id)
    for role in ("engineer", "lead", *DUTIES):
        rank = "lead" if role == "lead" else "engineer"
        row = team.hire(fan=found[role], name=role, rank=rank, by=boss, at=at)
        if role in DUTIES:
            team.give_duty(member=row, duty=role, by=boss, at=at)
    firm = partners.register_partner(name="Optik", kind="supplier", at=at)
    partners.invite_contact(partner=firm, fan=found["supplier"], at=at)
    space = community.open_space(slug="talk", name="Talk", at=at)
    return found, community.start_topic(space=space, author=found["fan"], title="Oak", body="Oil?", at=at)


def told(client, method, path):
    """in, login, no or unseen: what an answer says about the door. What the request did is undone."""
    kept = dict(client.cookies)
    with transaction.atomic():
        answer = getattr(client, method)(path)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(kept)
    if answer.status_code == 302 and answer["Location"].startswith("/account/login"):
        return "login"
    known = {403: "no", 401: "login", 404: "unseen", 405: ""}
    return known.get(answer.status_code, "in" if answer.status_code < 500 else f"broken: {path}")


def test_every_address_has_a_door_written_down():
    here, known = {one.name for one in addresses()}, set(table())
    assert sorted(here - known) == [], "write down in doors.txt who may pass"
    assert sorted(known - here) == [], "these addresses are gone: take their lines out of doors.txt"


def test_no_name_stands_for_two_addresses():
    names = [one.name for one in addresses()]
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_the_guards_of_the_code_are_the_doors_of_the_table():
    doors = table()
    wrong = {
        one.name: (sorted(guard_of(one.view)), sorted(doors[one.name].permissions))
        for one in addresses()
        if one.name in doors
        and doors[one.name].kind == "team"
        and guard_of(one.view) != doors[one.name].permissions
    }
    assert wrong == {}
    assert {word for door in doors.values() for word in door.permissions} <= set(PERMISSIONS)


def test_no_address_of_the_desk_or_the_portal_is_open():
    doors = table()
    kinds = {"desk": {"team"}, "bom": {"team"}, "moving": {"team"}, "portal": {"partner"}}
    open_ = [
        name
        for name, door in doors.items()
        if door.kind not in kinds.get(name.partition(":")[0], {door.kind})
    ]
    assert open_ == []


@pytest.mark.parametrize("role", ROLES)
def test_what_each_role_is_told(people, topic, undrawn, role):
    viewer = members.viewer_of(people[role].id) if role in people else ANYONE
    client = Client(raise_request_exception=False)
    if role in people:
        client.force_login(people[role])
        client.get(
            "/healthz"
        )  # the first visit of the day is written down here, and not again for each address
    doors, wrong = table(), []
    for one in addresses(topic_id=topic.id):
        door = doors.get(one.name)
        if door is None or door.kind == "token" or role not in ENOUGH.get(door.kind, ROLES):
            continue
        for method in ("get", "post"):
            expected = door.opens_to(viewer, method, is_anonymous=role not in people)
            said = told(client, method, one.path)
            fine = {"in": {"in", "unseen"}, "no": {"unseen"} if door.kind in {"unseen", "late"} else {"no"}}
            if said and said not in fine.get(expected, {expected}):
                wrong.append((one.name, method, expected, said))
    assert wrong == []


def test_a_session_opens_nothing_that_wants_a_token(people):
    client = Client(raise_request_exception=False)
    client.force_login(people["founder"])
    doors = table()
    wanted = [one for one in addresses() if one.name in doors and doors[one.name].kind == "token"]
    said = {
        (one.name, method): told(client, method, one.path) for one in wanted for method in ("get", "post")
    }
    assert wanted
    assert {key: word for key, word in said.items() if word not in {"login", ""}} == {}


def test_every_address_answers_to_a_method(people, undrawn):
    client = Client(raise_request_exception=False)
    client.force_login(people["founder"])
    deaf = [
        one.name
        for one in addresses()
        if not any(told(client, way, one.path) for way in ("get", "post", "delete"))
    ]
    assert deaf == []
