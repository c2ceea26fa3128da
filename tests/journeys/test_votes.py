"""Votes are few and count at once: with a script and without, within a budget, and they can be taken back."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEED = "A longer cable, 3 m"


def vote_for(page, title):
    return page.locator("li.voice", has_text=title).get_by_role("button")


def test_a_vote_counts_in_the_same_blink_and_can_be_taken_back(newcomer):
    fan = newcomer("vera.votes")
    fan.goto("/voices")
    button = vote_for(fan, NEED)
    before = int(button.locator("b").inner_text())
    held = []
    fan.context.route("**/vote", lambda route: held.append(route))  # noqa: PLW0108 -- playwright marks what it is given
    button.click()
    assert (int(button.locator("b").inner_text()), button.get_attribute("aria-pressed")) == (
        before + 1,
        "true",
    )
    with fan.expect_response("**/vote"):
        held[0].continue_()
    fan.context.unroute("**/vote")
    fan.reload()
    expect(vote_for(fan, NEED)).to_have_attribute("aria-pressed", "true")
    expect(fan.get_by_text(re.compile(r"You have 1 of\s+2 votes left"))).to_be_visible()
    with fan.expect_response("**/vote"):
        vote_for(fan, NEED).click()
    fan.reload()
    expect(vote_for(fan, NEED).locator("b")).to_have_text(str(before))
    expect(fan.get_by_text(re.compile(r"You have 2 of\s+2 votes left"))).to_be_visible()


def test_a_vote_that_the_server_refuses_is_taken_off_the_page_again(newcomer):
    fan = newcomer("otto.offline")
    fan.goto("/voices")
    before = vote_for(fan, NEED).locator("b").inner_text()
    fan.context.route("**/vote", lambda route: route.abort())
    vote_for(fan, NEED).click()
    expect(fan.get_by_text("That did not work. Nothing was changed.")).to_be_visible()
    expect(vote_for(fan, NEED).locator("b")).to_have_text(before)
    expect(vote_for(fan, NEED)).to_have_attribute("aria-pressed", "false")


def test_without_javascript_every_vote_is_counted_against_the_budget(newcomer):
    fan = newcomer("ben.plain", javascript=False, width=390)
    fan.goto("/voices")
    for given in (1, 2):
        fan.locator("li.voice button[aria-pressed=false]").first.click()
        expect(fan.locator("li.voice button[aria-pressed=true]")).to_have_count(given)
    expect(fan.get_by_text(re.compile(r"You have 0 of\s+2 votes left"))).to_be_visible()
    fan.locator("li.voice button[aria-pressed=true]").first.click()
    expect(fan.get_by_text(re.compile(r"You have 1 of\s+2 votes left"))).to_be_visible()


def test_who_is_not_logged_in_comes_back_to_the_need_after_logging_in(visit):
    page = visit("/voices")
    vote_for(page, NEED).click()
    page.wait_for_url("**/account/login/**")
    assert "next=" in page.url
