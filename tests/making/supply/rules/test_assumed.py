import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.making.supply.rules.assumed import RANGES, AssumedTerms, assumed_terms, kind_of


@given(st.text(max_size=30), st.text(max_size=30), st.integers(0, 99), st.integers(1, 40))
def test_terms_lie_in_the_ranges_of_their_kind_and_come_again(number, name, seed, suppliers):
    terms = assumed_terms(number, name, seed=seed, suppliers=suppliers)
    ranges = RANGES[terms.kind]
    assert ranges.price[0] <= terms.price_minor <= ranges.price[1]
    assert ranges.lead[0] <= terms.lead_weeks <= ranges.lead[1]
    assert ranges.packs[0] <= terms.minimum / ranges.multiple <= ranges.packs[1]
    assert 0 <= terms.supplier < suppliers
    assert terms.assumed is True
    assert terms == assumed_terms(number, name, seed=seed, suppliers=suppliers)


def test_the_same_everywhere_and_always():
    terms = assumed_terms("AEDT-9810-Z00", "Encoder", seed=1, suppliers=6)
    assert terms == AssumedTerms("electronics", 4595, 4, 20, 10, 0)
    assert (terms.lot.minimum, terms.lot.multiple) == (terms.minimum, terms.multiple)


def test_seed_and_number_matter():
    drawn = {assumed_terms(number, "", seed=seed, suppliers=9) for number in "abcdef" for seed in range(5)}
    assert len(drawn) > 25


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Fasteners M3 x 8", "fastener"),
        ("T-Motor Antigravity 4004 300kV", "motor"),
        ("Hip FE Module Shell Cover", "printed part"),
        ("Master Board v2", "electronics"),
        ("micro_driver_electronics", "electronics"),
        ("LiPo Battery 850mAh", "battery"),
        ("Timing Belt Conti AT3", "bearing"),
        ("SPI Wires", "cable"),
        ("Vicon Marker", "other"),
    ],
)
def test_kinds_are_told_by_words(text, kind):
    assert kind_of(text) == kind


def test_somebody_must_supply():
    with pytest.raises(ValueError, match="somebody"):
        assumed_terms("a", seed=1, suppliers=0)
