from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class TermsChanged(Fact):
    """Suppliers' terms were written for so many parts; `assumed` when nobody has quoted them."""

    parts: int
    assumed: bool


@dataclass(frozen=True)
class PlanMade(Fact):
    """A plan says how many end items to make and what to order for them; nothing is ordered yet."""

    plan: str
    quantity: int
    planned_orders: int


@dataclass(frozen=True)
class PurchaseOrdersApproved(Fact):
    """A person approved a plan; these purchase orders went out to their suppliers."""

    plan: str
    orders: tuple[str, ...]
    lines: int


@dataclass(frozen=True)
class SupplierAnswered(Fact):
    """A supplier promised a quantity and a day for one line of a purchase order."""

    answer: str
    line: str
    order: str
