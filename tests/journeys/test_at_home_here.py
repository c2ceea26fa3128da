"""Language, light and the way out: what a person chose stays, and the page they are on stays too."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_switching_the_language_keeps_the_page(visit):
    page = visit("/voices?tab=promised", width=390)
    page.get_by_label("Language").click()
    page.get_by_role("button", name="简体中文").click()
    expect(page).to_have_url(re.compile(r"/voices\?tab=promised$"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("What needs your voice")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_the_language_switches_without_javascript_too(visit):
    page = visit("/fridays", language="zh-hans", javascript=False)
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.get_by_label("语言").click()
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(re.compile("/fridays$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_light_that_was_chosen_is_there_before_the_next_page_is_drawn(visit):
    page = visit("/")
    page.get_by_label("Light or dark").click()
    page.get_by_role("button", name="Night").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    sent = page.request.get("/voices").text()
    assert re.search(r'<html[^>]*data-theme="dark"', sent)
    page.goto("/voices")
    page.get_by_label("Light or dark").click()
    page.get_by_role("button", name="As my device").click()
    page.reload()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_who_signs_out_is_out(newcomer):
    page = newcomer("lea.leaves")
    page.goto("/me")
    page.get_by_label("Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.goto("/me")
    expect(page).to_have_url(re.compile("/account/login/"))
