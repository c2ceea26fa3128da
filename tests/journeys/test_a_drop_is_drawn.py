"""Two drops from the desk to the door, on phones whose browsers run no scripts: one by lottery, one first come, first served."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import clock_reaches, fits, present, seen_at
from tests.journeys.test_a_draw_is_checked import is_checked

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WISHERS = ("kalt.und.klar", "old.bookbinder", "attic.room")
"""They have been here for long, and their addresses are confirmed."""


def publishes(maker, tongue, title, *, pieces, fairness):
    """Open a campaign that is sold as a drop and publish its rules: the drop's address, and its moments by name."""
    maker.goto("/desk/campaigns/new")
    maker.locator("input[name=title_en]").fill(title)
    maker.locator("textarea[name=words_en]").fill("Turned by hand.")
    maker.locator("input[name=acceptances]").first.check()
    maker.locator("input[name=variants]").first.check()
    maker.get_by_label(tongue("How many can be made")).fill(str(pieces))
    maker.get_by_label(tongue("How many for one person")).fill("1")
    for name, day in (("closes", "2027-01-20"), ("promise_from", "2027-03-01"), ("promise_to", "2027-03-31")):
        maker.locator(f"input[name={name}]").fill(day)
    for market, price in (("eu", "49"), ("us", "55"), ("cn", "390")):
        maker.locator(f"input[name=price_{market}]").fill(price)
    maker.locator("select[name=way]").select_option("drop")
    maker.get_by_role("button", name=tongue("Open it")).click()
    expect(maker.get_by_role("heading", level=1)).to_have_text(tongue("Publish a drop"))
    address, now = maker.url, present(maker)
    maker.goto(address)
    slug = maker.locator("select[name=campaign] option", has_text=title).last.get_attribute("value")
    maker.locator("select[name=campaign]").select_option(slug)
    maker.locator(f"input[name=fairness][value={fairness}]").check()
    minutes = {"entry_opens_at": 2, "opens_at": 60} | ({} if fairness == "fifo" else {"entry_closes_at": 40})
    moments = {name: now + timedelta(minutes=count) for name, count in minutes.items()}
    for name, moment in moments.items():
        maker.locator(f"input[name={name}]").fill(moment.strftime("%Y-%m-%dT%H:%M"))
    maker.get_by_role("button", name=tongue("Publish the rules")).click()
    expect(maker.get_by_text(tongue("The rules and the commitment are public."))).to_be_visible()
    return f"/drops/{slug}", moments


def comes_in(page, tongue, drop, button, word=""):
    page.goto(drop)
    if word:
        page.get_by_text(tongue("Add a word of your own")).click()
        page.get_by_label(tongue("Your word")).fill(word)
    page.get_by_role("button", name=tongue(button)).click()
    expect(page.get_by_text(tongue("You are in. Your receipt is below."))).to_be_visible()
    fits(page)


def loses_the_answers(page):
    """The first press never reaches the house, the answer to the second never comes back; what the page asks, in turn."""
    asked = []

    def on_the_way(route):
        asked.append(route.request.url.rpartition("/")[2])
        if asked.count("claim") == 2 and asked[-1] == "claim":
            route.fetch()
        if asked[-1] == "claim":
            route.abort()
        else:
            route.continue_()

    page.route(re.compile(r"/d/\d+/(claim|me)$"), on_the_way)
    return asked


def orders_it(page, tongue):
    """From the piece that is held to the money for it; the order's number."""
    expect(page.get_by_role("heading", level=1)).to_have_text(tongue("A piece is held for you"))
    fits(page)
    price = page.locator("label.choice small").first.inner_text().split(" · ")[0]
    expect(page.locator("form.buy p b")).to_have_text(price)  # no deposit was named: all of it is paid now
    page.get_by_role("button", name=tongue("Order and pay")).click()
    expect(page.locator("main")).to_contain_text(
        tongue.like("A piece is held for order %(number)s. Time to pay:")
    )
    page.locator("input[name=provider][value=sandbox]").check()
    page.locator("main form.buy button.go").first.click()
    expect(page.get_by_text(tongue("Thank you. Your money is here."))).to_be_visible()
    return re.search(r"/orders/([^/?]+)$", page.url)[1]


