"""Invoices at the desk, through its forms."""

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.orders.actions import papers as actions
from fanloop.selling.orders.actions.addresses import set_address
from fanloop.selling.orders.actions.entering import enter
from fanloop.selling.orders.models import Paper
from fanloop.selling.orders.queries import papers as queries
from tests.selling.orders.test_papers import AT_HOME, FIRM
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    clock.run_from(NOON)
    yield shop()
    clock._offset = clock.timedelta()


@pytest.fixture
def desk(house):
    browser = Client()
    browser.force_login(house.boss)
    return browser


@pytest.fixture
def order(house):
    placed = preorder(offer=house.offers[0], fan=fan("mira.k"), quantity=2, at=NOON, key="k")
    enter([placed.id], "paid", at=NOON)
    return placed


def test_the_firm_is_named_and_a_wrong_number_keeps_what_was_typed(desk):
    said = {
        "name": "Northwindow GmbH",
        "street": "Lichtweg 4",
        "city": "Hamburg",
        "country": "DE",
        "tax_id": "DE136695977",
    }
    refused = desk.post("/desk/papers/issuer", said)
    assert refused.status_code == 422
    assert "Lichtweg 4" in refused.content.decode()
    assert queries.issuer() is None
    kept = desk.post("/desk/papers/issuer", said | {"tax_id": "DE136695976"}, follow=True)
    assert "issued by Northwindow GmbH" in kept.content.decode()


def test_an_invoice_is_written_and_taken_back_in_part_once(desk, house, order):
    actions.name_issuer(party=FIRM, by=house.member, at=NOON)
    asked = desk.post(f"/desk/orders/{order.number}/invoice", follow=True).content.decode()
    assert "Say first who is billed" in asked
    set_address(order=order, kind="delivery", country="DE", values=AT_HOME, by=None, at=NOON)
    page = desk.post(f"/desk/orders/{order.number}/invoice", follow=True).content.decode()
    invoice = Paper.objects.get()
    assert invoice.number in page
    sent = {"line-0": "1", "why": "one came back", "key": "form-1"}
    for _twice in range(2):
        desk.post(f"/desk/papers/{invoice.number}/credit", sent)
    note = Paper.objects.get(kind="credit_note")
    assert note.gross_minor == 12_900
    assert "one came back" in desk.get(f"/papers/{note.number}").content.decode()
    more = desk.post(
        f"/desk/papers/{invoice.number}/credit", sent | {"line-0": "2", "key": "form-2"}, follow=True
    )
    assert "cannot be taken back" in more.content.decode()


def test_a_credit_note_says_why(desk, house, order):
    actions.name_issuer(party=FIRM, by=house.member, at=NOON)
    invoice = actions.invoice(order=order, by=None, at=NOON)
    page = desk.post(f"/desk/papers/{invoice.number}/credit", {"line-0": "1", "why": " ", "key": "x"})
    assert page.status_code == 422
    assert Paper.objects.count() == 1


def test_the_year_adds_up_on_the_page_and_in_the_file(desk, house, order):
    actions.name_issuer(party=FIRM, by=house.member, at=NOON)
    invoice = actions.invoice(order=order, by=None, at=NOON)
    page = desk.get("/desk/papers").content.decode()
    assert "€258.00" in page
    lines = desk.get("/desk/papers/csv").content.decode().splitlines()
    assert lines[1] == f"{invoice.number},invoice,{invoice.issued_on},{order.number},,EUR,216.81,41.19,258.00"


def test_a_fan_has_no_business_at_these_pages(order):
    browser = Client()
    browser.force_login(order.fan)
    assert browser.get("/desk/papers").status_code == 403
    assert browser.post(f"/desk/orders/{order.number}/invoice").status_code == 403
