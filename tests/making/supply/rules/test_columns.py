from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fanloop.making.supply.rules.columns import Lot, PartRow, PegRow, read, whole_pegs, written

AMOUNTS = st.decimals(0, 10**9, places=4, allow_nan=False)


def lot(number, quantity, part=1):
    return Lot(number, part, None, False, 3, 1, 0, quantity, quantity)


@given(st.lists(st.tuples(AMOUNTS, st.integers(1, 4), st.none() | st.integers(1, 9)), max_size=20))
def test_what_was_written_is_read_in_its_order_all_or_some(values):
    rows = [
        PartRow(part, group, amount, part % 2 == 0, group, Decimal("0.97"), (amount, Decimal(0)), ())
        for amount, part, group in values
    ]
    file = written(PartRow, rows)

    assert read(PartRow, file) == rows
    assert read(PartRow, file, where="part", among={1, 3}) == [row for row in rows if row.part in {1, 3}]


def test_lots_and_pegs_are_kept_too():
    lots, pegs = [lot(0, Decimal(5)), lot(1, Decimal("0.25"), 2)], [PegRow(1, None, "lot", Decimal("0.25"))]
    assert read(Lot, written(Lot, lots)) == lots
    assert read(PegRow, written(PegRow, pegs), where="lot", among=[1]) == pegs
    assert read(PegRow, written(PegRow, [])) == []


@given(st.lists(st.decimals("0.0000001", 50, places=7, allow_nan=False), min_size=1, max_size=6))
def test_rounded_pegs_still_add_up_to_their_lot(amounts):
    whole = sum(amounts).quantize(Decimal("0.0001"))
    rows = whole_pegs(lot(0, whole), [PegRow(0, at, "demand", amount) for at, amount in enumerate(amounts)])
    assert sum((row.quantity for row in rows), Decimal(0)) == whole
