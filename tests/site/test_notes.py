"""Notes outside their page: other programs read them, everybody reads every revision, and other sites show what is new."""

import json
import re

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from fanloop.foundation import bus, mail
from fanloop.listening.attention import actions as attention
from fanloop.people.fans import actions as fans
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.models import Note
from fanloop.releasing.releases.rules.changelog_reading import read
from tests.lasting import NOW, present, world  # noqa: F401 -- fixtures, used by name
from tests.site.atom import ATOM, judged

pytestmark = pytest.mark.django_db


def rewrite(world, words, **more):
    return actions.rewrite_note(
        train=world["train.26.47"], body=words, by=world["member.wen"], at=NOW, **{"language": "en", **more}
    )


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def partial(world):
    row = queries.train("26.47", line_id=world["line.dawn"].id)
    return plain(Template("{% load notes %}{% train_notes row %}").render(Context({"row": row, "now": NOW})))


def test_a_train_as_json_names_who_asked_helped_and_made(client, world):
    answer = client.get("/fridays/dawn/26.47.json")
    told = answer.json()
    assert (told["number"], told["left_at"], told["withdrawn"]) == (
        "26.47",
        "2026-11-20T17:00:00+00:00",
        None,
    )
    warmer = next(one for one in told["changes"] if one["title"].startswith("Warmer"))
    assert (warmer["asked"], warmer["asked_by"], warmer["made_by"]) == (
        ["nightnurse", "mira.k", "old.bookbinder"], 3, "Ilse",
    )  # fmt: skip
    assert told["notes"]["languages"] == ["en", "zh-hans"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert (
        client.get("/fridays/dawn/26.47.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    )


def test_who_asked_not_to_be_named_is_counted(client, world):
    fans.choose_naming(fan_id=world["fan.mira"].id, is_named=False, at=NOW)
    told = client.get("/fridays/dawn/26.47.json").json()
    warmer = next(one for one in told["changes"] if one["title"].startswith("Warmer"))
    assert (warmer["asked"], warmer["asked_by"]) == (["nightnurse", "old.bookbinder"], 3)
    assert "mira.k" not in json.dumps(told)
    assert "mira" not in client.get("/fridays/dawn/26.47.md").text


def test_an_engineer_who_asked_not_to_be_named_is_an_engineer_in_all_of_them(client, world):
    address = "/fridays/dawn/26.47"
    pages = [
        address,
        f"{address}.json",
        f"{address}.md",
        f"{address}.atom",
        "/fridays/dawn/CHANGELOG.md",
        "/fridays.atom",
    ]
    told = " ".join(client.get(one).content.decode() for one in pages)
    assert "Made by Ilse" in plain(told)
    assert '"made_by": "Ilse"' in told
    assert "<name>Ilse</name>" in told
    fans.choose_naming(fan_id=world["fan.ilse"].id, is_named=False, at=NOW)
    for one in pages:
        told = client.get(one).content.decode()
        assert "Made by Ilse" not in plain(told)
        assert "by Ilse" not in told
        assert '"made_by": "Ilse"' not in told
        assert "<name>Ilse</name>" not in told
    assert "Made by an engineer" in plain(client.get(address).content.decode())


def test_json_speaks_the_language_that_is_asked_for(client, world):
    answer = client.get("/fridays/dawn/26.47.json?lang=zh-hans")
    assert (answer["Content-Language"], answer.json()["notes"]["language"]) == ("zh-hans", "zh-hans")
    assert client.get("/fridays/dawn/26.47.json?lang=tlh")["Content-Language"] == "en"


def test_a_line_as_json_is_its_last_trains(client, world):
    told = client.get("/fridays/dawn.json").json()
    assert [one["number"] for one in told["trains"]] == ["26.47"]
    assert (len(told["trains"][0]["changes"]), told["next"]) == (6, None)


def test_markdown_holds_the_words_of_people_and_the_changes(client, world):
    rewrite(world, "It was **cold** on the bench, said {fan:%d}." % world["fan.mira"].id)  # noqa: UP031 -- braces
    said = client.get("/fridays/dawn/26.47.md").text
    assert said.startswith("# Dawn 26.47\n")
    assert "It was **cold** on the bench, said mira.k." in said
    assert "### Fixed\n\n- Remembers its brightness" in said


def test_the_changelog_of_a_line_is_one_that_others_read(client, world):
    answer = client.get("/fridays/dawn/CHANGELOG.md")
    assert answer["Content-Type"].startswith("text/markdown")
    assert [one.number for one in read(answer.text).releases] == ["Unreleased", "26.47"]


@pytest.mark.parametrize(
    "address",
    ["/fridays/none.json", "/fridays/none/CHANGELOG.md", "/fridays/dawn/9.json", "/fridays/dawn/9.md",
     "/fridays/dawn/9/notes", "/fridays/dawn/26.48/notes", "/embed/whats-new/none.json", "/embed/whats-new?line=none"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client, world, address):
    assert client.get(address).status_code == 404


def test_revisions_tell_who_when_why_and_what(client, world):
    rewrite(world, "The dial turns.")
    rewrite(world, "The dial turns in half steps.", why="Steps were missing.")
    answer = client.get("/fridays/dawn/26.47/notes")
    assert "<ins> in half steps</ins>" in answer.text
    page = plain(answer.text)
    assert "Revision 5, Wen" in page
    assert "Why: Steps were missing." in page
    assert "written from the changes" in page


def test_the_page_says_who_rewrote_the_notes_and_leads_to_all_revisions(world):
    assert "All 3 revisions" in partial(world)
    rewrite(world, "Better words.")
    assert "Better words." in partial(world)
    assert "Rewritten by Wen" in partial(world)
    assert "All 4 revisions" in partial(world)


def test_notes_in_another_language_say_so(world):
    rewrite(world, "Better words.")
    actions.rewrite_note(
        train=world["train.26.47"], language="zh-hans", body="更好", by=world["member.wen"], at=NOW
    )
    assert "nobody has written" not in partial(world)
    Note.objects.filter(language="zh-hans").delete()
    with translation.override("zh-hans"):
        assert "Better words." in partial(world)
        assert "英语" in partial(world)


def test_the_script_is_open_to_other_pages_and_the_news_too(client, world):
    script = client.get("/embed/whats-new.js")
    assert (script["Content-Type"], script["Cross-Origin-Resource-Policy"]) == (
        "text/javascript; charset=utf-8", "cross-origin",
    )  # fmt: skip
    news = client.get("/embed/whats-new/dawn.json?lang=en")
    assert news["Access-Control-Allow-Origin"] == "*"
    told = news.json()
    assert (told["trains"][0]["number"], told["trains"][0]["day"]) == ("26.47", "Friday 20 November")
    assert told["words"]["unread"][1] == "1 new release"
    assert not news.cookies


def test_the_page_for_a_frame_needs_no_cookie_and_may_be_framed_where_named(world, settings):
    answer = Client().get("/embed/whats-new?line=dawn&theme=dark")
    assert answer["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert 'data-theme="dark"' in answer.text
    assert not answer.cookies
    settings.EMBED_ORIGINS = ["https://shop.example"]
    policy = Client().get("/embed/whats-new?line=dawn")["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://shop.example")


def test_who_follows_the_line_gets_the_notes_in_one_letter_that_can_be_ended_with_one_click(world, settings):
    settings.PUBLIC_URL = "https://loop.example"
    mira, train = world["fan.mira"], world["train.26.48"]
    attention.follow(fan=mira, about=f"products.line:{train.line_id}", at=NOW)
    actions.depart(train=train, by=world["member.wen"], at=NOW)
    bus.drain()
    letters = [one for one in mail.letters() if one.subject == "Dawn 26.48 has left" and one.to == mira.email]
    assert len(letters) == 1
    assert "Real sunrise" in letters[0].text
    assert "**" not in letters[0].text
    assert letters[0].headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_withdrawn_train_says_so_everywhere(client, world):
    actions.withdraw_train(train=world["train.26.47"], why="It hummed.", by=world["member.wen"], at=NOW)
    assert client.get("/fridays/dawn/26.47.json").json()["withdrawn"] == "It hummed."
    assert client.get("/embed/whats-new/dawn.json").json()["trains"][0]["withdrawn"] == "It hummed."
    assert "[YANKED]" in client.get("/fridays/dawn/CHANGELOG.md").text


def told(client, address, number):
    """The entry of this train or change, and its words."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    (entry,) = [one for one in judged(answer.content).findall(f"{ATOM}entry") if number in (one.findtext(f"{ATOM}title") or "")]  # fmt: skip
    return entry, entry.findtext(f"{ATOM}content") or ""


@pytest.mark.parametrize("address", ["/fridays.atom", "/fridays.atom?line=dawn", "/feed.atom"])
def test_a_feed_of_trains_holds_their_notes_with_names(client, world, address):
    Note.objects.filter(generated=False).delete()
    _entry, said = told(client, address, "26.47")
    assert "<strong>Warmer" in said
    assert "Asked by nightnurse, mira.k, old.bookbinder." in said
    assert "{fan:" not in said


def test_what_a_person_wrote_comes_clean_above_the_changes_and_counts_as_news(client, world):
    mira = f"{{fan:{world['fan.mira'].id}}}"
    rewrite(world, f"It was **cold**. <script>alert(1)</script> [Why](/fridays) {mira}")
    entry, said = told(client, "/fridays.atom", "26.47")
    assert said.index("<strong>cold</strong>") < said.index("<h3>Fixed</h3>") < said.index("Remembers its")
    assert "<script" not in said
    assert '<a href="http://testserver/fridays"' in said
    assert "http://testserver/people/nightnurse" in said
    assert entry.findtext(f"{ATOM}updated") == "2026-11-26T14:20:00Z"
    assert entry.findtext(f"{ATOM}published") == "2026-11-20T17:00:00Z"


def test_a_feed_speaks_its_readers_language_and_names_nobody_who_asked_not_to_be(client, world):
    fans.choose_naming(fan_id=world["fan.mira"].id, is_named=False, at=NOW)
    _entry, said = told(client, "/fridays.atom", "26.47")
    assert "mira" not in said
    client.cookies["django_language"] = "zh-hans"
    assert "修复" in told(client, "/fridays.atom", "26.47")[1]


def test_a_feed_tells_a_withdrawal_as_news(client, world):
    actions.withdraw_train(train=world["train.26.47"], why="It <hummed>.", by=world["member.wen"], at=NOW)
    entry, said = told(client, "/fridays.atom", "26.47")
    assert "<strong>Withdrawn.</strong> It &lt;hummed&gt;." in said
    assert entry.findtext(f"{ATOM}updated") == "2026-11-26T14:20:00Z"


def test_the_feed_of_a_train_tells_who_asked_for_each_change(client, world):
    _entry, said = told(client, "/fridays/dawn/26.47.atom", "Warmer")
    assert ">nightnurse</a>" in said
    assert "Made by " in said
    assert "Ilse" in said


def test_a_feed_of_many_trains_asks_no_more_than_of_one(client, world, django_assert_max_num_queries):
    Note.objects.all().delete()
    client.get("/fridays.atom")
    with django_assert_max_num_queries(24):
        client.get("/fridays.atom")
