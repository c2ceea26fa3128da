"""Lines, areas and variants: each address once, and a variant that goes and comes back."""

from datetime import UTC, datetime

import pytest

from fanloop.things.products import actions, queries

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def dawn(db):
    return actions.add_line(slug="dawn", name="Dawn", at=AT)


def test_an_address_names_one_line(dawn):
    with pytest.raises(actions.Refused, match="dawn"):
        actions.add_line(slug="dawn", name="Another", at=AT)
    assert queries.lines() == [dawn]


def test_an_area_is_named_once_a_line(dawn):
    dusk = actions.add_line(slug="dusk", name="Dusk", at=AT)
    for line in (dawn, dusk):
        actions.add_area(line=line, slug="light", name="Light", at=AT)
    with pytest.raises(actions.Refused, match="light"):
        actions.add_area(line=dawn, slug="light", name="Light", at=AT)
    assert len(queries.areas()) == 2


def test_a_sku_stands_on_one_variant_of_all_lines(dawn):
    dusk = actions.add_line(slug="dusk", name="Dusk", at=AT)
    oak = actions.add_variant(line=dawn, sku="oak", name="Oak", at=AT)
    with pytest.raises(actions.Refused, match="oak"):
        actions.add_variant(line=dusk, sku="oak", name="Oak", at=AT)
    assert queries.variants(dawn.id) == [oak]
    assert queries.variants(dusk.id) == []


def test_a_retired_variant_stands_last_until_it_returns(dawn):
    oak, ash = (
        actions.add_variant(line=dawn, sku=sku, name=sku, position=n, at=AT)
        for n, sku in enumerate(("oak", "ash"))
    )
    actions.retire_variant(variant=oak, at=AT)
    assert queries.every_variant(dawn.id) == [ash, oak]
    assert queries.variants(dawn.id) == [ash]
    actions.return_variant(variant=oak, at=AT)
    assert queries.every_variant(dawn.id) == queries.variants(dawn.id) == [oak, ash]
