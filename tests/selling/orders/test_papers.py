"""Invoices and credit notes on the real database: numbers, sums, who may read them, and the files."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import facturx
import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from fanloop.foundation import bus, clock
from fanloop.foundation.money import Money, tax_within
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.markets import actions as markets
from fanloop.people.markets.models import Market
from fanloop.people.markets.rules.exchange import Quote
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.actions import addresses, billing
from fanloop.selling.orders.actions import papers as actions
from fanloop.selling.orders.actions.addresses import forget_person
from fanloop.selling.orders.actions.entering import enter
from fanloop.selling.orders.models import Paper
from fanloop.selling.orders.models.logistics import Shipment
from fanloop.selling.orders.models.papers import Issuer
from fanloop.selling.orders.queries import papers as queries
from fanloop.selling.orders.queries.exports import own_orders
from fanloop.selling.orders.rules import cii
from fanloop.selling.orders.rules.papers import Party
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.site.papers_drawn import draw
from tests.selling.orders.test_returns import inspect, send_back
from tests.selling.orders.way import LATER, sent, units
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
FIRM = Party(
    "Northwindow GmbH",
    "Lichtweg 4",
    "20097",
    "Hamburg",
    "DE",
    "DE136695976",
    "HRB 1207",
    "DE89 3704 0044 0532 0130 00",
)

AT_HOME = {
    "name": "Mira Kovač",
    "company": "Studio Kovač",
    "street": "Am Kai 3",
    "postcode": "10115",
    "city": "Berlin",
}


@pytest.fixture
def house():
    clock.run_from(NOON)
    made = shop()
    actions.name_issuer(party=FIRM, by=made.member, at=NOON)
    yield made
    clock._offset = clock.timedelta()


def paid(house, *, who=None, offer=0, quantity=2):
    order = preorder(
        offer=house.offers[offer], fan=who or fan(), quantity=quantity, at=NOON, key=f"k{fan().id}"
    )
    enter([order.id], "paid", at=NOON)
    return order


def pieces_of(paper, count):
    return [replace(queries.content(paper).items[0], quantity=count)]


def test_an_invoice_says_what_was_ordered_and_is_written_once(house):
    order = paid(house)
    first = actions.invoice(order=order, by=None, at=NOON)
    again = actions.invoice(order=order, by=None, at=NOON + timedelta(days=3))
    assert first == again
    assert first.number == f"INV-{NOON.year}-00001"
    assert (first.net_minor, first.tax_minor, first.gross_minor) == (25_800 - 4_119, 4_119, 25_800)
    said = queries.content(first)
    assert said.items[0].title == "Dawn Oak"
    assert said.items[0].rate_bp == 1900
    assert said.delivered_on is None
    assert said.seller.iban == "DE89370400440532013000"


def test_the_rate_of_the_day_of_ordering_stays_on_the_paper(house):
    order = paid(house)
    markets.change_tax(market=house.eu, tax_rate_bp=2500, at=NOON + timedelta(days=1))
    assert (
        queries.content(actions.invoice(order=order, by=None, at=NOON + timedelta(days=2))).items[0].rate_bp
        == 1900
    )


def test_numbers_count_by_year_and_kind_and_have_no_gap(house):
    for _ in range(3):
        actions.invoice(order=paid(house), by=None, at=NOON)
    later = actions.invoice(order=paid(house), by=None, at=NOON.replace(year=NOON.year + 1))
    assert later.number == f"INV-{NOON.year + 1}-00001"
    last = Paper.objects.get(number=f"INV-{NOON.year}-00003")
    note = actions.credit(paper=last, items=None, why="came back", by=house.member, at=NOON, key="r1")
    assert note.number == f"CN-{NOON.year}-00001"
    assert [
        row.place for row in Paper.objects.filter(kind="invoice", issued_on__year=NOON.year).order_by("place")
    ] == [1, 2, 3]


def test_before_it_is_paid_and_without_an_issuer_nothing_is_written(house):
    order = preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key="x")
    with pytest.raises(Refused, match="when order DAWN2-00001 is paid"):
        actions.invoice(order=order, by=None, at=NOON)
    assert not Paper.objects.exists()


def test_a_firm_without_a_name_or_with_wrong_digits_issues_nothing(house):
    for wrong, says in [
        ({"name": " "}, "name of your firm"),
        ({"country": "Germany"}, "two letters"),
        ({"tax_id": "DE136695977"}, "no tax number"),
        ({"iban": "DE89370400440532013001"}, "no bank account"),
    ]:
        with pytest.raises(Refused, match=says):
            actions.name_issuer(party=Party(**{**FIRM.__dict__, **wrong}), by=house.member, at=NOON)
    assert queries.issuer().tax_id == "DE136695976"


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=4))
def test_what_is_taken_back_never_exceeds_what_was_invoiced(house, pieces):
    paper = actions.invoice(order=paid(house, quantity=3), by=None, at=NOON)
    left = 3
    for turn, count in enumerate(pieces):
        key = f"{paper.id}:{turn}"
        if count > left:
            with pytest.raises(Refused):
                actions.credit(paper=paper, items=pieces_of(paper, count), why="", by=None, at=NOON, key=key)
            continue
        note = actions.credit(paper=paper, items=pieces_of(paper, count), why="", by=None, at=NOON, key=key)
        assert (
            actions.credit(paper=paper, items=pieces_of(paper, count), why="", by=None, at=NOON, key=key)
            == note
        )
        left -= count
    notes = Paper.objects.filter(corrects=paper)
    assert sum(row.gross_minor for row in notes) == (3 - left) * 12_900
    assert sum(row.net_minor + row.tax_minor for row in notes) == (3 - left) * 12_900


def test_a_fan_sees_her_own_papers_and_staff_with_the_right_see_all(house):
    mira = fan("mira.k")
    paper = actions.invoice(order=paid(house, who=mira), by=None, at=NOON)
    assert queries.paper(paper.number, Viewer(fan_id=mira.id)) == paper
    assert queries.paper(paper.number, Viewer(fan_id=fan().id)) is None
    assert (
        queries.paper(paper.number, Viewer(fan_id=fan().id, permissions=frozenset({"orders.see"}))) == paper
    )
    assert queries.paper("INV-1999-00001", SYSTEM) is None


def test_a_business_is_named_with_its_number_and_its_address(house):
    order = paid(house)
    addresses.set_address(order=order, kind="billing", country="DE", values=AT_HOME, by=order.fan, at=NOON)
    with pytest.raises(Refused, match="no tax number"):
        actions.set_tax_id(order=order, country="DE", number="DE1", at=NOON)
    actions.set_tax_id(order=order, country="de", number="de 136 695 976", at=NOON)
    buyer = queries.content(actions.invoice(order=order, by=None, at=NOON)).buyer
    assert buyer == Party("Studio Kovač, Mira Kovač", "Am Kai 3", "10115", "Berlin", "DE", "DE136695976")


def test_a_foreign_order_keeps_what_its_currency_was_worth(house):
    day = NOON.date() - timedelta(days=1)
    markets.keep_quotes(quotes=[Quote("EUR", "USD", day, Decimal("1.0823"))], source="ECB", at=NOON)
    abroad = preorder(offer=house.offers[2], fan=fan(), quantity=1, at=NOON, key="us")
    kept = queries.snapshot(abroad)
    assert (kept.base, kept.rate, kept.day, kept.source) == ("EUR", Decimal("1.08230000"), day, "ECB")
    assert queries.worth_then(abroad)[0] == Money(round(12_900 / 1.0823), "EUR")
    assert queries.snapshot(preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key="eu")) is None


def test_the_file_holds_the_words_and_the_data_of_the_paper(house):
    order = paid(house)
    addresses.set_address(order=order, kind="billing", country="DE", values=AT_HOME, by=order.fan, at=NOON)
    paper = actions.invoice(order=order, by=None, at=NOON)
    data = draw(queries.content(paper), with_data=True, at=NOON)
    text = PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert all(words in text for words in (paper.number, "Dawn Oak", "258.00", "Tax 19", "Hamburg"))
    name, xml = facturx.get_xml_from_pdf(data, check_xsd=True)
    assert name == "factur-x.xml"
    assert paper.number.encode() in xml


def test_a_fan_downloads_the_invoice_and_nobody_else_does(house):
    mira = fan("mira.k")
    order = paid(house, who=mira)
    addresses.set_address(order=order, kind="delivery", country="DE", values=AT_HOME, by=mira, at=NOON)
    Market.objects.update(e_invoice=True)
    browser, stranger = Client(), Client()
    browser.force_login(mira)
    stranger.force_login(fan())
    assert stranger.post(f"/orders/{order.number}/invoice").status_code == 404
    page = browser.post(f"/orders/{order.number}/invoice", follow=True)
    number = Paper.objects.get().number
    assert page.redirect_chain[-1][0] == f"/papers/{number}"
    assert "Dawn Oak" in page.content.decode()
    file = browser.get(f"/papers/{number}/pdf")
    assert file["content-type"] == "application/pdf"
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"
    assert stranger.get(f"/papers/{number}").status_code == 404
    assert stranger.get(f"/papers/{number}/pdf").status_code == 404
    bus.drain()
    assert queries.file_of(Paper.objects.get()) is not None


def test_who_is_erased_leaves_no_tax_number_and_takes_it_along_before(house):
    order = paid(house, who=fan("mira.k"))
    actions.set_tax_id(order=order, country="DE", number="DE136695976", at=NOON)
    paper = actions.invoice(order=order, by=None, at=NOON)
    [mine] = own_orders(order.fan_id)
    assert (mine["papers"], mine["tax_number"]) == ([paper.number], "DE136695976")
    forget_person(fan_id=order.fan_id, at=NOON)
    assert queries.tax_id(order) is None


def test_a_rate_that_begins_today_is_the_one_an_order_pays(house):
    tomorrow = NOON + timedelta(days=1)
    markets.plan_tax(market=house.eu, tax_rate_bp=700, valid_from=tomorrow.date(), at=NOON)
    order = preorder(offer=house.offers[0], fan=fan(), quantity=1, at=tomorrow, key="new-rate")
    enter([order.id], "paid", at=tomorrow)
    assert queries.content(actions.invoice(order=order, by=None, at=tomorrow)).items[0].rate_bp == 700


def test_names_leave_papers_when_their_years_are_over(house):
    paper = actions.invoice(order=paid(house, who=fan("mira.k")), by=None, at=NOON)
    assert actions.forget_buyers(at=NOON.replace(year=NOON.year + 10)) == 0
    assert actions.forget_buyers(at=NOON.replace(year=NOON.year + 11)) == 1
    assert actions.forget_buyers(at=NOON.replace(year=NOON.year + 11)) == 0
    paper.refresh_from_db()
    assert "mira" not in str(paper.content)
    assert paper.gross_minor == 25_800


def test_a_box_that_leaves_writes_the_invoice_and_one_that_comes_back_the_credit_note(house):
    order, gone = sent(house, quantity=2)
    invoice = Paper.objects.get(order=order)
    assert (invoice.kind, invoice.gross_minor) == ("invoice", 25_800)
    back = send_back(order, gone.units[:1])
    assert inspect(house, order, back, "used") == 10_320
    note = Paper.objects.get(corrects=invoice)
    assert (note.gross_minor, note.tax_minor) == (10_320, tax_within(10_320, 1900))
    assert queries.content(note).why == back.number
    assert actions.credit_returned(order=order, at=NOON) == 0
    assert Paper.objects.filter(corrects=invoice).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_invoices_at_once_get_two_numbers_in_a_row():
    made = shop()
    actions.name_issuer(party=FIRM, by=made.member, at=NOON)
    ordered = [paid(made) for _ in range(4)]

    def write(order):
        try:
            return actions.invoice(order=order, by=None, at=NOON).place
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(write, ordered)) == [1, 2, 3, 4]


def test_the_day_is_the_markets_own(house):
    order = paid(house)
    evening = NOON.replace(hour=23, minute=30)
    assert actions.invoice(order=order, by=None, at=evening).issued_on == date.fromordinal(
        NOON.date().toordinal() + 1
    )


def test_the_invoice_says_the_day_the_box_left(house):
    order, _gone = sent(house, quantity=1)
    said = queries.content(Paper.objects.get(order=order))
    gone = Shipment.objects.get(order=order).at
    assert said.delivered_on == queries.local_day(order.market, gone)
    assert said.delivered_on.strftime("%Y%m%d").encode() in cii.invoice_xml(said)


def test_a_box_that_left_before_papers_were_issued_has_its_invoice_later(house):
    Issuer.objects.all().delete()
    order, _gone = sent(house, quantity=1)
    assert not Paper.objects.exists()
    assert actions.invoice_left(at=NOON) == 0
    actions.name_issuer(party=FIRM, by=house.member, at=NOON)
    assert (actions.invoice_left(at=NOON), actions.invoice_left(at=NOON)) == (1, 0)
    assert queries.content(Paper.objects.get(order=order)).delivered_on is not None


def test_a_gift_is_billed_to_who_bought_it_until_somebody_else_is_named(house):
    order = paid(house)
    addresses.set_address(
        order=order, kind="delivery", country="DE", values=AT_HOME | {"name": "Ada"}, by=None, at=NOON
    )
    assert "Ada" in queries.buyer_of(order).name
    addresses.set_gift(order=order, words="For Ada", by=None, at=NOON)
    assert queries.buyer_of(order) == Party(name=order.fan.handle, country="DE")
    firm = AT_HOME | {"company": "Studio Kovač"}
    with pytest.raises(Refused, match="no tax number"):
        billing.bill_to(order=order, country="DE", values=firm, tax=("", "DE1"), by=None, at=NOON)
    billing.bill_to(order=order, country="DE", values=firm, tax=("", "DE136695976"), by=None, at=NOON)
    paper = actions.invoice(order=order, by=None, at=NOON)
    assert queries.content(paper).buyer.name == "Studio Kovač, Mira Kovač"
    note = actions.credit(paper=paper, items=None, why="all of it", by=None, at=NOON, key="k")
    assert queries.content(note).buyer == queries.content(paper).buyer
    with pytest.raises(Refused, match="is written"):
        billing.bill_buyer(order=order, at=NOON)


def test_who_is_billed_changes_after_it_was_picked_but_not_where_it_goes(house):
    order = paid(house)
    units(house.oak, 5)
    orders.allocate(by=house.member, at=LATER)
    orders.pick(orders=[order.id], by=house.member, at=LATER)
    billing.bill_to(order=order, country="DE", values=AT_HOME, tax=("", ""), by=None, at=NOON)
    assert billing.bill_buyer(order=order, at=NOON)
    assert not billing.bill_buyer(order=order, at=NOON)
    with pytest.raises(Refused, match="packed"):
        addresses.set_address(order=order, kind="delivery", country="DE", values=AT_HOME, by=None, at=NOON)
