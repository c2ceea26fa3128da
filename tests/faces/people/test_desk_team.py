"""The team's page and the audit, role by role."""

import pytest

from fanloop.people.team import queries
from fanloop.people.team.rules.permissions import DUTIES

EVERYBODY = ["nobody", "fan", "founder", "lead", "engineer", *DUTIES]


@pytest.fixture
def visitor(client, founder, mira, hired):
    """A client who has logged in as the named role."""

    def come(role):
        if role == "nobody":
            return client
        people = {"fan": mira, "founder": founder}
        fan = people.get(role) or (hired(role) if role in {"lead", "engineer"} else hired("engineer", role))
        client.force_login(fan)
        return client

    return come


def expected(role, allowed):
    return 302 if role == "nobody" else 200 if role in allowed else 403


@pytest.mark.parametrize("role", EVERYBODY)
def test_the_team_is_the_founders_to_see(visitor, role):
    assert visitor(role).get("/desk/team").status_code == expected(role, {"founder"})


@pytest.mark.parametrize("role", EVERYBODY)
def test_the_audit_is_the_founders_and_leads(visitor, role):
    assert visitor(role).get("/desk/audit").status_code == expected(role, {"founder", "lead"})


@pytest.mark.parametrize("role", [role for role in EVERYBODY if role != "founder"])
def test_nobody_else_changes_the_team(visitor, role, boss, join):
    stranger = join("stranger")
    client = visitor(role)
    status = 302 if role == "nobody" else 403
    assert client.post("/desk/team/hire", {"handle": "stranger", "rank": "founder"}).status_code == status
    assert client.post(f"/desk/team/{boss.id}", {"rank": "founder", "duty": "sales"}).status_code == status
    assert client.post(f"/desk/team/{boss.id}/dismiss").status_code == status
    assert queries.member_of(stranger.id) is None
    assert queries.viewer_of(boss.fan_id).may("team.manage")
    assert queries.colleagues()[0].duties == frozenset()


def test_a_founder_takes_somebody_in_and_it_is_written_down(visitor, join, founder):
    fan = join("wen")
    client = visitor("founder")
    client.post("/desk/team/hire", {"handle": "Wen", "name": "Wen", "title": "Light", "rank": "lead"})
    member = queries.member_of(fan.id)
    assert (member.name, member.rank, member.hired_by.fan_id) == ("Wen", "lead", founder.id)
    (line,) = queries.staff_acts(viewer=queries.viewer_of(founder.id))
    assert (line.act, line.about, line.detail) == ("team.hire", f"team.member:{member.id}", {"rank": "lead"})
    assert "team.hire" in client.get("/desk/audit").content.decode()


@pytest.mark.parametrize(
    ("handle", "says"), [("ghost", "Nobody here is called that"), ("jonna", "in the team already")]
)
def test_who_cannot_be_hired_is_told_why(visitor, handle, says):
    answer = visitor("founder").post("/desk/team/hire", {"handle": handle, "rank": "lead"})
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_the_matrix_gives_and_ends_what_differs(visitor, hired, founder):
    fan = hired("engineer", "sales", "desk")
    member = queries.member_of(fan.id)
    visitor("founder").post(f"/desk/team/{member.id}", {"rank": "lead", "duty": ["desk", "planner"]})
    (one,) = [one for one in queries.colleagues() if one.member.id == member.id]
    assert (one.member.rank, one.duties) == ("lead", {"desk", "planner"})
    (line,) = queries.staff_acts(viewer=queries.viewer_of(founder.id))
    assert line.detail == {"given": ["planner"], "ended": ["sales"], "rank": "lead"}


def test_nothing_is_written_down_when_nothing_changed(visitor, hired, founder):
    member = queries.member_of(hired("engineer", "sales").id)
    visitor("founder").post(f"/desk/team/{member.id}", {"rank": "engineer", "duty": ["sales"]})
    assert queries.staff_acts(viewer=queries.viewer_of(founder.id)) == []


def test_an_act_that_is_refused_leaves_no_line(visitor, boss):
    client = visitor("founder")
    answer = client.post(f"/desk/team/{boss.id}/dismiss", follow=True)
    assert "last founder" in answer.content.decode()
    assert queries.staff_acts(viewer=queries.viewer_of(boss.fan_id)) == []


def test_who_leaves_is_gone_from_the_desk_at_once(visitor, hired, client):
    fan = hired("lead")
    member = queries.member_of(fan.id)
    visitor("founder").post(f"/desk/team/{member.id}/dismiss")
    client.force_login(fan)
    assert client.get("/desk/audit").status_code == 403
    assert visitor("founder").post(f"/desk/team/{member.id}", {"rank": "lead"}).status_code == 404
