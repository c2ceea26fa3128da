"""Tables of orders: the book, what is sent, what comes back, and who else sells."""

from fanloop.selling.orders.models.book import Book, Order, OrderLine, OrderState
from fanloop.selling.orders.models.channels import Channel, ChannelOrder, ChannelPrice
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
    Inspection,
    Replacement,
    Return,
    ReturnItem,
    WarrantyCase,
)

__all__ = [
    "Address",
    "Allocation",
    "Book",
    "CaseEnd",
    "Channel",
    "ChannelOrder",
    "ChannelPrice",
    "Delivery",
    "Gift",
    "Inspection",
    "Issuer",
    "Label",
    "Order",
    "OrderLine",
    "OrderState",
    "Paper",
    "PaperFile",
    "Pick",
    "RateSnapshot",
    "Replacement",
    "Return",
    "ReturnItem",
    "Series",
    "Shipment",
    "ShippedUnit",
    "TaxId",
    "WarrantyCase",
]
