"""A fortnight of trains in a real browser: an idea leaves on Friday, does not help, opens again by itself, and is mended.

The house is a demo of its own, because its clock moves; nobody sleeps.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import log_in
from tests.house import open_demo
from tests.journeys.conftest import seen_at, sign_up, what_is_asked_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BUZZ = "The lamp buzzes beside my bed when it is dimmed below ten per cent"
NEED, CHANGE, AGAIN = "Silent when dimmed", "Dimmed light is silent", "Dimmed light is silent at last"
REPORTERS = ("mira.k", "gridwalker", "nightnurse", "old.bookbinder", "lefthand.leo")


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    """A house whose clock only this journey moves."""
    with open_demo(tmp_path_factory.mktemp("days")) as opened:
        yield opened


@pytest.fixture
def enter(browser, days):
    """A browser of somebody's own: `enter("jonna")`, or of nobody yet: `enter()`."""
    contexts = []

    def open_page(who=None, path="/", **how):
        context = browser.new_context(base_url=days.url, locale="en-GB", reduced_motion="reduce", **how)
        contexts.append(context)
        page = context.new_page()
        if who:
            log_in(page, who)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_an_idea_leaves_is_called_not_fixed_opens_again_and_is_mended(enter):
    fan = sign_up(enter(path="/account/signup/"), "dora.dim")
    voice = says(fan)
    maker = enter("jonna", "/desk/needs")
    promises(maker)

    first = boards(maker, CHANGE, NEED)
    carries(maker, first, "2.4.0-rc2")
    mira_tries(enter)
    is_held_and_goes_on(maker, first)
    goes(maker, first, "The explorers used it for three evenings.")

    leaves(maker, first)
    seen_at(fan, "/me/inbox", CHANGE)

    clock_goes_to(maker, "tuesday")
    for who in REPORTERS:
        reports(enter(who, java_script_enabled=False), first, CHANGE, "no", "It still buzzes beside my bed.")
    clock_goes_to(maker, "morning")
    tuesday = seen_at(fan, f"/fridays/dawn/{first}/tuesday", "not fixed")
    expect(tuesday).to_contain_text(CHANGE)
    expect(need_of(fan)).to_contain_text("say that it is not fixed")

    second = boards(maker, AGAIN, NEED)
    assert second != first
    leaves(maker, second)
    notes = seen_at(fan, f"/fridays/dawn/{second}", AGAIN)
    expect(notes).to_contain_text(CHANGE)

    seen_at(fan, "/me/inbox", AGAIN)
    for who in REPORTERS[:3]:
        thanks(enter(who, java_script_enabled=False), second, "Jonna", f"Silence at last, says {who}.")
    clock_goes_to(maker, "tuesday")
    clock_goes_to(maker, "morning")
    seen_at(maker, "/makers/jonna", "Silence at last, says mira.k.")
    walk(fan, voice)


def says(fan):
    fan.goto("/voices/new")
    fan.locator("#say").fill(BUZZ)
    what_is_asked_for(fan)
    fan.get_by_role("button", name="Say it", exact=True).click()
    if fan.url.endswith("/voices/new"):
        fan.get_by_role("button", name="Say it", exact=True).click()
    fan.wait_for_url(re.compile(r"/voices/\d+$"))
    return fan.url


def promises(maker):
    maker.get_by_role("checkbox", name=re.compile(re.escape(BUZZ[:30]))).check()
    maker.get_by_label("What they mean, in our words").fill(NEED)
    maker.get_by_role("button", name="Gather", exact=True).click()
    expect(maker.get_by_role("heading", name=NEED, level=1)).to_be_visible()
    maker.get_by_label("Why we will build it").fill("A bedroom lamp must be silent.")
    maker.get_by_role("button", name="Promise it").click()
    expect(maker.get_by_text("Promised. Everybody can read it now.")).to_be_visible()


def boards(maker, change, promise):
    """Put a change that keeps a promise aboard the first train; the train's number."""
    maker.goto("/desk/trains")
    maker.get_by_text("Put a change here").click()
    maker.get_by_label("What is different, in the fans' words").fill(change)
    maker.get_by_label("Which promise it keeps").select_option(label=promise)
    maker.get_by_role("button", name="It is built", exact=True).click()
    card = maker.locator("li.change", has_text=change)
    card.get_by_text("Move").first.click()
    first = card.get_by_role("button", name=re.compile("^Board")).first
    train = re.search(r"\d\d\.\d\d", first.inner_text())[0]
    first.click()
    expect(
        maker.locator("section", has=maker.get_by_role("heading", name=re.compile(re.escape(train))))
    ).to_contain_text(change)
    return train


