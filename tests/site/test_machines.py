"""What machines that read pages are told: map, robots, security, addresses, structured data."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.listening.community import actions as community
from fanloop.listening.moderation import actions as moderation
from fanloop.site import mapped
from fanloop.site.templatetags.told import in_script
from tests.listening.conftest import jonna, leo, mira, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def space(jonna):
    return community.open_space(slug="living", name="Living with it", at=clock.now())


def start(space, author, title, body="…"):
    return community.start_topic(space=space, author=author, title=title, body=body, at=clock.now())


def locations(path):
    answer = Client().get(path)
    assert answer.status_code == 200
    return [
        loc.text.removeprefix("http://testserver") for loc in ET.fromstring(answer.content).iter(f"{MAP}loc")
    ]


def data_on(path):
    page = Client().get(path).content.decode()
    found = re.search(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1]) if found else None


def test_the_map_leads_to_every_public_page_in_parts(space, mira, jonna, monkeypatch):
    monkeypatch.setattr(mapped, "PART", 2)
    rows = [start(space, mira, f"t{number}") for number in range(4)]
    moderation.hide(about=f"community.topic:{rows[0].id}", by=jonna.fan, why="spam", at=clock.now())
    parts = locations("/sitemap.xml")
    assert parts == ["/sitemap-pages.xml", "/sitemap-topics-1.xml", "/sitemap-topics-2.xml"]
    pages = [page for part in parts for page in locations(part)]
    assert [page for page in pages if "/topics/" in page] == [f"/talk/topics/{row.id}" for row in rows[1:]]
    assert [page for page in pages if Client().get(page).status_code != 200] == []


@pytest.mark.parametrize("part", ["topics-0", "topics-9", "needs-1", "pages-1", "nothing-1", "topics"])
def test_there_are_no_other_parts(space, part):
    assert Client().get(f"/sitemap-{part}.xml").status_code == 404


def test_robots_are_kept_from_rooms_that_are_not_theirs(jonna, settings):
    said = Client().get("/robots.txt").content.decode().splitlines()
    assert {"Disallow: /desk", "Disallow: /portal", "Disallow: /account", "Disallow: /search"} <= set(said)
    assert said[-1] == "Sitemap: http://testserver/sitemap.xml"
    settings.MAY_BE_INDEXED = False
    assert Client().get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_finders_of_holes_are_told_whom_to_write_to_if_anybody(jonna, settings):
    assert Client().get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "security@example.org"
    said = Client().get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:security@example.org\n" in said
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", said, re.MULTILINE)


def test_a_page_has_one_address_whatever_is_written_behind_it(space, mira):
    page = Client().get("/talk/living?utm_source=x&page=1").content.decode()
    assert '<link rel="canonical" href="http://testserver/talk/living">' in page
    assert (
        'href="http://testserver/voices?tab=new&amp;page=2"'
        in Client().get("/voices?page=2&x=1&tab=new").content.decode()
    )


def test_a_topic_says_what_it_is_and_its_words_cannot_end_the_script(space, mira, tomo):
    evil = "</script><script>alert(1)</script><!--"
    topic = start(space, mira, evil, f"{evil} & more")
    community.reply(topic=topic, author=tomo, body=evil, at=clock.now())
    page = Client().get(f"/talk/topics/{topic.id}").content.decode()
    assert "<script>alert" not in page
    data = data_on(f"/talk/topics/{topic.id}")
    assert (data["@type"], data["commentCount"], data["author"]["name"]) == (
        "DiscussionForumPosting",
        1,
        "mira",
    )
    assert data["headline"] == evil
    assert data["comment"][0]["author"]["name"] == "tomo"


def test_a_settled_topic_is_a_question_with_its_answer(space, mira, tomo):
    topic = start(space, mira, "Which oil?")
    answer = community.reply(topic=topic, author=tomo, body="Hard wax.", at=clock.now())
    community.reply(topic=topic, author=mira, body="Thanks.", at=clock.now())
    community.choose_best(reply=answer, by=mira, at=clock.now())
    data = data_on(f"/talk/topics/{topic.id}")
    assert data["@type"] == "QAPage"
    assert data["mainEntity"]["acceptedAnswer"]["text"] == "Hard wax."
    assert [one["text"] for one in data["mainEntity"]["suggestedAnswer"]] == ["Thanks."]


def test_hidden_replies_are_told_to_nobody(space, mira, tomo, jonna):
    topic = start(space, mira, "Which oil?")
    row = community.reply(topic=topic, author=tomo, body="insult", at=clock.now())
    moderation.hide(about=f"community.reply:{row.id}", by=jonna.fan, why="insult", at=clock.now())
    assert "comment" not in data_on(f"/talk/topics/{topic.id}")


def test_other_pages_say_nothing(jonna):
    assert data_on("/about") is None


@pytest.mark.parametrize("words", ["</script>", "<!--<script>", "&amp;", "\u2028", "]]>", '"\\'])
def test_words_survive_being_written_into_a_script(words):
    said = in_script({"words": words})
    assert not set(said) & set("<>&\u2028\u2029")
    assert json.loads(said) == {"words": words}


@pytest.mark.parametrize("address", ["/", "/talk", "/voices", "/fridays", "/promise"])
def test_a_page_has_one_address_in_all_languages_and_says_which_one_it_speaks(jonna, address):
    root = "http://testserver"
    for asked, lang in (
        ({}, "en"),
        ({"accept-language": "zh-CN,zh;q=0.9"}, "zh-hans"),
        ({"cookie": "django_language=zh-hans"}, "zh-hans"),
    ):
        answer = Client().get(address, headers=asked)
        assert answer.headers["Content-Language"] == lang
        assert {"accept-language", "cookie"} <= {
            each.strip().lower() for each in answer.headers["Vary"].split(",")
        }
        assert f'<html lang="{lang}"' in answer.text
        assert f'rel="canonical" href="{root}{address}"' in answer.text
        assert "hreflang" not in answer.text
