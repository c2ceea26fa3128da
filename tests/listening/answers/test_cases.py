"""Cases: how they begin, stand still, are held and end, and what is left in the log."""

from datetime import UTC, datetime, timedelta

import pytest

from fanloop.foundation import bus, mail
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import ANYONE, SYSTEM
from fanloop.listening.answers import actions, queries
from fanloop.listening.answers.rules.refusals import Refused
from fanloop.listening.community import actions as community
from fanloop.listening.community import queries as talk
from fanloop.listening.voices import actions as voices
from fanloop.listening.voices import queries as heard
from fanloop.people.fans import queries as fans
from fanloop.people.team import actions as team
from tests.listening.answers.conftest import AT, WEEK

pytestmark = pytest.mark.django_db


def later(minutes):
    return AT + timedelta(minutes=minutes)


def case_of(row):
    return queries.case_of(ref(row))


def kinds(case):
    return [event.kind for event in queries.events_of(case.id)]


def started(space, fan, at=AT):
    topic = community.start_topic(space=space, author=fan, title="Which oil?", body="For the foot.", at=at)
    bus.drain()
    return topic


def test_a_voice_is_due_a_quarter_of_an_hour_later_in_desk_hours(said):
    assert case_of(said()).due_at == later(15)
    evening = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)
    assert case_of(said(at=evening)).due_at == datetime(2026, 11, 30, 8, 15, tzinfo=UTC)


def test_a_house_without_hours_promises_around_the_clock(mira):
    voice = voices.raise_voice(kind="idea", title="Dim", words="Softly.", fan=mira, at=AT.replace(hour=3))
    bus.drain()
    case = case_of(voice)
    assert (case.due_at - case.opened_at, case.policy.hours.name) == (timedelta(minutes=15), "default")


def test_a_members_own_words_wait_for_nobody(said, space, wen):
    assert case_of(said(fan=wen.fan)) is None
    assert case_of(started(space, wen.fan)) is None


def test_what_is_imported_opens_no_case(desk, space):
    new = voices.NewVoice(source_key="x:1", kind="bug", title="Old", words="Old.", at=AT)
    voices.import_voices(voices=[new], at=AT)
    topic = community.NewTopic(source_key="t:1", space_id=space.id, title="Old", body="Old", at=AT)
    community.import_topics(topics=[topic], at=AT)
    bus.drain()
    assert queries.waiting(SYSTEM, now=AT) == []


def test_a_voice_raised_from_a_waiting_topic_shares_its_case(said, space, mira, wen):
    topic = started(space, mira)
    voice = said(topic=topic)
    assert case_of(voice) == case_of(topic)
    voices.answer_voice(voice=voice, by=wen, words="We will look.", at=later(4))
    bus.drain()
    assert case_of(topic).state == "answered"


def test_a_voice_from_a_topic_nobody_waits_in_waits_alone(said, space, mira, wen):
    topic = started(space, mira)
    community.reply(topic=topic, author=wen.fan, body="Hard wax.", at=later(3))
    bus.drain()
    assert case_of(said(topic=topic, at=later(60))).state == "open"
    assert case_of(topic).state == "answered"


@pytest.mark.usefixtures("desk")
def test_the_first_reply_of_a_member_is_the_answer_and_a_fans_is_not(space, mira, tomo, wen, jonna):
    topic = started(space, mira)
    community.reply(topic=topic, author=tomo, body="Any oil.", at=later(1))
    bus.drain()
    assert case_of(topic).state == "open"
    community.reply(topic=topic, author=wen.fan, body="Hard wax.", at=later(6))
    community.reply(topic=topic, author=jonna.fan, body="Thin.", at=later(9))
    bus.drain()
    case = case_of(topic)
    assert (case.state, kinds(case)) == ("answered", ["opened", "answered"])
    assert queries.cases_of([ref(topic)], now=later(60))[ref(topic)].minutes == 6


def test_an_answer_that_is_delivered_before_its_voice_still_counts(said, mira, wen, monkeypatch):
    voice = voices.raise_voice(kind="bug", title="Kettle", words="Old.", fan=mira, at=AT)
    voices.answer_voice(voice=voice, by=wen, words="Yes.", at=later(2))
    from fanloop.foundation.models import FactRow

    FactRow.objects.filter(name="voices.VoiceRaised").update(retry_at=later(600_000))
    bus.drain()
    FactRow.objects.filter(name="voices.VoiceRaised").update(retry_at=None)
    bus.drain()
    assert kinds(case_of(voice)) == ["opened", "answered"]


