"""A report written without a network is kept on the device and goes out by itself when there is one again."""

import pytest

pytestmark = pytest.mark.browser

HERE = "/fridays/dawn/26.47/report"
KEPT = """async () => {
    for (const name of await caches.keys()) {
        const found = (await (await caches.open(name)).keys()).map(request => new URL(request.url).pathname);
        if (found.some(path => path.startsWith("/static/"))) return found;
    }
    return null;
}"""


def at_hand(page):
    """Wait until the worker has kept the page and what it is drawn with; the addresses it keeps."""
    for _ in range(100):
        found = page.evaluate(KEPT)
        if found and HERE in found:
            return found
        page.wait_for_timeout(100)
    raise AssertionError("the worker keeps nothing")


def test_words_written_without_a_network_are_kept_and_sent_when_it_is_back(visit):
    page = visit(HERE, who="mateo", width=390)
    assert all(path == HERE or path.startswith("/static/") for path in at_hand(page))
    page.reload()
    page.context.set_offline(True)
    page.reload()
    assert page.locator("form[data-report]").get_attribute("data-fan") == ""
    page.fill("[name=liked]", "Kept in a tunnel.")
    page.locator(".joined-answers label", has_text="yes").first.click()
    page.get_by_role("button", name="Send").click()
    state = page.locator("[data-report-state]")
    state.get_by_text("Kept here, will be sent").wait_for()
    page.reload()
    assert page.input_value("[name=liked]") == "Kept in a tunnel."
    page.context.set_offline(False)
    page.wait_for_url("**/fridays/dawn/26.47/tuesday")
    assert page.get_by_text("Kept in a tunnel.").count() > 0
    assert page.evaluate("localStorage.length") == 0


def test_the_worker_rules_no_other_page(visit):
    page = visit(HERE, who="mateo", width=390)
    at_hand(page)
    page.goto("/fridays")
    assert page.evaluate("navigator.serviceWorker.controller") is None


def test_who_is_not_logged_in_is_told_that_the_words_wait(visit):
    page = visit(HERE, width=390)
    at_hand(page)
    page.context.set_offline(True)
    page.fill("[name=want]", "A red light.")
    page.get_by_role("button", name="Send").click()
    page.locator("[data-report-state]").get_by_text("Kept here, will be sent").wait_for()
    page.context.set_offline(False)
    link = page.locator("[data-report-state] a")
    link.wait_for()
    assert link.get_attribute("href") == f"/account/login/?next={HERE}"


def test_a_half_written_report_is_there_on_the_next_visit(visit):
    page = visit(HERE, width=390)
    page.fill("[name=used]", "Half a sen")
    page.locator(".joined-answers label", has_text="no").first.click()
    page.goto("/fridays")
    page.goto(HERE)
    assert page.input_value("[name=used]") == "Half a sen"
    assert page.locator(".joined-answers input:checked").count() == 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_it_fits_a_phone_and_works_without_a_script(visit, language):
    page = visit(HERE, width=390, javascript=False, language=language)
    assert page.locator("textarea").count() == 4
    assert page.locator("body").bounding_box()["width"] <= 390
