"""Crowdfunding in a real browser: one that reaches its goal and charges, one that misses it and charges nobody.

The house is a demo of its own, because its clock moves; nobody sleeps.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import log_in
from tests.house import open_demo
from tests.journeys.conftest import seen_at, sign_up

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PORCH = "/order/porch"
WHO = ("pia.porch", "otto.outside", "greta.gate")


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    """A house whose clock only this journey moves."""
    with open_demo(tmp_path_factory.mktemp("days")) as opened:
        yield opened


@pytest.fixture
def enter(browser, days):
    """A browser of somebody's own: `enter("jonna")`, or of nobody yet: `enter()`."""
    contexts = []

    def open_page(who=None, path="/", **how):
        context = browser.new_context(base_url=days.url, locale="en-GB", reduced_motion="reduce", **how)
        contexts.append(context)
        page = context.new_page()
        if who:
            log_in(page, who)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_a_porch_lamp_reaches_its_goal_and_a_sundial_does_not(enter):
    maker = enter("jonna", "/desk/campaigns/new")
    opens_a_sundial(maker)
    fans = [
        sign_up(
            enter(path="/account/signup/", java_script_enabled=False, viewport={"width": 390, "height": 800}),
            who,
        )
        for who in WHO
    ]
    lonely = pledges(fans[0], "/order/sundial", 1, "Sandbox")

    orders = [
        pledges(fan, PORCH, 3, way)
        for fan, way in zip(fans, ("Sandbox", "Bank transfer", "Sandbox"), strict=True)
    ]
    fewer = changes(fans[2], orders[2], 2)
    expect(enter(path=PORCH).locator(".goal")).to_contain_text("19 pieces")
    steps_out(fans[2], fewer)
    expect(enter(path=PORCH).locator(".goal")).to_contain_text("17 pieces")
    again = pledges(fans[2], PORCH, 3, "Sandbox")
    expect(enter(path=PORCH).locator(".goal")).to_contain_text("The goal is reached.")

    clock_goes_to(maker, "deadline")
    missed = seen_at(fans[0], f"/orders/{lonely}", "It was not enough. Nothing was charged.")
    expect(missed.get_by_text("Nothing was paid yet.")).to_be_visible()
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


def opens_a_sundial(maker):
    """Ten are wanted by the end of the week, for one need that was promised."""
    maker.get_by_label("Title").fill("Sundial")
    maker.get_by_label("What people get").fill("A shadow, sharp to the minute.")
    maker.locator("input[name=acceptances]").first.check()
    maker.locator("input[name=variants]").first.check()
    maker.get_by_label("How many can be made").fill("40")
    maker.get_by_label("Last day to order").fill("2026-12-01")
    maker.get_by_label("With people from").fill("2027-03-01")
    maker.get_by_label("With people until").fill("2027-03-31")
    maker.locator("input[name=price_eu]").fill("49")
    maker.locator("input[name=price_us]").fill("55")
    maker.locator("input[name=price_cn]").fill("390")
    maker.locator("select[name=way], input[name=way]").first.select_option("crowdfunding")
    maker.get_by_text("Crowdfunding: a goal, early birds").click()
    maker.locator("input[name=goal]").fill("10")
    maker.get_by_role("button", name="Open it now").click()
    expect(maker.get_by_text("Sundial is open.")).to_be_visible()


def pledges(fan, place, pieces, way):
    """Pledge for the first tier that is open; the order's number."""
    fan.goto(place)
    fan.get_by_label("How many?").select_option(str(pieces))
    fan.get_by_label(re.compile(way)).check()
    fan.locator("#order button.go").click()
    expect(fan.get_by_text("Thank you. Your pledge counts.")).to_be_visible()
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


def clock_goes_to(maker, step):
    maker.goto("/demo")
    maker.locator(f"button[value={step}]").click()
    expect(maker.get_by_text("It is ").first).to_be_visible()


def is_here(maker, reference):
    maker.goto("/desk/orders")
    row = maker.get_by_role("row", name=re.compile(re.escape(reference)))
    row.get_by_role("button", name="It is here").click()
    expect(maker.get_by_text(re.compile("^Recorded:"))).to_be_visible()
