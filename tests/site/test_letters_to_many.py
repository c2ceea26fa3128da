"""Letters to a whole town: drawn once, written in sets, and each of them once."""

import re

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from fanloop.foundation import bus, mail
from fanloop.people.fans import actions as fans
from fanloop.site import reactions, tasks
from fanloop.site.letters import read_token
from tests.listening.conftest import AT, somebody

pytestmark = pytest.mark.django_db


def test_a_town_is_written_to_in_sets_and_each_letter_once(monkeypatch, settings):
    settings.PUBLIC_URL, settings.MAIL_LEAVES_THE_HOUSE = "https://talk.northwindow.example", False
    monkeypatch.setattr(reactions, "SET", 2)
    monkeypatch.setattr(reactions, "FEW", 2)
    people = [somebody(f"reader{turn}") for turn in range(5)]
    bus.drain()
    data = {"number": "26.48", "line": "Dawn", "title": {"en": "Dim <slowly>"}}
    fans.notify([fan.id for fan in people], kind="need_shipped", data=data, about="", at=AT)
    bus.drain()
    jobs = ProcrastinateJob.objects.filter(task_name="site.letters")
    assert [len(job.args["notices"]) for job in jobs.order_by("id")] == [2, 2, 1]
    for job in [*jobs, *jobs]:
        tasks.write_letters(**job.args)
    for fan in people:
        [letter] = [one for one in mail.letters(to=fan.email) if "Dim" in one.subject]
        assert f"Hello {fan.shown_name}," in letter.text
        assert "Dim &lt;slowly&gt;" in letter.html
        token = re.search(r"/letters/stop/([^<>\s]+)", letter.headers["List-Unsubscribe"])[1]
        assert read_token(token)[0] == fan.id
        assert token in letter.text
