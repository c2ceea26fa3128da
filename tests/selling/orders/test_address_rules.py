"""An address is asked for as its country writes it, and what is wrong names its field."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.orders.rules.addresses import (
    FIELDS,
    FORMS,
    GENERAL,
    form_of,
    label_lines,
    order_of,
    problems,
)

MIRA = {"name": "Mira K", "street": "Torstr. 1", "postcode": "10115", "city": "Berlin"}
countries = st.sampled_from([*FORMS, "ZZ"])
values = st.fixed_dictionaries({name: st.text(max_size=130) for name in FIELDS})


@pytest.mark.parametrize("country", FORMS)
def test_every_form_asks_for_each_field_once_and_accepts_its_own_sample(country):
    form = form_of(country)
    assert sorted(order_of(country)) == sorted(FIELDS)
    assert form.required <= set(re.findall(r"{(\w+)}", " ".join(form.lines)))
    assert bool(form.postcode) == bool(form.sample)
    assert not form.sample or re.fullmatch(form.postcode, form.sample)


def test_a_postcode_of_another_shape_names_the_field():
    assert problems("DE", MIRA) == {}
    assert problems("DE", MIRA | {"postcode": "1011"}) == {"postcode": "shape"}
    assert problems("US", MIRA) == {"region": "missing"}
    assert problems("Germany", MIRA) == {"country": "country"}
    assert problems("DE", MIRA | {"city": " "}) == {"city": "missing"}
    assert problems("DE", MIRA | {"street": "x" * 121}) == {"street": "long"}


def test_a_country_nobody_wrote_a_form_for_asks_for_little():
    assert form_of("BT") is GENERAL
    assert problems("BT", {"name": "Pema", "street": "Norzin Lam", "city": "Thimphu"}) == {}


def test_labels_are_written_as_the_country_writes_them():
    assert label_lines("DE", MIRA) == ["Mira K", "Torstr. 1", "10115 Berlin"]
    assert label_lines("US", MIRA | {"region": "NY"}) == ["Mira K", "Torstr. 1", "Berlin, NY 10115"]
    assert label_lines("CN", {"name": "阁楼", "street": "安福路 1 号", "postcode": "200031", "city": "上海市", "region": "上海"}) == [
        "200031",
        "上海 上海市",
        "安福路 1 号",
        "阁楼",
    ]  # fmt: skip


@given(countries, values)
def test_a_label_keeps_every_word_of_a_good_address(country, said):
    if problems(country, said):
        return
    written = " ".join(label_lines(country, said))
    for name in form_of(country).required:
        assert re.sub(r"\s+", " ", said[name].strip()) in written


@given(countries, values)
def test_no_line_of_a_label_is_empty(country, said):
    assert all(line.strip(" ,") for line in label_lines(country, said))
