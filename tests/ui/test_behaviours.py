"""The behaviours in a real browser, on the style page, without a house behind it."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from playwright.sync_api import expect

from fanloop.ui.style_page import TOKENS, chapters
from fanloop.ui.style_samples import samples

pytestmark = pytest.mark.browser
TYPES = {"css": "text/css", "js": "text/javascript"}
PROBLEMS = ("error", "warning")


@pytest.fixture(scope="module")
def markup():
    found = {"chapters": chapters(), "tokens": TOKENS, "icons": ["heart"], "marks": ["replay"], "tabs": []}
    return render_to_string("ui/style.html", found | samples())


@pytest.fixture
def style(browser, markup):
    """The style page at a width, in a light; whatever the console complains about fails the test."""
    opened, complaints = [], []

    def answer(route):
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            route.fulfill(
                path=finders.find(path.removeprefix("/static/")), content_type=TYPES[path.rsplit(".", 1)[1]]
            )
        elif route.request.method == "POST":
            route.fulfill(status=style_page.status, body="")
        else:
            route.fulfill(body=markup, content_type="text/html; charset=utf-8")

    def style_page(width=1440, theme="light", *, direction="ltr"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce"
        )
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in PROBLEMS else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", answer)
        page.goto("http://fanloop.test/style")
        page.evaluate("direction => { document.documentElement.dir = direction }", direction)
        return page

    style_page.status = 200
    style_page.complaints = complaints
    yield style_page
    for context in opened:
        context.close()
    assert [said for said in complaints if "500" not in said] == []


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [390, 768, 1440, 2560])
def test_nothing_sticks_out_at_any_width(style, width, direction):
    page = style(width, direction=direction)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_vote_counts_at_once_and_is_taken_back_when_refused(style):
    page = style()
    first = page.locator("#people form[data-vote]").first
    button, count = first.locator("button"), first.locator("[data-count]")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        button.click()
    expect(count).to_have_text("215")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert first.locator("[name=want]").input_value() == "0"
    style.status = 500
    button.click()
    expect(page.locator("#toasts .toast")).to_have_text(re.compile("Nothing was changed"))
    expect(count).to_have_text("215")


def test_the_light_is_chosen_and_remembered(style):
    page = style()
    page.locator("[data-theme-menu] summary").click()
    page.get_by_role("button", name="Night").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert {"theme": "dark"}.items() <= {
        cookie["name"]: cookie["value"] for cookie in page.context.cookies()
    }.items()
    page.keyboard.press("Escape")
    expect(page.locator("[data-theme-menu]")).not_to_have_attribute("open", "")


def test_j_and_k_move_and_a_letter_reaches_its_control(style):
    page = style()
    current = page.locator("[data-keys] [data-item][aria-current] h3")
    expect(current).to_have_text("Real sunrise")
    page.keyboard.press("j")
    expect(current).to_have_text("Battery hint")
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(current).to_have_text("Dim below 1 %")
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "r"
    page.keyboard.press("j")
    expect(current).to_have_text("Dim below 1 %")


def test_a_dialog_opens_and_closes(style):
    page = style()
    page.get_by_role("button", name="Open a dialog").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Keep it aboard").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_draft_survives_a_reload_until_it_is_sent(style):
    page = style()
    page.evaluate("document.querySelector('#say').textContent = ''")
    page.locator("#say").fill("Softer, please")
    assert page.evaluate("Object.values(localStorage)") == ["Softer, please"]
    page.locator("#say").fill("")
    assert page.evaluate("Object.values(localStorage)") == []


def test_the_countdown_uses_the_servers_time(style):
    page = style()
    expect(page.locator("#loop [data-countdown]")).to_have_text("1 day 2 h")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_the_style_page_has_no_accessibility_violation(style, width, theme):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(style(width, theme)).response
    assert len(found["passes"]) > 20
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []
