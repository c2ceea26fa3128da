"""Flags, judgements, strikes and appeals on the real database."""

from datetime import timedelta

import pytest

from fanloop.foundation import bus
from fanloop.foundation.models import FactRow
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community import actions as community
from fanloop.listening.conversations import actions as conversations
from fanloop.listening.conversations.models import Message
from fanloop.listening.moderation import actions, queries
from fanloop.listening.moderation.actions import Refused
from fanloop.listening.moderation.models import Review
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from fanloop.people.team import actions as team
from fanloop.people.team import queries as team_queries
from tests.listening.conftest import AT, somebody

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def space(db):
    return community.open_space(slug="living", name="Living with it", at=AT)


@pytest.fixture
def topic(space, mira):
    return community.start_topic(space=space, author=mira, title="Oak care", body="What oil?", at=AT)


@pytest.fixture
def about(topic):
    return f"community.topic:{topic.id}"


@pytest.fixture
def boss(jonna):
    return team_queries.viewer_of(jonna.fan_id)


@pytest.fixture
def wen(jonna):
    """A moderator with the rank of an engineer."""
    member = team.hire(fan=somebody("wen"), name="Wen", rank="engineer", by=jonna, at=AT)
    team.give_duty(member=member, duty="moderator", by=jonna, at=AT)
    return member


def kinds(fan):
    return [row.kind for row in fan_queries.inbox(viewer=Viewer(fan_id=fan.id)) if row.kind != "welcome"]


def deeds(fan, *wanted):
    return [(one.kind, one.count) for one in fan_queries.credit(fan.id) if one.kind in wanted]


def flagged(about, *people, reason="spam"):
    rows = [actions.flag(about=about, by=fan, reason=reason, words="look", at=AT) for fan in people]
    return rows[-1].review


def test_flags_add_up_in_one_review_until_they_hide(about, mira, jonna):
    crowd = [somebody(f"fan{n}") for n in range(9)]
    review = flagged(about, *crowd[:8])
    assert not queries.is_hidden(about)
    review = flagged(about, crowd[8])
    review.refresh_from_db()
    assert (review.score, review.version, queries.is_hidden(about)) == (9.0, 9, True)
    assert kinds(mira) == ["words_reported"]
    assert Review.objects.count() == 1


def test_one_report_a_round_and_none_of_ones_own_words(about, mira, tomo):
    flagged(about, tomo)
    with pytest.raises(Refused, match="already"):
        flagged(about, tomo)
    with pytest.raises(Refused, match="your own"):
        flagged(about, mira)
    with pytest.raises(Refused, match="reasons"):
        flagged(about, somebody("x1"), reason="boring")
    for nothing in ("community.topic:999999", "nobody.knows:1", "rubbish"):
        with pytest.raises(Refused, match="nothing here"):
            flagged(nothing, tomo)


def test_a_day_holds_so_many_reports(about, space, tomo, jonna, mira):
    actions.set_figures(changed={"flags_a_day": 1}, because="a flood", by=jonna.fan, at=AT)
    flagged(about, tomo)
    other = community.start_topic(space=space, author=mira, title="Other", body="w", at=AT)
    with pytest.raises(Refused) as refused:
        flagged(f"community.topic:{other.id}", tomo)
    assert refused.value.again_at == AT + timedelta(days=1)


def test_hiding_tells_everybody_and_writes_deeds(about, mira, tomo, leo, jonna):
    review = flagged(about, tomo, leo)
    actions.judge(review=review, verdict="hide", by=jonna.fan, why="An advertisement.", at=LATER)
    bus.drain()
    assert queries.is_hidden(about)
    assert kinds(tomo) == kinds(leo) == ["report_hide"]
    assert kinds(mira) == ["words_hidden"]
    assert deeds(mira, "flagged") == [("flagged", 2)]
    assert deeds(tomo, "flag_agreed") == [("flag_agreed", 1)]
    assert queries.accuracy([tomo.id]) == {tomo.id: (1, 0)}
    fact = FactRow.objects.get(name="moderation.FlagJudged").payload
    assert (fact["verdict"], fact["author"]) == ("hide", f"fans.fan:{mira.id}")
    assert set(fact["reporters"]) == {f"fans.fan:{tomo.id}", f"fans.fan:{leo.id}"}


