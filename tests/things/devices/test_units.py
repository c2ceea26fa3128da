"""Made things have numbers of their own: unique, hard to mistype, and born once."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.models import FactRow
from fanloop.things.devices import queries
from fanloop.things.devices.actions import Refused, born, born_next, retire
from fanloop.things.devices.rules.serials import is_ours, is_serial, normal, serial, serials
from fanloop.things.products.actions import add_line, add_variant

NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)
prefixes = st.from_regex(r"[A-Z][A-Z0-9]{1,5}(-[0-9]{2})?", fullmatch=True)


@given(prefixes, st.integers(1, 99_999), st.data())
def test_a_slip_in_a_serial_is_noticed(prefix, number, data):
    made = serial(prefix, number)
    assert is_serial(made)
    assert is_ours(made)
    place = data.draw(st.sampled_from([i for i, each in enumerate(made) if each != "-"]))
    other = data.draw(
        st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789").filter(lambda x: x != made[place])
    )
    assert not is_ours(made[:place] + other + made[place + 1 :])


@given(prefixes, st.integers(1, 500), st.integers(1, 60))
def test_serials_of_a_batch_are_as_many_as_asked_and_all_different(prefix, first, count):
    made = serials(prefix, first=first, count=count)
    assert len(set(made)) == count
    assert made == [normal(f" {each.lower()} ") for each in made]


@pytest.fixture
def lamps(db):
    line = add_line(slug="dawn", name="Dawn", at=NOON)
    return [add_variant(line=line, sku=sku, name=sku, at=NOON) for sku in ("OAK", "ASH")]


def test_a_unit_is_born_once_however_often_it_is_told(lamps):
    numbers = serials("DN2", first=1, count=3)
    first = born(serials=numbers, variant=lamps[0], at=NOON, by=None, batch="week 45")
    again = born(serials=[each.lower() for each in numbers], variant=lamps[0], at=NOON, by=None)
    assert [row.id for row in first] == [row.id for row in again]
    assert queries.made() == {lamps[0].id: 3}
    assert [(each.batch, each.units, each.retired) for each in queries.batches()] == [("week 45", 3, 0)]


def test_one_fact_says_how_many_were_born(lamps):
    numbers = serials("DN2", first=1, count=3)
    for _ in range(2):
        born(serials=numbers, variant=lamps[0], at=NOON, by=None, batch="w45")
    said = FactRow.objects.filter(name__endswith="UnitsBorn").values_list("payload", flat=True)
    assert [each["units"] for each in said] == [3]


def test_numbers_go_on_from_the_last(lamps):
    made = [
        row.serial
        for count in (2, 3)
        for row in born_next(prefix="dn2-26", count=count, variant=lamps[0], at=NOON, by=None)
    ]
    assert made == serials("DN2-26", first=1, count=5)


@pytest.mark.parametrize(
    ("numbers", "why"), [([], "at least one"), (["a b"], "no serial"), (["DN2-1", "dn2-1"], "twice")]
)
def test_what_cannot_be_a_serial_is_refused(lamps, numbers, why):
    with pytest.raises(Refused, match=why):
        born(serials=numbers, variant=lamps[0], at=NOON, by=None)
    assert queries.made() == {}


def test_a_serial_belongs_to_one_variant(lamps):
    born(serials=["DN2-1"], variant=lamps[0], at=NOON, by=None)
    with pytest.raises(Refused, match="another variant"):
        born(serials=["DN2-2", "DN2-1"], variant=lamps[1], at=NOON, by=None)
    assert queries.made() == {lamps[0].id: 1}


def test_a_retired_unit_is_not_counted_as_made_any_more(lamps):
    [unit] = born(serials=["DN2-1"], variant=lamps[0], at=NOON, by=None)
    with pytest.raises(Refused, match="why"):
        retire(unit=unit, why=" ", by=None, at=NOON)
    kept = [retire(unit=unit, why=why, by=None, at=NOON).why for why in ("fell down", "again")]
    assert kept == ["fell down", "fell down"]
    assert queries.made() == {}
    assert queries.unit("dn2-1") == unit
