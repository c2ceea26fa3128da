"""A deposit is paid with a card whose bank asks its owner first: on a phone, with and without scripts, in both languages."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import seen_at

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def orders(fan):
    """Order one as the page offers it; the number of the order."""
    fan.goto("/order/dawn-2")
    fan.get_by_role("button", name=re.compile("^Order mine for")).first.click()
    expect(fan.get_by_role("heading", level=1)).to_contain_text(re.compile("Pay .+ now"))
    return re.search(r"/orders/([^/]+)/pay", fan.url)[1]


def to_the_bank(fan):
    """From the order to the page on which the bank asks."""
    fan.get_by_label(re.compile("Play card")).check()
    fan.locator("main form.buy button.go").click()
    fan.get_by_role("link", name="On to the card").click()
    expect(fan.locator("main")).to_contain_text("This is play money")
    fan.get_by_label(re.compile("4000 0000 0000 3155")).check()
    fan.get_by_role("button", name=re.compile("^Pay ")).click()
    expect(fan.get_by_role("heading", level=1)).to_have_text("Your bank asks: is it you?")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_card_that_needs_its_owner_pays_once_the_owner_says_yes(newcomer, javascript):
    fan = newcomer(f"vera.{'js' if javascript else 'plain'}", javascript=javascript, width=390)
    number = orders(fan)
    to_the_bank(fan)
    fan.get_by_role("button", name="Yes, it is me").click()
    expect(fan).to_have_url(re.compile(f"/orders/{number}$"))
    expect(fan.get_by_text("Thank you. Your money is here.")).to_be_visible()
    seen_at(fan, "/orders", "your place is certain")
    seen_at(fan, "/gift-cards", "•••• 3155")


def test_a_card_whose_owner_says_no_takes_nothing_and_the_order_waits(newcomer):
    fan = newcomer("nora.no", javascript=False)
    number = orders(fan)
    to_the_bank(fan)
    fan.get_by_role("button", name="No, refuse").click()
    expect(fan).to_have_url(re.compile(f"/orders/{number}$"))
    expect(fan.get_by_text("The payment was declined. Nothing was taken. Try another way.")).to_be_visible()
    fan.goto(f"/orders/{number}/pay")
    expect(fan.get_by_role("heading", level=1)).to_contain_text(re.compile("Pay .+ now"))


def test_the_bank_asks_in_chinese_too(newcomer):
    fan = newcomer("zhen.ka", javascript=False, width=390, language="zh-hans")
    fan.goto("/order/dawn-2")
    fan.locator("#order button.go").first.click()
    fan.locator("input[name=provider][value=playcard]").check()
    fan.locator("main form.buy button.go").click()
    fan.locator("main a.go").click()
    fan.locator("input[name=card][value='4000 0000 0000 3155']").check()
    fan.locator("main form.buy button.go").click()
    fan.locator("button[name=answer][value=yes]").click()
    expect(fan).to_have_url(re.compile(r"/orders/DAWN2-\d+$"))