def test_one_claims_and_the_other_is_told_who_and_since_when(said, wen, jonna):
    case = case_of(said())
    actions.claim(case_id=case.id, by=wen, at=later(1))
    with pytest.raises(Refused, match=r"Wen is answering this since \d\d:\d\d"):
        actions.claim(case_id=case.id, by=jonna, at=later(2))
    actions.claim(case_id=case.id, by=wen, at=later(2))
    with pytest.raises(Refused):
        actions.answer(case_id=case.id, by=jonna, words="Me!", at=later(3))
    actions.claim(case_id=case.id, by=jonna, at=later(4))
    assert kinds(case) == ["opened", "claimed", "claimed"]


def test_a_claim_is_given_back_or_handed_to_somebody_who_is_told(said, wen, jonna):
    case = case_of(said())
    actions.claim(case_id=case.id, by=wen, at=later(1))
    actions.hand_over(case_id=case.id, by=wen, to=jonna, at=later(1))
    row = queries.waiting(SYSTEM, now=later(5))[0]
    assert (row.held_by, row.held_id) == ("Jonna", jonna.id)
    assert fans.Notice.objects.filter(fan=jonna.fan, kind="case_handed").count() == 1
    actions.release(case_id=case.id, by=wen, at=later(2))
    assert queries.case(case.id).claimed_by_id == jonna.id
    actions.release(case_id=case.id, by=jonna, at=later(2))
    assert queries.waiting(SYSTEM, now=later(3))[0].held_by == ""


def test_the_clock_stands_while_the_fan_is_asked_and_runs_on_with_the_fans_word(said, mira, wen):
    voice = said()
    case = case_of(voice)
    actions.ask_back(case_id=case.id, by=wen, question="Which build?", at=later(5))
    assert (queries.case(case.id).due_at, queries.question_of(case.id).words) == (None, "Which build?")
    assert heard.voice(voice.id, SYSTEM).answer is None
    actions.resume(case_id=case.id, fan=mira, words="26.48", at=later(65))
    assert queries.case(case.id).due_at == later(75)
    actions.answer(case_id=case.id, by=wen, words="Mended in 26.49.", at=later(70))
    standing = queries.cases_of([ref(voice)], now=later(90))[ref(voice)]
    assert (standing.taken, standing.real) == (600, 4200)


def test_a_question_in_a_talk_is_a_reply_and_no_answer(desk, space, mira, tomo, wen):
    topic = started(space, mira)
    case = case_of(topic)
    actions.ask_back(case_id=case.id, by=wen, question="Which wood?", at=later(2))
    bus.drain()
    assert queries.case(case.id).state == "paused"
    community.reply(topic=topic, author=tomo, body="Oak, I guess.", at=later(8))
    bus.drain()
    assert queries.case(case.id).state == "paused"
    community.reply(topic=topic, author=mira, body="Oak.", at=later(10))
    bus.drain()
    assert (queries.case(case.id).state, queries.case(case.id).due_at) == ("open", later(23))


def test_the_answer_goes_to_the_voice_or_under_the_topic_and_once(said, space, tomo, wen, jonna):
    voice, topic = said(), started(space, tomo)
    actions.answer(case_id=case_of(voice).id, by=wen, words="We look.", at=later(4))
    actions.answer(case_id=case_of(topic).id, by=wen, words="Hard wax.", at=later(5))
    bus.drain()
    assert heard.voice(voice.id, SYSTEM).answer.words == "We look."
    assert talk.Reply.objects.get(topic=topic).body == "Hard wax."
    assert kinds(case_of(topic)) == ["opened", "answered"]
    with pytest.raises(Refused, match="quicker"):
        actions.answer(case_id=case_of(voice).id, by=jonna, words="Me too.", at=later(6))


def test_what_needs_no_answer_leaves_the_wall_with_a_reason_and_comes_back(said, wen):
    case = case_of(said())
    with pytest.raises(Refused):
        actions.excuse(case_id=case.id, by=wen, why=" ", at=later(2))
    actions.excuse(case_id=case.id, by=wen, why="The same as above.", at=later(5))
    assert queries.waiting(SYSTEM, now=later(6)) == []
    actions.reopen(case_id=case.id, by=wen, at=later(30))
    assert queries.case(case.id).due_at == later(40)


