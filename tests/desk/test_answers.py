"""The answer wall and its settings, through the desk's door."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.answers import actions, queries
from fanloop.listening.voices import actions as voices
from fanloop.listening.voices import queries as heard
from fanloop.people.team import actions as team
from fanloop.people.team import queries as team_queries
from tests.listening.answers.test_answer_rules import ICAL
from tests.listening.conftest import AT, jonna, leo, mira, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


def browser(fan=None):
    client = Client()
    if fan:
        client.force_login(fan)
    return client


@pytest.fixture
def said(mira, tomo):
    at = clock.now() - timedelta(minutes=9)
    rows = [
        voices.raise_voice(kind="bug", title="Kettle resets it", words="Old house.", fan=mira, at=at),
        voices.raise_voice(
            kind="idea", title="A longer cable", words="3 m.", fan=tomo, at=at + timedelta(minutes=5)
        ),
    ]
    bus.drain()
    return rows


@pytest.fixture
def boss(jonna):
    return browser(jonna.fan)


@pytest.fixture
def wen(jonna, leo):
    return team.hire(fan=leo, name="Wen", rank="engineer", by=jonna, at=AT)


def case_id(voice):
    return queries.case_of(ref(voice)).id


def acts():
    return [act.act for act in team_queries.staff_acts(viewer=SYSTEM)]


SETTINGS = ["/desk/answers/hours", "/desk/answers/prepared", "/desk/answers/escalation"]


@pytest.mark.parametrize("address", ["/desk/voices", *SETTINGS])
def test_the_door_is_shut_for_fans_and_asks_strangers_to_log_in(jonna, mira, address):
    assert "login" in browser().get(address).url
    assert browser(mira).get(address).status_code == 403


@pytest.mark.parametrize("address", SETTINGS)
def test_an_engineer_answers_but_sets_no_hours(wen, address):
    assert browser(wen.fan).get("/desk/voices").status_code == 200
    assert browser(wen.fan).get(address).status_code == 403


def test_the_most_urgent_is_first_with_its_minutes(boss, said):
    page = boss.get("/desk/voices").text
    assert page.index("Kettle resets it") < page.index("A longer cable")
    assert "6 minutes left" in page


def test_an_answer_leaves_the_wall_and_is_audited(boss, said):
    answer = boss.post(f"/desk/cases/{case_id(said[0])}/answer", {"words": "We will look."})
    assert answer.url == "/desk/voices"
    assert [row.title for row in queries.waiting(SYSTEM, now=clock.now())] == ["A longer cable"]
    assert heard.voice(said[0].id, SYSTEM).answer.words == "We will look."
    assert acts() == ["answers.answer"]


def test_asking_back_stops_the_clock_and_waiting_no_longer_runs_it_on(boss, said):
    number = case_id(said[0])
    boss.post(f"/desk/cases/{number}/answer", {"words": "Which build?", "ask": "1"})
    page = boss.get(f"/desk/voices?case={number}").text
    assert "Which build?" in page
    assert "Waiting for them" in page
    boss.post(f"/desk/cases/{number}/resume")
    assert queries.case(number).state == "open"


def test_the_second_to_open_a_case_reads_who_is_on_it(boss, said, wen):
    number = case_id(said[0])
    assert browser(wen.fan).post(f"/desk/cases/{number}/hold").status_code == 204
    refused = boss.post(f"/desk/cases/{number}/hold")
    assert "Wen is answering this" in refused.text
    assert "<b>Wen is answering this</b>" in boss.get(f"/desk/voices?case={number}").text
    boss.post(f"/desk/cases/{number}/answer", {"words": "I was quicker."})
    assert queries.case(number).state == "open"
    assert "I was quicker." in boss.get(f"/desk/voices?case={number}").text


def test_looking_at_the_wall_claims_nothing(boss, said):
    boss.get(f"/desk/voices?case={case_id(said[0])}")
    assert queries.case(case_id(said[0])).claimed_by is None


def test_a_case_is_handed_over_by_name(boss, said, wen):
    number = case_id(said[0])
    boss.post(f"/desk/cases/{number}/hand-over", {"to": str(wen.id)})
    assert queries.case(number).claimed_by == wen
    assert "Wen is on it" in boss.get("/desk/voices").text


def test_what_needs_no_answer_is_taken_back_by_the_undo(boss, said):
    number = case_id(said[0])
    boss.post(f"/desk/cases/{number}/excuse", {"why": "The same as below."})
    page = boss.get("/desk/voices").text
    assert f"/desk/cases/{number}/reopen" in page
    boss.post(f"/desk/cases/{number}/reopen")
    assert queries.case(number).state == "open"


def test_a_draft_is_kept_and_a_prepared_answer_is_put_behind_it(boss, said, jonna):
    number = case_id(said[0])
    row = actions.prepare_answer(title="Thanks", words={"en": "Thank you, {name}."}, by=jonna, at=AT)
    boss.post(f"/desk/cases/{number}/draft", {"words": "We look."})
    page = boss.get(f"/desk/voices?case={number}&canned={row.id}").text
    assert "We look.\n\nThank you, mira." in page


@pytest.mark.parametrize("act", ["claim", "release", "answer", "resume", "excuse", "reopen", "draft"])
def test_a_case_that_never_was_is_not_there(boss, act):
    assert boss.post(f"/desk/cases/99999/{act}").status_code == 404


HOURS = {
    "name": "Oslo",
    "zone": "Europe/Oslo",
    "country": "NO",
    "region": "",
    "own": "2026-12-24 Christmas Eve",
} | {f"day{number}": "09:00-17:00" for number in range(5)}


def test_hours_are_said_and_promised(boss):
    file = SimpleUploadedFile("closed.ics", ICAL)
    assert boss.post("/desk/answers/hours", HOURS | {"file": file}).status_code == 302
    row = queries.hours("Oslo")
    assert row.days["2026-12-24"] == {"spans": "", "name": "Christmas Eve", "from": "own"}
    assert row.days["2026-12-22"]["from"] == "file"
    assert row.days["2026-12-25"]["from"] == "public"
    boss.post("/desk/answers/promise", {"scope": "", "minutes": "30", "hours": "Oslo"})
    assert (queries.policy_for(None).seconds, queries.policy_for(None).hours) == (1800, row)
    assert "first answer within 30 minutes of Oslo" in boss.get("/desk/answers/hours").text
    assert acts() == ["answers.set_policy", "answers.publish_hours"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day0": "nine"}, "cannot be read"),
        ({f"day{number}": "" for number in range(5)}, "never opens"),
        ({"own": "tomorrow"}, "begins with a date"),
        ({"region": "XX"}, "No holidays are known"),
        ({"file": SimpleUploadedFile("x.ics", b"nothing")}, "No calendar can be read"),
    ],
)
def test_hours_that_cannot_be_kept_say_why(boss, wrong, words):
    answer = boss.post("/desk/answers/hours", HOURS | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert queries.hours("Oslo") is None


def test_prepared_answers_are_kept_changed_and_dropped(boss):
    boss.post("/desk/answers/prepared", {"title": "Thanks", "words_en": "Thank you, {name}."})
    first = queries.canned_answers()[0]
    boss.post(
        "/desk/answers/prepared", {"title": "Thanks", "words_en": "Thanks.", "instead_of": str(first.id)}
    )
    assert [row.words for row in queries.canned_answers()] == [{"en": "Thanks."}]
    boss.post(f"/desk/answers/prepared/{queries.canned_answers()[0].id}/drop")
    assert "Nothing prepared yet" in boss.get("/desk/answers/prepared").text


def test_who_is_told_before_it_is_late_is_chosen_and_dropped(boss, jonna):
    boss.post("/desk/answers/escalation", {"minutes": "5", "people": f"member:{jonna.id}"})
    rule = queries.escalation_rules()[0]
    assert "5 minutes before: Jonna" in boss.get("/desk/answers/escalation").text
    boss.post(f"/desk/answers/escalation/{rule.id}/stop")
    assert queries.escalation_rules() == []


def test_the_wall_asks_no_more_queries_for_more_cases(boss, said, mira, django_assert_max_num_queries):
    for number in range(8):
        voices.raise_voice(kind="bug", title=f"Bug {number}", words="Words.", fan=mira, at=clock.now())
    bus.drain()
    boss.get("/desk/voices")
    with django_assert_max_num_queries(60):
        boss.get("/desk/voices")
