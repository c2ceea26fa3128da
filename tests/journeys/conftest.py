import time

import pytest

from tests.conftest import PASSWORD

PATIENCE_SECONDS = 20
"""Facts are delivered by a worker: what follows from an act is on the page a moment later."""


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
