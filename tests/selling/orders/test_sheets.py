"""Tables people send are read whole or their faults are named by line and column."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.text.cells import plain
from fanloop.selling.orders.rules.channel_orders import read_orders
from fanloop.selling.orders.rules.sheets import Fault, read_sheet

HEAD = "reference,sku,quantity,name,street,postcode,city,country\n"
GOOD = "A-1,OAK,2,Mira,Torstr. 1,10115,Berlin,DE\n"
SKUS = {"OAK": 1, "ASH": 1}


def faults(text):
    return [(fault.line, fault.column, fault.problem) for fault in read_orders(text, skus=SKUS)[1]]


def test_rows_of_one_reference_are_one_order():
    [order], none = read_orders(HEAD + GOOD + "A-1,ASH,1,,,,,DE\n", skus=SKUS)
    assert none == []
    assert (order.reference, order.lines, order.pieces) == ("A-1", (("OAK", 2), ("ASH", 1)), 3)
    assert dict(order.address)["city"] == "Berlin"


def test_every_fault_names_its_line_and_column():
    assert faults(HEAD + GOOD.replace(",2,", ",²,")) == [(2, "quantity", "number")]
    assert faults(HEAD + GOOD + "A-2,ELM,x,Leo,Weg 2,1011,Berlin,DE\n") == [
        (3, "sku", "unknown"),
        (3, "quantity", "number"),
        (3, "postcode", "shape"),
    ]
    assert faults(HEAD + GOOD + "A-1,ASH,1,Leo,,,,DE\n") == [(3, "name", "differs")]
    assert faults("reference,quantity\nA,1\n") == [(1, "sku", "no_column"), (1, "country", "no_column")]
    assert faults(HEAD + ",OAK,1,Mira,Torstr. 1,10115,Berlin,DE\n") == [(2, "reference", "missing")]
    assert faults(" \n") == [(1, "", "empty")]


def test_an_order_with_one_bad_row_is_no_order_and_the_others_stand():
    orders, wrong = read_orders(
        HEAD + GOOD + "A-2,OAK,0,Leo,Weg 2,10115,Berlin,DE\n" + "A-1,ELM,1,,,,,DE\n", skus=SKUS
    )
    assert orders == []
    assert len(wrong) == 2


cells = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)


@given(st.lists(st.tuples(cells, cells), max_size=12), st.sampled_from(",;\t"))
def test_what_a_spreadsheet_writes_is_read_back(rows, delimiter):
    written = io.StringIO()
    sheet = csv.writer(written, delimiter=delimiter)
    sheet.writerow(["number", "tracking"])
    sheet.writerows(rows)
    found, wrong = read_sheet(written.getvalue(), wanted=("number", "tracking"))
    assert wrong == []
    assert [(row["number"], row["tracking"]) for row in found] == [
        (one.strip(), two.strip()) for one, two in rows
    ]


@given(st.text(max_size=300))
def test_any_text_is_answered(text):
    rows, wrong = read_sheet(text, wanted=("number",))
    assert isinstance(rows, list)
    assert rows or wrong or text.strip().lower() == "number"
    assert all(fault.line >= 1 for fault in wrong)


def test_too_many_rows_are_refused_as_a_whole():
    rows, wrong = read_sheet("number\n" + "A\n" * 5_001, wanted=("number",))
    assert rows == []
    assert wrong == [Fault(5_002, "", "too_many", "5001")]


@given(st.text())
def test_no_cell_that_leaves_begins_like_a_formula(text):
    assert not plain(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert text in plain(text)
