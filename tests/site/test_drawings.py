"""Each drawing that the story brings along is there; a thing without one is drawn as a parcel."""

from types import SimpleNamespace

import pytest
from django.template.loader import get_template

from fanloop.site.templatetags import drawings

KNOWN = {*drawings.OF_CAMPAIGN.values(), *drawings.OF_VARIANT.values(), *drawings.OF_LINE.values(), "parcel"}


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_drawing_is_there(name):
    assert "<svg" in get_template(f"site/drawings/{name}.html").render()


@pytest.mark.parametrize(("sku", "line", "name"), [
    ("DN1-CLAMP", "dawn", "clamp"), ("DN2-OAK", "dawn", "lamp"), ("X-1", "kettle", "parcel"),
])  # fmt: skip
def test_a_thing_is_drawn_as_itself_as_its_line_or_as_a_parcel(sku, line, name):
    thing = SimpleNamespace(sku=sku, line=SimpleNamespace(slug=line))
    assert drawings.drawing(thing) == f"site/drawings/{name}.html"
    assert drawings.drawn(thing) == (name != "parcel")
