from datetime import datetime

from fanloop.foundation import bus, refs
from fanloop.foundation.viewer import SYSTEM
from fanloop.making.supply import actions, queries
from fanloop.making.supply.facts import PurchaseOrdersApproved, SupplierAnswered
from fanloop.people.fans import actions as fans
from fanloop.people.fans.facts import FanErased
from fanloop.people.partners import queries as partners


@bus.reaction(PurchaseOrdersApproved)
def tell_the_suppliers(fact: PurchaseOrdersApproved, *, fact_id: int, at: datetime) -> None:
    """Everybody who speaks for a supplier finds its purchase order in the inbox."""
    found = queries.purchase_orders(viewer=SYSTEM, plan_id=refs.parse(fact.plan).id)
    contacts = partners.contact_fan_ids({view.order.partner_id for view in found})
    for view in found:
        fans.notify(
            fan_ids=contacts.get(view.order.partner_id, []),
            kind="supplier_order",
            data={"number": view.order.number, "lines": len(view.lines)},
            about=refs.ref(view.order),
            at=at,
            key_prefix=f"supplier_order:{fact_id}:{view.order.id}",
        )


@bus.reaction(SupplierAnswered)
def tell_the_planner(fact: SupplierAnswered, *, fact_id: int, at: datetime) -> None:
    """Who approved the order learns what was promised."""
    view = queries.order_by_id(refs.parse(fact.order).id, viewer=SYSTEM)
    answered = next((line for line in view.lines if refs.ref(line.line) == fact.line), None) if view else None
    if view is None or answered is None or answered.answer is None:
        return
    fans.notify(
        fan_ids=[view.order.by.fan_id],
        kind="supplier_answered",
        data={
            "number": view.order.number,
            "partner": view.order.partner.name,
            "part": answered.line.part.name,
            "asked": f"{answered.line.quantity.normalize():f}",
            "promised": f"{answered.answer.quantity.normalize():f}",
            "day": answered.answer.promised.isoformat(),
        },
        about=refs.ref(view.order),
        at=at,
        key_prefix=f"supplier_answered:{fact_id}",
    )


@bus.reaction(FanErased)
def forget_the_words(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- blanking twice is once
    actions.forget_words(fan_id=refs.parse(fact.fan).id, at=at)
