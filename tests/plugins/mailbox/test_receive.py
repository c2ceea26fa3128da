"""Letters through the real door: certain ones become words, all others wait, nothing is lost or done twice."""

from base64 import b64encode
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from fanloop.foundation import bus
from fanloop.foundation.stamps import stamped
from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.community import actions as community
from fanloop.listening.community import queries as talk
from fanloop.listening.conversations import queries as private
from fanloop.listening.voices import actions as voices
from fanloop.listening.voices import queries as heard
from fanloop.people.fans import actions as fans
from fanloop.plugins.mailbox.actions import receive
from fanloop.plugins.mailbox.models import Arrival
from tests.people.conftest import boss, founder, join  # noqa: F401 -- fixtures, used by name

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SECRET = "only-the-mail-server-knows"
CERTAIN = {"Authentication-Results": "mx.maker.example; dmarc=pass header.from=example.org"}


@pytest.fixture(autouse=True)
def door(settings):
    settings.MAIL_IN_SECRET, settings.MAIL_SERVER = SECRET, "mx.maker.example"
    settings.MAIL_REPLY_TO = "reply@maker.example"


@pytest.fixture
def mira(join):
    return join("mira.k", name="Mira")


@pytest.fixture
def topic(join):
    space = community.open_space(slug="dawn", name="Dawn", at=AT)
    return community.start_topic(space=space, author=join("tomo"), title="Hum", body="A hum at 40.", at=AT)


def letter(
    words="I hear it too.", *, to="ideas@maker.example", number=1, sender="mira.k@example.org", **headers
):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"Mira <{sender}>", to, "Re: Hum"
    message["Message-ID"] = f"<{number}@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return message.as_bytes()


def to(fan, about):
    return stamped("reply@maker.example", fan_id=fan.id, about=about)


def test_an_answer_to_our_letter_is_a_reply_once(mira, topic):
    raw = letter(to=to(mira, f"community.topic:{topic.id}"))
    first, second = receive(raw=raw, at=AT), receive(raw=raw, at=AT)
    assert first.id == second.id
    assert (first.outcome, first.became.partition(":")[0]) == ("reply", "community.reply")
    assert [said.body for said in talk.replies(topic, viewer=SYSTEM)] == ["I hear it too."] or talk.replies(
        talk.topic(topic.id, SYSTEM), viewer=SYSTEM
    )[0].body == "I hear it too."


def test_a_stamp_made_for_somebody_else_gives_no_voice(mira, topic, join):
    other = join("leo")
    row = receive(raw=letter(to=to(other, f"community.topic:{topic.id}")), at=AT)
    assert row.outcome == "waits"
    assert talk.topic(topic.id, SYSTEM).replies_count == 0


def test_a_new_letter_is_a_voice_if_our_server_vouches_for_it(mira):
    row = receive(raw=letter("It hums at 40 per cent.", to="bugs@maker.example", **CERTAIN), at=AT)
    voice = heard.voices_by_ids([int(row.became.partition(":")[2])])
    (said,) = voice.values()
    assert (said.kind, said.source, said.fan_id, said.title) == (
        "bug",
        "email",
        mira.id,
        "Hum",
    )


@pytest.mark.parametrize(
    "headers", [{}, {"Authentication-Results": "mx.evil.example; dmarc=pass header.from=example.org"}]
)
def test_a_letter_nobody_vouches_for_waits_for_a_person(mira, headers):
    row = receive(raw=letter(**headers), at=AT)
    assert (row.outcome, row.became, row.words) == ("waits", "", "I hear it too.")


def test_a_machine_is_never_anybody(mira, topic):
    raw = letter(to=to(mira, f"community.topic:{topic.id}"), Auto_Submitted="auto-replied")
    assert receive(raw=raw, at=AT).outcome == "machine"
    assert talk.topic(topic.id, SYSTEM).replies_count == 0


def test_a_member_answers_a_voice_by_letter(mira, boss, join):
    voice = voices.raise_voice(kind="idea", title="Dimmer", words="Please", fan=mira, at=AT)
    raw = letter("Yes, on Friday.", to=to(boss.fan, f"voices.voice:{voice.id}"), sender="jonna@example.org")
    assert receive(raw=raw, at=AT).outcome == "reply"
    assert heard.voice(voice.id, SYSTEM).answer.words == "Yes, on Friday."


