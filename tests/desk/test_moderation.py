"""Moderation as pages: reporting, the queue, judging, standing, appeals, words, charges."""

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.listening.community import actions as community
from fanloop.listening.moderation import actions, queries
from fanloop.people.team import actions as team
from fanloop.people.team.queries import StaffAct, viewer_of
from tests.listening.conftest import AT, jonna, leo, mira, somebody, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


def browser(fan=None):
    client = Client()
    if fan:
        client.force_login(fan)
    return client


@pytest.fixture
def space(jonna):
    return community.open_space(slug="living", name="Living with it", at=AT)


@pytest.fixture
def about(space, mira):
    row = community.start_topic(space=space, author=mira, title="Oak care", body="Buy my oil.", at=AT)
    return f"community.topic:{row.id}"


@pytest.fixture
def wen(jonna):
    member = team.hire(fan=somebody("wen"), name="Wen", rank="engineer", by=jonna, at=AT)
    team.give_duty(member=member, duty="moderator", by=jonna, at=AT)
    return member


@pytest.fixture
def review(about, tomo):
    return actions.flag(about=about, by=tomo, reason="spam", words="He sells oil.", at=clock.now()).review


def test_a_fan_reports_and_reads_what_came_of_it(about, tomo, jonna):
    fan = browser(tomo)
    page = fan.get(f"/report?about={about}")
    assert "Oak care" in page.text
    assert fan.post("/report", {"about": about, "words": "x"}).status_code == 422
    sent = fan.post("/report", {"about": about, "reason": "spam", "words": "He sells oil."})
    assert sent.status_code == 302
    assert "waits for a moderator" in fan.get("/reports").text
    review = queries.open_review(about)
    actions.judge(review=review, verdict="hide", by=jonna.fan, why="An advertisement.", at=clock.now())
    told = fan.get("/reports").text
    assert "An advertisement." in told
    assert "Oak care" not in told


@pytest.mark.parametrize("about", ["", "rubbish", "orders.order:1", "community.topic:999999"])
def test_what_is_nothing_cannot_be_reported(about, tomo, jonna):
    assert browser(tomo).get("/report", {"about": about}).status_code == 404


def test_the_queue_shows_words_reporters_and_filters(review, jonna, about, space):
    boss = browser(jonna.fan)
    page = boss.get("/desk/moderation").text
    for said in (
        "Oak care",
        "Buy my oil.",
        "He sells oil.",
        "tomo",
        "no report of theirs was judged yet",
        "Living with it",
    ):
        assert said in page
    assert "Oak care" not in boss.get("/desk/moderation?kind=community.reply").text
    assert "Oak care" in boss.get(f"/desk/moderation?scope=community.space:{space.id}&claimed=free").text
    assert "Oak care" not in boss.get("/desk/moderation?claimed=mine").text


def test_a_judgement_at_the_desk_hides_strikes_and_is_in_the_audit(review, about, mira, wen):
    desk = browser(wen.fan)
    assert desk.post(f"/desk/moderation/reviews/{review.id}/claim").status_code == 302
    assert "Hand back" in desk.get("/desk/moderation").text
    said = {"verdict": "hide", "why": "An advertisement.", "version": review.version, "strike": "1"}
    desk.post(f"/desk/moderation/reviews/{review.id}/judge", said)
    assert queries.is_hidden(about)
    assert [row.why for row in queries.strikes_held(mira.id, at=clock.now())] == ["An advertisement."]
    assert set(StaffAct.objects.values_list("act", flat=True)) == {"moderation.hide", "moderation.strike"}
    assert "Nothing waits" in desk.get("/desk/moderation").text
    assert "An advertisement." in desk.get("/desk/moderation/history").text


def test_a_stale_page_judges_nothing(review, about, leo, jonna):
    actions.flag(about=about, by=leo, reason="unkind", at=clock.now())
    said = {"verdict": "hide", "why": "w", "version": review.version}
    answer = browser(jonna.fan).post(f"/desk/moderation/reviews/{review.id}/judge", said, follow=True)
    assert "read it once more" in answer.text
    assert not queries.is_hidden(about)


