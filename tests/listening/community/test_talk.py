import pytest

from fanloop.foundation import bus, trail
from fanloop.foundation.models import FactRow
from fanloop.foundation.search.finding import find
from fanloop.foundation.viewer import ANYONE, SYSTEM
from fanloop.listening.community import actions, queries
from fanloop.listening.community.actions import NewReply, NewTopic, Refused
from fanloop.listening.moderation import actions as moderation
from fanloop.people.fans import actions as fans
from tests.listening.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(db):
    return actions.open_space(slug="living", name={"en": "Living with it", "zh-hans": "生活"}, at=AT)


@pytest.fixture
def topic(space, mira):
    return actions.start_topic(space=space, author=mira, title="Oak care", body="What oil?", at=AT)


def test_a_reply_counts_and_moves_the_topic_up(space, topic, mira, tomo):
    other = actions.start_topic(space=space, author=tomo, title="Newer", body="w", at=AT.replace(hour=21))
    actions.reply(topic=topic, author=tomo, body="Hard wax.", at=AT.replace(hour=22))
    assert [row.topic.id for row in queries.topics(space).object_list] == [topic.id, other.id]
    assert queries.topic(topic.id, ANYONE).replies_count == 1


def test_an_answer_to_a_reply_says_to_whom_and_stands_deeper(topic, mira, tomo):
    first = actions.reply(topic=topic, author=tomo, body="Hard wax.", at=AT)
    actions.reply(topic=topic, author=mira, body="Thanks.", parent=first, at=AT)
    said = queries.replies(topic, viewer=ANYONE).object_list
    topic.refresh_from_db()
    said = queries.replies(topic, viewer=ANYONE).object_list
    assert [(one.by, one.to, one.depth) for one in said] == [("tomo", "", 0), ("mira", "tomo", 1)]


def test_silence_and_replies_across_topics_are_refused(space, topic, mira):
    other = actions.start_topic(space=space, author=mira, title="Other", body="w", at=AT)
    far = actions.reply(topic=other, author=mira, body="x", at=AT)
    with pytest.raises(Refused, match="another topic"):
        actions.reply(topic=topic, author=mira, body="y", parent=far, at=AT)
    with pytest.raises(Refused, match="empty"):
        actions.reply(topic=topic, author=mira, body=" \0 ", at=AT)


def test_a_topic_is_found_by_what_was_replied(topic, tomo):
    actions.reply(topic=topic, author=tomo, body="Hard wax oil, thin.", at=AT)
    assert [hit.ref for hit in find("hard wax", viewer=ANYONE)] == [f"community.topic:{topic.id}"]


def test_what_is_hidden_is_neither_listed_nor_found_nor_described_until_shown_again(space, topic, mira):
    about = f"community.topic:{topic.id}"
    moderation.hide(about=about, by=mira, why="spam", at=AT)
    bus.drain()
    assert list(queries.topics(space).object_list) == []
    assert find("oil", viewer=ANYONE) == []
    assert queries.topic(topic.id, ANYONE) is None
    assert trail.describe([about], viewer=ANYONE) == {}
    assert about in trail.describe([about], viewer=SYSTEM)
    moderation.unhide(about=about, by=mira, at=AT)
    bus.drain()
    assert [row.topic.id for row in queries.topics(space).object_list] == [topic.id]
    assert len(find("oil", viewer=ANYONE)) == 1


def test_a_hidden_reply_keeps_its_place_without_its_words(topic, tomo):
    said = actions.reply(topic=topic, author=tomo, body="Buy pills", at=AT)
    moderation.hide(about=f"community.reply:{said.id}", by=None, why="", at=AT)
    bus.drain()
    topic.refresh_from_db()
    (shown,) = queries.replies(topic, viewer=ANYONE).object_list
    assert (shown.body, shown.is_hidden) == ("", True)
    assert find("pills", viewer=ANYONE) == []


def test_erasure_takes_the_words_and_the_name(topic, mira, tomo):
    actions.reply(topic=topic, author=tomo, body="Hard wax.", at=AT)
    fans.erase(fan=mira, by=mira, at=AT)
    bus.drain()
    row = queries.topic(topic.id, ANYONE)
    assert (row.title, row.body, row.replies_count) == ("", "", 1)
    assert queries.said(row).by == "someone who left"
    assert find("oil", viewer=ANYONE) == []


def imported(space, author, many=250):
    topics = actions.import_topics(
        topics=[NewTopic(source_key="t:1", space_id=space.id, title="Long", body="b", at=AT)],
        at=AT,
        findable=False,
    )
    new = [
        NewReply(
            source_key=f"r:{n}",
            topic_id=topics["t:1"],
            body=f"reply {n}",
            at=AT,
            depth=n % 7,
            author_id=author.id,
        )
        for n in range(many)
    ]
    return topics["t:1"], actions.import_replies(replies=new, at=AT)


def test_importing_twice_changes_nothing(space, mira):
    once = imported(space, mira)
    facts = FactRow.objects.count()
    assert imported(space, mira) == once
    assert FactRow.objects.count() == facts
    assert queries.topic(once[0], ANYONE).replies_count == 250


def test_a_page_holds_a_hundred_replies_in_their_order_with_few_queries(
    space, mira, django_assert_num_queries
):
    topic_id, ids = imported(space, mira)
    row = queries.topic(topic_id, ANYONE)
    with django_assert_num_queries(5):
        page = queries.replies(row, page=2, viewer=ANYONE)
        said = list(page.object_list)
    assert [one.body for one in said] == [f"reply {n}" for n in range(100, 200)]
    assert page.paginator.num_pages == 3
    assert queries.page_of(queries.reply(ids["r:199"])) == 2


def test_a_list_of_topics_takes_the_same_queries_however_long(space, mira, django_assert_num_queries):
    for n in range(40):
        actions.start_topic(space=space, author=mira, title=f"T {n}", body="w", at=AT)
    with django_assert_num_queries(5):
        assert len(list(queries.topics(space).object_list)) == 30
