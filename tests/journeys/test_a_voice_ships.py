"""A fan says something, and it comes back: answered, promised, shipped, thanked. In a real browser, by clicks alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import seen_at, what_is_asked_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HUM = "The foot hums softly at night when the lamp is off, I hear it in bed"
HUM_TITLE = HUM[:40]


def test_a_new_fan_is_heard_answered_promised_shipped_and_thanked(newcomer, visit):
    fan = newcomer("ada.hears")
    voice = says(fan, HUM)
    answers(visit("/desk/voices", who="mateo"), HUM_TITLE, "Your supply has a loose choke. We glue it down.")
    inbox = seen_at(fan, "/me/inbox", "We glue it down.")
    inbox.get_by_role("link", name=re.compile("Answered")).click()
    expect(fan).to_have_url(re.compile(f"{voice}$"))
    expect(fan.get_by_role("region", name="Official answer")).to_contain_text("Mateo")
    seen_at(fan, "/letters?to=ada.hears@example.org", "We glue it down.")

    founder = visit("/desk/needs", who="jonna")
    promises(founder, HUM_TITLE, "Silent at night", "A bedroom lamp must be silent")
    seen_at(fan, "/me/inbox", "A bedroom lamp must be silent")

    train = departs_with(founder, "The foot is silent", promise="Silent at night")
    expect(founder.locator("main")).to_contain_text("ada.hears")
    seen_at(fan, "/me/inbox", f"It left on train {train}, because you asked")
    seen_at(fan, "/letters?to=ada.hears@example.org", "Shipped: The foot is silent")
    seen_at(fan, "/people/ada.hears", "shipped change")


def says(fan, words):
    """Say something, having looked at what was said before; the address of the voice."""
    fan.goto("/voices/new")
    with fan.expect_response("**/voices/similar**"):
        fan.get_by_role("textbox", name="What should it do that it does not?").fill(
            "a clamp so that it can leave the table"
        )
    near = fan.locator("#isit")
    expect(near).to_contain_text("Is it one of these?")
    expect(near.get_by_role("link", name=re.compile("clamp")).first).to_be_visible()
    with fan.expect_response("**/voices/similar**"):
        fan.get_by_role("textbox", name="What should it do that it does not?").fill(words)
    fan.get_by_label("Something is broken").check()
    what_is_asked_for(fan)
    fan.get_by_role("button", name="Say it", exact=True).click()
    expect(fan.get_by_text("Heard. Somebody who builds it will answer here.")).to_be_visible()
    return fan.url


def answers(engineer, title, words):
    engineer.get_by_role("link", name=re.compile(re.escape(title))).click()
    expect(engineer.locator("main .words")).to_contain_text(title)
    engineer.get_by_label("Your answer").fill(words)
    engineer.get_by_role("button", name="Answer", exact=True).click()
    expect(engineer.get_by_text("has been told")).to_be_visible()
    expect(engineer.get_by_role("link", name=re.compile(re.escape(title)))).to_have_count(0)


def promises(founder, voice, title, because):
    founder.get_by_role("checkbox", name=re.compile(re.escape(voice))).check()
    founder.get_by_label("What they mean, in our words").fill(title)
    founder.get_by_role("button", name="Gather", exact=True).click()
    expect(founder.get_by_role("heading", name=title, level=1)).to_be_visible()
    founder.get_by_label("Why we will build it").fill(because)
    founder.get_by_role("button", name="Promise it").click()
    expect(founder.get_by_text("Promised. Everybody can read it now.")).to_be_visible()


def departs_with(founder, change, *, promise):
    """Make a change that keeps a promise, board the first train, let it leave; the number of the train."""
    founder.goto("/desk/trains")
    founder.get_by_text("Put a change here").click()
    founder.get_by_label("What is different, in the fans' words").fill(change)
    founder.get_by_label("Which promise it keeps").select_option(label=promise)
    founder.get_by_role("button", name="It is built", exact=True).click()
    card = founder.locator("li.change", has_text=change)
    expect(card).to_contain_text("1 fan")
    card.get_by_text("Move").first.click()
    card.get_by_label("Why it boards after the doors closed").fill("It is one drop of glue.")
    first = card.locator("details.move").get_by_role("button", name=re.compile("^Board")).first
    train = re.search(r"\d\d\.\d\d", first.inner_text())[0]
    first.click()
    expect(
        founder.locator("section", has=founder.get_by_role("heading", name=re.compile(re.escape(train))))
    ).to_contain_text(change)
    founder.get_by_text(f"Close the doors of {train}").click()
    founder.get_by_role("button", name="Let it leave").click()
    expect(founder).to_have_url(re.compile(f"/fridays/.*{re.escape(train)}"))
    return train


def test_a_fan_is_heard_in_chinese_and_without_javascript(newcomer, visit):
    fan = newcomer("xiao.deng", language="zh-hans", javascript=False, width=390)
    first = "我希望台灯在日落的时候慢慢变暗提醒我下班"
    fan.goto("/voices/new")
    fan.locator("#say").fill(first)
    what_is_asked_for(fan)
    fan.locator("main form#say-it button.go").click()
    if "/voices/new" in fan.url:
        fan.locator("main form#say-it button.go").click()
    heard = fan.url
    assert re.search(r"/voices/\d+$", heard)
    expect(fan.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(fan.locator("main")).to_contain_text(first)
    engineer = visit("/desk/voices", who="mateo")
    engineer.get_by_role("link", name=re.compile(first[:12])).click()
    engineer.get_by_label("Your answer").fill("好主意，下周五就上车。")
    engineer.get_by_role("button", name="Answer", exact=True).click()
    inbox = seen_at(fan, "/me/inbox", "好主意，下周五就上车。")
    expect(inbox.get_by_role("link", name=re.compile("我希望台灯"))).to_be_visible()
    expect(inbox).not_to_contain_text("Answered")
    seen_at(fan, "/letters?to=xiao.deng@example.org", "好主意，下周五就上车。")


def test_without_javascript_what_was_said_before_is_shown_before_it_is_said_again(newcomer):
    fan = newcomer("nora.script", javascript=False)
    fan.goto("/voices/new")
    fan.locator("#say").fill("It needs a clamp, so that it can leave the table")
    what_is_asked_for(fan)
    fan.get_by_role("button", name="Say it", exact=True).click()
    near = fan.locator("#isit")
    expect(near).to_contain_text("A clamp, so it can leave the table")
    near.get_by_role("button", name=re.compile("clamp")).first.click()
    expect(fan.get_by_text("You are in: you hear of every step.")).to_be_visible()
    expect(fan.get_by_role("heading", level=1)).to_contain_text("clamp")
