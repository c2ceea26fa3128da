"""The pages of launches and messages, role by role."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fanloop.foundation import clock, mail
from fanloop.people.team import actions as team
from fanloop.selling.launches import queries
from fanloop.selling.launches.actions import consenting, holding, planning, signing
from fanloop.selling.launches.queries import consents, messages
from fanloop.selling.launches.queries import signing as signed
from fanloop.site.consents import token_for
from tests.selling.campaigns.crowd import PLAIN, goal, porch
from tests.selling.launches.world import HOUR, new, person
from tests.selling.world import shop

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def house():
    return shop()


def ahead(house, **said):
    """A launch tomorrow by the clock of the house, which pages look at."""
    begins = said.pop("starts_at", clock.now() + timedelta(days=1))
    row = planning.plan_launch(
        new=new(house, starts_at=begins, ends_at=begins + HOUR, **said), slug="clip", by=house.member, at=clock.now()
    )  # fmt: skip
    return planning.publish(launch=row, by=house.member, at=begins - HOUR)


def signed_in(fan):
    client = Client()
    client.force_login(fan)
    return client


def link_in(letter, part):
    return re.search(rf"(/{part}/\S+)", letter.text)[1]


def test_the_teaser_shows_its_words_and_clock_and_no_room(house):
    ahead(house)
    page = Client().get("/launch/clip").content.decode()
    assert "Something small." in page
    assert "It holds." not in page
    assert "data-countdown" in page
    assert "/launch/clip/share.png" in page
    assert b"The clip" in Client().get("/launches").content


def test_the_first_page_leads_to_the_next_launch_and_to_what_is_planned(house):
    assert "What comes next" not in Client().get("/").content.decode()
    ahead(house)
    hours, days = timedelta(hours=2), timedelta(days=9)
    porch(
        house,
        opens_at=clock.now() + hours,
        closes_at=clock.now() + days,
        tiers=[PLAIN, PLAIN],
        what=goal(late_until=None),
    )
    page = Client().get("/").content.decode()
    assert (
        page.index("What comes next") < page.index('href="/launch/clip"') < page.index('href="/order/porch"')
    )


def test_what_is_not_published_is_for_the_desk_alone(house):
    planning.plan_launch(new=new(house), slug="clip", by=house.member, at=clock.now())
    assert Client().get("/launch/clip").status_code == 404
    assert Client().get("/launch/clip.ics").status_code == 404
    assert Client().get("/launch/clip/share.png").status_code == 404
    assert signed_in(house.boss).get("/launch/clip").status_code == 200
    assert signed_in(person("mira")).get("/launch/clip").status_code == 404


def test_an_address_signs_up_by_two_steps_and_leaves_by_one(house):
    row = ahead(house)
    guest = Client()
    said = {"email": "Guest@example.org", "wish": "2", "agree_launches": "1"}
    assert guest.post("/launch/clip/tell-me", said).status_code == 302
    assert signed.interest(row.id).people == 0
    (letter,) = mail.letters(to="guest@example.org")
    way = link_in(letter, "launch/confirm")
    guest.get(way)
    assert signed.interest(row.id).people == 0, "a program that opens links says nothing"
    guest.post(way)
    guest.post(way)
    assert signed.interest(row.id).pieces == 2
    held = consents.agreed("launches").get()
    assert (held.email, "may write to me" in held.words) == ("guest@example.org", True)


def test_boxes_are_empty_until_somebody_ticks_them(house):
    row = ahead(house)
    page = Client().get("/launch/clip").content.decode()
    box = re.search(r"<input[^>]*agree_launches[^>]*>", page)[0]
    assert "checked" not in box
    mira = signed_in(person("mira"))
    mira.post("/launch/clip/tell-me", {"wish": ""})
    assert signed.interest(row.id).people == 1
    assert consents.totals(["launches"]) == {"launches": 0}


def test_whoever_asks_learns_nothing_about_an_address(house):
    ahead(house)
    known, unknown = Client(), Client()
    person("mira")
    one = known.post("/launch/clip/tell-me", {"email": "mira@example.org"}, follow=True)
    two = unknown.post("/launch/clip/tell-me", {"email": "nobody@example.org"}, follow=True)
    assert words_of(one) == words_of(two)


def words_of(answer):
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0]
    toasts = [str(one) for one in answer.context["messages"]]
    return re.sub(r"<[^>]*>|\s+", " ", main), toasts


def test_a_made_up_token_opens_nothing(house):
    ahead(house)
    for way in ("/launch/confirm/x:y:z", "/launch/leave/abc", "/letters/withdraw/abc"):
        assert Client().get(way).status_code == 404
        assert Client().post(way).status_code == 404


def test_one_click_in_a_letter_ends_a_consent_without_log_in_or_token_of_the_form(house):
    mira = person("mira")
    held = consenting.agree(fan=mira, family="offers", words="Yes.", source="page", at=clock.now())
    way, program = f"/letters/withdraw/{token_for(held.id, 0)}", Client(enforce_csrf_checks=True)
    program.get(way)
    assert consents.families_of(mira.id) == {"offers"}
    assert program.post(way, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert consents.families_of(mira.id) == set()


def test_the_letter_that_says_it_begins_has_one_click_that_forgets_the_address(house):
    row = ahead(house)
    asked = signing.ask_by_address(
        launch=row, email="guest@example.org", language="en", market=None, wish=1, agrees={}, at=clock.now()
    )
    signing.confirm(sign_up=asked, at=clock.now())
    holding.begin(launch=row, at=row.starts_at)
    letter = next(one for one in mail.letters(to="guest@example.org") if "begins:" in one.subject)
    way, program = link_in(letter, "launch/leave"), Client(enforce_csrf_checks=True)
    program.get(way)
    assert signed.sign_up(asked.id).email == "guest@example.org"
    assert program.post(way).status_code == 200
    assert signed.sign_up(asked.id).email == ""


def test_what_comes_next_stands_where_things_are_ordered(house):
    ahead(house)
    assert b"/launch/clip" in Client().get("/order").content


def test_a_fan_agrees_and_withdraws_on_one_page(house):
    mira = person("mira")
    client = signed_in(mira)
    client.post("/me/consents", {"launches": "on"})
    assert consents.families_of(mira.id) == {"launches"}
    client.post("/me/consents", {})
    assert consents.families_of(mira.id) == set()
    assert "may write to me" in client.get("/me/consents").content.decode()


def test_the_live_page_has_the_room_the_announcements_and_a_plain_link(house):
    begins = clock.now() - 5 * MINUTE
    row = launch_now(house, begins)
    page = signed_in(person("mira")).get("/launch/clip").content.decode()
    assert "Hello all" in page
    assert 'href="https://example.org/live"' in page
    assert "<iframe" not in page
    assert "/chat/launch-clip/say" in page
    holding.end(launch=row, by=house.member, at=clock.now())
    after = signed_in(person("leo")).get("/launch/clip").content.decode()
    assert "Hello all" in after
    assert 'id="say"' not in after


def launch_now(house, begins):
    from fanloop.listening.community.actions import open_space

    space = open_space(slug="dawn", name="Dawn", at=begins)
    row = ahead(house, starts_at=begins, space=space, stream="https://example.org/live")
    holding.keep_time(at=begins)
    holding.announce(launch=row, words_said={"en": "Hello all"}, by=house.member, at=begins)
    return row


def test_what_is_said_on_the_launch_page_returns_there_without_a_script(house):
    launch_now(house, clock.now() - 5 * MINUTE)
    client = signed_in(person("mira"))
    answer = client.post(
        "/chat/launch-clip/say", {"words": "Hi"}, headers={"referer": "http://testserver/launch/clip"}
    )
    assert answer["Location"].startswith("http://testserver/launch/clip#l")


def test_open_pages_are_told_when_the_page_turns(house):
    launch_now(house, clock.now() - 5 * MINUTE)
    assert Client().get("/launch/clip/turned?was=teaser").headers["HX-Refresh"] == "true"
    assert Client().get("/launch/clip/turned?was=live%2B").status_code == 204


def test_calendar_and_feed_are_whole(house):
    ahead(house)
    assert b"SUMMARY:The clip" in Client().get("/launch/clip.ics").content
    assert b"The clip" in Client().get("/launches.ics").content
    assert b"<entry>" in Client().get("/launches.atom").content
    assert Client().get("/launch/clip/share.png").content.startswith(b"\x89PNG")


def sales(house):
    row = person("sally")
    member = team.hire(fan=row, name="Sally", rank="engineer", by=house.member, at=clock.now())
    team.give_duty(member=member, duty="sales", by=house.member, at=clock.now())
    return signed_in(row)


def test_sales_plans_publishes_and_ends_a_launch(house):
    desk = sales(house)
    begins = clock.now() + timedelta(days=2)
    said = {
        "title_en": "The clip", "teaser_en": "Soon.", "line": "dawn", "slug": "clip", "starts_at": f"{begins:%Y-%m-%dT%H:%M}",
        "ends_at": f"{begins + HOUR:%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    assert desk.post("/desk/launches/new", said).status_code == 302
    assert Client().get("/launch/clip").status_code == 404
    desk.post("/desk/launches/clip/act", {"act": "publish", "event": "1"})
    assert Client().get("/launch/clip").status_code == 200
    assert b"The clip" in Client().get("/events").content
    desk.post("/desk/launches/clip/act", {"act": "withdraw", "because": "A crack."})
    assert Client().get("/launch/clip").status_code == 404


def test_engineers_and_fans_run_neither_launches_nor_messages(house):
    ahead(house)
    engineer = person("ed")
    team.hire(fan=engineer, name="Ed", rank="engineer", by=house.member, at=clock.now())
    for who in (engineer, person("mira")):
        client = signed_in(who)
        for way in ("/desk/launches", "/desk/launches/clip", "/desk/messages", "/desk/messages/new"):
            assert client.get(way).status_code == 403
        assert client.post("/desk/launches/clip/announce", {"words_en": "x"}).status_code == 403


def test_a_message_is_written_tried_and_sent(house):
    desk, mira = sales(house), person("mira")
    consenting.agree(fan=mira, family="launches", words="Yes.", source="page", at=clock.now())
    said = {
        "subject_en": "A clip", "words_en": "It holds.", "family": "launches", "groups": ["all"], "level": "0",
        "href": "/launches",
    }  # fmt: skip
    way = desk.post("/desk/messages/new", said)["Location"]
    assert "Send it to 1 person" in desk.get(way).content.decode()
    desk.post(f"{way}/act", {"act": "test"})
    assert len(mail.letters(to="sally@example.org")) == 1
    assert mail.letters(to="mira@example.org") == []
    desk.post(f"{way}/act", {"act": "send", "send_at": ""})
    from fanloop.selling.launches.actions.writing import send_some

    message_id = int(way.rsplit("/", 1)[1])
    send_some(message_id=message_id, at=clock.now())
    assert [one.subject for one in mail.letters(to="mira@example.org")] == ["A clip"]
    assert "not tracked" in desk.get(way).content.decode()
    assert messages.message(message_id, at=clock.now()).figures.sent == 1
    mine, other = signed_in(mira), signed_in(person("leo"))
    assert b"It holds." in mine.get(f"/letters/from-us/{message_id}").content
    assert other.get(f"/letters/from-us/{message_id}").status_code == 404
    assert b"A clip" in mine.get(reverse("site:inbox")).content


def test_a_message_leads_nowhere_foreign_by_trick(house):
    desk = sales(house)
    said = {"subject_en": "x", "words_en": "y", "family": "launches", "groups": ["all"], "level": "0"}
    for bad in ("javascript:alert(1)", "//evil.example", "http://evil.example"):
        assert desk.post("/desk/messages/new", {**said, "href": bad}).status_code == 422


def test_the_story_has_a_launch_that_was_and_one_to_come(told):
    at = told.at("2026-11-26 14:20")
    was, comes = queries.launch("dawn-2", at=at), queries.launch("shelf-clip", at=at)
    assert (was.phase, comes.phase) == ("replay", "teaser")
    assert len(queries.announcements(was.launch.id)) == 3
    assert signed.interest(comes.launch.id).people == 5
    sent = [row for row in messages.messages(at=at) if row.state == "sent"]
    assert [row.figures.sent for row in sent] == [2]
    wrote = {
        one.to for one in mail.letters(limit=2_000) if one.about == f"launches.message:{sent[0].message.id}"
    }
    assert told["fan.mira"].email in wrote
    assert told["fan.bookbinder"].email not in wrote
