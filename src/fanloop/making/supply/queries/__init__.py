from fanloop.making.supply.models import (
    Build,
    PartRule,
    Plan,
    PurchaseLine,
    PurchaseOrder,
    SupplierAnswer,
    Surplus,
    Terms,
)
from fanloop.making.supply.queries.cards import describe_lines, describe_orders, why_words
from fanloop.making.supply.queries.handling import part_rules
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
from fanloop.making.supply.queries.quantity import Advice, Asked, advice, currency_of
from fanloop.making.supply.queries.reasons import Reason, reason_of
from fanloop.making.supply.queries.seeing import may_see_plans, may_see_prices
from fanloop.making.supply.queries.table import Row, Table, supply_table
from fanloop.making.supply.queries.terms import (
    current_terms,
    on_hand,
    open_lines,
    parts_with_terms,
    terms_of_partner,
)
from fanloop.making.supply.queries.watching import Notice, SupplierRow, notices, supplier_weeks

__all__ = [
    "Advice",
    "Asked",
    "Build",
    "LineView",
    "Notice",
    "OrderView",
    "PartRule",
    "Plan",
    "PurchaseLine",
    "PurchaseOrder",
    "Reason",
    "Row",
    "Summary",
    "SupplierAnswer",
    "SupplierRow",
    "Surplus",
    "Table",
    "Terms",
    "advice",
    "approval",
    "builds",
    "currency_of",
    "current_terms",
    "describe_lines",
    "describe_orders",
    "latest_plan",
    "line_for_answer",
    "may_see_plans",
    "may_see_prices",
    "notices",
    "on_hand",
    "open_lines",
    "order_by_id",
    "order_of_line",
    "part_rules",
    "parts_with_terms",
    "plan",
    "plans",
    "purchase_order",
    "purchase_orders",
    "quantity_words",
    "reason_of",
    "summary",
    "supplier_weeks",
    "supply_table",
    "terms_of_partner",
    "why_words",
]
