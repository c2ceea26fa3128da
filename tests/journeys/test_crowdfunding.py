"""Crowdfunding in a real browser: one that reaches its goal and charges, one that misses it and charges nobody.

The house is a demo of its own, because its clock moves; nobody sleeps.
"""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import (
    PATIENCE_SECONDS,
    clock_goes_to,
    clock_reaches,
    fits,
    present,
    seen_at,
    sign_up,
)
from tests.journeys.tongues import TONGUES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PORCH = "/order/porch"
ENGLISH, CHINESE = TONGUES
WHO = ("pia.porch", "otto.outside", "greta.gate")


def test_an_open_page_counts_by_itself_and_a_reward_joins_a_form_that_is_being_filled(enter):
    reader = enter(path=PORCH)
    reader.evaluate("window.stayed = true")
    shown = reader.locator("#goal-now .sum b")
    before = shown.inner_text()
    fan = sign_up(enter(path="/account/signup/"), "lea.live")
    number = pledges(fan, PORCH, 2, "sandbox")
    expect(shown).not_to_have_text(before, timeout=PATIENCE_SECONDS * 1000)
    steps_out(fan, number)
    expect(shown).to_have_text(before, timeout=PATIENCE_SECONDS * 1000)
    assert reader.evaluate("window.stayed")

    maker = enter("jonna", "/desk/campaigns/new")
    maker.locator("input[name=title_en]").fill("Lantern")
    maker.locator("input[name=reward-0-title_en]").fill("One")
    maker.get_by_role("button", name="Add another reward").click()
    expect(maker.locator("#rewards legend", has_text="Reward 2")).to_be_visible()
    expect(maker.locator("input[name=reward-0-title_en]")).to_have_value("One")
    expect(maker.locator("input[name=title_en]")).to_have_value("Lantern")


def test_a_porch_lamp_reaches_its_goal_and_a_sundial_does_not(enter):
    maker = enter("jonna")
    opens(maker, ENGLISH, "Sundial", goal=10, days=5)
    fans = [sign_up(enter(path="/account/signup/", javascript=False, width=390), who) for who in WHO]
    lonely = pledges(fans[0], "/order/sundial", 1, "sandbox")

    orders = [
        pledges(fan, PORCH, 3, way) for fan, way in zip(fans, ("sandbox", "transfer", "sandbox"), strict=True)
    ]
    fewer = changes(fans[2], orders[2], 2)
    expect(enter(path=PORCH).locator(".goal")).to_contain_text("19 pieces")
    steps_out(fans[2], fewer)
    expect(enter(path=PORCH).locator(".goal")).to_contain_text("17 pieces")
    again = pledges(fans[2], PORCH, 3, "sandbox")
    expect(enter(path=PORCH).locator(".goal")).to_contain_text("The goal is reached.")

    clock_goes_to(maker, "deadline")
    missed = seen_at(fans[0], f"/orders/{lonely}", "It was not enough. Nothing was charged.")
    expect(missed.locator("#payments + ul")).to_have_count(0)
    seen_at(fans[0], "/me/inbox", "You were charged nothing.")
    expect(enter(path="/order/sundial").locator("main")).to_contain_text("Nobody was charged")

    clock_goes_to(maker, "deadline")
    seen_at(fans[0], f"/orders/{orders[0]}", "It has succeeded, and your pledge is paid.")
    seen_at(fans[2], f"/orders/{again}", "It has succeeded, and your pledge is paid.")
    seen_at(fans[0], "/me/inbox", "It has succeeded")
    waits = seen_at(fans[1], f"/orders/{orders[1]}", "your place is kept until")
    reference = waits.locator("b.code").first.inner_text()
    is_here(maker, reference)
    seen_at(fans[1], f"/orders/{orders[1]}", "It has succeeded, and your pledge is paid.")

    done = enter(path=PORCH).locator("main")
    expect(done).to_contain_text("Has really come so far")
    expect(done).to_contain_text("You came later?")
    late = sign_up(enter(path="/account/signup/"), "lara.late")
    late.goto(PORCH)
    late.get_by_role("button", name=re.compile("^Order mine for")).first.click()
    expect(late.get_by_role("heading", level=1)).to_contain_text(re.compile("Pay .+ now"))
    maker.goto("/desk/campaigns/porch")
    expect(maker.locator("main")).to_contain_text("succeeded")


