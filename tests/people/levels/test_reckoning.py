from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fanloop.foundation.models import FactRow
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as people
from fanloop.people.fans.actions import NewDeed
from fanloop.people.levels import actions, ports, queries
from fanloop.people.levels.actions import Refused
from fanloop.people.levels.rules import deeds
from fanloop.people.levels.rules.levels import Thresholds

NOW = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)


def _day(ago):
    return (NOW - timedelta(days=ago)).date()


def _homely(fan, days=2):
    """Enough for level 1: visits, five topics, thirty posts."""
    visits = [NewDeed(fan.id, _day(ago), deeds.VISIT) for ago in range(days)]
    read = [NewDeed(fan.id, _day(0), deeds.READ, 6, f"community.topic:{number}") for number in range(1, 6)]
    fans.record_deeds([*visits, *read], at=NOW)


def _regular(fan, givers):
    """Enough for level 2, where `givers` are at least two."""
    _homely(fan, days=15)
    fans.record_deeds(
        [
            *(
                NewDeed(fan.id, _day(1), deeds.READ, 5, f"community.topic:{number}")
                for number in range(6, 26)
            ),
            *(NewDeed(fan.id, _day(1), deeds.REPLY, 1, f"community.topic:{number}") for number in (6, 7, 8)),
            NewDeed(fan.id, _day(1), deeds.REACTION_GIVEN, 1, "community.reply:9"),
            *(
                NewDeed(fan.id, _day(ago), deeds.REACTION_RECEIVED, 1, f"fans.fan:{giver.id}")
                for ago, giver in enumerate(givers, 1)
            ),
        ],
        at=NOW,
    )


def test_who_has_done_nothing_has_level_0(mira):
    assert actions.reckon_levels(at=NOW) == 0
    assert queries.level_of(mira.id) == 0
    assert queries.level_of(None) == 0


def test_the_ledger_lifts_and_the_fan_hears_why(mira):
    _homely(mira)
    assert actions.reckon_levels(at=NOW) == 1
    assert queries.levels_of([mira.id, 0]) == {mira.id: 1, 0: 0}
    [change] = queries.changes_of(mira.id, viewer=Viewer(fan_id=mira.id))
    assert (change.before, change.after, change.why) == (
        0,
        1,
        {"days": [2, 2], "topics": [5, 5], "posts": [30, 30]},
    )
    assert [line.kind for line in people.inbox(Viewer(fan_id=mira.id))] == ["level_up"]
    assert FactRow.objects.get(name="levels.LevelChanged").payload == {
        "fans": [f"fans.fan:{mira.id}"], "before": 0, "after": 1,
    }  # fmt: skip


def test_reckoning_again_changes_nothing(mira):
    _homely(mira)
    actions.reckon_levels(at=NOW)
    assert actions.reckon_levels(at=NOW) == 0
    assert len(people.inbox(Viewer(fan_id=mira.id))) == 1


def test_the_log_is_for_the_fan_and_for_who_gives_levels(mira, join):
    _homely(mira)
    actions.reckon_levels(at=NOW)
    assert queries.changes_of(mira.id, viewer=Viewer(fan_id=join("tomo").id)) == []
    assert len(queries.changes_of(mira.id, viewer=SYSTEM)) == 1


def test_reactions_of_several_people_make_a_regular(mira, join):
    _regular(mira, [join("tomo"), join("leo")])
    actions.reckon_levels(at=NOW)
    assert queries.level_of(mira.id) == 2


def test_reactions_to_oneself_count_for_nothing(mira, join):
    _regular(mira, [join("tomo"), mira])
    assert queries.figures([mira.id], at=NOW)[mira.id].ever.givers == 1
    actions.reckon_levels(at=NOW)
    assert queries.level_of(mira.id) == 1


def test_replies_under_ones_own_topic_count_for_nothing(mira):
    fans.record_deeds(
        [
            NewDeed(mira.id, _day(3), deeds.TOPIC, 1, "community.topic:1"),
            NewDeed(mira.id, _day(2), deeds.REPLY, 4, "community.topic:1"),
            NewDeed(mira.id, _day(2), deeds.REPLY, 1, "community.topic:2"),
        ],
        at=NOW,
    )
    found = queries.figures([mira.id], at=NOW)[mira.id]
    assert found.ever.replied == 1
    assert (found.new_topics, found.new_posts) == (1, 6)


