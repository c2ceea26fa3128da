"""Label data as files: nothing an address says is a command to a printer or a formula in a table."""

import csv
import json
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.orders.rules.labels import Parcel, as_csv, as_json, as_zpl

LINES = st.lists(st.text(max_size=30), min_size=1, max_size=7).map(tuple)


@given(st.lists(LINES, max_size=3))
def test_a_printer_gets_one_label_a_parcel_whatever_is_written_on_it(addresses):
    parcels = [Parcel(f"A-{n}", 1, lines, "DE", 300) for n, lines in enumerate(addresses)]
    drawn = as_zpl(parcels)
    assert (drawn.count("^XA"), drawn.count("^XZ")) == (len(parcels), len(parcels))
    assert drawn.count("^FD") == sum(len(lines) + 2 for lines in addresses)
    assert "~" not in drawn


@given(LINES, st.integers(0, 9_000))
def test_a_table_says_what_json_says(lines, grams):
    parcel = Parcel("A-1", 2, lines, "DE", grams)
    [row] = csv.DictReader(StringIO(as_csv([parcel]), newline=""))
    [said] = json.loads(as_json([parcel]))
    assert (row["weight_g"], said["weight_g"]) == (str(grams or ""), grams or None)
    assert said["address"] == list(lines)
    assert not row["line_1"].startswith(("=", "+", "@"))