def test_they_succeed_and_miss_in_chinese_too(enter):
    said, plain = CHINESE, {"language": CHINESE.code, "javascript": False, "width": 390}
    maker = enter("jonna", language=said.code)
    ends = [
        opens(maker, said, title, goal=goal, days=2) for title, goal in (("Lantern", 3), ("Weathercock", 9))
    ]
    pia, otto = (
        sign_up(enter(path="/account/signup/", **plain), who, said.code) for who in ("ping.an", "ou.tuo")
    )
    made = [pledges(fan, "/order/lantern", pieces, "sandbox", said) for fan, pieces in ((pia, 2), (otto, 1))]
    missed = pledges(otto, "/order/weathercock", 2, "sandbox", said)
    expect(otto.locator("main")).to_contain_text(
        said.like("Nothing is charged yet. On %(day)s it is decided, and you hear of it at once.")
    )
    clock_reaches(maker, max(ends), "deadline")
    for fan, number in zip((pia, otto), made, strict=True):
        seen_at(fan, f"/orders/{number}", said("It has succeeded, and your pledge is paid."))
    seen_at(otto, f"/orders/{missed}", said("It was not enough. Nothing was charged."))
    expect(otto.locator("#payments + ul")).to_have_count(0)
    fits(otto)
    seen_at(otto, "/me/inbox", said("The goal was missed, so it is not made. You were charged nothing."))
    for slug, words in (
        ("lantern", "It has succeeded. Thank you: it is made."),
        ("weathercock", "It was not enough, and it is not made."),
    ):
        expect(enter(path=f"/order/{slug}", **plain).locator(".goal")).to_contain_text(said(words))


def opens(maker, said, title, *, goal, days):
    """So many are wanted by that day, for one need that was promised; the last moment."""
    closes = present(maker).date() + timedelta(days=days)
    maker.goto("/desk/campaigns/new")
    maker.locator("input[name=title_en]").fill(title)
    maker.locator("textarea[name=words_en]").fill("A shadow, sharp to the minute.")
    maker.locator("input[name=acceptances]").first.check()
    maker.locator("input[name=variants]").first.check()
    maker.get_by_label(said("How many can be made")).fill("40")
    for name, day in (
        ("closes", closes.isoformat()),
        ("promise_from", "2027-03-01"),
        ("promise_to", "2027-03-31"),
    ):
        maker.locator(f"input[name={name}]").fill(day)
    for market, price in (("eu", "49"), ("us", "55"), ("cn", "390")):
        maker.locator(f"input[name=price_{market}]").fill(price)
    maker.locator("select[name=way]").select_option("crowdfunding")
    maker.get_by_text(said("Crowdfunding: the goal")).click()
    maker.locator("input[name=goal]").fill(str(goal))
    maker.get_by_role("button", name=said("Open it")).click()
    expect(maker.get_by_text(said("%(title)s is open.", title=title))).to_be_visible()
    return datetime.combine(closes, time.max, tzinfo=UTC).replace(second=0, microsecond=0)


def pledges(fan, place, pieces, way, said=ENGLISH):
    """Pledge for the first tier that is open; the order's number."""
    fan.goto(place)
    fan.get_by_label(said("How many?")).select_option(str(pieces))
    fan.locator(f"input[name=provider][value={way}]").check()
    fan.locator("#order button.go").click()
    expect(
        fan.get_by_text(said("Thank you. Your pledge counts. Nothing is charged before it succeeds."))
    ).to_be_visible()
    fits(fan)
    return re.search(r"/orders/([^/]+)$", fan.url)[1]


def changes(fan, number, pieces):
    """Fewer of them; the place in the queue is the same, the number of the order is new."""
    fan.goto(f"/orders/{number}")
    place = re.search(r"You are number (\d+)", fan.locator("main").inner_text())[1]
    fan.get_by_role("link", name="Change your pledge").click()
    fan.get_by_label("How many?").select_option(str(pieces))
    fan.get_by_role("button", name="Pledge for this instead").click()
    expect(fan.get_by_text("Changed. Your place in the queue is the same.")).to_be_visible()
    expect(fan.locator("main")).to_contain_text(f"You are number {place}")
    return re.search(r"/orders/([^/]+)$", fan.url)[1]


def steps_out(fan, number):
    fan.goto(f"/orders/{number}")
    fan.get_by_role("button", name="Step out of this order").click()
    expect(fan.locator("main")).to_contain_text("Cancelled")


def is_here(maker, reference):
    maker.goto("/desk/orders")
    row = maker.get_by_role("row", name=re.compile(re.escape(reference)))
    row.get_by_role("button", name="It is here").click()
    expect(maker.get_by_text(re.compile("^Recorded:"))).to_be_visible()
