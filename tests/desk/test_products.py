"""Product lines at the desk: from nothing to a line with areas, variants and what they are made of."""

from decimal import Decimal

import pytest

from fanloop.foundation.viewer import SYSTEM
from fanloop.people.team import actions as team_actions
from fanloop.people.team import queries as team
from fanloop.things.products import actions, queries
from fanloop.things.products.actions import NewBomLine, NewPart
from tests.making.conftest import AT

LAMP = {"name_en": "Dawn", "name_zh_hans": "晨光", "tagline_en": "A lamp that wakes you", "kind": "hardware"}


@pytest.fixture
def founder(client, boss):
    client.force_login(boss.fan)
    return client


@pytest.fixture
def dawn(db):
    return actions.add_line(slug="dawn", name="Dawn", at=AT)


def acts():
    return [act.act for act in team.staff_acts(viewer=SYSTEM)]


@pytest.mark.parametrize(("role", "status"), [
    (None, 302), (("fan",), 403), (("engineer",), 403), (("engineer", "sales"), 403),
    (("engineer", "planner"), 200), (("lead",), 200), (("founder",), 200),
])  # fmt: skip
def test_who_may_shape_the_lines(enter, dawn, role, status):
    client = enter(role)
    assert client.get("/desk/products").status_code == status
    assert client.get("/desk/products/dawn").status_code == status
    if status != 200:
        assert client.post("/desk/products", LAMP).status_code == status
        assert client.post("/desk/products/dawn/areas", {"area-name_en": "Light"}).status_code == status
        assert len(queries.lines()) == 1
        assert queries.areas(dawn.id) == []


def test_a_line_is_opened_in_two_languages_with_an_address_from_its_name(founder):
    assert founder.post("/desk/products", LAMP).url == "/desk/products/dawn"
    line = queries.line("dawn")
    assert (line.name, line.tagline) == ({"en": "Dawn", "zh-hans": "晨光"}, {"en": "A lamp that wakes you"})
    assert acts() == ["products.line"]


@pytest.mark.parametrize(("wrong", "field"), [
    ({"name_en": ""}, "name_en"), ({"kind": "soup"}, "kind"), ({"slug": "not an address"}, "slug"),
    ({"name_en": "晨光"}, "slug"), ({"slug": "dusk"}, "slug"), ({"slug": "DUSK"}, "slug"),
])  # fmt: skip
def test_a_bad_line_says_where_and_keeps_what_was_typed(founder, wrong, field):
    actions.add_line(slug="dusk", name="Dusk", at=AT)
    answer = founder.post("/desk/products", LAMP | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "A lamp that wakes you" in answer.content.decode()
    assert [line.slug for line in queries.lines()] == ["dusk"]
    assert acts() == []


def test_an_area_is_added_once(founder, dawn):
    said = {"area-name_en": "Light", "area-slug": "light"}
    assert founder.post("/desk/products/dawn/areas", said).url == "/desk/products/dawn"
    again = founder.post("/desk/products/dawn/areas", said)
    assert again.status_code == 422
    assert again.context["area_form"].errors["slug"]
    assert [area.name for area in queries.areas(dawn.id)] == [{"en": "Light"}]
    assert acts() == ["products.area"]


def test_a_variant_is_built_from_a_part_and_its_bill_stands_on_the_page(founder, lamp, parts):
    said = {"variant-name_en": "Oak", "variant-sku": "dawn-oak", "variant-part": str(parts.lamp.id)}
    assert founder.post("/desk/products/dawn/variants", said).url == "/desk/products/dawn"
    variant = queries.variant("dawn-oak")
    assert (variant.part, variant.name) == (parts.lamp, {"en": "Oak"})
    page = founder.get("/desk/products/dawn")
    [bill] = page.context["bills"]
    assert [(row.part.number, row.depth, row.shown_each, row.shown_whole) for row in bill.levels] == [
        ("head", 1, "1", "1"), ("led", 2, "2", "2"), ("screw", 2, "3", "3"), ("foot", 1, "1", "1"), ("screw", 1, "4", "4"),
    ]  # fmt: skip
    assert acts() == ["products.variant"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sku": ""}, "sku"),
        ({"sku": "dawn-2"}, "sku"),
        ({"part": "999"}, "part"),
        ({"name_en": ""}, "name_en"),
    ],
)
def test_a_bad_variant_says_where(founder, lamp, wrong, field):
    said = {"name_en": "Oak", "name_zh_hans": "橡木", "sku": "dawn-oak", "part": ""} | wrong
    answer = founder.post(
        "/desk/products/dawn/variants", {f"variant-{key}": text for key, text in said.items()}
    )
    assert answer.status_code == 422
    assert list(answer.context["variant_form"].errors) == [field]
    assert "橡木" in answer.content.decode()
    assert len(queries.every_variant(lamp.line_id)) == 1


