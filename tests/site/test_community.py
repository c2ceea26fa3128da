"""Talk and search, as a fan's browser sees them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fanloop.foundation.viewer import ANYONE
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


def test_words_written_before_the_log_in_are_there_after_it(topic, tomo):
    client = browser()
    answer = client.post(f"/talk/topics/{topic.id}/replies", {"body": "Half a thought"})
    assert "/account/login/" in answer.url
    assert "Half a thought" in client.get(f"/talk/topics/{topic.id}").text
    client.force_login(tomo)
    assert "Half a thought</textarea>" in client.get(f"/talk/topics/{topic.id}").text
    assert queries.draft(tomo.id, f"reply:{topic.id}") == {"body": "Half a thought"}
    client.post(f"/talk/topics/{topic.id}/replies", {"body": "A whole thought"})
    assert "Half a thought" not in client.get(f"/talk/topics/{topic.id}").text


def test_a_topic_kept_for_later_is_still_there_and_is_not_public(space, tomo):
    client = browser(tomo)
    client.post("/talk/new", {"space": "living", "title": "Hum", "body": "At 40 %", "keep": "1"})
    assert 'value="Hum"' in client.get("/talk/new").text
    assert queries.topics(space).paginator.count == 0


def test_the_reply_button_answers_one_reply_without_a_script(topic, mira, tomo):
    first = actions.reply(topic=topic, author=mira, body="What do you take?", at=AT)
    client = browser(tomo)
    page = client.get(f"/talk/topics/{topic.id}?to={first.id}").text
    assert f'name="to" value="{first.id}"' in page
    assert "You answer mira" in page
    client.post(f"/talk/topics/{topic.id}/replies", {"body": "Wax.", "to": str(first.id)})
    assert queries.replies(queries.topic(topic.id, ANYONE), viewer=ANYONE).object_list[1].to == "mira"


def test_only_the_author_and_moderators_edit_put_back_and_take_back(topic, mira, tomo, jonna):
    about = f"community.topic:{topic.id}"
    words = {"title": "Oak", "body": "Which oil?", "why": ""}
    for address in ("edit", "take-back", "revert", "files"):
        assert browser(tomo).post(f"/talk/said/{about}/{address}", words).status_code == 404
    assert browser(mira).post(f"/talk/said/{about}/edit", words).status_code == 302
    assert "Which oil?" in browser().get(f"/talk/topics/{topic.id}").text
    (version,) = queries.history(queries.topic(topic.id, ANYONE), about, ANYONE)
    browser(jonna.fan).post(f"/talk/said/{about}/revert", {"edit": version.edit_id})
    assert queries.topic(topic.id, ANYONE).title == "Oak care"


def test_only_who_asked_and_the_maker_say_what_settled_it(topic, mira, tomo, jonna):
    said = actions.reply(topic=topic, author=tomo, body="Wax", at=AT)
    press = {"reply": str(said.id)}
    assert browser(tomo).post(f"/talk/topics/{topic.id}/best", press).status_code == 404
    browser(mira).post(f"/talk/topics/{topic.id}/best", press)
    assert "The best answer" in browser().get(f"/talk/topics/{topic.id}").text
    browser(jonna.fan).post(f"/talk/topics/{topic.id}/best", {"reply": ""})
    assert "The best answer" not in browser().get(f"/talk/topics/{topic.id}").text


def test_a_poll_is_asked_and_answered_without_a_script(space, mira, tomo):
    asked = {"space": "living", "title": "Wood", "body": "Which?", "options": "Oak\nAsh", "days": "7"}
    address = browser(mira).post("/talk/new", asked).url
    number = int(address.rsplit("/", 1)[1])
    found = queries.poll_in(number, ANYONE, at=AT)
    browser(tomo).post(f"{address}/poll", {"option": found.options[1].id})
    assert [option.count for option in queries.poll_in(number, ANYONE, at=AT).options] == [0, 1]
    assert browser(tomo).post(f"{address}/poll", {"option": "1" * 30}, follow=True).status_code == 200


def test_a_reader_is_led_to_the_first_words_they_have_not_read(topic, mira, tomo):
    actions.reply(topic=topic, author=mira, body="one", at=AT)
    client = browser(tomo)
    client.get(f"/talk/topics/{topic.id}")
    second = actions.reply(topic=topic, author=mira, body="two", at=AT)
    assert client.get(f"/talk/topics/{topic.id}/unread").url.endswith(f"#r{second.id}")
    assert "1 you have not read" in client.get(f"/talk/topics/{topic.id}").text


def test_a_file_that_is_none_is_refused_in_words_and_the_words_stay(topic, tomo):
    client = browser(tomo)
    evil = SimpleUploadedFile("lamp.png", b"<svg onload=alert(1)>", content_type="image/png")
    page = client.post(f"/talk/topics/{topic.id}/replies", {"body": "See", "files": [evil]}, follow=True).text
    assert "lamp.png: Only pictures" in page
    assert "See</textarea>" in page
    assert queries.topic(topic.id, ANYONE).replies_count == 0
