import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.people.markets.rules.exchange import (
    Quote,
    QuoteError,
    convert,
    is_of_the_day,
    read_file,
    read_table,
)

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


DAILY = b"Date, USD, JPY, \n20 November 2026, 1.0823, 161.52, \n"
ENVELOPE = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject><Cube><Cube time='2026-11-20'>
<Cube currency='USD' rate='1.0823'/><Cube currency='JPY' rate='161.52'/></Cube></Cube></gesmes:Envelope>"""


def packed(data, *more):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as file:
        for place, each in enumerate((data, *more)):
            file.writestr(f"{place}.csv", each)
    return kept.getvalue()


@pytest.mark.parametrize("data", [TABLE.encode(), DAILY, ENVELOPE, packed(DAILY), b"\xef\xbb\xbf" + DAILY])
def test_every_form_the_bank_publishes_is_read(data):
    assert read_file(data)[:2] == read_table(TABLE)[:2]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04broken", packed(DAILY, DAILY), b"<a/>", b"<Cube", ENVELOPE.replace(b"1.0823", b"cheap"),
        ENVELOPE.replace(b"USD", b"usd"), b"<!DOCTYPE x [<!ENTITY a 'b'>]><Cube time='2026-11-20'>&a;</Cube>",
        DAILY.replace(b"November", b"Novembre!").replace(b"Nov", b"Xyz"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_of_the_bank_is_refused(data):
    with pytest.raises(QuoteError):
        read_file(data)


def test_a_house_that_counts_in_dollars_gets_rates_of_the_dollar():
    assert read_file(DAILY, base="USD") == [
        Quote("USD", "JPY", date(2026, 11, 20), Decimal("149.23773445")),
        Quote("USD", "EUR", date(2026, 11, 20), Decimal("0.92395824")),
    ]
    assert read_file(DAILY, base="CHF") == []


def test_a_rate_is_of_the_day_over_a_long_weekend_and_not_longer():
    friday = date(2026, 11, 20)
    assert [is_of_the_day(friday, on=friday + timedelta(days=n)) for n in (-1, 0, 5, 6)] == [
        False,
        True,
        True,
        False,
    ]
