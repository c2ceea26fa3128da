"""From a voice to a line in the inbox of everybody behind it."""

import pytest

from fanloop.foundation import bus, mail
from fanloop.foundation.viewer import Viewer
from fanloop.listening.voices import actions as voices
from fanloop.people.fans import queries


@pytest.fixture
def need(mira, boss, at):
    voice = voices.raise_voice(
        kind="idea", title="Softer dawn", words="It wakes me too hard.", fan=mira, at=at
    )
    return voices.make_need(
        title={"en": "Softer dawn", "zh-hans": "更柔的黎明"}, voices=[voice], by=boss, at=at
    )


def promised_to(fan):
    return [
        (one.data["title"], one.data["because"], one.data["by"])
        for one in queries.inbox(Viewer(fan_id=fan.id))
        if one.kind == "need_accepted"
    ]


def test_a_promise_is_told_once_to_who_asked_and_by_letter(need, mira, boss, join, at):
    bystander = join("bystander")
    voices.accept_need(need=need, by=boss, because="The driver can do it.", at=at)
    bus.drain()
    assert promised_to(mira) == [(need.title, "The driver can do it.", boss.name)]
    assert promised_to(bystander) == []
    assert "Promised: Softer dawn" in [letter.subject for letter in mail.letters(to=mira.email)]


def test_a_staged_promise_is_told_to_nobody(need, mira, boss, at):
    voices.accept_need(need=need, by=boss, because="To show the loop.", at=at, staged=True)
    bus.drain()
    assert promised_to(mira) == []
