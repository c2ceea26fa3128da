"""Every write of money. Each act is idempotent: by key when asking, by state when settling."""

from fanloop.selling.payments.actions.asking import Ask, ask_payments, plan_dues, withdraw_asked
from fanloop.selling.payments.actions.recognising import book_fee, recognise
from fanloop.selling.payments.actions.returning import give_back, record_part_sent, refund_part
from fanloop.selling.payments.actions.settling import apply, record_refund, record_transfer, refund, settle
from fanloop.selling.payments.actions.starting import begin, cancel_begun, look, start
from fanloop.selling.payments.actions.vouchers import (
    Redeemed,
    ask_gift_card,
    end_vouchers,
    give_voucher,
    redeem,
)
from fanloop.selling.payments.rules.refusals import Refused

__all__ = [
    "Ask",
    "Redeemed",
    "Refused",
    "apply",
    "ask_gift_card",
    "ask_payments",
    "begin",
    "book_fee",
    "cancel_begun",
    "end_vouchers",
    "give_back",
    "give_voucher",
    "look",
    "plan_dues",
    "recognise",
    "record_part_sent",
    "record_refund",
    "record_transfer",
    "redeem",
    "refund",
    "refund_part",
    "settle",
    "start",
    "withdraw_asked",
]
