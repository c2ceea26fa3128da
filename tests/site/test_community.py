"""Talk and search, as a fan's browser sees them."""

import pytest
from django.test import Client

from fanloop.listening.community import actions, queries
from fanloop.listening.community.actions import NewReply
from tests.listening.conftest import AT, jonna, mira, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


def browser(fan=None):
    client = Client()
    if fan:
        client.force_login(fan)
    return client


@pytest.fixture
def space(jonna):
    return actions.open_space(slug="living", name="Living with it", at=AT)


@pytest.fixture
def topic(space, mira):
    return actions.start_topic(space=space, author=mira, title="Oak care", body="What *oil*?", at=AT)


def test_talk_and_its_spaces_list_topics(topic):
    for address in ("/talk", "/talk/living"):
        assert "Oak care" in browser().get(address).text


def test_a_reply_lands_where_it_can_be_read(topic, tomo):
    client = browser(tomo)
    answer = client.post(f"/talk/topics/{topic.id}/replies", {"body": "Hard **wax**."})
    assert answer.url.startswith(f"/talk/topics/{topic.id}?page=1#r")
    assert "<strong>wax</strong>" in client.get(f"/talk/topics/{topic.id}").text


def test_an_empty_reply_is_refused_in_words(topic, tomo):
    client = browser(tomo)
    assert (
        "Say something first"
        in client.post(f"/talk/topics/{topic.id}/replies", {"body": " "}, follow=True).text
    )


def test_a_new_topic_is_started(space, tomo):
    client = browser(tomo)
    answer = client.post("/talk/new", {"space": "living", "title": "Hum", "body": "At 40 %."})
    assert "At 40 %." in client.get(answer.url).text


def test_a_topic_of_a_hundred_replies_takes_few_queries(topic, mira, django_assert_max_num_queries):
    new = [NewReply(f"r:{n}", topic.id, f"reply {n}", AT, mira.id) for n in range(120)]
    actions.import_replies(replies=new, at=AT)
    client = browser()
    with django_assert_max_num_queries(18):
        page = client.get(f"/talk/topics/{topic.id}").text
    assert page.count('id="r') - page.count('id="replies"') == 100


def test_only_a_moderator_hides_and_the_audit_keeps_it(topic, tomo, jonna):
    about = {"about": f"community.topic:{topic.id}", "why": "spam"}
    assert browser(tomo).post("/talk/hide", about).status_code == 404
    client = browser(jonna.fan)
    client.post("/talk/hide", about)
    assert browser().get(f"/talk/topics/{topic.id}").status_code == 404
    assert client.get(f"/talk/topics/{topic.id}").status_code == 200
    client.post("/talk/hide", {**about, "want": "0"})
    assert browser().get(f"/talk/topics/{topic.id}").status_code == 200


def test_the_search_marks_what_it_found_and_nothing_else(space, mira):
    actions.start_topic(
        space=space, author=mira, title="Wax", body="<b>Hard</b> wax oil ⟦sic⟧ <img src=x>", at=AT
    )
    page = browser().get("/search", {"q": "oil"}).text
    assert "<mark>oil</mark>" in page
    assert "<img src=x" not in page


def test_chinese_is_found_by_two_characters(space, mira):
    actions.start_topic(
        space=space, author=mira, title="阁楼没有窗", body="怎么知道天亮了？", at=AT, language="zh-hans"
    )
    assert "阁楼没有窗" in browser().get("/search", {"q": "天亮"}).text


def test_an_empty_search_asks_nothing(jonna):
    assert browser().get("/search").status_code == 200
    assert queries.spaces() == []
