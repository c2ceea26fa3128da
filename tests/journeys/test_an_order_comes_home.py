"""From a pre-order to the door and back: a fan on a phone, the maker at the desk, and a shop that sells for the maker."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import seen_at

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CAMPAIGN = "/order/dawn-2"


def orders_and_pays(fan):
    """Order one, pay deposit and balance with play money; the number of the order."""
    fan.goto(CAMPAIGN)
    fan.get_by_role("button", name=re.compile("^Order mine for")).locator("visible=true").first.click()
    for _row in ("deposit", "balance"):
        expect(fan.get_by_role("heading", level=1)).to_contain_text(re.compile("Pay .+ now"))
        fan.get_by_label(re.compile("Sandbox|sandbox|Test")).first.check()
        fan.locator("main form.buy button.go").click()
        expect(fan).to_have_url(re.compile(r"/orders/[^/]+$"))
        if fan.get_by_role("link", name="Pay the rest now").count():
            fan.get_by_role("link", name="Pay the rest now").click()
    return re.search(r"/orders/([^/?]+)", fan.url)[1]


def says_where_it_goes(fan, number):
    fan.goto(f"/orders/{number}/address?country=FR")
    fan.get_by_label("Name on the bell").fill("Odile Martin")
    fan.get_by_label("Street and number").fill("3 rue des Lilas")
    fan.get_by_label("Postcode").fill("7500")
    fan.get_by_label("Town or city").fill("Paris")
    fan.get_by_label("It is a gift: no price in the box").check()
    fan.get_by_label("Words on top").fill("For a bright winter")
    fan.get_by_role("button", name="Send it there").click()
    expect(fan.get_by_text("Postcodes of this country look different.", exact=True)).to_be_visible()
    fan.get_by_label("Postcode").fill("75011")
    fan.get_by_role("button", name="Send it there").click()
    expect(fan.locator("main")).to_contain_text("75011 Paris")


def makes_and_sends(desk, number):
    """Count a unit as made, keep it for the order, pick it, send it, note that it came; its serial."""
    desk.goto("/desk/units")
    sku = desk.locator("#id_sku option", has_text="oak").first.get_attribute("value")
    desk.locator("#id_sku").select_option(sku)
    desk.get_by_label("Serials begin with").fill("JOURNEY-26")
    desk.get_by_label("How many").fill("40")
    desk.get_by_role("button", name="They are made").click()
    serials = re.findall(r"JOURNEY-26-\d{5}-\w", desk.locator("main").inner_text())
    serial = min(serials)
    desk.goto(f"/desk/orders?q={number}")
    desk.get_by_role("checkbox", name=number).check()
    desk.get_by_role("button", name="Keep units for them").click()
    desk.get_by_role("checkbox", name=number).check()
    desk.get_by_role("button", name="They are picked").click()
    desk.goto(f"/desk/orders/{number}")
    desk.get_by_label("Carrier").fill("Colissimo")
    desk.get_by_label("Tracking number").fill(f"JRN-{number}")
    desk.get_by_label("Serials of the units inside").fill(serial)
    desk.get_by_role("button", name="It has left").click()
    expect(desk.get_by_text("The box has left, and its fan knows.")).to_be_visible()
    desk.get_by_role("link", name="Packing list").click()
    expect(desk.locator("main")).to_contain_text("For a bright winter")
    expect(desk.locator("main")).not_to_contain_text(re.compile("[€¥$]"))
    desk.goto(f"/desk/orders/{number}")
    desk.get_by_role("button", name="It has arrived").click()
    return serial


def test_an_order_is_made_sent_and_comes_back(newcomer, visit):
    fan = newcomer("odile.orders", width=390)
    number = orders_and_pays(fan)
    says_where_it_goes(fan, number)
    desk = visit("/desk", who="jonna")
    serial = makes_and_sends(desk, number)
    seen_at(fan, "/me/inbox", f"Order {number} is with you")
    fan.goto(f"/orders/{number}")
    expect(fan.locator("main")).to_contain_text(serial)
    expect(fan.locator("main")).to_contain_text(f"JRN-{number}")
    fan.get_by_role("link", name="Send it back").click()
    fan.get_by_label("I do not want it after all").check()
    fan.get_by_label("What should we know?").fill("It is lovely, and too bright for the cat.")
    fan.get_by_role("button", name="Announce the box").click()
    expect(fan.get_by_text(f"Write {number}-R1 on the box")).to_be_visible()

    desk.goto("/desk/returns")
    desk.get_by_role("link", name=f"{number}-R1").click()
    expect(desk.locator("main")).to_contain_text("too bright for the cat")
    desk.get_by_label("As new").check()
    desk.get_by_role("button", name="That is what I saw").click()
    expect(desk.locator("main")).to_contain_text("as new")
    seen_at(fan, "/orders", "paid back")
    seen_at(fan, "/me/inbox", f"Order {number} is paid back")


def test_a_shop_sends_its_table_and_puts_it_right(visit):
    shop = visit("/portal/channels", who="hafenlicht", width=390)
    shop.locator("main a[href^='/portal/channels/']").first.click()
    table = "reference;sku;quantity;name;street;postcode;city;country\nJ-1;DN2-OAK;x;Ida Holm;Kaj 3;2100;København;DK\n"
    shop.get_by_label("Table").fill(table)
    shop.get_by_role("button", name="Look at it first").click()
    expect(shop.locator("main")).to_contain_text("“x” is no count of pieces.")
    expect(shop.get_by_label("Table")).to_have_value(re.compile("Ida Holm"))
    shop.get_by_label("Table").fill(table.replace(";x;", ";2;"))
    shop.get_by_role("button", name="Look at it first").click()
    expect(shop.locator("main")).to_contain_text("1 new orders of 2 pieces")
    shop.get_by_role("button", name="Place them").click()
    expect(shop.locator("main")).to_contain_text("J-1")
    shop.get_by_label("Table").fill(table.replace(";x;", ";2;"))
    shop.get_by_role("button", name="Look at it first").click()
    expect(shop.locator("main")).to_contain_text("0 new orders of 0 pieces, 1 known already")

    desk = visit("/desk/orders?q=J-1", who="jonna")
    expect(desk.locator("main")).to_contain_text("hafenlicht")