def test_a_lottery_is_published_drawn_paid_and_checked(enter, tongue, tmp_path):
    maker = enter("jonna", language=tongue.code)
    drop, moments = publishes(maker, tongue, f"Old oak {tongue.mark}", pieces=1, fairness="lottery")
    fans = [enter(who, drop, language=tongue.code, width=390, javascript=False) for who in WISHERS[:2]]
    expect(fans[0].get_by_role("button", name=tongue("Enter the draw"))).to_have_count(0)
    clock_reaches(maker, moments["entry_opens_at"], "drop")
    comes_in(fans[0], tongue, drop, "Enter the draw", word="tallow")
    comes_in(fans[1], tongue, drop, "Enter the draw")
    assert "tallow" not in fans[1].request.get(f"{drop}/draw.json").text()

    clock_reaches(maker, moments["entry_closes_at"], "drop")
    fans[0].goto(f"{drop}/proof")
    root = fans[0].request.get(f"{drop}/draw.json").json()
    assert (root["count"], root["seed"], root["order"]) == (2, "", [])
    expect(fans[0].locator("main")).to_contain_text(root["root"])
    clock_reaches(maker, moments["entry_closes_at"] + timedelta(minutes=10), "drop")
    assert fans[0].request.get(f"{drop}/draw.json").json()["root"] == root["root"]
    for fan in fans:
        fan.goto(drop)
    ranked = sorted(fans, key=lambda fan: fan.get_by_role("link", name=tongue("Order mine")).count())
    expect(ranked[0].locator("main")).to_contain_text(tongue.like("You were drawn on rank %(rank)s.", rank=2))
    expect(ranked[0].locator("main")).to_contain_text(
        tongue(
            "If a winner steps out or does not pay in time, the next rank follows, and you hear it at once."
        )
    )
    ranked[1].get_by_role("link", name=tongue("Order mine")).click()
    number = orders_it(ranked[1], tongue)
    seen_at(ranked[1], "/me/inbox", number)
    for place, fan in enumerate(fans):
        folder = tmp_path / str(place)
        folder.mkdir()
        is_checked(fan, drop, folder)
        fits(fan)
    maker.goto(f"/desk{drop}")
    row = maker.get_by_role("row", name=WISHERS[fans.index(ranked[1])])
    expect(row.get_by_role("cell", name=tongue("decided"), exact=True)).to_be_visible()


def test_first_come_first_served_is_pressed_with_a_script_and_without(enter, tongue):
    maker = enter("jonna", language=tongue.code)
    drop, moments = publishes(maker, tongue, f"Old ash {tongue.mark}", pieces=2, fairness="fifo")
    clock_reaches(maker, moments["entry_opens_at"], "drop")
    plain, scripted, late = (
        enter(who, language=tongue.code, width=390, javascript=javascript)
        for who, javascript in zip(WISHERS, (False, True, False), strict=True)
    )
    for fan in (plain, scripted, late):
        comes_in(fan, tongue, drop, "Enter the waiting room")
    plain.get_by_role("button", name=tongue("Hold one for me")).click()
    expect(
        plain.get_by_text(tongue("It is not open yet. Press again when the clock is at zero."))
    ).to_be_visible()

    clock_reaches(maker, moments["opens_at"], "drop")
    plain.get_by_role("button", name=tongue("Hold one for me")).click()
    orders_it(plain, tongue)
    scripted.goto(drop)
    asked = loses_the_answers(scripted)
    scripted.get_by_role("button", name=tongue("Hold one for me")).click()
    expect(scripted).to_have_url(re.compile(f"{drop}/order$"), timeout=15_000)
    assert asked == [
        "claim",
        "me",
        "claim",
        "me",
    ]  # nothing had counted, so it pressed again; that had, so it did not
    late.get_by_role("button", name=tongue("Hold one for me")).click()
    expect(late.get_by_text(tongue("Every piece is held or sold. That you tried is kept."))).to_be_visible()
    fits(late)
    orders_it(scripted, tongue)
    plain.goto(drop)
    expect(plain.get_by_text(tongue("It is ordered."))).to_be_visible()
    expect(plain.get_by_role("button", name=tongue("Hold one for me"))).to_have_count(0)
