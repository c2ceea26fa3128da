from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.people.markets.rules.exchange import Quote, QuoteError, convert, read_table

TABLE = "Date,USD,JPY,\n2026-11-20,1.0823,161.52,\n2026-11-19,1.0811,N/A,\n"


def test_a_table_of_the_bank_is_read():
    assert read_table(TABLE) == [
        Quote("EUR", "USD", date(2026, 11, 20), Decimal("1.0823")),
        Quote("EUR", "JPY", date(2026, 11, 20), Decimal("161.52")),
        Quote("EUR", "USD", date(2026, 11, 19), Decimal("1.0811")),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("Day;USD\n", 1),
        ("Date,usd\n", 1),
        ("Date,USD\n20.11.2026,1.1\n", 2),
        ("Date,USD\n2026-11-20,1.1\n2026-11-19,-1\n", 3),
        ("Date,USD\n2026-11-20,NaN\n", 2),
        ("Date,USD\n2026-11-20,much\n", 2),
    ],
)
def test_what_cannot_be_read_names_its_line(text, line):
    with pytest.raises(QuoteError) as wrong:
        read_table(text)
    assert wrong.value.line == line


def test_an_amount_changes_its_currency():
    assert convert(10_000, Decimal("161.52"), places_from=2, places_to=0) == 16_152
    assert convert(10_000, Decimal("1.0823"), places_from=2, places_to=2) == 10_823


@given(minor=st.integers(0, 10**9), rate=st.decimals("0.0001", "10000", places=4))
def test_there_and_back_is_off_by_less_than_a_minor_unit_of_either(minor, rate):
    there = convert(minor, rate, places_from=2, places_to=2)
    assert abs(Decimal(there) / rate - minor) <= Decimal("0.5") / rate + Decimal("0.0001")
