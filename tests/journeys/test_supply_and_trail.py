"""From orders to purchase orders and suppliers' answers, and the way back up to the talk that began it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWER = "Half of them in January, the rest after the holidays"


def test_a_plan_is_approved_and_its_supplier_answers_on_a_phone(visit):
    founder = visit("/desk/demand", who="jonna")
    founder.get_by_role("button", name="Forecast now").click()
    expect(founder.get_by_text("Said and frozen. Earlier forecasts stay beside it.")).to_be_visible()
    before = {link.inner_text() for link in order_links(founder)}
    founder.goto("/desk/supply")
    founder.get_by_label("How many to make").fill("2600")
    founder.get_by_role("button", name="Plan this").click()
    expect(founder.locator("main")).to_contain_text("2,600 pieces")
    founder.get_by_role("button", name=re.compile("^Approve and order")).click()
    expect(founder.get_by_text(re.compile("purchase orders? (is|are) on"))).to_be_visible()
    fresh = {link.inner_text() for link in order_links(founder)} - before
    assert fresh

    theirs = supplier_sees(visit, "lichtbogen")
    others = supplier_sees(visit, "holzhaus")
    assert theirs
    assert others
    assert not theirs & others
    number = min(theirs & fresh)
    answers_first_line(visit(f"/portal/orders/{number}", who="lichtbogen", width=390))

    founder.goto(f"/desk/supply/orders/{number}")
    expect(founder.locator("main")).to_contain_text(ANSWER)
    assert visit(f"/portal/orders/{number}", who="holzhaus").answer.status == 404
    assert visit(f"/portal/orders/{number}", who="mira.k").answer.status == 403
    assert visit(f"/desk/supply/orders/{number}", who="lichtbogen").answer.status == 403


def order_links(founder):
    founder.goto("/desk/supply/orders")
    return founder.locator("main tbody th a").all()


def supplier_sees(visit, who):
    """Numbers of the purchase orders on a supplier's phone."""
    page = visit("/portal/", who=who, width=390)
    return {link.inner_text() for link in page.locator("main ul.orders h2 a").all()}


def answers_first_line(phone):
    assert phone.evaluate("document.documentElement.scrollWidth") <= 391
    line = phone.locator("ol.order-lines > li").first
    line.get_by_text("Promise otherwise").click()
    line.get_by_label("How many").fill("10")
    line.get_by_label("What should we know?").fill(ANSWER)
    line.get_by_role("button", name="Promise this").click()
    expect(phone.get_by_text("Your answer is with the maker.")).to_be_visible()
    expect(phone.locator("ol.order-lines > li").first).to_contain_text("promised otherwise")


def test_from_a_purchase_line_up_to_the_talk_by_links_alone(visit):
    page = visit("/desk/", who="jonna")
    page.get_by_role("link", name="Supply", exact=True).click()
    page.get_by_role("link", name="Purchase orders").click()
    page.locator("main tbody th a").last.click()
    page.locator("main").get_by_role("link", name="Why").first.click()
    expect(page).to_have_url(re.compile("/why/supply.purchase_line:"))
    river = page.locator("ol.river")
    streams = [heading.inner_text().lower() for heading in river.locator("h3").all()]
    assert len(streams) >= 8
    topic = river.locator("a[href*='community.topic']").first
    title = topic.inner_text()
    topic.click()
    expect(page).to_have_url(re.compile(r"/talk/topics/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_fan_sees_that_something_was_bought_and_neither_what_nor_from_whom(visit):
    staff = visit("/desk/supply/orders", who="jonna")
    staff.locator("main tbody th a").last.click()
    why = staff.locator("main").get_by_role("link", name="Why").first.get_attribute("href")
    part = staff.locator("main tbody th").first.inner_text().split("\n")[0]
    fan = visit(why, who="mira.k")
    assert fan.answer.status == 200
    expect(fan.get_by_role("heading", level=1)).to_have_text("Something you may not see by name")
    shown = fan.locator("main").inner_text()
    assert "1 that you may not see" in shown
    assert part not in shown
    assert "Lichtbogen" not in shown
    assert "Holzhaus" not in shown
