import secrets

import pytest

from fanloop.people.team import actions as team
from tests.making.conftest import (  # noqa: F401 -- fixtures of the making rooms, used by name
    AT,
    approved,
    book,
    boss,
    forecast,
    join,
    lamp,
    market,
    order,
    parts,
    plan,
    suppliers,
    terms,
)


@pytest.fixture
def enter(client, join, boss):
    """A browser of somebody: nobody (None), ("fan",), ("founder",), or a rank and duties such as ("engineer", "planner")."""

    def entered(role):
        client.logout()
        if role == ("founder",):
            client.force_login(boss.fan)
        elif role:
            fan = join("-".join(role) + secrets.token_hex(2))
            if role != ("fan",):
                member = team.hire(fan=fan, name="Somebody", rank=role[0], by=boss, at=AT)
                for duty in role[1:]:
                    team.give_duty(member=member, duty=duty, by=boss, at=AT)
            client.force_login(fan)
        return client

    return entered