def test_judging_again_undoes_and_nothing_is_lost(about, mira, tomo, jonna, boss):
    review = flagged(about, tomo)
    actions.judge(review=review, verdict="hide", by=jonna.fan, why="Spam.", at=LATER)
    actions.judge(
        review=review, verdict="show", by=jonna.fan, why="I was wrong.", at=LATER + timedelta(hours=1)
    )
    assert not queries.is_hidden(about)
    assert deeds(mira, "flagged") == deeds(tomo, "flag_agreed") == []
    assert queries.accuracy([tomo.id]) == {tomo.id: (0, 1)}
    (card,) = queries.cards(queries.history(viewer=boss).object_list, at=LATER)
    assert [(one.verdict, one.stands) for one in card.judgements] == [("show", True), ("hide", False)]
    assert kinds(mira) == ["words_shown", "words_hidden"]


def test_what_changed_since_it_was_read_is_not_judged(about, tomo, leo, jonna, mira):
    review = flagged(about, tomo)
    flagged(about, leo)
    with pytest.raises(Refused, match="once more"):
        actions.judge(review=review, verdict="show", by=jonna.fan, why="", version=1, at=LATER)
    actions.judge(review=review, verdict="show", by=jonna.fan, why="", version=2, at=LATER)
    again = flagged(about, somebody("late"))
    assert again.id != review.id
    with pytest.raises(Refused, match="new reports"):
        actions.judge(review=review, verdict="hide", by=jonna.fan, why="w", at=LATER)


def test_a_judgement_needs_a_reason_and_somebody_else(about, mira, tomo, jonna, space):
    review = flagged(about, tomo)
    with pytest.raises(Refused, match="Say why"):
        actions.judge(review=review, verdict="hide", by=jonna.fan, why=" ", at=LATER)
    own = community.start_topic(space=space, author=jonna.fan, title="Ours", body="w", at=AT)
    with pytest.raises(Refused, match="your own"):
        actions.judge(
            review=flagged(f"community.topic:{own.id}", tomo), verdict="show", by=jonna.fan, why="", at=LATER
        )


def test_a_claim_keeps_others_away_until_it_lapses(about, tomo, jonna, wen):
    review = flagged(about, tomo)
    actions.claim(review=review, by=wen.fan, at=LATER)
    with pytest.raises(Refused, match="reading this now"):
        actions.claim(review=review, by=jonna.fan, at=LATER)
    with pytest.raises(Refused, match="reading this now"):
        actions.judge(review=review, verdict="show", by=jonna.fan, why="", at=LATER)
    actions.claim(review=review, by=jonna.fan, at=LATER + timedelta(minutes=10))
    assert actions.let_go(review=review, by=jonna.fan, at=LATER + timedelta(minutes=11))
    actions.judge(review=review, verdict="ignore", by=wen.fan, why="", at=LATER + timedelta(minutes=11))
    assert queries.accuracy([tomo.id]) == {tomo.id: (0, 0)}


def screen(fan, text="Hard wax oil, thinly put on.", act="reply", at=LATER, **more):
    return actions.screen(by=fan, text=text, act=act, at=at, **more)


def test_the_gate_says_when_again_and_lets_the_team_pass(tomo, jonna):
    assert not screen(tomo).held
    with pytest.raises(Refused, match="quick") as refused:
        screen(tomo, text="Something else entirely.", at=LATER + timedelta(seconds=10))
    assert refused.value.again_at == LATER + timedelta(seconds=30)
    assert not screen(jonna.fan).held
    assert not screen(jonna.fan).held


