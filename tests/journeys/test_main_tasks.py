"""The main tasks by Tab, Enter and letters alone, and by clicks where no script runs: nobody needs a mouse, or a script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import PASSWORD
from tests.journeys.conftest import AS_A_PERSON_MS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
THEY_SPOKE = ["@attic.room", "@mateo", "@gridwalker"]
"""In topic 3, the latest first."""
MANY = 200
"""Presses of Tab after which nobody would go on looking."""


class Keys:
    """Hands on a keyboard: what is reached is reached by Tab, and pressed by Enter."""

    name, fan = "keyboard", "mira.k"
    opens = {}

    def reach(self, page, target):
        for _ in range(MANY):
            if target.evaluate("(each) => each === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached by Tab on {page.url}")

    def write(self, page, target, words):
        self.reach(page, target)
        page.keyboard.type(words)

    def press(self, page, target):
        self.reach(page, target)
        page.keyboard.press("Enter")

    def choose(self, page, target):
        """A radio is one stop of Tab for its whole group; the bar chooses."""
        self.reach(page, target)
        page.keyboard.press("Space")

    def pick(self, page, target):
        """The first choice of a list that says "choose one"."""
        self.reach(page, target)
        page.keyboard.press("ArrowDown")


class Clicks:
    """Somebody whose browser runs no scripts."""

    name, fan = "plain", "lefthand.leo"
    opens = {"javascript": False}

    def write(self, page, target, words):
        target.fill(words)

    def press(self, page, target):
        target.click()

    def choose(self, page, target):
        target.check()

    def pick(self, page, target):
        target.select_option(index=1)


@pytest.fixture(params=[Keys(), Clicks()], ids=lambda hands: hands.name)
def hands(request):
    return request.param


def test_signing_in(hands, browser, house):
    context = browser.new_context(base_url=house.url, java_script_enabled=hands.opens.get("javascript", True))
    page = context.new_page()
    page.goto("/account/login/?next=/me/inbox")
    hands.write(page, page.locator("main input[name=login]"), "attic.room@northwindow.example")
    hands.write(page, page.locator("main input[name=password]"), PASSWORD)
    hands.press(page, page.locator("main form:has(input[name=password]) button.go"))
    page.wait_for_url("**/me/inbox")
    context.close()


def test_searching(hands, visit):
    page = visit("/", **hands.opens)
    hands.write(page, page.locator("header input[type=search]"), "sunrise")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    hands.press(
        page, page.locator("main").get_by_role("link", name=re.compile("sunrise", re.IGNORECASE)).first
    )
    page.wait_for_url(lambda url: "/search" not in url)
    expect(page.locator("main")).to_contain_text(re.compile("sunrise", re.IGNORECASE))


def test_letters_move_through_the_topics_and_enter_opens_one(visit):
    page = visit("/talk")
    titles = page.locator("ol.topics h3 > a:first-of-type")
    expect(page.locator("#list .keys")).to_be_visible()
    for key in "jjk":
        page.keyboard.press(key)
    expect(page.locator("ol.topics > li").nth(0)).to_have_attribute("aria-current", "true")
    expect(page.locator("ol.topics > li[aria-current]")).to_have_count(1)
    page.keyboard.press("j")
    expect(titles.nth(1)).to_be_focused()
    named = titles.nth(1).inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_contain_text(named)


def test_voting(hands, newcomer):
    page = newcomer(f"votes.{hands.name}", **hands.opens)
    page.goto("/voices")
    button = page.locator("li.voice button[aria-pressed]").first
    hands.press(page, button)
    expect(page.locator("li.voice button[aria-pressed=true]")).to_have_count(1)


def test_saying_what_is_missing(hands, newcomer):
    says_something(
        hands, newcomer(f"voice.{hands.name}", **hands.opens), "A thinner cord would hide behind my shelf"
    )


def says_something(hands, page, words):
    """The address of the voice."""
    page.goto("/voices/new")
    hands.write(page, page.locator("#say"), words)
    hands.pick(page, page.locator("select[name=area]"))
    hands.choose(page, page.locator("#agree_terms"))
    page.wait_for_timeout(AS_A_PERSON_MS)
    send = page.locator("form#say-it button.go")
    with page.expect_navigation():
        hands.press(page, send)
    if page.url.endswith("/voices/new"):  # it was shown what was said before
        hands.press(page, send)
    page.wait_for_url(re.compile(r"/voices/\d+$"))
    expect(page.locator("main")).to_contain_text(words)
    return page.url


def test_replying(hands, visit):
    page = visit("/talk", who=hands.fan, **hands.opens)
    hands.press(page, page.locator("main a[href*='/talk/topics/']").first)
    words = f"I would oil it once a year, says my {hands.name}."
    hands.write(page, page.locator("#body"), words)
    hands.press(page, page.locator("form#say button.go"))
    expect(page.locator("#replies")).to_contain_text(words)


def test_calling_somebody_by_their_first_letters(visit):
    page = visit("/talk/topics/3", who="lefthand.leo")
    box, options = page.locator("#body"), page.locator("#body-calls").get_by_role("option")
    box.press_sequentially("Ask jonna@northwindow or @")
    expect(options).to_have_text(THEY_SPOKE)
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert Axe().run(page, context="form#say").response["violations"] == []
    for key in ("ArrowUp", "ArrowUp", "Enter"):
        box.press(key)
    expect(box).to_have_value("Ask jonna@northwindow or @mateo ")
    expect(options).to_have_count(0)
    box.press_sequentially("or @mi")
    expect(options).to_have_text(["@mira.k"])
    box.press("Escape")
    expect(options).to_have_count(0)
    box.press("Enter")
    expect(box).to_have_value("Ask jonna@northwindow or @mateo or @mi\n")


def test_what_an_input_method_composes_is_left_to_it(visit):
    page = visit("/talk/topics/3", who="lefthand.leo")
    box, options = page.locator("#body"), page.locator("#body-calls").get_by_role("option")
    keys = page.context.new_cdp_session(page)
    box.press_sequentially("@")
    expect(options).to_have_text(THEY_SPOKE)
    with page.expect_request(lambda request: "q=mira" in request.url):
        keys.send("Input.imeSetComposition", {"text": "mi", "selectionStart": 2, "selectionEnd": 2})
        page.wait_for_timeout(AS_A_PERSON_MS // 4)
        expect(options).to_have_text(THEY_SPOKE)
        keys.send("Input.insertText", {"text": "mira"})
    expect(options).to_have_text(["@mira.k"])


def test_a_line_in_a_room(hands, visit):
    page = visit("/chat", who=hands.fan, **hands.opens)
    hands.press(page, page.locator("main h3 a, main .rows a").first)
    words = f"Good morning from my {hands.name}."
    hands.write(page, page.locator("#words"), words)
    hands.press(page, page.locator("form#say button"))
    expect(page.locator("#lines")).to_contain_text(words)


def test_answering_at_the_desk(hands, newcomer, visit):
    voice = says_something(
        Clicks(), newcomer(f"asks.{hands.name}", **hands.opens), f"It should hum like a {hands.name}"
    )
    page = visit("/desk/voices", who="mateo", **hands.opens)
    hands.press(page, page.get_by_role("link", name=re.compile(f"hum like a {hands.name}")))
    hands.write(page, page.locator("#r"), "We measure that on Monday.")
    hands.press(page, page.get_by_role("button", name="Answer", exact=True))
    expect(page.get_by_text("has been told")).to_be_visible()
    page.goto(voice)
    expect(page.locator("main")).to_contain_text("We measure that on Monday.")


@pytest.mark.parametrize("reported", ["community.topic:3"])
def test_reporting_and_judging(hands, visit, reported):
    page = visit(f"/report?about={reported}", who="mira.k", **hands.opens)
    hands.choose(page, page.locator("main input[name=reason]").first)
    hands.press(page, page.get_by_role("button", name="Report it"))
    expect(page.locator("main")).not_to_contain_text("Report something")
    desk = visit("/desk/moderation", who="jonna", **hands.opens)
    card = desk.locator("ol.queue > li").filter(has=desk.locator(f'a[href="/go/{reported}"]'))
    hands.write(desk, card.locator("input[name=why]"), "This is fine here.")
    hands.press(desk, card.locator("button[value=show]"))
    expect(desk.locator("ol.queue > li").filter(has=desk.locator(f'a[href="/go/{reported}"]'))).to_have_count(
        0
    )
