import time
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.conftest import PASSWORD, broken, log_in
from tests.house import open_demo
from tests.journeys.tongues import TONGUES

LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}
PATIENCE_SECONDS = 20
"""Facts are delivered by a worker: what follows from an act is on the page a moment later."""


@pytest.fixture(params=TONGUES, ids=lambda tongue: tongue.mark)
def tongue(request):
    """The language somebody reads Fanloop in; each journey that asks for it is made once in each."""
    return request.param


@pytest.fixture(scope="session")
def days(tmp_path_factory):
    """A house of its own whose clock journeys move onwards; what they plan lies after the moment they find it at."""
    with open_demo(tmp_path_factory.mktemp("days")) as opened:
        yield opened


@pytest.fixture
def enter(browser, days):
    """A browser of somebody's own in that house: `enter("jonna", "/desk")`, or of nobody yet: `enter(width=390)`."""
    contexts, complaints = [], []

    def open_page(who=None, path="/", *, language="en", width=1440, javascript=True):
        context = browser.new_context(
            base_url=days.url,
            viewport={"width": width, "height": 900},
            locale=LOCALES[language],
            reduced_motion="reduce",
            java_script_enabled=javascript,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda said: complaints.append(f"{page.url}: {said.text}") if broken(said) else None
        )
        if who:
            log_in(page, who)
            context.clear_cookies(name="django_language")
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def clock_goes_to(maker, step):
    """Let time pass in the house of `days`."""
    maker.goto("/demo")
    maker.locator(f"button[value={step}]").click()
    expect(maker.locator(".toast, [role=status]").first).to_be_visible()


def clock_reaches(maker, moment, step):
    """As many steps of this kind as it takes: other journeys have left theirs behind."""
    while present(maker) < moment:
        clock_goes_to(maker, step)


def orders_mine(page, tongue):
    """Press the button that orders, wherever this width shows it."""
    name = tongue.like("Order mine for %(deposit)s today")
    page.get_by_role("button", name=name).locator("visible=true").first.click()


def fits(page):
    """Nothing on this page is wider than the phone it is read on."""
    width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= room, f"{page.url} is {width - room} pixels too wide"


def present(page):
    """What the clock of the house says, without its seconds."""
    page.goto("/demo")
    said = page.locator("section[aria-labelledby=h-clock] > p time").first.get_attribute("datetime")
    return datetime.fromisoformat(said).replace(second=0, microsecond=0)


@pytest.fixture
def newcomer(visit):
    """Somebody who joins through the door, so that no other test meets them: `newcomer("ada", language="zh-hans")`."""

    def join(handle, *, language="en", **how):
        return sign_up(visit("/account/signup/", language=language, **how), handle, language)

    return join


def sign_up(page, handle, language="en"):
    """Join through the door that is open on this page."""
    page.fill("input[name=handle]", handle)
    page.fill("input[name=email]", f"{handle}@example.org")
    page.fill("input[name=password1]", PASSWORD)
    page.select_option("select[name=language]", language)
    page.select_option("select[name=market]", index=1)
    page.locator("main form button.go").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    return page


def seen_at(page, path, text):
    """Open `path` until it shows `text`; says what it shows instead when patience ends."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        page.goto(path)
        shown = page.locator("main").inner_text()
        if text in shown:
            return page.locator("main")
        if time.monotonic() > end:
            raise AssertionError(f"{path} never showed {text!r}, but:\n{shown}")
        time.sleep(0.3)


AS_A_PERSON_MS = 3_200
"""First words that come sooner than this after their page was opened wait for a moderator."""


def what_is_asked_for(page):
    """What a first voice needs beside its words: what it is about, agreeing to the terms, and the time a person takes."""
    page.locator("select[name=area]").select_option(index=1)
    page.locator("#agree_terms").check()
    page.wait_for_timeout(AS_A_PERSON_MS)
