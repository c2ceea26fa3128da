from fanloop.desk.levels import FIGURES
from fanloop.foundation.viewer import SYSTEM
from fanloop.people.levels import queries
from fanloop.people.levels.rules.levels import Thresholds
from fanloop.people.team.queries import staff_acts


def test_every_figure_can_be_set_at_the_desk():
    assert list(FIGURES) == list(Thresholds.__dataclass_fields__)


def test_a_moderator_holds_somebody_at_a_level_and_lets_go(enter, join):
    desk, mira = enter(("engineer", "moderator")), join("mira.k")
    answer = desk.post("/desk/levels/give", {"handle": "mira.k", "level": "4", "because": "Half of you."})
    assert answer.status_code == 302
    assert queries.level_of(mira.id) == 4
    assert "Half of you." in desk.get("/desk/levels").content.decode()
    assert desk.post(f"/desk/levels/{mira.id}/lift").status_code == 302
    assert queries.level_of(mira.id) == 0
    assert [line.act for line in staff_acts(viewer=SYSTEM)] == ["levels.lift", "levels.give"]


def test_nobody_of_that_name_is_said_beside_the_form(enter):
    answer = enter(("lead",)).post("/desk/levels/give", {"handle": "nobody", "level": "4", "because": "Why."})
    assert answer.status_code == 422


def test_founders_alone_set_what_levels_need(enter):
    figures = queries.defaults() | {"one_days": 3, "because": "Too quick."}
    assert enter(("lead",)).post("/desk/levels/tune", figures).status_code == 403
    founder = enter(("founder",))
    assert founder.post("/desk/levels/tune", figures).status_code == 302
    assert queries.thresholds() == Thresholds(one_days=3)
    assert "Too quick." in founder.get("/desk/levels").content.decode()
    assert founder.post("/desk/levels/tune", figures | {"three_posts_percent": 101}).status_code == 422