def test_the_part_of_a_variant_is_chosen_after_its_bill_has_come(founder, lamp, parts):
    bare = actions.add_variant(line=lamp.line, sku="bare", name="Bare", at=AT)
    founder.post(f"/desk/variants/{bare.id}/part", {"part": parts.head.id})
    assert queries.variant("bare").part == parts.head
    founder.post(f"/desk/variants/{bare.id}/part", {"part": "soup"})
    assert queries.variant("bare").part == parts.head
    founder.post(f"/desk/variants/{bare.id}/part", {"part": ""})
    assert queries.variant("bare").part is None
    assert acts() == ["products.build"] * 2
    assert founder.post("/desk/variants/999/part", {"part": ""}).status_code == 404


def test_a_retired_variant_comes_back(founder, lamp):
    founder.post(f"/desk/variants/{lamp.id}/retire")
    assert queries.variants(lamp.line_id) == []
    assert "Bring it back" in founder.get("/desk/products/dawn").content.decode()
    founder.post(f"/desk/variants/{lamp.id}/retire", {"undo": "1"})
    assert queries.variants(lamp.line_id) == [lamp]
    assert acts() == ["products.return", "products.retire"]


def test_a_part_says_where_it_is_used(founder, lamp, parts):
    screw = founder.get(f"/desk/parts/{parts.screw.id}")
    assert [(use.parent.number, shown) for use, shown in screw.context["uses"]] == [
        ("head", "3"),
        ("lamp", "4"),
    ]
    assert "it is bought" in screw.content.decode()
    top = founder.get(f"/desk/parts/{parts.lamp.id}")
    assert [one.sku for one, _name in top.context["variants"]] == ["dawn-2"]
    assert founder.get("/desk/parts/999").status_code == 404


def test_a_wide_bill_is_cut_and_says_so(founder, db):
    numbers = [f"p{n:04}" for n in range(450)]
    actions.import_bom(
        parts=[NewPart(number, number) for number in ("top", *numbers)],
        lines=[NewBomLine("top", number, Decimal(2), position=n) for n, number in enumerate(numbers)],
        at=AT,
    )
    page = founder.get(f"/desk/parts/{queries.part_by_number('top').id}")
    assert len(page.context["bill"].levels) == 400
    assert "There is more below" in page.content.decode()


def test_tops_of_bills_are_offered_first(lamp):
    assert [part.number for part, is_top in queries.buildable_parts() if is_top] == ["lamp"]
    assert [part.number for part, _is_top in queries.buildable_parts(most=3)] == ["head", "lamp"]
    assert len(queries.buildable_parts()) == 5
    assert [part.number for part in queries.bought_parts()] == ["foot", "led", "screw"]


def test_a_maker_who_speaks_chinese_is_asked_for_the_chinese_name_first(client, join):
    fan = join("mei")
    team_actions.found_maker(
        name="晨光", languages=["zh-hans", "en"], currencies=["CNY"], founder=fan, member_name="Mei", at=AT
    )
    client.force_login(fan)
    answer = client.post("/desk/products", {"name_en": "Dawn", "kind": "hardware"})
    assert list(answer.context["form"].errors) == ["name_zh_hans"]
    client.post("/desk/products", {"name_zh_hans": "晨光", "slug": "dawn", "kind": "hardware"})
    assert queries.line("dawn").name == {"zh-hans": "晨光"}


def test_references_lead_to_the_desk_for_those_who_work_there(enter, lamp, parts, suppliers):
    refs = {
        f"products.line:{lamp.line_id}": "/desk/products/dawn",
        f"products.part:{parts.led.id}": f"/desk/parts/{parts.led.id}",
        f"partners.partner:{suppliers.a.partner.id}": f"/desk/partners/{suppliers.a.partner.id}",
    }
    lead = enter(("lead",))
    assert {ref: lead.get(f"/go/{ref}").url for ref in refs} == refs
    fan = enter(("fan",))
    assert fan.get(f"/go/products.line:{lamp.line_id}").url == "/fridays?line=dawn"
    assert "/desk/" not in str([fan.get(f"/go/{ref}").headers.get("Location") for ref in refs])
