"""From a pre-order to the door and back: a fan on a phone without scripts, the maker at the desk, and a shop that sells for the maker."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.journeys.conftest import fits, orders_mine, seen_at

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CAMPAIGN = "/order/dawn-2"


def orders_and_pays(fan, tongue):
    """Order one, pay deposit and balance with play money; the number of the order."""
    fan.goto(CAMPAIGN)
    orders_mine(fan, tongue)
    for _row in ("deposit", "balance"):
        expect(fan.get_by_role("heading", level=1)).to_have_text(tongue.like("Pay %(amount)s now"))
        fan.locator("input[name=provider][value=sandbox]").check()
        fan.locator("main form.buy button.go").first.click()
        expect(fan).to_have_url(re.compile(r"/orders/[^/]+$"))
        if fan.get_by_role("link", name=tongue("Pay the rest now")).count():
            fan.get_by_role("link", name=tongue("Pay the rest now")).click()
    return re.search(r"/orders/([^/?]+)", fan.url)[1]


def says_where_it_goes(fan, tongue, number):
    fan.goto(f"/orders/{number}/address?country=FR")
    fan.get_by_label(tongue("Name on the bell")).fill("Odile Martin")
    fan.get_by_label(tongue("Street and number")).fill("3 rue des Lilas")
    fan.get_by_label(tongue("Postcode")).fill("7500")
    fan.get_by_label(tongue("Town or city")).fill("Paris")
    fan.get_by_label(tongue("It is a gift: no price in the box")).check()
    fan.get_by_label(tongue("Words on top")).fill("For a bright winter")
    fan.get_by_role("button", name=tongue("Send it there")).click()
    expect(fan.get_by_text(tongue("Postcodes of this country look different."), exact=True)).to_be_visible()
    fan.get_by_label(tongue("Postcode")).fill("75011")
    fan.get_by_role("button", name=tongue("Send it there")).click()
    expect(fan.locator("main")).to_contain_text("75011 Paris")


def makes_and_sends(desk, tongue, number):
    """Count a unit as made, keep it for the order, pick it, send it, note that it came; its serial."""
    stem = f"JOURNEY-{tongue.mark.upper()}"
    desk.goto("/desk/units")
    sku = desk.locator("#id_sku option[value$=OAK]").first.get_attribute("value")
    desk.locator("#id_sku").select_option(sku)
    desk.get_by_label(tongue("Serials begin with")).fill(stem)
    desk.locator("input[name=count]").fill("40")
    desk.get_by_role("button", name=tongue("They are made")).click()
    serial = min(re.findall(rf"{stem}-\d{{5}}-\w", desk.locator("main").inner_text()))
    for act in ("Keep units for them", "They are picked"):
        desk.goto(f"/desk/orders?q={number}")
        desk.get_by_role("checkbox", name=number).check()
        desk.get_by_role("button", name=tongue(act)).click()
    desk.goto(f"/desk/orders/{number}")
    desk.get_by_role("textbox", name=tongue("Carrier")).fill("Colissimo")
    desk.get_by_label(tongue("Tracking number")).fill(f"JRN-{number}")
    desk.get_by_label(tongue("Serials of the units inside")).fill(serial)
    desk.get_by_role("button", name=tongue("It has left")).click()
    expect(desk.get_by_text(tongue("The box has left, and its fan knows."))).to_be_visible()
    desk.get_by_role("link", name=tongue("Packing list")).click()
    expect(desk.locator("main")).to_contain_text("For a bright winter")
    expect(desk.locator("main")).not_to_contain_text(re.compile("[€¥$]"))
    desk.goto(f"/desk/orders/{number}")
    desk.get_by_role("button", name=tongue("It has arrived")).click()
    return serial


def test_an_order_is_made_sent_and_comes_back(newcomer, visit, tongue):
    plain = {"javascript": False, "width": 390, "language": tongue.code}
    fan = newcomer(f"odile.{tongue.mark}", **plain)
    number = orders_and_pays(fan, tongue)
    says_where_it_goes(fan, tongue, number)
    desk = visit("/desk", who="jonna", language=tongue.code)
    serial = makes_and_sends(desk, tongue, number)
    seen_at(fan, "/me/inbox", tongue("Order %(number)s is with you", number=number))
    fan.goto(f"/orders/{number}")
    expect(fan.locator("main")).to_contain_text(serial)
    expect(fan.locator("main")).to_contain_text(f"JRN-{number}")
    fan.get_by_role("link", name=tongue("Send it back")).click()
    fan.get_by_label(tongue("I do not want it after all")).check()
    fan.get_by_label(tongue("What should we know?")).fill("It is lovely, and too bright for the cat.")
    fan.get_by_role("button", name=tongue("Announce the box")).click()
    expect(fan.locator("main")).to_contain_text(f"{number}-R1")
    fits(fan)

    desk.goto("/desk/returns")
    desk.get_by_role("link", name=f"{number}-R1").click()
    expect(desk.locator("main")).to_contain_text("too bright for the cat")
    desk.get_by_label(tongue("As new")).check()
    desk.get_by_role("button", name=tongue("That is what I saw")).click()
    expect(desk.locator("main")).to_contain_text(re.compile(tongue("As new"), re.IGNORECASE))
    seen_at(fan, "/orders", tongue("paid back"))
    seen_at(fan, "/me/inbox", tongue("Order %(number)s is paid back", number=number))


def test_a_shop_sends_its_table_and_puts_it_right(visit, tongue):
    shop = visit("/portal/channels", who="hafenlicht", width=390, language=tongue.code, javascript=False)
    shop.get_by_label("Language").click()  # a partner's page begins in the language of the profile
    shop.get_by_role("button", name=dict(settings.LANGUAGES)[tongue.code]).click()
    shop.locator("main a[href^='/portal/channels/']").first.click()
    reference = f"J-{tongue.mark}-1"
    table = (
        "reference;sku;quantity;name;street;postcode;city;country\n"
        f"{reference};DN2-OAK;x;Ida Holm;Kaj 3;2100;København;DK\n"
    )
    rows, look = shop.locator("#rows"), shop.get_by_role("button", name=tongue("Look at it first"))
    said = "%(fresh)s new orders of %(pieces)s pieces, %(known)s known already. Nothing has been placed yet."
    rows.fill(table)
    look.click()
    expect(shop.locator("main")).to_contain_text(tongue("“%(value)s” is no count of pieces.", value="x"))
    expect(rows).to_have_value(re.compile("Ida Holm"))
    rows.fill(table.replace(";x;", ";2;"))
    look.click()
    expect(shop.locator("main")).to_contain_text(tongue(said, fresh=1, pieces=2, known=0))
    fits(shop)
    shop.get_by_role("button", name=tongue("Place them")).click()
    expect(shop.locator("main")).to_contain_text(reference)
    rows.fill(table.replace(";x;", ";2;"))
    look.click()
    expect(shop.locator("main")).to_contain_text(tongue(said, fresh=0, pieces=0, known=1))

    desk = visit(f"/desk/orders?q={reference}", who="jonna", language=tongue.code)
    expect(desk.locator("main")).to_contain_text("hafenlicht")