def test_watched_words_block_hold_or_flag(tomo, jonna, space):
    for word, effect in [("casino", "block"), ("crypto*", "hold"), ("cheap", "flag")]:
        actions.watch_word(word=word, effect=effect, by=jonna.fan, at=AT)
    with pytest.raises(Refused, match="casino"):
        screen(tomo, text="Casino!")
    assert screen(tomo, text="Cryptocoins for all").reasons == ("word:crypto*",)
    noted = screen(tomo, text="A cheap lamp, is it not?", at=LATER + timedelta(minutes=5))
    assert (noted.held, noted.noted) == (False, ("word:cheap",))
    with pytest.raises(Refused, match="watched already"):
        actions.watch_word(word="CASINO", effect="hold", by=jonna.fan, at=AT)
    (word,) = [one for one in queries.watched_words() if one.word == "casino"]
    assert actions.unwatch(word=word, by=jonna.fan, at=LATER)
    assert screen(tomo, text="Casino!", at=LATER + timedelta(hours=1)).is_clear


def test_what_is_held_waits_out_of_sight_until_it_is_shown(tomo, jonna, space, boss):
    actions.watch_word(word="crypto", effect="hold", by=jonna.fan, at=AT)

    def write():
        return community.start_topic(space=space, author=tomo, title="Crypto", body="crypto", at=LATER)

    row, screening = actions.screened(by=tomo, text="crypto", act="topic", at=LATER, write=write)
    about = f"community.topic:{row.id}"
    assert screening.held
    assert queries.is_hidden(about)
    assert kinds(tomo) == ["words_held"]
    (review,) = queries.queue(viewer=boss, at=LATER).object_list
    assert (review.held, review.scope, review.author_id) == (True, f"community.space:{space.id}", tomo.id)
    with pytest.raises(Refused, match="like that"):
        actions.judge(review=review, verdict="ignore", by=jonna.fan, why="", at=LATER)
    actions.judge(review=review, verdict="show", by=jonna.fan, why="", at=LATER)
    assert not queries.is_hidden(about)
    assert kinds(tomo) == ["words_shown", "words_held"]


def test_a_write_that_fails_leaves_no_trace(tomo, space):
    def fail():
        return community.start_topic(space=space, author=tomo, title=" ", body="", at=LATER)

    with pytest.raises(community.Refused):
        actions.screened(by=tomo, text="A text of some length.", act="topic", at=LATER, write=fail)
    assert not screen(tomo, text="A text of some length.", act="topic").held


def test_strikes_climb_and_silence_takes_the_pen_only(tomo, jonna):
    steps = [actions.strike(fan=tomo, by=jonna.fan, why=f"{n}", at=AT) for n in range(4)]
    assert [row.consequence for row in steps] == ["warn", "silence", "silence", "suspend"]
    assert kinds(tomo)[0] == "strike_suspend"
    assert not queries.may_vote(tomo.id, at=LATER)
    actions.lift(strike=steps[3], by=jonna.fan, why="Enough.", at=AT)
    assert queries.may_vote(tomo.id, at=LATER)
    assert not queries.may_write(tomo.id, at=LATER)
    with pytest.raises(Refused, match="until 16 Nov"):
        screen(tomo)
    assert queries.may_write(tomo.id, at=AT + timedelta(days=7))
    assert queries.strikes_held(tomo.id, at=AT + timedelta(days=180)) == []


def test_the_team_gets_no_strikes(jonna, wen):
    with pytest.raises(Refused, match="Talk to them"):
        actions.strike(fan=wen.fan, by=jonna.fan, why="w", at=AT)


def test_an_appeal_is_decided_by_somebody_else(tomo, mira, jonna, wen):
    strike = actions.strike(fan=tomo, by=wen.fan, why="Rude.", at=AT)
    with pytest.raises(Refused, match="nothing to appeal"):
        actions.appeal(fan=mira, strike=strike, words="Not me.", at=AT)
    appeal = actions.appeal(fan=tomo, strike=strike, words="It was a quote.", at=AT)
    assert kinds(jonna.fan) == ["appeal_waits"]
    with pytest.raises(Refused, match="with us"):
        actions.appeal(fan=tomo, strike=strike, words="Again.", at=AT)
    with pytest.raises(Refused, match="Somebody else"):
        actions.decide(appeal=appeal, by=wen.fan, granted=False, why="No.", at=LATER)
    actions.decide(appeal=appeal, by=jonna.fan, granted=True, why="It was.", at=LATER)
    assert queries.strikes_held(tomo.id, at=LATER) == []
    assert kinds(tomo)[:2] == ["appeal_granted", "strike_lifted"]


