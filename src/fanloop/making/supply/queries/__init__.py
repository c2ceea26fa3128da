from fanloop.making.supply.models import (
    Build,
    Plan,
    PlannedOrder,
    PurchaseLine,
    PurchaseOrder,
    SupplierAnswer,
    Surplus,
    Terms,
)
from fanloop.making.supply.queries.cards import describe_lines, describe_orders, why_words
from fanloop.making.supply.queries.orders import (
    LineView,
    OrderView,
    line_for_answer,
    order_by_id,
    order_of_line,
    purchase_order,
    purchase_orders,
    quantity_words,
)
from fanloop.making.supply.queries.plans import (
    Summary,
    approval,
    builds,
    latest_plan,
    plan,
    plans,
    summary,
)
from fanloop.making.supply.queries.reasons import Reason, reason_of
from fanloop.making.supply.queries.seeing import may_see_plans, may_see_prices
from fanloop.making.supply.queries.table import Row, Table, supply_table
from fanloop.making.supply.queries.terms import current_terms, on_hand, open_lines

__all__ = [
    "Build",
    "LineView",
    "OrderView",
    "Plan",
    "PlannedOrder",
    "PurchaseLine",
    "PurchaseOrder",
    "Reason",
    "Row",
    "Summary",
    "SupplierAnswer",
    "Surplus",
    "Table",
    "Terms",
    "approval",
    "builds",
    "current_terms",
    "describe_lines",
    "describe_orders",
    "latest_plan",
    "line_for_answer",
    "may_see_plans",
    "may_see_prices",
    "on_hand",
    "open_lines",
    "order_by_id",
    "order_of_line",
    "plan",
    "plans",
    "purchase_order",
    "purchase_orders",
    "quantity_words",
    "reason_of",
    "summary",
    "supply_table",
    "why_words",
]