def test_the_window_is_a_hundred_days(mira):
    fans.record_deeds([NewDeed(mira.id, _day(ago), deeds.VISIT) for ago in (0, 99, 100, 200)], at=NOW)
    found = queries.figures([mira.id], at=NOW)[mira.id]
    assert (found.ever.days, found.recent.days) == (4, 2)


def _crowd(join, count, prefix):
    for number in range(count):
        _homely(join(f"{prefix}{number:03}"))


def test_the_number_of_statements_does_not_grow_with_people(join):
    _crowd(join, 2, "few")
    with CaptureQueriesContext(connection) as few:
        assert actions.reckon_levels(at=NOW) == 2
    _crowd(join, 20, "many")
    with CaptureQueriesContext(connection) as many:
        assert actions.reckon_levels(at=NOW) == 20
    assert len(many) == len(few)


def test_a_level_by_hand_holds_whatever_the_ledger_says(mira, founder):
    _homely(mira)
    actions.set_level(fan=mira, level=4, because="She has answered half of you.", by=founder, at=NOW)
    actions.reckon_levels(at=NOW)
    assert queries.level_of(mira.id) == 4
    actions.set_level(fan=mira, level=0, because="A rest.", by=founder, at=NOW)
    actions.reckon_levels(at=NOW)
    assert queries.level_of(mira.id) == 0
    actions.lift(fan=mira, by=founder, at=NOW)
    assert queries.level_of(mira.id) == 1
    assert [(one.before, one.after) for one in queries.changes_of(mira.id, viewer=SYSTEM)] == [
        (0, 1),
        (4, 0),
        (0, 4),
    ]


@pytest.mark.parametrize(("level", "because"), [(5, "Why not."), (2, "  ")])
def test_no_level_without_a_reason(mira, founder, level, because):
    with pytest.raises(Refused):
        actions.set_level(fan=mira, level=level, because=because, by=founder, at=NOW)


def test_nobody_lifts_themselves(founder):
    with pytest.raises(Refused, match="own level"):
        actions.set_level(fan=founder, level=4, because="I may.", by=founder, at=NOW)


def test_founders_set_what_levels_need(mira, founder):
    _homely(mira)
    actions.set_thresholds(figures={"one_days": 3, "one_posts": 30}, because="Too quick.", by=founder, at=NOW)
    assert queries.thresholds() == Thresholds(one_days=3)
    assert actions.reckon_levels(at=NOW) == 0
    standing = queries.standing(mira.id, at=NOW)
    assert standing.next == 1
    assert [(one.key, one.missing) for one in standing.ahead] == [("days", 1), ("topics", 0), ("posts", 0)]


@pytest.mark.parametrize("figures", [{"one_days": -1}, {"three_posts_percent": 101}, {"karma": 5}])
def test_impossible_figures_are_refused(founder, figures):
    with pytest.raises(Refused):
        actions.set_thresholds(figures=figures, because="A try.", by=founder, at=NOW)
    assert queries.threshold_settings() == []


def test_a_newcomer_does_not_wait_for_the_night(mira):
    _homely(mira, days=1)
    actions.visit(fan_id=mira.id, at=NOW + timedelta(days=1))
    assert queries.level_of(mira.id) == 1


def test_who_is_erased_holds_no_level(mira, founder):
    _homely(mira)
    actions.reckon_levels(at=NOW)
    actions.forget(fan_id=mira.id, at=NOW)
    assert queries.level_of(mira.id) == 0
    assert queries.changes_of(mira.id, viewer=SYSTEM) == []


def test_benefits_are_told_by_the_rooms_that_give_them():
    told = ports.benefit(level=2, key="test.benefit", label="Vote twice")
    try:
        assert told in ports.benefits_of(2)
        assert told not in ports.benefits_of(1)
    finally:
        ports._benefits.pop("test.benefit")
    with pytest.raises(ValueError, match="0 to 4"):
        ports.benefit(level=5, key="x", label="x")