def test_an_appeal_about_words_shows_them_again(about, mira, tomo, jonna, wen):
    review = flagged(about, tomo)
    actions.judge(review=review, verdict="hide", by=wen.fan, why="Spam.", at=AT)
    review.refresh_from_db()
    appeal = actions.appeal(fan=mira, review=review, words="It is my lamp.", at=AT)
    actions.decide(appeal=appeal, by=jonna.fan, granted=True, why="It is.", at=LATER)
    assert not queries.is_hidden(about)
    assert queries.accuracy([tomo.id]) == {tomo.id: (0, 1)}


def test_a_moderator_of_a_space_sees_its_queue_only(about, topic, tomo, wen, boss):
    space, mira, jonna = topic.space, topic.author, wen.hired_by
    elsewhere = community.open_space(slug="bench", name="Bench", at=AT)
    other = community.start_topic(space=elsewhere, author=mira, title="x", body="y", at=AT)
    flagged(about, tomo)
    far = flagged(f"community.topic:{other.id}", tomo)
    viewer = team_queries.viewer_of(wen.fan_id)
    assert queries.waiting_count(viewer=viewer, at=LATER) == 2
    charge = actions.charge(member=wen, scope=f"community.space:{space.id}", by=jonna.fan, at=AT)
    assert [row.about for row in queries.queue(viewer=viewer, at=LATER).object_list] == [about]
    assert queries.review(far.id, viewer) is None
    assert not queries.may_moderate(viewer, f"community.space:{elsewhere.id}")
    assert queries.waiting_count(viewer=boss, at=LATER) == 2
    actions.discharge(charge=charge, by=jonna.fan, at=LATER)
    assert queries.waiting_count(viewer=viewer, at=LATER) == 2
    assert queries.waiting_count(viewer=Viewer(fan_id=tomo.id), at=LATER) == 0


def test_cards_cost_the_same_for_one_and_many(topic, tomo, boss, django_assert_num_queries):
    space, mira = topic.space, topic.author
    for n in range(5):
        row = community.start_topic(space=space, author=mira, title=f"{n}", body="y", at=AT)
        flagged(f"community.topic:{row.id}", tomo)
    rows = list(queries.queue(viewer=boss, at=LATER).object_list)
    with django_assert_num_queries(7):
        assert len(queries.cards(rows, at=LATER)) == 5
    with django_assert_num_queries(7):
        queries.cards(rows[:1], at=LATER)


def test_erasure_takes_words_and_traces(about, tomo, jonna):
    review = flagged(about, tomo)
    strike = actions.strike(fan=tomo, by=jonna.fan, why="Rude.", at=AT)
    actions.appeal(fan=tomo, strike=strike, words="No.", at=AT)
    screen(tomo)
    assert {row["kind"] for row in fan_queries.export(Viewer(fan_id=tomo.id))["moderation"]} == {
        "report",
        "strike",
        "appeal",
    }
    fans.erase(fan=tomo, by=tomo, at=LATER)
    bus.drain()
    (card,) = queries.cards([review], at=LATER)
    assert card.reporters[0].words == ""
    assert queries.strike(strike.id).why == ""
    assert screen(tomo).is_clear


def test_who_may_not_read_it_cannot_report_it(tomo, mira, jonna):
    conversations.start(by=jonna.fan, to=[mira], subject="Yours", words="Rude words.", at=AT)
    about = f"conversations.message:{Message.objects.get().id}"
    with pytest.raises(Refused, match="nothing here"):
        flagged(about, tomo)
    assert flagged(about, mira, reason="unkind").author_id == jonna.fan_id
