"""Loop time on the rows themselves, of our own story and of an imported archive."""

from datetime import UTC, datetime, timedelta

import pytest

from fanloop.foundation import bus
from fanloop.listening.community.actions import (
    NewReply,
    NewTopic,
    import_replies,
    import_topics,
    open_space,
)
from fanloop.listening.voices.models import Acceptance, Answer, Merge
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.actions import NewChange, NewTrain, import_releases
from fanloop.things.products.actions import add_line
from tests.lasting import NOW, world  # noqa: F401 -- fixtures, used by name

DAY = timedelta(days=1)
BEGAN = datetime(2013, 1, 1, 12, tzinfo=UTC)
LEFT = datetime(2026, 11, 20, 17, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def turn_of(world, short, **asked):
    about = f"voices.need:{world[f'need.{short}'].id}"
    return {turn.about: turn for turn in queries.loop_times(**asked).turns}.get(about)


def test_a_need_begins_with_its_first_voice_and_ends_with_the_train(world):
    turn = turn_of(world, "warmer")
    merges = Merge.objects.filter(need=world["need.warmer"], undone_at=None)
    answers = Answer.objects.filter(voice__in=merges.values("voice"))
    assert turn.said == min(merges.values_list("voice__at", flat=True))
    assert turn.answered == min(answers.values_list("at", flat=True))
    assert turn.accepted == Acceptance.objects.get(need=world["need.warmer"]).at
    assert turn.departed == LEFT
    assert turn.days("departed") == pytest.approx((LEFT - turn.said) / timedelta(days=1))


def test_what_has_not_left_has_no_time(world):
    assert turn_of(world, "sunrise") is None


def test_a_train_that_was_called_back_counts_for_nothing_until_the_next(world):
    actions.withdraw_train(train=world["train.26.47"], why="It flickers.", by=world["member.wen"], at=NOW)
    bus.drain()
    assert turn_of(world, "warmer") is None


def test_a_window_and_a_line_leave_out_the_rest(world):
    assert turn_of(world, "warmer", since=LEFT) is not None
    assert turn_of(world, "warmer", since=LEFT + timedelta(seconds=1)) is None
    assert turn_of(world, "warmer", line_id=world["line.dawn"].id + 1_000) is None


@pytest.fixture
def archive(world):
    """A line with one release: a topic that a commit names, one that the release names, and one that came too late."""
    line = add_line(slug="firmware", name="Firmware", kind="software", at=BEGAN)
    space = open_space(slug="forum", name="Forum", line=line, at=BEGAN)
    topics = import_topics(
        topics=[NewTopic(f"t:{n}", space.id, f"Topic {n}", "Words.", BEGAN + n * DAY) for n in (1, 2, 90)],
        at=NOW,
    )
    import_replies(
        replies=[
            NewReply("r:1", topics["t:1"], "A reply.", BEGAN + 1.5 * DAY, author_id=world["fan.leo"].id)
        ],
        at=NOW,
    )
    train = NewTrain(
        "x:1", line.id, "v1.0", BEGAN + 31 * DAY, causes={f"community.topic:{topics['t:2']}": "tag"}
    )
    causes = {f"community.topic:{topics[key]}": "message" for key in ("t:1", "t:90")}
    change = NewChange("c:1", line.id, "Fix it", "fixed", BEGAN + 20 * DAY, train="x:1", causes=causes)
    import_releases(origin="oem", trains=[train], changes=[change], at=NOW)
    return line, {n: f"community.topic:{topics[f't:{n}']}" for n in (1, 2, 90)}


def test_an_archive_is_reckoned_from_what_its_releases_name(archive):
    line, topics = archive
    found = queries.loop_times(line_id=line.id)
    days = {turn.about: (turn.days("answered"), turn.days("departed")) for turn in found.turns}
    assert days == {topics[1]: (0.5, 30.0), topics[2]: (None, 29.0)}
    assert found.backwards == 1


def test_the_number_of_questions_does_not_grow(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        assert queries.loop_times().turns
