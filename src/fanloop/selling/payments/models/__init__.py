"""Rows of payments, by what they are about."""

from fanloop.selling.payments.models.asked import Due, Payment, PaymentState
from fanloop.selling.payments.models.bank import BankEntry, BankMatch, Payout, Statement
from fanloop.selling.payments.models.books import Account, Entry, Transaction
from fanloop.selling.payments.models.checks import CheckRun, Difference
from fanloop.selling.payments.models.providers import (
    Attempt,
    HookEvent,
    Mandate,
    MandateEnd,
    Movement,
    PaidCard,
    PlanEnd,
    PlayCharge,
    Refund,
    Reminder,
    Setup,
)
from fanloop.selling.payments.models.vouchers import Voucher, VoucherUse

__all__ = [
    "Account",
    "Attempt",
    "BankEntry",
    "BankMatch",
    "CheckRun",
    "Difference",
    "Due",
    "Entry",
    "HookEvent",
    "Mandate",
    "MandateEnd",
    "Movement",
    "PaidCard",
    "Payment",
    "PaymentState",
    "Payout",
    "PlanEnd",
    "PlayCharge",
    "Refund",
    "Reminder",
    "Setup",
    "Statement",
    "Transaction",
    "Voucher",
    "VoucherUse",
]
