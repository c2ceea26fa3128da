from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from fanloop.foundation import trail
from fanloop.foundation.refs import BadRef
from fanloop.foundation.trail import Arrow, Card
from fanloop.foundation.viewer import ANYONE, SYSTEM, Viewer

AT = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def _river():
    """Two voices made a need, the need a promise, the promise a change and a campaign."""
    trail.because("t.need:1", {"t.voice:1": None, "t.voice:2": None}, at=AT)
    trail.because("t.promise:1", {"t.need:1": None}, at=AT)
    trail.because("t.change:1", {"t.promise:1": None}, at=AT)
    trail.because("t.campaign:1", {"t.promise:1": (3, "pieces")}, at=AT)


@pytest.fixture
def _kinds(monkeypatch):
    monkeypatch.setattr(trail, "_kinds", {})

    @trail.describes("t.voice", label="voice")
    def voices(ids, viewer):
        return {i: Card(f"t.voice:{i}", "voice", f"Voice {i}") for i in ids if i < 100}

    @trail.describes("t.need", label="need")
    def needs(ids, viewer):
        return {i: Card(f"t.need:{i}", "need", "Sunrise") for i in ids} if viewer.is_staff else {}


def refs(walk):
    return {(node.ref, node.depth) for node in walk.nodes}


@pytest.mark.usefixtures("_river")
def test_why_walks_up_to_the_voices():
    found = refs(trail.causes_of("t.change:1"))
    assert found == {
        ("t.change:1", 0),
        ("t.promise:1", 1),
        ("t.need:1", 2),
        ("t.voice:1", 3),
        ("t.voice:2", 3),
    }


@pytest.mark.usefixtures("_river")
def test_what_became_of_it_walks_down():
    found = {ref for ref, _ in refs(trail.effects_of("t.voice:2"))}
    assert found == {"t.voice:2", "t.need:1", "t.promise:1", "t.change:1", "t.campaign:1"}


@pytest.mark.usefixtures("_river")
def test_a_share_comes_back_with_its_unit():
    arrows = trail.causes_of("t.campaign:1").arrows
    assert Arrow("t.campaign:1", "t.promise:1", 3, "pieces") in arrows


@pytest.mark.usefixtures("_river")
def test_writing_an_arrow_again_changes_nothing():
    trail.because("t.need:1", {"t.voice:1": None}, at=AT)
    assert len(trail.causes_of("t.need:1").arrows) == 2


@pytest.mark.usefixtures("_river")
def test_a_retracted_arrow_leaves_every_walk_and_can_be_restored():
    before = refs(trail.causes_of("t.change:1"))
    assert trail.retract("t.need:1", ["t.voice:1"], at=AT, why="unmerged") == 1
    assert ("t.voice:1", 3) not in refs(trail.causes_of("t.change:1"))
    assert refs(trail.effects_of("t.voice:1")) == {("t.voice:1", 0)}
    assert trail.restore("t.need:1", ["t.voice:1"]) == 1
    assert refs(trail.causes_of("t.change:1")) == before


@pytest.mark.usefixtures("_river")
def test_retracting_twice_retracts_once():
    trail.retract("t.need:1", ["t.voice:1"], at=AT, why="unmerged")
    assert trail.retract("t.need:1", ["t.voice:1"], at=AT, why="again") == 0


def test_a_circle_ends():
    trail.because_all([Arrow("t.a:1", "t.b:1"), Arrow("t.b:1", "t.a:1")], at=AT)
    assert {ref for ref, _ in refs(trail.causes_of("t.a:1"))} == {"t.a:1", "t.b:1"}


def test_nothing_causes_itself():
    with pytest.raises(IntegrityError), transaction.atomic():
        trail.because("t.a:1", {"t.a:1": None}, at=AT)


def test_what_is_no_reference_is_not_written():
    with pytest.raises(BadRef):
        trail.because("a need", {"t.voice:1": None}, at=AT)


@pytest.mark.usefixtures("_river", "_kinds")
def test_what_a_viewer_may_not_see_is_a_kind_and_a_count():
    groups = {group.kind: group for group in trail.grouped(trail.causes_of("t.promise:1"), viewer=ANYONE)}
    assert groups["t.need"].cards == []
    assert (groups["t.need"].count, groups["t.need"].hidden) == (1, 1)
    assert [card.title for card in groups["t.voice"].cards] == ["Voice 1", "Voice 2"]
    staff = {
        group.kind: group
        for group in trail.grouped(trail.causes_of("t.promise:1"), viewer=Viewer(is_staff=True))
    }
    assert [card.title for card in staff["t.need"].cards] == ["Sunrise"]


@pytest.mark.usefixtures("_river", "_kinds")
def test_the_nightly_check_names_what_points_at_nothing():
    trail.because("t.need:1", {"t.voice:404": None}, at=AT)
    found = trail.check()
    assert found.dangling == ["t.voice:404"]
    assert found.unknown_kinds == {"t.promise": 1, "t.change": 1, "t.campaign": 1}
    assert not found.ok


def test_a_thousand_causes_are_one_walk(django_assert_num_queries):
    trail.because_all([Arrow("t.need:1", f"t.voice:{i}") for i in range(1, 1001)], at=AT)
    with django_assert_num_queries(1):
        walk = trail.causes_of("t.need:1")
    with django_assert_num_queries(1):
        assert len(walk.arrows) == 1000
    assert len(walk.nodes) == 1001


@pytest.mark.usefixtures("_kinds")
def test_a_page_that_names_few_describes_few_unless_one_of_them_is_hidden():
    trail.because_all([Arrow("t.need:1", f"t.voice:{i}") for i in range(1, 51)], at=AT)
    shown = trail.grouped(trail.causes_of("t.need:1"), viewer=ANYONE, most=10)[1]
    assert (len(shown.cards), shown.hidden, shown.more, shown.count) == (10, 0, 40, 50)
    trail.because("t.need:1", {"t.voice:100": None}, at=AT)
    shown = trail.grouped(trail.causes_of("t.need:1"), viewer=ANYONE, most=10)[1]
    assert (len(shown.cards), shown.hidden, shown.more, shown.count) == (50, 1, 0, 51)


def test_every_registered_kind_answers_for_nobody_and_everybody():
    """A describer must cope with ids that do not exist, for every viewer."""
    for viewer in (ANYONE, SYSTEM, Viewer(fan_id=1), Viewer(partner_id=1, fan_id=1)):
        for kind in trail.kinds():
            assert trail.describe([f"{kind}:999999999"], viewer=viewer) == {}
