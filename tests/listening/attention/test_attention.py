from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from fanloop.foundation import bus
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.attention import actions, queries
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import credit
from tests.listening.conftest import AT, somebody

pytestmark = pytest.mark.django_db
TOPIC = "community.topic:7"


def test_following_and_muting_take_turns(mira, tomo):
    actions.follow(fan=mira, about=TOPIC, at=AT)
    actions.follow(fan=tomo, about=TOPIC, at=AT)
    actions.mute(fan=tomo, about=TOPIC, at=AT)
    assert queries.followers(TOPIC) == {mira.id}
    assert queries.following(tomo.id, [TOPIC, "community.topic:8"]) == {TOPIC: "mute"}
    actions.unfollow(fan=tomo, about=TOPIC, at=AT)
    assert queries.following(tomo.id, [TOPIC]) == {}


def test_the_house_does_not_overrule_somebody_who_muted_or_left(mira, tomo):
    actions.mute(fan=mira, about=TOPIC, at=AT)
    actions.follow(fan=tomo, about=TOPIC, at=AT)
    actions.unfollow(fan=tomo, about=TOPIC, at=AT)
    for fan in (mira, tomo):
        assert not actions.follow(fan=fan, about=TOPIC, at=AT)
    assert queries.followers(TOPIC) == set()
    actions.follow(fan=mira, about=TOPIC, at=AT, asked=True)
    assert queries.followers(TOPIC) == {mira.id}


def test_reading_moves_forward_alone_and_writes_only_what_is_new(mira):
    assert actions.read_to(fan=mira, topic_id=7, reply_id=40, count=10, at=AT) == 11
    assert actions.read_to(fan=mira, topic_id=7, reply_id=40, count=10, at=AT) == 0
    assert actions.read_to(fan=mira, topic_id=7, reply_id=20, count=5, at=AT) == 0
    assert actions.read_to(fan=mira, topic_id=7, reply_id=44, count=12, at=AT) == 2
    assert queries.readings(mira.id, [7, 8]) == {7: queries.Mark(44, 12)}
    assert [(line.kind, line.count) for line in credit(mira.id)] == [("read", 13)]


def test_jumping_to_the_end_of_a_long_topic_reads_one_page_of_it(mira):
    assert actions.read_to(fan=mira, topic_id=7, reply_id=900, count=500, at=AT) == 101


def test_a_sign_is_given_once_and_counted_for_everybody(mira, tomo, leo):
    for fan in (mira, tomo, tomo):
        actions.react(fan=fan, about=TOPIC, sign="heart", at=AT, author_id=leo.id)
    actions.react(fan=tomo, about=TOPIC, sign="thanks", at=AT, author_id=leo.id)
    tallies = queries.reactions([TOPIC], Viewer(fan_id=mira.id))[TOPIC]
    assert tallies == [queries.Tally("heart", 2, is_mine=True), queries.Tally("thanks", 1, is_mine=False)]
    actions.unreact(fan=mira, about=TOPIC, sign="heart", at=AT)
    assert queries.reaction_counts([TOPIC]) == {TOPIC: 2}


def test_giving_and_taking_back_for_days_is_one_deed(mira, leo):
    for day in range(5):
        at = AT + timedelta(days=day)
        actions.react(fan=mira, about=TOPIC, sign="heart", at=at, author_id=leo.id)
        actions.unreact(fan=mira, about=TOPIC, sign="heart", at=at)
    assert [(line.kind, line.count) for line in credit(mira.id)] == [("reaction_given", 1)]
    assert [(line.kind, line.refs) for line in credit(leo.id)] == [
        ("reaction_received", [f"fans.fan:{mira.id}"])
    ]


def test_nobody_praises_themselves_and_no_sign_is_invented(mira):
    with pytest.raises(actions.Refused):
        actions.react(fan=mira, about=TOPIC, sign="heart", at=AT, author_id=mira.id)
    with pytest.raises(actions.Refused):
        actions.react(fan=mira, about=TOPIC, sign="skull", at=AT)


def test_hundred_posts_ask_for_their_signs_once(mira, django_assert_num_queries):
    abouts = [f"community.reply:{number}" for number in range(1, 101)]
    for about in abouts[:3]:
        actions.react(fan=mira, about=about, sign="wow", at=AT)
    with django_assert_num_queries(1):
        assert len(queries.reactions(abouts, ANYONE)) == 3


def test_an_erased_fan_leaves_nothing_here(mira, tomo):
    actions.follow(fan=mira, about=TOPIC, at=AT)
    actions.bookmark(fan=mira, about=TOPIC, at=AT)
    actions.react(fan=mira, about=TOPIC, sign="heart", at=AT)
    actions.read_to(fan=mira, topic_id=7, reply_id=1, count=1, at=AT)
    fans.erase(fan=mira, by=tomo, at=AT)
    bus.drain()
    assert queries.followers(TOPIC) == set()
    assert queries.bookmarks(mira.id) == []
    assert queries.reactions([TOPIC], ANYONE) == {}
    assert queries.readings(mira.id, [7]) == {}


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one():
    fan = somebody("mira")

    def both(act):
        def once(_):
            try:
                return act()
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as clicks:
            list(clicks.map(once, range(4)))

    both(lambda: actions.react(fan=fan, about=TOPIC, sign="heart", at=AT))
    both(lambda: actions.follow(fan=fan, about=TOPIC, at=AT))
    both(lambda: actions.bookmark(fan=fan, about=TOPIC, at=AT))
    both(lambda: actions.read_to(fan=fan, topic_id=7, reply_id=3, count=3, at=AT))
    assert [tally.count for tally in queries.reactions([TOPIC], ANYONE)[TOPIC]] == [1]
    assert queries.followers(TOPIC) == {fan.id}
    assert len(queries.bookmarks(fan.id)) == 1
    assert [(line.kind, line.count) for line in credit(fan.id) if line.kind == "read"] == [("read", 4)]
