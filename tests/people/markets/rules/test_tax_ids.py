import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.people.markets.rules.tax_ids import iso, normal

# Numbers the tax offices themselves print as examples, or of public bodies.
REAL = [
    ("DE", "DE 136 695 976", "DE136695976"),
    ("DE", "136695976", "DE136695976"),
    ("AT", "ATU13585627", "ATU13585627"),
    ("GR", "EL 094259216", "EL094259216"),
    ("GR", "094259216", "EL094259216"),
    ("EL", "EL 094259216", "EL094259216"),
    ("el", "094259216", "EL094259216"),
    ("CN", "91110000600037341L", "91110000600037341L"),
]


@pytest.mark.parametrize(("country", "said", "written"), REAL)
def test_a_number_is_written_as_papers_write_it(country, said, written):
    assert normal(country, said) == written


@pytest.mark.parametrize("said", ["DE136695977", "DE13669597", "", "ATU13585627"])
def test_wrong_check_digits_and_lengths_are_no_number(said):
    assert normal("DE", said) is None


def test_greek_firms_write_their_country_el_and_their_digits_are_looked_at():
    assert normal("EL", "EL 123456789") is None
    assert (iso("EL"), iso("gr")) == ("GR", "GR")


@given(place=st.integers(2, 10), digit=st.integers(1, 9))
def test_one_mistyped_digit_is_always_found(place, digit):
    right = "DE136695976"
    wrong = right[:place] + str((int(right[place]) + digit) % 10) + right[place + 1 :]
    assert normal("DE", wrong) is None


def test_a_country_without_a_rule_takes_a_plausible_number():
    assert normal("UY", "21 4567 890017") == "214567890017"
    assert normal("UY", "<b>") is None
