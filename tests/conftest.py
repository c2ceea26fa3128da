import pytest

from tests.house import ARGUMENTS, CHROMIUM, open_demo


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """A slow hash protects people, not tests; log-in tests of a real house use the real one."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """One demo for all pages that only look; a test that changes the world makes its own people."""
    with open_demo(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("browser tests need Debian's chromium: apt-get install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def visit(browser, house):
    """Open a page as a kind of person: `visit("/voices", who="mira.k", width=390, theme="dark", language="zh-hans")`."""
    contexts = []

    def open_page(path="/", *, who=None, width=1440, theme="light", language="en", javascript=True):
        context = browser.new_context(
            base_url=house.url,
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            locale={"en": "en-GB", "zh-hans": "zh-CN"}[language],
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        if who:
            log_in(page, who)
        response = page.goto(path)
        page.answer = response
        return page

    yield open_page
    for context in contexts:
        context.close()


def log_in(page, who):
    page.goto("/account/login/")
    page.fill("input[name=login]", f"{who}@northwindow.example")
    page.fill("input[name=password]", "golden-hour-2026")
    page.locator(
        "main form:has(input[name=password]) button[type=submit], main form:has(input[name=password]) button:not([type])"
    ).first.click()
    page.wait_for_url(lambda url: "/account/login" not in url)
