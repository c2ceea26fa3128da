from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.making.supply.rules.units import SYNONYMS, UNITS, UnknownUnitError, converted, unit_named


@pytest.mark.parametrize(
    ("text", "unit"), [("", "each"), (" Pcs. ", "each"), ("EA", "each"), ("cm", "cm"), ("KG", "kg")]
)
def test_usual_spellings_are_understood(text, unit):
    assert unit_named(text) == unit


def test_every_synonym_leads_to_a_unit():
    assert set(SYNONYMS.values()) <= set(UNITS)


@given(st.decimals(0, 1000, places=3), st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_there_and_back_is_the_same_quantity(quantity, one, other):
    if UNITS[one][0] == UNITS[other][0]:
        assert converted(converted(quantity, unit=one, into=other), unit=other, into=one) == quantity


def test_35_cm_are_0_35_m_and_a_pair_is_two():
    assert converted(Decimal(35), unit="cm", into="m") == Decimal("0.35")
    assert converted(Decimal(3), unit="pair", into="each") == 6


def test_unknown_units_and_other_kinds_are_named():
    with pytest.raises(UnknownUnitError, match="'furlong'"):
        unit_named("furlong")
    with pytest.raises(UnknownUnitError, match="'g' is a mass, 'each' is a count"):
        converted(Decimal(1), unit="g", into="each")