def test_a_conversation_one_is_not_part_of_takes_no_letter(mira, boss, join):
    from fanloop.listening.conversations import actions as conversations

    tomo = join("tomo")
    row = conversations.start(by=boss.fan, to=[tomo], subject="A bench", words="Will you test?", at=AT)
    about = f"conversations.conversation:{row.id}"
    assert receive(raw=letter(to=to(mira, about)), at=AT).outcome == "refused"
    said = receive(raw=letter(to=to(tomo, about), sender="tomo@example.org", number=2), at=AT)
    assert said.outcome == "message"
    assert private.conversation(row.id, SYSTEM) is None


def test_a_refused_letter_keeps_its_words_and_says_why(mira, topic):
    row = receive(raw=letter(to=to(mira, "community.topic:999999")), at=AT)
    assert (row.outcome, row.words) == ("refused", "I hear it too.")
    assert "no such topic" in row.why


def test_a_new_person_passes_the_same_gate_as_on_the_page(mira, topic):
    about = to(mira, f"community.topic:{topic.id}")
    words = "Look at https://a.example and https://b.example and https://c.example and https://d.example"
    row = receive(raw=letter(words, to=about), at=AT)
    assert (row.outcome, row.words) == ("refused", words)
    assert "links" in row.why
    assert talk.topic(topic.id, SYSTEM).replies_count == 0


def test_an_erased_fan_leaves_no_words(mira):
    receive(raw=letter(**CERTAIN), at=AT)
    fans.erase(fan=mira, by=mira, at=AT)
    bus.drain()
    row = Arrival.objects.get()
    assert (row.sender, row.subject, row.words, row.fan_id) == ("", "", "", None)


def basic(password):
    return "Basic " + b64encode(f"mail:{password}".encode()).decode()


@pytest.mark.parametrize("shown", [f"Bearer {SECRET}", basic(SECRET)])
def test_the_door_takes_raw_messages_and_what_providers_send(client, founder, mira, topic, shown):
    raw = letter(to=to(mira, f"community.topic:{topic.id}"))
    headers = {"Authorization": shown}
    for number, answer in enumerate(
        [
            client.post("/mail/in", raw, content_type="message/rfc822", headers=headers),
            client.post("/mail/in", {"body-mime": raw.decode()}, headers=headers),
            client.post(
                "/mail/in", {"RawEmail": raw.decode()}, content_type="application/json", headers=headers
            ),
        ]
    ):
        assert answer.status_code == 200, number
        assert answer.json()["outcome"] == "reply"
    assert talk.topic(topic.id, SYSTEM).replies_count == 1


@pytest.mark.parametrize("shown", ["", "Bearer wrong", basic("wrong"), "Basic ???", "Bearer ünicode"])
def test_the_door_stays_shut_without_the_secret(client, founder, shown):
    answer = client.post(
        "/mail/in",
        b"From: a@b.example\n\nHi",
        content_type="message/rfc822",
        headers={"Authorization": shown},
    )
    assert answer.status_code == 401
    assert not Arrival.objects.exists()


def test_without_a_secret_there_is_no_door(client, founder, settings):
    settings.MAIL_IN_SECRET = ""
    answer = client.post(
        "/mail/in", b"x", content_type="message/rfc822", headers={"Authorization": "Bearer "}
    )
    assert answer.status_code == 404
    assert not Arrival.objects.exists()


def test_a_person_at_the_desk_lets_a_waiting_letter_in(client, boss):
    row = receive(raw=letter("A stranger's idea.", sender="nobody@example.org"), at=AT)
    client.force_login(boss.fan)
    assert "stranger" in client.get("/desk/letters").text
    client.post(f"/desk/letters/{row.id}", {"want": "let_in"})
    client.post(f"/desk/letters/{row.id}", {"want": "let_in"})
    row.refresh_from_db()
    assert row.outcome == "voice"
    assert len(heard.voices_by_ids([int(row.became.partition(":")[2])])) == 1
