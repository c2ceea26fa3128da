"""Private messages in a browser, role by role: a number in an address opens nothing that is not one's own."""

import pytest
from django.test import Client

from fanloop.foundation.viewer import Viewer
from fanloop.listening.conversations import actions, queries
from fanloop.people.fans.models import Notice
from fanloop.people.levels.models import Level
from fanloop.people.team import actions as team
from fanloop.site.letters import letters_for
from tests.listening.conftest import AT, jonna, leo, mira, somebody, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


def browser(fan=None):
    client = Client()
    if fan:
        client.force_login(fan)
    return client


def _eyes(fan):
    return Viewer(fan_id=fan.id)


@pytest.fixture
def talk(jonna, mira, tomo):
    return actions.start(by=jonna.fan, to=[mira, tomo], subject="Spare coils", words="A secret word", at=AT)


@pytest.fixture
def everybody_else(jonna, leo, talk):
    """Nobody, a fan, an engineer, a moderator, a second founder, and who has left it."""
    engineer, moderator, founder, gone = (somebody(each) for each in ("wen", "ilse", "ada", "gone"))
    team.hire(fan=engineer, name="Wen", rank="engineer", by=jonna, at=AT)
    team.give_duty(
        member=team.hire(fan=moderator, name="Ilse", rank="engineer", by=jonna, at=AT),
        duty="moderator",
        by=jonna,
        at=AT,
    )
    team.hire(fan=founder, name="Ada", rank="founder", by=jonna, at=AT)
    row = actions.start(by=jonna.fan, to=[gone], subject="Other", words="Other", at=AT)
    actions.leave(conversation=row, fan=gone, at=AT)
    return [leo, engineer, moderator, founder, gone]


def test_nobody_else_opens_reads_writes_or_leaves_it(talk, everybody_else):
    at = f"/messages/{talk.id}"
    before = len(queries.messages(talk, viewer=_eyes(talk.opened_by)))
    for who in everybody_else:
        client = browser(who)
        asked = [
            client.get(at),
            client.get(f"{at}/newer"),
            client.post(f"{at}/send", {"words": "Hi"}),
            client.post(f"{at}/leave"),
        ]
        assert [answer.status_code for answer in asked] == [404] * 4, who.handle
        assert all("secret" not in answer.text for answer in asked)
        assert "Spare coils" not in client.get("/messages").text
        for about in (f"conversations.conversation:{talk.id}", f"conversations.message:{talk.last_id}"):
            followed = client.get(f"/go/{about}", follow=True).text
            assert "Spare coils" not in followed
            assert "secret" not in followed
        assert "secret word" not in client.get("/search", {"q": "secret"}).text
    for path in ("", "/newer"):
        assert browser().get(at + path).url.startswith("/account/login/")
    assert len(queries.messages(talk, viewer=_eyes(talk.opened_by))) == before


def test_two_people_talk_without_a_script(talk, mira, jonna):
    client = browser(mira)
    assert "Messages" in client.get("/").text
    page = client.get(f"/messages/{talk.id}").text
    assert "A secret word" in page
    assert 'data-live="~conversations.conversation:' in page
    answer = client.post(f"/messages/{talk.id}/send", {"words": "I heard"})
    assert answer.url.startswith(f"/messages/{talk.id}#l")
    assert "I heard" in browser(jonna.fan).get(f"/messages/{talk.id}").text


def test_reading_a_conversation_empties_the_count(talk, mira):
    client = browser(mira)
    assert '<span class="count new">1</span>' in _messages_line(client.get("/me").text)
    client.get(f"/messages/{talk.id}")
    assert '<span class="count new">' not in _messages_line(client.get("/me").text)


def _messages_line(page):
    start = page.index('href="/messages"')
    return page[start : page.index("</a>", start)]


def test_a_conversation_starts_from_a_persons_page(mira, tomo, jonna):
    client = browser(mira)
    assert "/messages/new" not in client.get("/people/tomo").text
    Level.objects.create(fan=mira, level=1, since=AT)
    assert "/messages/new?to=tomo" in client.get("/people/tomo").text
    answer = client.post("/messages/new", {"to": "@tomo", "subject": "Hello", "words": "Coils?"})
    assert "Coils?" in browser(tomo).get(answer.url).text


def test_a_new_fan_is_told_what_is_missing(mira, tomo, jonna):
    client = browser(mira)
    assert "From level 1 on" in client.get("/messages/new").text
    answer = client.post("/messages/new", {"to": "tomo", "subject": "Hello", "words": "Coils?"})
    assert answer.status_code == 200
    assert queries.talks(_eyes(tomo)) == []


@pytest.mark.parametrize("to", ["", "nobody.here", ",,", "@", "mira"])
def test_a_message_needs_somebody_who_is_here(jonna, mira, to):
    client = browser(jonna.fan if to != "mira" else mira)
    answer = client.post("/messages/new", {"to": to, "subject": "Hello", "words": "Coils?"})
    assert answer.status_code == 200
    assert queries.talks(_eyes(jonna.fan)) == []


def test_who_is_ignored_is_not_heard_and_can_be_heard_again(talk, mira, tomo):
    client = browser(mira)
    client.post("/messages/ignore", {"handle": "tomo", "want": "1"})
    actions.send(conversation=talk, by=tomo, words="Psst", at=AT)
    page = client.get(f"/messages/{talk.id}").text
    assert "Psst" not in page
    assert "From somebody you ignore." in page
    client.post("/messages/ignore", {"handle": "tomo", "want": "0"})
    assert "Psst" in client.get(f"/messages/{talk.id}").text


def test_a_letter_never_carries_the_words(talk, mira):
    [letter] = letters_for([Notice.objects.get(fan=mira, kind="message")], maker="Northwindow")
    assert "Spare coils" in letter.text
    assert "secret" not in letter.text
