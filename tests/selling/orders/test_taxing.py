"""The tax of an order follows where it goes and who buys, and so do its plan, its money, its invoice and the books."""

from datetime import timedelta

import facturx
import pytest
from django.test import Client
from lxml import etree

from fanloop.foundation import bus, clock
from fanloop.foundation.viewer import SYSTEM
from fanloop.people.markets import actions as markets
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries
from fanloop.selling.orders.actions import papers as actions
from fanloop.selling.orders.queries import papers
from fanloop.selling.orders.queries.paid import gaps as money_gaps
from fanloop.selling.orders.queries.revenue import gaps
from fanloop.selling.orders.rules.cii import invoice_xml
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.orders.rules.taxes import CODES
from fanloop.selling.payments.queries.books import earned_sums
from fanloop.site.papers_drawn import draw
from tests.selling.orders.en16931 import broken
from tests.selling.orders.test_papers import FIRM
from tests.selling.orders.way import serials_of, units
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
PARIS = {"name": "Studio Lune", "street": "Rue 3", "postcode": "75001", "city": "Paris"}
ZURICH = {"name": "Mira", "street": "Gasse 3", "postcode": "8001", "city": "Zürich"}
FRENCH = "FR83404833048"
NET = 10_840
"""A lamp of 129.00 EUR without its tax of 19 %."""


@pytest.fixture
def house():
    clock.run_from(NOON)
    opened = shop()
    actions.name_issuer(party=FIRM, by=opened.member, at=NOON)
    yield opened
    clock._offset = timedelta()


def ordered(house, *, pieces=1):
    order = preorder(
        offer=house.offers[0], fan=fan(), quantity=pieces, at=NOON, key=f"k{fan().id}", provider="sandbox"
    )
    bus.drain()
    return order


def to(order, country="FR", values=None):
    orders.set_address(
        order=order, kind="delivery", country=country, values=values or PARIS, by=None, at=NOON
    )
    bus.drain()


def business(order, country="FR", number=FRENCH):
    actions.set_tax_id(order=order, country=country, number=number, at=NOON)
    bus.drain()


def pay(order):
    orders.ask_due(order=order, position=1, provider="sandbox", at=NOON)
    bus.drain()


def sheet(order):
    return queries.order(order.number, viewer=SYSTEM)


def sums(order):
    now = sheet(order)
    return now.order.total_minor, now.tax.minor, sum(due.minor for due in now.dues)


def leaves(house, order):
    made = units(house.oak, sheet(order).quantity)
    orders.allocate(by=house.member, at=NOON)
    orders.pick(orders=[order.id], by=house.member, at=NOON)
    orders.ship(
        order=order,
        carrier="post",
        tracking="T",
        serials=serials_of(made),
        by=house.member,
        at=NOON,
    )
    bus.drain()


def test_a_business_of_another_country_pays_the_price_without_the_tax(house):
    order = ordered(house, pieces=2)
    to(order)
    assert sums(order) == (25_800, 4_119, 25_800)
    business(order)
    assert sums(order) == (2 * NET, 0, 2 * NET)
    pay(order)
    assert sheet(order).state == "paid"
    leaves(house, order)
    [paper] = papers.papers_of([order.id])[order.id]
    content = papers.content(paper)
    assert (content.category, content.exempt, content.destination) == ("K", CODES["K"], "FR")
    assert "reverse charge" in content.exempt_words
    assert earned_sums()[sheet(order).ref] == (2 * NET, 0)
    assert gaps() == money_gaps() == []


def test_a_greek_firm_may_call_its_country_el(house):
    order = ordered(house)
    to(order, "GR", PARIS)
    business(order, country="el", number="094259216")
    assert (papers.tax_id(order).country, papers.tax_id(order).number) == ("GR", "EL094259216")
    assert sums(order) == (NET, 0, NET)


def test_what_was_paid_too_much_goes_back_and_a_number_taken_back_costs_the_tax_again(house):
    order = ordered(house)
    pay(order)
    to(order)
    business(order)
    assert (sheet(order).paid_minor, sheet(order).state) == (NET, "paid")
    assert sums(order) == (NET, 0, NET)
    other = ordered(house)
    to(other)
    for _twice in range(2):
        business(other)
        business(other, number="")
    total, tax, planned = sums(other)
    assert 12_898 <= total <= 12_900
    assert (planned, total - tax) == (total, NET)


@pytest.mark.parametrize(
    ("country", "values", "rate", "category"),
    [("FR", PARIS, 2_000, "S"), ("CH", ZURICH, 0, "G"), ("LU", PARIS | {"postcode": "1111"}, 0, "E")],
)
def test_a_person_pays_the_price_that_is_shown_wherever_it_goes(house, country, values, rate, category):
    for code, own, exempt in (("FR", 2_000, ""), ("LU", 0, "VATEX-EU-132")):
        markets.plan_country_tax(
            market=house.eu, country=code, tax_rate_bp=own, exempt=exempt, valid_from=NOON.date(), at=NOON
        )
    order = ordered(house)
    to(order, country, values)
    assert sums(order) == (12_900, 12_900 - round(12_900 * 10_000 / (10_000 + rate)), 12_900)
    content = papers.draft(sheet(order).order, issued_on=NOON.date())
    assert content.category_of(rate) == category


