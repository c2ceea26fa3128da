from fanloop.foundation import trail
from fanloop.foundation.refs import parse, ref
from fanloop.foundation.viewer import SYSTEM
from fanloop.making.demand import queries as demand
from fanloop.making.supply import queries


def test_the_story_ends_with_a_gap_and_a_promise(told):
    plan = told["plan.dawn2"]
    table = queries.supply_table(plan, viewer=SYSTEM)
    engines, wood = (
        queries.purchase_order(told[f"purchase_order.{short}"].number, viewer=SYSTEM)
        for short in ("lichtbogen", "holzhaus")
    )

    assert len(demand.forecasts(told["forecast.dawn2"].about)) == 3
    assert sum(build.quantity for build in queries.builds(plan.id)) == 40
    assert "EL-2071" in [row.part.number for row in table.short]
    assert (engines.answered, engines.at_risk) == (1, 1)
    assert wood.answered == len(wood.lines)
    assert wood.at_risk == 0
    assert any(row.terms_assumed for row in table.rows)
    assert not all(row.terms_assumed for row in table.rows)


def test_a_purchase_line_walks_up_to_the_voices(told):
    [line, *_] = queries.purchase_order(told["purchase_order.lichtbogen"].number, viewer=SYSTEM).lines
    kinds = {parse(node.ref).kind for node in trail.causes_of(line.ref).nodes}

    assert {
        "supply.purchase_line",
        "supply.build",
        "demand.forecast",
        "orders.book",
        "campaigns.campaign",
        "voices.acceptance",
        "voices.need",
        "voices.voice",
    } <= kinds
    assert trail.check().dangling == []
    assert ref(told["answer.engines"]).startswith("supply.supplier_answer:")
