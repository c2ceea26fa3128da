"""A passkey in a real browser with a virtual authenticator, under our content policy."""

import pytest

from tests.conftest import log_in

pytestmark = pytest.mark.browser

KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def page(browser, house):
    """A browser of its own at `localhost`: a passkey belongs to a name, never to an IP address."""
    context = browser.new_context(base_url=house.url.replace("127.0.0.1", "localhost"))
    opened = context.new_page()
    opened.complaints = []
    opened.on("console", lambda said: opened.complaints.append(said.text) if said.type == "error" else None)
    devices = context.new_cdp_session(opened)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    opened.devices = devices
    yield opened
    context.close()


def test_a_passkey_is_added_and_opens_the_house_without_a_password(page):
    log_in(page, "attic.room")
    page.goto("/account/2fa/webauthn/add/")
    page.fill("main input[type=password]", "golden-hour-2026")
    page.locator("main form button").first.click()
    page.wait_for_url("**/webauthn/add/**")
    page.fill("input[name=name]", "This bench")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/add/" not in url)
    page.context.clear_cookies()

    page.goto("/account/login/?next=/me/inbox")
    page.click("#passkey_login")
    page.wait_for_url("**/me/inbox")
    assert page.complaints == []


def test_a_passkey_that_is_refused_says_so_in_words(page):
    page.goto("/account/login/")
    page.click("#passkey_login")
    page.get_by_text("The passkey was not used").wait_for()
