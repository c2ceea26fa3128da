"""Tables of orders: the book, what is sent, what comes back, and who else sells."""

from fanloop.selling.orders.models.book import Book, Order, OrderLine, OrderState
from fanloop.selling.orders.models.channels import Channel, ChannelOrder, ChannelPrice
from fanloop.selling.orders.models.held import HeldBack
from fanloop.selling.orders.models.logistics import (
    Address,
    Allocation,
    Delivery,
    Gift,
    Label,
    Pick,
    Shipment,
    ShippedUnit,
)
from fanloop.selling.orders.models.papers import Issuer, Paper, PaperFile, RateSnapshot, Series, TaxId
from fanloop.selling.orders.models.returns import (
    CaseEnd,
    GivenBack,
    Inspection,
    Replacement,
    Return,
    ReturnItem,
    WarrantyCase,
)
from fanloop.selling.orders.models.services import (
    Contract,
    ContractEnd,
    Period,
    Quote,
    Repair,
    RepairStep,
    Service,
)
from fanloop.selling.orders.models.shelf import (
    Cart,
    CartChange,
    ShelfOffer,
    ShelfRule,
    ShelfWait,
    Shipping,
    ShippingPrice,
)

__all__ = [
    "Address",
    "Allocation",
    "Book",
    "Cart",
    "CartChange",
    "CaseEnd",
    "Channel",
    "ChannelOrder",
    "ChannelPrice",
    "Contract",
    "ContractEnd",
    "Delivery",
    "Gift",
    "GivenBack",
    "HeldBack",
    "Inspection",
    "Issuer",
    "Label",
    "Order",
    "OrderLine",
    "OrderState",
    "Paper",
    "PaperFile",
    "Period",
    "Pick",
    "Quote",
    "RateSnapshot",
    "Repair",
    "RepairStep",
    "Replacement",
    "Return",
    "ReturnItem",
    "Series",
    "Service",
    "ShelfOffer",
    "ShelfRule",
    "ShelfWait",
    "Shipment",
    "ShippedUnit",
    "Shipping",
    "ShippingPrice",
    "TaxId",
    "WarrantyCase",
]
