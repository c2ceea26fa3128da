"""The one table, role by role, and what must hold for every role there could be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.people.team.rules.permissions import DUTIES, PERMISSIONS, RANKS, TABLE, permissions_of

ranks, some_duties = st.sampled_from(RANKS), st.sets(st.sampled_from(DUTIES))

BUILDS = {"builds.add", "units.add"}
ROLES = {
    ("engineer",): {"desk.enter", "voices.answer", "releases.board", "demand.see"} | BUILDS,
    ("engineer", "moderator"): {
        "desk.enter", "voices.answer", "releases.board", "demand.see", "voices.merge", "community.moderate", "people.see",
        "levels.give", "events.run",
    } | BUILDS,
    ("engineer", "desk"): {
        "desk.enter", "voices.answer", "releases.board", "demand.see", "voices.merge", "voices.behalf", "orders.see",
        "people.see", "orders.inspect", "orders.readdress",
    } | BUILDS,
    ("engineer", "sales"): {
        "desk.enter", "voices.answer", "releases.board", "demand.see", "campaigns.open", "orders.see", "people.see",
        "orders.ship", "orders.decide", "orders.inspect", "orders.readdress", "channels.run", "launches.run", "messages.send",
    } | BUILDS,
    ("engineer", "finance"): {
        "desk.enter", "voices.answer", "releases.board", "demand.see", "orders.see", "payments.record", "supply.approve",
        "money.see",
    } | BUILDS,
    ("engineer", "planner"): {
        "desk.enter", "voices.answer", "releases.board", "demand.see", "supply.plan", "imports.run",
        "products.edit", "partners.edit",
    } | BUILDS,
    ("lead",): set(PERMISSIONS) - {"levels.tune", "team.manage", "bonus.set"},
    ("founder",): set(PERMISSIONS),
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES, ids="+".join)
def test_each_role_may_exactly_this(role):
    rank, *duties = role
    assert permissions_of(rank, duties) == ROLES[role]


@given(ranks, some_duties, some_duties)
def test_another_duty_never_takes_away(rank, duties, more):
    assert permissions_of(rank, duties) <= permissions_of(rank, duties | more)


@given(ranks, some_duties)
def test_duties_add_up(rank, duties):
    one_by_one = frozenset().union(
        permissions_of(rank, []), *(permissions_of(rank, [duty]) for duty in duties)
    )
    assert permissions_of(rank, duties) == one_by_one


@given(some_duties)
def test_no_duty_makes_a_founder(duties):
    assert "team.manage" not in permissions_of("lead", duties)


@given(some_duties)
def test_ranks_are_a_ladder(duties):
    engineer, lead, founder = (permissions_of(rank, duties) for rank in ("engineer", "lead", "founder"))
    assert engineer <= lead <= founder == frozenset(PERMISSIONS)


def test_a_stranger_to_the_table_may_nothing():
    assert permissions_of("visitor", []) == permissions_of("", ["king"]) == frozenset()


def test_the_table_speaks_of_known_ranks_and_duties_alone():
    assert {rank for carriers in TABLE.values() for rank in carriers.ranks} <= set(RANKS)
    assert {duty for carriers in TABLE.values() for duty in carriers.duties} <= set(DUTIES)
