"""An invitation code from the desk to a fan and on to a friend, on phones whose browsers run no scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import fits, seen_at

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOTS = ["Slackbot-LinkExpanding 1.0", "WhatsApp/2.23", "Twitterbot/1.0"]


def makes_codes(desk, tongue):
    """A batch of two at the desk; its address, and the letters of the first as the file says them."""
    desk.get_by_role("link", name=tongue("Make codes")).first.click()
    desk.locator("select[name=campaign]").select_option("dawn-2")
    desk.get_by_label(tongue("For whom")).fill(f"First testers {tongue.mark}")
    desk.locator("input[name=count]").fill("2")
    desk.locator("input[name=opens_at]").fill("2026-11-26T09:00")
    desk.locator("input[name=closes_at]").fill("2026-12-10T09:00")
    desk.get_by_role("button", name=tongue("Make them")).click()
    expect(desk.get_by_text(tongue("Made. Their pieces are kept from now on."))).to_be_visible()
    with desk.expect_download() as file:
        desk.get_by_role("button", name=tongue("Take the file")).click()
    number, letters = Path(file.value.path()).read_text().splitlines()[0].split("\t")
    assert number == "1"
    return desk.url, letters


def follows_the_link(page, link):
    """What programs do that draw a preview of a link they find in a message, and a fan who only looks."""
    for name in BOTS:
        for ask in (page.request.head, page.request.get):
            assert ask(link, headers={"User-Agent": name}).ok


def owners(desk, batch):
    """Whose the first code is and was, and its order, as the desk sees it."""
    desk.goto(batch)
    return desk.locator("table.plain tbody tr").first.inner_text()


def test_a_code_is_kept_given_on_once_and_ordered_with(newcomer, visit, tongue):
    plain = {"javascript": False, "width": 390, "language": tongue.code}
    desk = visit("/desk/codes", who="jonna", language=tongue.code)
    batch, letters = makes_codes(desk, tongue)
    giver, friend = (newcomer(f"{name}.{tongue.mark}", **plain) for name in ("gina.gives", "finn.finds"))
    link = f"/codes?code={letters}"
    for page in (visit("/", **plain), giver, friend):
        follows_the_link(page, link)
    assert tongue("nobody yet") in owners(desk, batch)

    giver.goto(link)
    giver.get_by_role("button", name=tongue("It is mine")).click()
    expect(giver.locator("main")).to_contain_text(letters)
    expect(giver.get_by_role("button", name=tongue("Order with this code"))).to_be_visible()
    fits(giver)
    friend.goto(link)
    friend.get_by_role("button", name=tongue("It is mine")).click()
    expect(friend.get_by_text(tongue("This code belongs to somebody else."))).to_be_visible()

    giver.get_by_text(tongue("Give it to a friend instead")).click()
    giver.get_by_label(tongue("The name your friend goes by here")).fill(f"@finn.finds.{tongue.mark}")
    giver.get_by_role("button", name=tongue("Give it away")).click()
    expect(
        giver.get_by_text(
            tongue("It belongs to %(name)s now. They have been told.", name=f"finn.finds.{tongue.mark}")
        )
    ).to_be_visible()
    giver.locator("main a[href^='/codes/']").first.click()
    expect(giver.locator("main")).not_to_contain_text(letters)
    fits(giver)
    expect(giver.get_by_role("button", name=tongue("Order with this code"))).to_have_count(0)

    friend.goto("/codes")
    friend.locator("main a[href^='/codes/']").first.click()
    expect(friend.locator("main")).to_contain_text(letters)
    expect(friend.get_by_text(tongue("Give it to a friend instead"))).to_have_count(0)
    follows_the_link(friend, link)
    friend.get_by_role("button", name=tongue("Order with this code")).click()
    expect(friend.get_by_role("heading", level=1)).to_have_text(tongue.like("Pay %(amount)s now"))
    friend.locator("input[name=provider][value=sandbox]").check()
    friend.locator("main form.buy button.go").first.click()
    expect(friend.get_by_text(tongue("Thank you. Your money is here."))).to_be_visible()
    number = re.search(r"/orders/([^/?]+)$", friend.url)[1]

    chain = owners(desk, batch)
    assert f"gina.gives.{tongue.mark} → finn.finds.{tongue.mark}" in chain
    assert number in chain
    seen_at(friend, "/codes", tongue("used"))
    fits(friend)