def test_a_case_keeps_the_policy_it_began_with(said, jonna, desk):
    voice = said()
    actions.publish_hours(name="oslo", zone="Europe/Oslo", week=["10:00-11:00"] * 7, by=jonna, at=later(1))
    assert queries.policies()[0].version == desk.version + 1
    assert queries.policies()[0].hours.version == 2
    assert case_of(voice).policy == desk
    assert case_of(said(at=later(2))).due_at == datetime(2026, 11, 27, 9, 15, tzinfo=UTC)


def test_a_space_and_a_market_may_have_promises_of_their_own(desk, space, mira, jonna):
    china = actions.publish_hours(
        name="shanghai", zone="Asia/Shanghai", week=WEEK, by=jonna, at=AT, country="CN"
    )
    actions.set_policy(scope=f"space:{space.id}", seconds=3600, hours=china, by=jonna, at=AT)
    topic = started(space, mira)
    assert case_of(topic).due_at == datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
    assert queries.policy_for(None, "cn").scope == ""
    actions.end_policy(scope=f"space:{space.id}", by=jonna, at=later(1))
    assert queries.policy_for(space.id).scope == ""


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"zone": "Mars/Olympus"}, "no time zone"),
        ({"week": ["nine"] * 7}, "cannot be read"),
        ({"week": [""] * 7}, "never opens"),
        ({"country": "XX"}, "No holidays"),
    ],
)
def test_hours_nobody_could_keep_are_refused(jonna, more, words):
    told = {"name": "x", "zone": "UTC", "week": WEEK, "by": jonna, "at": AT} | more
    with pytest.raises(Refused, match=words):
        actions.publish_hours(**told)


def test_public_holidays_are_closed(said):
    norways_day = datetime(2027, 5, 14, 15, 0, tzinfo=UTC)  # Friday 17:00; Monday is 17 May
    assert case_of(said(at=norways_day)).due_at == datetime(2027, 5, 18, 7, 15, tzinfo=UTC)


def test_people_are_told_before_it_is_too_late_and_once(said, wen, jonna):
    rule = actions.tell_before(minutes=5, whose="member", which=str(wen.id), by=jonna, at=AT)
    said()
    assert actions.escalate(at=later(9)) == 0
    assert actions.escalate(at=later(10)) == 1
    assert actions.escalate(at=later(11)) == 0
    bus.drain()
    note = fans.Notice.objects.get(fan=wen.fan, kind="case_escalated")
    assert note.data == {"title": "Kettle resets it", "minutes": "5"}
    assert "wen@example.org" in {letter.to for letter in mail.letters()}
    actions.stop_telling(rule_id=rule.id, at=later(12))
    assert queries.escalation_rules() == []


def test_a_closed_desk_wakes_nobody(said, wen, jonna):
    actions.tell_before(minutes=15, whose="duty", which="desk", by=jonna, at=AT)
    team.give_duty(member=wen, duty="desk", by=jonna, at=AT)
    said(at=datetime(2026, 11, 26, 20, tzinfo=UTC))
    assert actions.escalate(at=datetime(2026, 11, 26, 21, tzinfo=UTC)) == 0
    assert actions.escalate(at=datetime(2026, 11, 27, 8, 0, tzinfo=UTC)) == 1


def test_squads_and_duties_name_people(wen, jonna, leo):
    from fanloop.people.team.queries import colleagues

    light = team.hire(fan=leo, name="Leo", rank="engineer", squad="Light", by=jonna, at=AT)
    rule = actions.tell_before(minutes=5, whose="squad", which="Light", by=jonna, at=AT)
    assert queries.told_by(rule, colleagues()) == [light]


def test_prepared_answers_are_replaced_and_checked(jonna):
    first = actions.prepare_answer(
        title="Thanks", words={"en": "Thank you, {name}.", "zh-hans": ""}, by=jonna, at=AT
    )
    actions.prepare_answer(title="Thanks", words={"en": "Thanks, {name}."}, by=jonna, at=AT, instead_of=first)
    ready = queries.ready(queries.canned_answers(), language="zh-hans", values={"name": "Mira"})
    assert [one.text for one in ready] == ["Thanks, Mira."]
    with pytest.raises(Refused, match="price"):
        actions.prepare_answer(title="Price", words={"en": "It is {price}."}, by=jonna, at=AT)


