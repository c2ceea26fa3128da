"""Letters about what people follow: who gets them, how they leave the house, and how one ends them."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import bus, clock, mail
from fanloop.foundation.refs import ref
from fanloop.listening.attention import actions as attention
from fanloop.listening.community import actions as community
from fanloop.listening.moderation import actions as moderation
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries
from fanloop.people.fans.rules.mailing import DAILY, WEEKLY
from fanloop.site import digests
from fanloop.site.letters import token_for
from tests.listening.conftest import AT, jonna, leo, mira, tomo  # noqa: F401 -- fixtures, used by name
from tests.site.post_office import open_post_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def public(settings):
    settings.PUBLIC_URL = "https://talk.northwindow.example"
    settings.MAIL_REPLY_TO = "answer@northwindow.example"
    settings.MAIL_LEAVES_THE_HOUSE = False


@pytest.fixture
def topic(jonna, mira):
    space = community.open_space(slug="living", name="Living with it", at=AT)
    row = community.start_topic(space=space, author=mira, title="Oak care", body="Which oil?", at=AT)
    bus.drain()
    return row


def say(topic, who, words="Hard wax.", minutes=1):
    said = community.reply(topic=topic, author=who, body=words, at=AT + timedelta(minutes=minutes))
    bus.drain()
    return said


def lines_of(fan):
    return [(row.kind, row.data.get("count", 1)) for row in queries.notices_for_digest([fan.id], since=AT).get(fan.id, [])
            if row.kind.startswith("topic")]  # fmt: skip


def test_replies_wait_as_one_line_and_one_letter_and_never_tell_their_author(topic, mira, tomo, leo):
    for minute in range(1, 4):
        say(topic, tomo, minutes=minute)
    say(topic, leo, minutes=9)
    assert lines_of(mira) == [("topic_replied", 4)]
    assert lines_of(tomo) == [("topic_replied", 1)]
    assert lines_of(leo) == []
    assert [one.subject for one in mail.letters(to=mira.email)] == [
        "New in “Oak care”",
        "Welcome to the bench",
    ]


def test_a_new_line_begins_once_the_topic_was_read(topic, mira, tomo):
    said = say(topic, tomo)
    attention.read_to(fan=mira, topic_id=topic.id, reply_id=said.id, count=1, at=AT)
    assert lines_of(mira) == []
    say(topic, tomo, minutes=5)
    assert lines_of(mira) == [("topic_replied", 1)]
    assert len(mail.letters(to=mira.email)) == 3


def test_who_muted_hears_nothing_and_who_reads_along_is_not_told(topic, mira, tomo, leo):
    attention.mute(fan=mira, about=f"community.topic:{topic.id}", at=AT)
    attention.follow(fan=leo, about=f"community.topic:{topic.id}", at=AT)
    said = community.reply(topic=topic, author=tomo, body="Hard wax.", at=AT)
    attention.read_to(fan=leo, topic_id=topic.id, reply_id=said.id, count=1, at=AT)
    bus.drain()
    assert lines_of(mira) == []
    assert lines_of(leo) == []


def test_a_new_topic_is_told_to_those_who_follow_its_space(topic, mira, tomo):
    attention.follow(fan=tomo, about=f"community.space:{topic.space_id}", at=AT)
    for title in ("Hum", "Felt"):
        community.start_topic(space=topic.space, author=mira, title=title, body="…", at=AT)
        bus.drain()
    assert lines_of(tomo) == [("topic_started", 2)]


def held(row, minutes):
    screening = moderation.Screening(held=True, reasons=("watched",))
    moderation.hold(about=ref(row), screening=screening, at=AT + timedelta(minutes=minutes))
    bus.drain()


def test_a_reply_that_was_held_is_told_once_when_it_is_released(topic, mira, tomo, leo):
    late = community.reply(topic=topic, author=tomo, body="Wax.", at=AT + timedelta(minutes=1))
    held(late, 1)
    attention.follow(fan=leo, about=f"community.topic:{topic.id}", at=AT)
    attention.read_to(fan=leo, topic_id=topic.id, reply_id=late.id + 1, count=1, at=AT)
    assert (lines_of(mira), lines_of(leo)) == ([], [])
    for hour in (1, 3):
        moderation.unhide(about=ref(late), by=None, at=AT + timedelta(hours=hour))
        bus.drain()
        moderation.hide(about=ref(late), by=leo, why="No.", at=AT + timedelta(hours=hour + 1))
        bus.drain()
    assert [lines_of(fan) for fan in (mira, leo, tomo)] == [
        [("topic_replied", 1)],
        [("topic_replied", 1)],
        [],
    ]


def test_a_reply_hidden_later_is_not_told_again(topic, mira, tomo):
    said = say(topic, tomo)
    moderation.hide(about=ref(said), by=None, why="reports", at=AT + timedelta(hours=1))
    moderation.unhide(about=ref(said), by=None, at=AT + timedelta(hours=2))
    bus.drain()
    assert lines_of(mira) == [("topic_replied", 1)]


def test_a_held_topic_is_told_to_its_space_when_it_is_released_even_if_the_news_come_late(topic, mira, tomo):
    attention.follow(fan=tomo, about=f"community.space:{topic.space_id}", at=AT)
    for is_quick in (False, True):
        row = community.start_topic(space=topic.space, author=mira, title="Hum", body="…", at=AT)
        moderation.hold(about=ref(row), screening=moderation.Screening(held=True), at=AT)
        if not is_quick:
            bus.drain()
        moderation.unhide(about=ref(row), by=None, at=AT + timedelta(hours=1))
        bus.drain()
    assert lines_of(tomo) == [("topic_started", 2)]


def test_a_letter_arrives_by_smtp_with_its_thread_its_list_and_the_way_out(settings, topic, mira, tomo):
    said = say(topic, tomo, "Hard **wax**.\nThin.")
    letter = mail.letters(to=mira.email)[0]
    with open_post_office() as (port, arrived):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
        mail.carry(letter.id)
    assert len(arrived) == 1
    head = arrived[0]
    assert head["Subject"] == "New in “Oak care”"
    assert (
        head["References"] == head["In-Reply-To"] == f"<community.topic-{topic.id}@talk.northwindow.example>"
    )
    assert head["Message-ID"].endswith("@talk.northwindow.example>")
    assert head["List-Id"] == "<replies.talk.northwindow.example>"
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<https://talk\.northwindow\.example/letters/stop/\S+>", head["List-Unsubscribe"].strip()
    )
    assert head["Reply-To"].startswith(f"answer+{mira.id}.community.reply.{said.id}.")
    text, html = (head.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Hard **wax**." in text
    assert '<html lang="en">' in html
    assert f"/go/community.reply:{said.id}" in text


def test_one_click_ends_a_kind_of_letter_without_log_in_or_token_of_a_form(topic, mira, tomo):
    say(topic, tomo)
    way_out = (
        mail.letters(to=mira.email)[0]
        .headers["List-Unsubscribe"][1:-1]
        .removeprefix("https://talk.northwindow.example")
    )
    program = Client(enforce_csrf_checks=True)
    assert program.get(way_out).status_code == 200
    assert queries.mail_choices([mira.id]) == {}
    answer = program.post(way_out, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, queries.mail_choices([mira.id])) == (200, {mira.id: {"replies": "never"}})
    before = len(mail.letters(to=mira.email))
    fans.read_all(fan_id=mira.id, at=AT)
    say(topic, tomo, minutes=30)
    assert lines_of(mira) == [("topic_replied", 1)]
    assert len(mail.letters(to=mira.email)) == before


def test_a_made_up_way_out_leads_nowhere(mira, jonna):
    token = token_for(mira.id, "replies")
    assert Client().post(f"/letters/stop/{token[:-2]}xx").status_code == 404
    assert queries.mail_choices([mira.id]) == {}


def test_stopping_is_undone_with_the_next_click(mira, jonna):
    at = f"/letters/stop/{token_for(mira.id, 'replies')}"
    Client().post(at)
    Client().post(at, {"want": "again", "families": "replies"})
    assert queries.mail_choices([mira.id]) == {mira.id: {"replies": "at_once"}}


def test_a_digest_gathers_what_may_wait_once_a_period_in_the_readers_language(topic, mira, tomo):
    fans.choose_mail(fan_id=mira.id, family="replies", rhythm=DAILY, at=AT)
    fans.change_profile(fan=mira, name="", language="zh-hans", market=None, at=AT)
    say(topic, tomo)
    assert len(mail.letters(to=mira.email)) == 1
    tomorrow = AT.replace(hour=7) + timedelta(days=1)
    assert digests.send(DAILY, now=tomorrow) == 1
    assert digests.send(DAILY, now=tomorrow) == 0
    letter = mail.letters(to=mira.email)[0]
    assert letter.language == "zh-hans"
    assert "Oak care" in letter.text
    assert "/go/community.reply:" in letter.html
    assert letter.headers["List-Id"] == "<daily.talk.northwindow.example>"


def test_a_digest_with_nothing_to_say_is_not_written(mira, jonna):
    assert digests.send(WEEKLY, now=AT + timedelta(days=30)) == 2
    assert [one.key for one in mail.letters() if one.key.startswith("digest")] == []


def test_leaving_a_digest_ends_all_that_came_with_it(mira, jonna):
    fans.choose_mail(fan_id=mira.id, family="replies", rhythm=WEEKLY, at=AT)
    Client().post(f"/letters/stop/{token_for(mira.id, WEEKLY)}")
    assert queries.mail_choices([mira.id]) == {mira.id: {"replies": "never", "news": "never"}}


def test_the_page_of_letters_keeps_what_is_chosen(jonna):
    client = Client()
    client.force_login(jonna.fan)
    page = client.get("/me/letters").text
    assert page.count("<select") == 6
    client.post(
        "/me/letters",
        {
            "yours": "daily",
            "replies": "weekly",
            "mentions": "at_once",
            "messages": "at_once",
            "tuesdays": "at_once",
            "news": "never",
        },
    )
    assert queries.mail_choices([jonna.fan_id]) == {
        jonna.fan_id: {"yours": "daily", "replies": "weekly", "news": "never"}
    }
    assert clock.now() is not None