def test_a_rate_said_later_leaves_what_was_ordered_alone(house):
    order = ordered(house)
    later = NOON + timedelta(hours=1)
    markets.plan_country_tax(market=house.eu, country="FR", tax_rate_bp=550, valid_from=NOON.date(), at=later)
    to(order)
    assert sums(order)[1] == 2_060
    with pytest.raises(markets.Refused, match="rate of 0"):
        markets.plan_country_tax(
            market=house.eu,
            country="FR",
            tax_rate_bp=550,
            valid_from=NOON.date(),
            exempt="VATEX-EU-132",
            at=later,
        )


def test_nothing_changes_once_a_box_has_left_or_the_invoice_is_written(house):
    order = ordered(house)
    to(order)
    pay(order)
    actions.invoice(order=order, by=None, at=NOON)
    with pytest.raises(Refused, match="is written"):
        business(order)
    assert sums(order) == (12_900, 2_060, 12_900)


def test_the_invoice_of_a_tax_free_supply_waits_for_the_box_whose_day_it_names(house):
    order = ordered(house)
    to(order)
    business(order)
    pay(order)
    client = Client()
    client.force_login(order.fan)
    assert "when the box leaves" in client.get(f"/orders/{order.number}").content.decode()
    told = client.post(f"/orders/{order.number}/invoice", follow=True).content.decode()
    assert "it is written with the box" in told
    assert not papers.papers_of([order.id])[order.id]
    leaves(house, order)
    [paper] = papers.papers_of([order.id])[order.id]
    assert papers.content(paper).delivered_on == NOON.date()
    assert broken(invoice_xml(papers.content(paper))) == []


def test_who_gives_a_lamp_away_is_asked_where_they_live_and_billed_there_or_at_least_in_a_country(house):
    order = ordered(house)
    to(order)
    orders.set_gift(order=order, words="For Ada", by=None, at=NOON)
    pay(order)
    drafted = papers.draft(order, issued_on=NOON.date())
    assert (drafted.buyer.street, drafted.buyer.country) == ("", "FR")
    assert broken(invoice_xml(drafted)) == []
    client = Client()
    client.force_login(order.fan)
    asked = client.post(f"/orders/{order.number}/invoice")
    assert asked.url == f"/orders/{order.number}/billing"
    assert "names the buyer&#x27;s address" in client.get(asked.url).content.decode()
    client.post(asked.url, {"country": "CH", **ZURICH})
    client.post(f"/orders/{order.number}/invoice")
    [paper] = papers.papers_of([order.id])[order.id]
    assert papers.content(paper).buyer.city == "Zürich"


@pytest.mark.parametrize(("country", "category"), [("FR", "K"), ("CH", "G")])
def test_the_invoice_says_why_in_words_and_in_its_data(house, country, category):
    order = ordered(house)
    to(order, country, PARIS if country == "FR" else ZURICH)
    if country == "FR":
        business(order)
    pay(order)
    leaves(house, order)
    content = papers.content(actions.invoice(order=order, by=None, at=NOON))
    xml = invoice_xml(content)
    assert broken(xml) == []
    facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    tree = etree.fromstring(xml)
    said = [each.text for each in tree.findall(".//{*}CategoryCode")]
    assert said == [category, category]
    assert tree.findtext(".//{*}ExemptionReasonCode") == CODES[category]
    assert tree.findtext(".//{*}ExemptionReason") == content.exempt_words
    assert tree.findtext(".//{*}ShipToTradeParty/{*}PostalTradeAddress/{*}CountryID") == country
    assert draw(content, with_data=True, at=NOON).startswith(b"%PDF")


def test_the_pages_say_it(house):
    order = ordered(house)
    to(order)
    client, desk = Client(), Client()
    client.force_login(order.fan)
    desk.force_login(house.boss)
    shown = client.post(
        f"/orders/{order.number}/tax-number", {"country": "FR", "number": FRENCH}, follow=True
    ).content.decode()
    assert "The price is €108.40 now." in shown
    assert "reverse charge" in shown
    kept = {"c-country": "fr", "c-tax": "20", "c-valid_from": NOON.date().isoformat()}
    page = desk.post("/desk/markets/eu/taxes/countries", kept, follow=True).content.decode()
    assert "20.00 %" in page
    wrong = desk.post("/desk/markets/eu/taxes/countries", kept | {"c-valid_from": "2020-01-01"}, follow=True)
    assert "today or later" in wrong.content.decode()