def to_train(maker, train):
    maker.goto("/desk/trains")
    maker.get_by_role("link", name=train, exact=True).first.click()
    expect(maker.get_by_role("heading", level=1)).to_contain_text(train)


def carries(maker, train, build):
    to_train(maker, train)
    maker.get_by_role("link", name="Go or no-go").click()
    maker.get_by_label("Build").select_option(label=build)
    maker.get_by_role("button", name="Put it aboard").click()
    expect(maker.locator("main")).to_contain_text(f"It carries build {build}.")


def mira_tries(enter):
    tester = enter("mira.k", "/beta")
    tester.locator("main h2 a").first.click()
    tester.locator("details[id^=f-]").first.evaluate("(each) => each.open = true")
    form = tester.locator("details[id^=f-] form").first
    form.locator("input[name=outcome]").first.check()
    form.get_by_role("button", name="Keep it", exact=True).click()
    expect(tester.locator("main")).to_contain_text("What you said")


def is_held_and_goes_on(maker, train):
    to_train(maker, train)
    maker.locator("#why-stop").fill("One lamp of ten flickers when it is cold.")
    maker.get_by_role("button", name="Stop this train").click()
    expect(maker.locator("main")).to_contain_text("One lamp of ten flickers when it is cold.")
    maker.goto(f"/fridays/dawn/{train}")
    expect(maker.locator("main")).to_contain_text("One lamp of ten flickers when it is cold.")
    to_train(maker, train)
    maker.locator("#why-stop").fill("The cold solder joint is found.")
    maker.get_by_role("button", name="Go on").click()
    expect(maker.locator("main")).to_contain_text("The cold solder joint is found.")


def goes(maker, train, why):
    to_train(maker, train)
    maker.get_by_role("link", name="Go or no-go").click()
    maker.get_by_label("Why").fill(why)
    maker.get_by_role("button", name="Go", exact=True).click()
    expect(maker.locator("main")).to_contain_text(why)


def clock_goes_to(maker, step):
    maker.goto("/demo")
    maker.locator(f"button[value={step}]").click()
    expect(maker.get_by_text("It is ").first).to_be_visible()


def leaves(maker, train):
    """Let Fridays come, and close the doors of each train when its hour is there, until this one has left."""
    left = ""
    while left != train:
        clock_goes_to(maker, "departure")
        maker.goto("/desk/trains")
        doors = maker.get_by_text(re.compile("^Close the doors of ")).first
        left = re.search(r"\d\d\.\d\d", doors.inner_text())[0]
        doors.click()
        maker.get_by_role("button", name="Let it leave").first.click()
        expect(maker).to_have_url(re.compile(f"/fridays/.*{re.escape(left)}"))


def reports(fan, train, change, says, words):
    fan.goto(f"/fridays/dawn/{train}/report")
    asked = fan.locator("fieldset", has_text=change).first
    asked.locator(f"input[value={says}]").check()
    fan.locator("textarea[name=disliked]").fill(words)
    if (agree := fan.locator("#agree_terms")).count():
        agree.check()
    fan.locator("form.report button.go").click()
    expect(fan.locator("main")).to_contain_text("You have told us")


def need_of(fan):
    fan.goto(f"/search?q={NEED.replace(' ', '+')}")
    fan.locator("main").get_by_role("link", name=re.compile(NEED)).first.click()
    return fan.locator("main")


def thanks(fan, train, maker, words):
    fan.goto("/popcorn")
    fan.locator("main").get_by_role("link", name=re.compile(re.escape(train))).first.click()
    fan.locator("label.choice", has_text=maker).locator("input").check()
    fan.locator("textarea[name=words]").fill(words)
    fan.get_by_role("button", name="Give my vote").click()
    expect(fan.locator("main")).to_contain_text("Change my vote")


def walk(fan, voice):
    number = voice.rpartition("/")[2]
    fan.goto(f"/why/voices.voice:{number}")
    shown = fan.locator("main")
    expect(shown).to_contain_text(CHANGE)
    expect(shown).to_contain_text(AGAIN)
    expect(shown).to_contain_text("2.4.0-rc2")
    expect(shown).to_contain_text("One lamp of ten flickers")
