"""A real maker starts empty: one page asks who they are, and it is never open again."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import PASSWORD
from tests.house import database, environment, start

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def empty_house(tmp_path):
    with database("empty") as url:
        process, address = start(["serve", "--port", "0"], environment(tmp_path / "home", url))
        yield address
        process.terminate()
        process.wait(30)
        process.stdout.close()


def test_the_first_founder_comes_in_once(empty_house, browser):
    context = browser.new_context(
        base_url=empty_house, locale="en-GB", viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto("/voices")
    expect(page).to_have_url(re.compile("/welcome$"))
    page.get_by_label("Name of the maker").fill("Kleinhand")
    page.get_by_label("Your handle").fill("greta")
    page.get_by_label("Your name").fill("Greta")
    page.get_by_label("Your e-mail").fill("greta@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button.go").click()
    expect(page).to_have_url(re.compile("/desk/$"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 391
    for path in ["/", "/voices", "/talk", "/fridays", "/order", "/desk/voices", "/desk/needs", "/desk/trains",
                 "/desk/orders", "/desk/campaigns", "/desk/demand", "/desk/supply", "/desk/supply/orders", "/me/inbox"]:  # fmt: skip
        assert page.goto(path).status == 200, path
        expect(page.locator("h1")).to_have_count(1)
    page.goto("/welcome")
    expect(page).to_have_url(f"{empty_house}/")
    context.clear_cookies()
    page.goto("/welcome")
    expect(page.get_by_label("Name of the maker")).to_have_count(0)
    context.close()
