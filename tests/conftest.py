import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests.house import ARGUMENTS, CHROMIUM, open_demo, open_world

PASSWORD = "golden-hour-2026"

# A machine with other work is no failure of a rule.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")


@pytest.fixture(autouse=True)
def own_language():
    """A page asked for in Chinese leaves its language in the thread; the next test begins in the house's own."""
    translation.deactivate()


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """One demo for all pages that only look; a test that changes the world makes its own people."""
    with open_demo(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="session")
def story_at_hand(tmp_path_factory, django_db_setup):
    with open_world(tmp_path_factory.mktemp("world")) as visited:
        yield visited


@pytest.fixture
def told(story_at_hand, django_db_blocker):
    """The world in which the whole story has been told, by its names; it was told once for all tests."""
    with django_db_blocker.unblock(), story_at_hand() as world:
        yield world


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("browser tests need Debian's chromium: apt-get install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def logged_in(browser, house):
    """The session of a person of the story, logged in once: `logged_in("mira.k")`."""
    sessions = {}

    def session_of(who):
        if who not in sessions:
            context = browser.new_context(base_url=house.url)
            log_in(context.new_page(), who)
            kept = context.storage_state()
            kept["cookies"] = [each for each in kept["cookies"] if each["name"] != "django_language"]
            sessions[who] = kept
            context.close()
        return sessions[who]

    return session_of


@pytest.fixture
def visit(browser, house, logged_in):
    """Open a page as a kind of person: `visit("/voices", who="mira.k", width=390, theme="dark", language="zh-hans")`.

    Whatever the browser complains about on these pages fails the test that opened them.
    """
    contexts, complaints = [], []

    def open_page(path="/", *, who=None, width=1440, theme="light", language="en", javascript=True):
        context = browser.new_context(
            base_url=house.url,
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            locale={"en": "en-GB", "zh-hans": "zh-CN"}[language],
            java_script_enabled=javascript,
            reduced_motion="reduce",
            storage_state=logged_in(who) if who else None,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda said: complaints.append(f"{page.url}: {said.text}") if broken(said) else None
        )
        page.answer = page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def broken(said):
    """An error of the page itself; that an address answered 403 or 404 is for the test to judge."""
    return said.type == "error" and "Failed to load resource" not in said.text


def log_in(page, who):
    page.goto("/account/login/")
    page.fill("input[name=login]", f"{who}@northwindow.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator(
        "main form:has(input[name=password]) button[type=submit], main form:has(input[name=password]) button:not([type])"
    ).first.click()
    page.wait_for_url(lambda url: "/account/login" not in url)
