from dataclasses import replace
from datetime import date

import facturx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fanloop.selling.orders.rules.cii import invoice_xml
from fanloop.selling.orders.rules.papers import (
    Content,
    Item,
    Party,
    all_that_is_left,
    as_json,
    fits,
    from_json,
    left_to_credit,
    number,
    to_credit,
    without_buyer,
)
from tests.selling.orders.en16931 import broken

SELLER = Party(
    "Northwindow GmbH", "Lichtweg 4", "20097", "Hamburg", "DE", "DE136695976", "HRB 1207", "DE89370400440532013000", "hello@northwindow.example",
)  # fmt: skip
BUYER = Party("Łucja Żółć", "Rynek 1", "50-106", "Wrocław", "PL")
ITEMS = st.lists(
    st.builds(
        Item,
        title=st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=40),
        sku=st.sampled_from(["", "D2-OAK", "D2-ASH"]),
        quantity=st.integers(1, 40),
        unit_minor=st.integers(1, 500_000),
        rate_bp=st.sampled_from([0, 700, 1900, 2550]),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


def content(items, **changes):
    made = Content(
        kind="invoice", number=number("invoice", 2026, 42), issued_on=date(2026, 11, 20), delivered_on=date(2026, 11, 19),
        order_number="DAWN2-00017", ordered_on=date(2026, 10, 2), currency="EUR", language="en", seller=SELLER, buyer=BUYER,
        items=tuple(items), paid=0,
    )  # fmt: skip
    return replace(made, **changes)


@given(ITEMS)
def test_sums_agree_line_by_line_rate_by_rate_and_in_all(items):
    paper = content(items)
    assert paper.net + paper.tax == paper.gross == sum(item.gross for item in items)
    assert sum(rate.net for rate in paper.rates) == paper.net
    assert sum(rate.tax for rate in paper.rates) == paper.tax
    assert all(abs(rate.net * rate.rate_bp / 10_000 - rate.tax) <= len(items) for rate in paper.rates)


@given(ITEMS, st.sampled_from(["invoice", "credit_note"]))
def test_a_paper_is_read_back_as_it_was_kept(items, kind):
    paper = content(items, kind=kind, corrects="INV-2026-00001" if kind == "credit_note" else "")
    assert from_json(as_json(paper)) == paper
    assert BUYER.name not in str(without_buyer(as_json(paper)))


@given(
    ITEMS,
    st.sampled_from(["EUR", "JPY", "CNY"]),
    st.sampled_from([BUYER, Party("Mira"), replace(BUYER, tax_id="PL5260250995", postcode="")]),
)
def test_the_data_are_valid_by_the_standards_own_schema(items, currency, buyer):
    paper = content(items, currency=currency, buyer=buyer, paid=min(100, sum(item.gross for item in items)))
    xml = invoice_xml(paper)
    facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    assert broken(xml) == ([] if buyer.country else ["BR-10", "BR-11"])
    tree = etree.fromstring(xml)
    said = {
        etree.QName(each).localname: each.text
        for each in tree.find(".//{*}SpecifiedTradeSettlementHeaderMonetarySummation")
    }
    assert float(said["TaxBasisTotalAmount"]) + float(said["TaxTotalAmount"]) == pytest.approx(
        float(said["GrandTotalAmount"])
    )
    assert float(said["GrandTotalAmount"]) - float(said["TotalPrepaidAmount"]) == pytest.approx(
        float(said["DuePayableAmount"])
    )


def test_a_credit_note_names_what_it_corrects():
    note = content(
        [Item("Dawn 2", "D2-OAK", 1, 12_900, 1900)],
        kind="credit_note",
        corrects="INV-2026-00041",
        why="came back",
    )
    xml = invoice_xml(note).decode()
    facturx.xml_check_xsd(xml.encode(), flavor="factur-x", level="en16931")
    assert ">381<" in xml
    assert "INV-2026-00041" in xml
    assert note.left == 0


@given(ITEMS, st.data())
def test_credit_notes_never_take_back_more_than_was_invoiced(items, data):
    notes, left = [], left_to_credit(items, [])
    whole = sum(item.gross for item in items)
    assert sum(left.values()) == whole
    for _ in range(3):
        if not left:
            break
        line = data.draw(st.sampled_from(sorted(left)))
        wanted = [Item("back", line[0], 1, data.draw(st.integers(1, left[line] + 5)), line[1])]
        assert fits(wanted, left) == (wanted[0].gross <= left[line])
        if fits(wanted, left):
            notes.append(wanted)
        left = left_to_credit(items, notes)
        assert sum(item.gross for note in notes for item in note) + sum(left.values()) == whole
    rest = all_that_is_left(items, left)
    assert sum(item.gross for item in rest) == sum(left.values())
    assert not left_to_credit(items, [*notes, rest])


def test_numbers_say_kind_year_and_place():
    assert number("invoice", 2026, 1) == "INV-2026-00001"
    assert number("credit_note", 2027, 123_456) == "CN-2027-123456"


def test_a_service_names_the_days_it_is_paid_for():
    days = (date(2026, 11, 21), date(2026, 12, 20))
    paper = content(
        [Item("Light plans", "", 1, 290, 1900)], about="service", served=days, delivered_on=None, paid=0
    )
    xml = invoice_xml(paper)
    facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    tree = etree.fromstring(xml).find(".//{*}BillingSpecifiedPeriod")
    assert [each.text for each in tree.iter("{*}DateTimeString")] == ["20261121", "20261220"]
    assert from_json(as_json(paper)) == paper


def test_a_paper_of_a_time_before_services_is_read():
    kept = as_json(content([Item("Dawn 2", "D2-OAK", 1, 12_900, 1900)]))
    old = {name: value for name, value in kept.items() if name not in {"about", "served"}}
    assert from_json(old) == from_json(kept)


@given(st.integers(1, 10_000), st.integers(0, 20_000), st.integers(0, 20_000), st.integers(0, 10_000))
def test_a_refund_credits_no_more_than_was_invoiced_and_nothing_that_came_twice(
    gross, received, refunded, noted
):
    refunded, noted = min(refunded, received), min(noted, gross)
    minor = to_credit(gross, received=received, refunded=refunded, credited=noted)
    assert 0 <= minor <= min(gross, refunded)
    assert noted + minor <= gross
    if received - refunded >= gross:
        assert minor == 0
