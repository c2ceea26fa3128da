"""A deposit is paid with a card whose bank asks its owner first: on a phone, with and without scripts, in both languages."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import fits, orders_mine, seen_at

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def orders(fan, said):
    """Order one as the page offers it; the number of the order."""
    fan.goto("/order/dawn-2")
    orders_mine(fan, said)
    expect(fan.get_by_role("heading", level=1)).to_have_text(said.like("Pay %(amount)s now"))
    return re.search(r"/orders/([^/]+)/pay", fan.url)[1]


def to_the_bank(fan, said):
    """From the order to the page on which the bank asks."""
    fan.locator("input[name=provider][value=playcard]").check()
    fan.locator("main form.buy button.go").click()
    fan.get_by_role("link", name=said("On to the card")).click()
    expect(fan.locator("main")).to_contain_text(
        said("This is play money. No card is charged and no bank is asked.")
    )
    fan.locator("input[name=card][value='4000 0000 0000 3155']").check()
    fan.locator("main form.buy button.go").click()
    expect(fan.get_by_role("heading", level=1)).to_have_text(said("Your bank asks: is it you?"))
    fits(fan)


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "plain"])
def test_a_card_that_needs_its_owner_pays_once_the_owner_says_yes(newcomer, tongue, javascript):
    name = f"vera.{tongue.mark}.{'js' if javascript else 'plain'}"
    fan = newcomer(name, javascript=javascript, width=390, language=tongue.code)
    number = orders(fan, tongue)
    to_the_bank(fan, tongue)
    fan.get_by_role("button", name=tongue("Yes, it is me")).click()
    expect(fan).to_have_url(re.compile(f"/orders/{number}$"))
    expect(fan.get_by_text(tongue("Thank you. Your money is here."))).to_be_visible()
    seen_at(fan, "/orders", tongue("your place is certain"))
    seen_at(fan, "/gift-cards", "•••• 3155")


def test_a_card_whose_owner_says_no_takes_nothing_and_the_order_waits(newcomer, tongue):
    fan = newcomer(f"nora.{tongue.mark}", javascript=False, width=390, language=tongue.code)
    number = orders(fan, tongue)
    to_the_bank(fan, tongue)
    fan.get_by_role("button", name=tongue("No, refuse")).click()
    expect(fan).to_have_url(re.compile(f"/orders/{number}$"))
    expect(
        fan.get_by_text(tongue("The payment was declined. Nothing was taken. Try another way."))
    ).to_be_visible()
    fan.goto(f"/orders/{number}/pay")
    expect(fan.get_by_role("heading", level=1)).to_have_text(tongue.like("Pay %(amount)s now"))
