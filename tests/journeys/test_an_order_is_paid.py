"""A fan orders, pays, steps out again; another sends money by bank, and a person at the desk records it."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import seen_at

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CAMPAIGN = "/order/dawn-2"


def orders(fan):
    """Order one as the page offers it; the number of the order."""
    fan.goto("/order")
    fan.locator(f"main a[href='{CAMPAIGN}']").first.click()
    expect(fan).to_have_url(re.compile(r"/order/[\w-]+$"))
    fan.get_by_role("button", name=re.compile("^Order mine for")).locator("visible=true").first.click()
    expect(fan.get_by_role("heading", level=1)).to_contain_text(re.compile("Pay .+ now"))
    return re.search(r"/orders/([^/]+)/pay", fan.url)[1]


def pays(fan, way):
    fan.get_by_label(way).check()
    fan.get_by_role("button", name=re.compile("^Pay ")).click()
    expect(fan).to_have_url(re.compile(r"/orders/[^/]+$"))


def test_a_deposit_is_paid_without_javascript_and_comes_back_when_the_fan_steps_out(newcomer):
    fan = newcomer("olga.orders", javascript=False, width=390)
    number = orders(fan)
    pays(fan, re.compile("Sandbox|sandbox|Test"))
    main = fan.locator("main")
    expect(main).to_contain_text(f"Order {number}. You are number")
    expect(fan.get_by_text("Thank you. Your money is here.")).to_be_visible()
    seen_at(fan, "/me/inbox", f"Your deposit for order {number} is here")
    seen_at(fan, "/orders", "your place is certain")
    fan.goto(f"/orders/{number}")
    fan.get_by_role("button", name="Step out of this order").click()
    expect(fan.get_by_text("You have stepped out. What you paid comes back to you.")).to_be_visible()
    expect(main.locator("#payments + ul li", has_text="sent back")).to_be_visible()
    expect(main.get_by_role("button", name="Step out of this order")).to_have_count(0)
    seen_at(fan, "/orders", "cancelled")


def test_a_bank_transfer_is_recorded_by_a_person_and_the_order_says_so(newcomer, visit):
    fan = newcomer("tim.transfer", language="zh-hans")
    fan.goto("/order")
    fan.locator(f"main a[href='{CAMPAIGN}']").first.click()
    fan.locator("#order button.go").click()
    fan.wait_for_url("**/pay")
    number = re.search(r"/orders/([^/]+)/pay", fan.url)[1]
    fan.locator("input[name=provider][value=transfer]").check()
    fan.locator("main form.buy button.go").click()
    reference = fan.locator("b.code").inner_text()
    assert reference

    finance = visit("/desk/orders", who="jonna")
    row = finance.get_by_role("row", name=re.compile(re.escape(reference)))
    expect(row).to_contain_text(number)
    row.get_by_role("button", name="It is here").click()
    expect(finance.get_by_text(re.compile(f"Recorded: .* for {number}"))).to_be_visible()
    expect(finance.locator("main")).to_contain_text("deposit paid")
    finance.goto("/desk/audit")
    expect(finance.locator("main")).to_contain_text("payments.record_transfer")

    seen_at(fan, "/me/inbox", number)
    fan.goto(f"/orders/{number}")
    expect(fan.locator("b.code")).to_have_count(0)
    expect(fan.locator("main")).to_contain_text(reference)


def test_the_choice_is_kept_for_who_logs_in_between(visit):
    page = visit("/order")
    page.locator(f"main a[href='{CAMPAIGN}']").first.click()
    page.get_by_role("radio").nth(1).check()
    offer = page.locator("input[name=offer]:checked").get_attribute("value")
    page.get_by_role("button", name=re.compile("^Order mine for")).locator("visible=true").first.click()
    page.wait_for_url("**/account/login/**")
    page.fill("input[name=login]", "attic.room@northwindow.example")
    page.fill("input[name=password]", "golden-hour-2026")
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url("**/order/**")
    assert page.locator("input[name=offer]:checked").get_attribute("value") == offer
