"""The form on other pages: no cookie, no script, no log-in; what it brings waits until its author is known."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import escape

from fanloop.foundation import bus, clock, mail
from fanloop.foundation.viewer import ANYONE, SYSTEM
from fanloop.listening.moderation import actions as moderation
from fanloop.listening.moderation import queries as moderated
from fanloop.listening.voices import actions, queries
from fanloop.people.fans import actions as fans
from fanloop.site import embed
from fanloop.site.claiming import GOOD_FOR, token_for
from tests.listening.conftest import AT, jonna, lamp, leo, mira, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db
HERE = "/embed/voice"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


def seal(ago=30):
    return embed.opened_at(clock.now() - timedelta(seconds=ago))


def send(client=None, *, ago=30, query="", **said):
    fields = {"words": "I wish it would dim below one per cent.", "kind": "idea", "seal": seal(ago)} | said
    return (client or Client(enforce_csrf_checks=True)).post(HERE + query, fields)


def said_here():
    return [row.voice for row in queries.latest_voices(SYSTEM)]


def link_in(letter):
    return re.search(r"(/voices/yours/\S+)", letter.text)[1]


def test_the_page_needs_no_cookie_and_no_script(jonna):
    answer = Client().get(HERE)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "<script" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_by_default_no_other_page_may_show_it(jonna):
    policy = Client().get(HERE)["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self'")
    assert Client().get("/voices")["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_named_pages_may_show_it_and_what_is_no_origin_reaches_no_header(jonna, settings):
    settings.EMBED_ORIGINS = ["https://shop.example", "https://x.example; script-src *"]
    policy = Client().get(HERE)["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://shop.example")


def test_what_comes_in_waits_out_of_sight(jonna):
    answer = send()
    assert answer.status_code == 200
    assert not answer.cookies
    (voice,) = said_here()
    assert (voice.fan_id, voice.source) == (None, "embed")
    assert queries.voice(voice.id, ANYONE) is None
    assert moderated.is_hidden(f"voices.voice:{voice.id}")


def test_a_logged_in_reader_is_nobody_here(jonna, mira):
    client = Client()
    client.force_login(mira)
    send(client)
    assert said_here()[0].fan_id is None


@pytest.mark.parametrize("ago", [1, 12 * 3600 + 60])
def test_a_form_that_is_too_young_or_too_old_is_asked_again(jonna, ago):
    answer = send(ago=ago)
    assert answer.status_code == 422
    assert "I wish it would dim" in answer.text
    assert said_here() == []


def test_a_seal_that_somebody_made_up_opens_nothing(jonna):
    assert send(seal="made-up").status_code == 422
    assert said_here() == []


def test_a_form_sends_once(jonna):
    one = seal()
    send(seal=one)
    assert send(seal=one).status_code == 200
    assert len(said_here()) == 1


def test_a_machine_that_fills_the_hidden_field_is_thanked_and_nothing_is_written(jonna):
    assert send(website="https://spam.example").status_code == 200
    assert said_here() == []


def test_one_address_sends_a_dozen_in_ten_minutes(jonna):
    answers = [send(words="") for _ in range(embed.MOST + 1)]
    assert [answer.status_code for answer in answers[-2:]] == [422, 429]


def test_blocked_words_are_refused(jonna, mira):
    moderation.watch_word(word="casino", effect="block", by=mira, at=AT)
    answer = send(words="Come to my casino please, everybody.")
    assert answer.status_code == 422
    assert said_here() == []


def test_words_and_addresses_are_only_ever_text(jonna):
    evil = "<script>alert(1)</script>"
    answer = send(query=f"?kind={evil}&theme={evil}&lang={evil}", words=evil, email="no address")
    assert "<script" not in answer.text
    assert escape(evil) in answer.text
    assert "<script" not in Client().get(f'{HERE}?kind="><script>&theme="><script>&area="><script>').text


def test_it_asks_first_whether_it_is_one_of_these(jonna, mira, lamp):
    voice = actions.raise_voice(kind="idea", title="Dim below one per cent", words="I wish it would dim below one per cent.", fan=mira, line=lamp, at=AT)  # fmt: skip
    actions.make_need(title={"en": "Dim below one per cent"}, voices=[voice], by=jonna, at=AT)
    actions.fingerprint_new(at=AT)
    answer = send()
    assert "Is it one of these?" in answer.text
    assert len(said_here()) == 1
    send(looked="on")
    assert len(said_here()) == 2


def test_language_and_colours_come_with_the_address(jonna):
    answer = Client().get(f"{HERE}?lang=zh-hans&theme=dark")
    assert 'lang="zh-hans"' in answer.text
    assert 'data-theme="dark"' in answer.text


def test_the_link_in_the_letter_makes_it_the_voice_of_the_proven_address(jonna):
    fan = fans.join(handle="ada", email="ada@example.org", password=None, is_email_known=True, at=AT)
    send(email="Ada@example.org")
    (letter,) = mail.letters(to="ada@example.org")
    assert "dim" not in letter.text
    (voice,) = said_here()
    client = Client()
    assert client.get(link_in(letter)).status_code == 200
    assert queries.voice(voice.id, ANYONE) is None, "looking changes nothing"
    assert client.post(link_in(letter)).url == f"/voices/{voice.id}"
    row = queries.voice(voice.id, ANYONE)
    assert row.voice.fan_id == fan.id
    assert client.post(link_in(letter)).status_code == 302, "a second click changes nothing"
    assert "voices.VoiceClaimed" in bus.facts()


def test_somebody_without_an_account_makes_one_and_comes_back(jonna):
    send(email="new@example.org")
    href = link_in(mail.letters(to="new@example.org")[0])
    client = Client()
    assert client.post(href).url.startswith("/account/signup")
    fan = fans.join(handle="newcomer", email="new@example.org", password=None, at=AT)
    client.force_login(fan)
    client.post(href)
    assert said_here()[0].fan_id == fan.id


def test_an_account_that_has_not_proven_its_address_gets_nothing(jonna):
    fans.join(handle="thief", email="owner@example.org", password=None, at=AT)
    send(email="owner@example.org")
    Client().post(link_in(mail.letters(to="owner@example.org")[0]))
    assert said_here()[0].fan_id is None


def test_a_voice_belongs_to_one_person(jonna, mira, leo):
    send()
    (voice,) = said_here()
    actions.claim_voice(voice=voice, fan=mira, at=AT)
    with pytest.raises(actions.Refused):
        actions.claim_voice(voice=voice, fan=leo, at=AT)


def test_an_old_link_leads_nowhere(jonna):
    send()
    old = token_for(said_here()[0].id, "a@example.org", at=clock.now() - GOOD_FOR - timedelta(minutes=1))
    assert Client().get(f"/voices/yours/{old}").status_code == 404
    assert Client().get("/voices/yours/made-up").status_code == 404


def test_what_waits_for_more_than_a_name_still_waits(jonna, mira, leo):
    moderation.watch_word(word="miracle", effect="hold", by=leo, at=AT)
    send(words="This lamp needs a miracle cure for its hum.")
    (voice,) = said_here()
    actions.claim_voice(voice=voice, fan=mira, at=clock.now())
    assert not moderation.prove(
        about=f"voices.voice:{voice.id}", by=mira, text=voice.words, act="voice", at=clock.now()
    )
    assert queries.voice(voice.id, ANYONE) is None


def test_a_mailbox_gets_three_letters_a_day(jonna):
    for number in range(5):
        send(words=f"Wish number {number}, said at some length.", looked="on", email="v@example.org")
    assert len(mail.letters(to="v@example.org")) == embed.LETTERS_A_DAY


def test_the_desk_shows_what_to_copy_and_who_may_show_it(jonna, settings):
    client = Client()
    client.force_login(jonna.fan)
    assert "FANLOOP_EMBED_ORIGINS" in client.get("/desk/embed").text
    settings.EMBED_ORIGINS = ["https://shop.example"]
    page = client.get("/desk/embed?kind=bug").text
    assert "https://shop.example" in page
    assert "/embed/voice?kind=bug" in page