def test_a_fan_reads_their_standing_and_appeals_and_another_decides(review, mira, tomo, wen, jonna):
    actions.judge(review=review, verdict="hide", by=wen.fan, why="An advertisement.", at=clock.now())
    fan = browser(mira)
    assert "Buy my oil." in fan.get("/standing").text
    assert "Buy my oil." not in browser(tomo).get("/standing").text
    assert (
        browser(tomo)
        .post("/standing/appeals", {"about": f"moderation.review:{review.id}", "words": "x"})
        .status_code
        == 404
    )
    fan.post("/standing/appeals", {"about": f"moderation.review:{review.id}", "words": "It is a gift."})
    assert "with us" in fan.get("/standing").text
    assert "a colleague looks at it" in browser(wen.fan).get("/desk/moderation/appeals").text
    (row,) = queries.appeals(viewer=viewer_of(jonna.fan_id))
    browser(jonna.fan).post(
        f"/desk/moderation/appeals/{row.appeal.id}/decide", {"granted": "1", "why": "It is."}
    )
    assert not queries.is_hidden(review.about)
    assert "Granted" in fan.get("/standing").text or "Nothing stands" in fan.get("/standing").text


def test_strikes_are_given_and_lifted_on_a_persons_page(mira, jonna):
    boss = browser(jonna.fan)
    boss.post("/desk/moderation/people/mira/strike", {"why": "Rude."})
    (row,) = queries.strikes_held(mira.id, at=clock.now())
    assert "Rude." in boss.get("/desk/moderation/people/mira").text
    boss.post(f"/desk/moderation/strikes/{row.id}/lift", {"why": "Said sorry."})
    assert queries.strikes_held(mira.id, at=clock.now()) == []


def test_words_charges_and_thresholds_are_kept(wen, jonna, space, review):
    boss = browser(jonna.fan)
    boss.post("/desk/moderation/words", {"word": "Casino*", "effect": "block", "language": ""})
    (word,) = queries.watched_words()
    assert "casino*" in boss.get("/desk/moderation/words").text
    boss.post(f"/desk/moderation/words/{word.id}/end")
    assert queries.watched_words() == []
    elsewhere = community.open_space(slug="bench", name="Bench", at=AT)
    boss.post("/desk/moderation/charges", {"member": wen.id, "scope": f"community.space:{elsewhere.id}"})
    mod = browser(wen.fan)
    assert "Oak care" not in mod.get("/desk/moderation").text
    assert mod.post(f"/desk/moderation/reviews/{review.id}/judge", {"verdict": "show"}).status_code == 404
    (charge,) = queries.charges()
    boss.post(f"/desk/moderation/charges/{charge.id}/end")
    assert "Oak care" in mod.get("/desk/moderation").text
    form = boss.get("/desk/moderation/thresholds").context["form"]
    said = {name: form[name].value() for name in form.fields} | {"sensitivity": "high", "because": "A flood."}
    assert boss.post("/desk/moderation/thresholds", said).status_code == 302
    assert queries.figures(clock.now()).sensitivity == "high"
    assert queries.figures(clock.now()).gap_post_seconds == 30


def test_a_moderator_hides_in_place_where_it_is_theirs(about, space, wen, jonna, tomo):
    mod, said = browser(wen.fan), {"about": about, "why": "Spam."}
    assert browser(tomo).post("/talk/hide", said).status_code == 404
    assert mod.post("/talk/hide", {"about": "rubbish"}).status_code == 404
    assert mod.post("/talk/hide", said).status_code == 302
    assert queries.is_hidden(about)
    elsewhere = community.open_space(slug="bench", name="Bench", at=AT)
    actions.charge(member=wen, scope=f"community.space:{elsewhere.id}", by=jonna.fan, at=AT)
    assert mod.post("/talk/hide", said | {"want": "0"}).status_code == 404
    assert browser(jonna.fan).post("/talk/hide", said | {"want": "0"}).status_code == 302
    assert not queries.is_hidden(about)
    assert list(StaffAct.objects.values_list("act", flat=True)) == ["moderation.hide", "moderation.show"]