def test_drafts_are_kept_until_the_answer_is_sent(said, wen):
    case = case_of(said())
    actions.keep_draft(case_id=case.id, by=wen, words="We", at=later(1))
    actions.keep_draft(case_id=case.id, by=wen, words="We will", at=later(2))
    assert [draft.words for draft in queries.drafts_of(case.id)] == ["We will"]
    actions.answer(case_id=case.id, by=wen, words="We will look.", at=later(3))
    assert queries.drafts_of(case.id) == []


def test_only_those_involved_judge_and_the_member_reads_thanks(said, mira, tomo, wen):
    voice = said()
    case = case_of(voice)
    with pytest.raises(Refused):
        actions.judge(case=case, fan=mira, helped=True, at=later(1))
    actions.answer(case_id=case.id, by=wen, words="We will look.", at=later(3))
    case = case_of(voice)
    for stranger in (tomo, wen.fan):
        with pytest.raises(Refused):
            actions.judge(case=case, fan=stranger, helped=True, at=later(4))
    actions.judge(case=case, fan=mira, helped=False, at=later(4))
    actions.judge(case=case, fan=mira, helped=True, words="It did.", at=later(5))
    found = queries.judged(since=AT)
    assert (found.helped, found.of) == (1, 1)
    assert fans.Notice.objects.get(fan=wen.fan, kind="answer_helped").data["words"] == "It did."


def test_the_proof_is_reckoned_from_the_log(said, wen):
    for minutes, took in ((0, 6), (1, 10), (2, 40), (3, None)):
        case = case_of(said(at=later(minutes)))
        if took:
            actions.answer(case_id=case.id, by=wen, words="Yes.", at=later(minutes + took))
    shown = queries.proof(now=later(60), zone="Europe/Oslo")
    assert (shown.today.figures.in_time, shown.today.figures.counted) == (2, 4)
    assert (shown.today.figures.half, shown.weeks[0].figures.counted, len(shown.weeks)) == (600, 4, 8)
    queries.Case.objects.update(due_at=None)
    assert queries.proof(now=later(60), zone="Europe/Oslo").whole == shown.whole


def test_the_wall_is_sorted_by_time_left_and_closed_to_fans(said, wen, mira, jonna, space):
    china = actions.publish_hours(name="shanghai", zone="Asia/Shanghai", week=WEEK, by=jonna, at=AT)
    actions.set_policy(scope=f"space:{space.id}", seconds=900, hours=china, by=jonna, at=AT)
    said(title="Second", at=later(3))
    said(title="First", at=AT)
    asked = said(title="Asked", at=AT)
    actions.ask_back(case_id=case_of(asked).id, by=wen, question="Which?", at=later(1))
    started(space, mira)
    rows = queries.waiting(SYSTEM, now=later(5))
    assert [(row.title, row.lane) for row in rows] == [
        ("First", "now"), ("Second", "now"), ("Which oil?", "later"), ("Asked", "fan"),
    ]  # fmt: skip
    assert [row.minutes for row in rows] == [10, 13, 15, None]
    assert queries.waiting(ANYONE, now=later(5)) == []


def test_the_wall_asks_the_same_number_of_queries_whatever_waits(said, django_assert_max_num_queries):
    for minutes in range(6):
        said(at=later(minutes))
    with django_assert_max_num_queries(5):
        queries.waiting(SYSTEM, now=later(9))
    with django_assert_max_num_queries(1):
        queries.cases_of([f"voices.voice:{number}" for number in range(1, 2_000)], now=later(9))
    with django_assert_max_num_queries(4):
        queries.proof(now=later(9), zone="UTC")


def test_erased_words_are_gone_and_the_figures_stay(said, mira, wen):
    from fanloop.people.fans import actions as people

    voice = said()
    case = case_of(voice)
    actions.ask_back(case_id=case.id, by=wen, question="Which build?", at=later(5))
    actions.resume(case_id=case.id, fan=mira, words="My secret build", at=later(6))
    actions.answer(case_id=case.id, by=wen, words="Mended.", at=later(7))
    actions.judge(case=case_of(voice), fan=mira, helped=True, words="I am moved", at=later(8))
    people.erase(fan=mira, by=mira, at=later(9))
    bus.drain()
    assert all("secret" not in event.words for event in queries.events_of(case.id))
    assert [said.words for said in queries.verdicts_of([case.id])[case.id]] == [""]
    assert queries.judged(since=AT).helped == 1
