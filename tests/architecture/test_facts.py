"""Facts are documented, frozen, plain, and every reference kind the trail carries has a describer."""

from dataclasses import fields

import pytest

from fanloop.foundation import bus

PLAIN = {"str", "int", "float", "bool", "str | None", "int | None"}


@pytest.mark.parametrize("name", bus.facts())
def test_a_fact_is_documented(name):
    said = (bus.facts()[name].__doc__ or "").strip()
    assert said, f"{name} has no docstring"
    assert not said.startswith(f"{name.rpartition('.')[2]}("), f"{name} has no sentence of its own"


@pytest.mark.parametrize("name", bus.facts())
def test_a_fact_is_in_its_nouns_facts_file(name):
    assert bus.facts()[name].__module__.endswith(".facts")


@pytest.mark.parametrize("name", bus.facts())
def test_a_fact_holds_plain_values(name):
    for field in fields(bus.facts()[name]):
        kind = field.type if isinstance(field.type, str) else getattr(field.type, "__name__", str(field.type))
        shown = str(field.type) if "tuple" in str(field.type) or "|" in str(field.type) else kind
        assert shown in PLAIN or shown.startswith("tuple["), f"{name}.{field.name} is {shown}"
