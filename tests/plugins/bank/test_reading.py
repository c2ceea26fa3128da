"""Bank statements in the wild: CAMT.053 of several versions, tables of several banks, and files that mean harm."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.plugins.bank import camt, tables
from fanloop.plugins.reading import Problems
from fanloop.plugins.rows import UnreadableError

ENTRY = """<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>{status}</Sts>
<BookgDt><Dt>2026-11-09</Dt></BookgDt>{own}<NtryDtls>{details}</NtryDtls></Ntry>"""
DETAIL = """<TxDtls>{amount}<RltdPties><Dbtr>{name}</Dbtr></RltdPties><RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls>"""


def statement(*entries, version="08"):
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    return (
        f'<?xml version="1.0"?><Document xmlns="{space}"><BkToCstmrStmt><Stmt>'
        "<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>"
        + "".join(entries)
        + "</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def entry(*, amount="20.00", side="CRDT", status="<Cd>BOOK</Cd>", own="", details=None, currency="EUR"):
    details = (
        DETAIL.format(amount="", name="<Pty><Nm>Mira Kern</Nm></Pty>", words="FL-22222-33333")
        if details is None
        else details
    )
    return ENTRY.format(amount=amount, side=side, status=status, own=own, details=details, currency=currency)


def read(data):
    problems = Problems()
    return camt.read(data, "november.xml", problems), [str(each) for each in problems.kept]


@pytest.mark.parametrize(
    ("version", "status", "name"),
    [("02", "BOOK", "<Nm>Mira Kern</Nm>"), ("08", "<Cd>BOOK</Cd>", "<Pty><Nm>Mira Kern</Nm></Pty>")],
)
def test_old_and_new_versions_say_the_same(version, status, name):
    details = DETAIL.format(amount="", name=name, words="FL-22222-33333")
    ((row,), problems) = read(statement(entry(status=status, details=details), version=version))
    assert (row.minor, row.currency, row.booked, row.words, row.other) == (
        2000, "EUR", date(2026, 11, 9), "FL-22222-33333", "Mira Kern",
    )  # fmt: skip
    assert problems == []


def test_money_that_left_is_negative_and_what_is_only_announced_is_not_there():
    rows, _ = read(statement(entry(side="DBIT"), entry(status="<Cd>PDNG</Cd>")))
    assert [row.minor for row in rows] == [-2000]


def test_many_payments_in_one_entry_are_many_lines():
    parts = "".join(
        DETAIL.format(amount=f'<Amt Ccy="EUR">{n}.00</Amt>', name="", words=f"FL-{n}") for n in (5, 15)
    )
    rows, _ = read(statement(entry(details=parts)))
    assert [(row.minor, row.words) for row in rows] == [(500, "FL-5"), (1500, "FL-15")]


def test_a_line_has_the_same_id_in_every_file_and_equal_lines_have_two():
    own = entry(own="<AcctSvcrRef>2026110900017</AcctSvcrRef>")
    (first, second, third), _ = read(statement(entry(), entry(), own))
    again, _ = read(statement(own, entry(), version="02"))
    assert len({first.entry, second.entry, third.entry}) == 3
    assert {row.entry for row in again} == {first.entry, third.entry}


def test_an_entry_that_is_not_understood_is_named_and_the_others_are_read():
    rows, problems = read(statement(entry(amount="x"), entry(side="?"), entry(currency="euro"), entry()))
    assert len(rows) == 1
    assert [problem.partition(": ")[2].partition(":")[0] for problem in problems] == [
        "entry 1",
        "entry 2",
        "entry 3",
    ]


@pytest.mark.parametrize(
    "harm",
    [
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>',
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
        b"<Document><unclosed>",
        b"<html></html>",
        b'<?xml version="1.0" encoding="nonsense"?><d/>',
    ],
)
def test_a_file_that_means_harm_or_nothing_is_told_and_read_as_nothing(harm):
    rows, problems = read(harm)
    assert rows == []
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("20", 2000), ("20.00", 2000), ("20,00", 2000), ("1.290,50", 129050), ("1,290.50", 129050), ("-5,5", -550),
        ("1.290", 129000), ("12,50-", -1250), ("+ 20.00 EUR", 2000), ("\u221220.00", -2000), ("1'290.50", 129050),
    ],
)  # fmt: skip
def test_amounts_as_banks_write_them(text, minor):
    assert tables.amount(text, "EUR") == minor


@pytest.mark.parametrize("text", ["", "twenty", "0,00", "20.0055", "1e99"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(UnreadableError):
        tables.amount(text, "EUR") if text != "1e99" else camt.minor_units(text, "EUR")


@given(st.integers(1, 10**12), st.sampled_from([",", "."]))
def test_an_amount_with_two_places_is_read_as_it_was_written(minor, mark):
    assert tables.amount(f"{minor // 100}{mark}{minor % 100:02d}", "EUR") == minor


def written(tmp_path, text):
    path = tmp_path / "november.csv"
    path.write_text(text)
    return path


def test_the_columns_are_guessed_from_the_head_and_can_be_said(tmp_path):
    path = written(tmp_path, "Buchungstag;Verwendungszweck;Betrag;Whrung\n09.11.2026;FL-2;20,00;EUR\n")
    problems = Problems()
    found = tables.columns(path, problems)
    assert {role: place for role, place in found.places.items() if place >= 0} == {
        "booked": 0, "words": 1, "amount": 2, "currency": 3,
    }  # fmt: skip
    (row,) = tables.read(path, found.places, currency="EUR", account="", problems=problems)
    assert (row.minor, row.words, row.booked) == (2000, "FL-2", date(2026, 11, 9))
    assert (
        tables.read(path, found.places | {"amount": -1}, currency="EUR", account="", problems=problems) == []
    )
    assert "say which column" in str(problems.kept[-1])


def test_two_equal_lines_of_one_file_are_two(tmp_path):
    path = written(tmp_path, "date,amount\n2026-11-09,5.00\n2026-11-09,5.00\n2026-13-09,5.00\n")
    problems = Problems()
    rows = tables.read(
        path, tables.columns(path, problems).places, currency="EUR", account="", problems=problems
    )
    assert len({row.entry for row in rows}) == 2
    assert [each.line for each in problems.kept] == [4]
