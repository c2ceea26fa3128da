"""Spaces at the desk: opened by moderators and by those who shape the products."""

import pytest

from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.community import queries
from fanloop.people.team import queries as team
from fanloop.things.products import actions as products
from tests.making.conftest import AT

TALK = {"name_en": "Light and sleep", "language": "en", "line": ""}


@pytest.mark.parametrize(("role", "status"), [
    (None, 302), (("fan",), 403), (("engineer",), 403), (("engineer", "desk"), 403),
    (("engineer", "moderator"), 200), (("engineer", "planner"), 200), (("lead",), 200), (("founder",), 200),
])  # fmt: skip
def test_who_may_open_a_space(enter, role, status):
    client = enter(role)
    assert client.get("/desk/spaces").status_code == status
    assert client.post("/desk/spaces", TALK).status_code == (302 if status == 200 else status)
    assert len(queries.spaces()) == (status == 200)


def test_a_space_about_a_line_is_open_to_fans_at_once(enter, db):
    line = products.add_line(slug="dawn", name="Dawn", at=AT)
    client = enter(("lead",))
    assert 'value="dawn" selected' in client.get("/desk/spaces?line=dawn").content.decode()
    client.post("/desk/spaces", TALK | {"line": "dawn", "name_zh_hans": "光与睡眠"})
    [row] = queries.spaces()
    assert (row.space.slug, row.space.line_id, row.space.name) == (
        "light-and-sleep", line.id, {"en": "Light and sleep", "zh-hans": "光与睡眠"},
    )  # fmt: skip
    assert client.get("/talk/light-and-sleep").status_code == 200
    assert [act.act for act in team.staff_acts(viewer=SYSTEM)] == ["community.open_space"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"slug": "taken"}, "slug"),
        ({"line": "ghost"}, "line"),
        ({"language": "tlh"}, "language"),
        ({"name_en": ""}, "name_en"),
    ],
)
def test_a_bad_space_says_where_and_keeps_what_was_typed(enter, wrong, field):
    client = enter(("lead",))
    client.post("/desk/spaces", TALK | {"slug": "taken"})
    answer = client.post("/desk/spaces", TALK | {"name_zh_hans": "光与睡眠"} | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "光与睡眠" in answer.content.decode()
    assert len(queries.spaces()) == 1
