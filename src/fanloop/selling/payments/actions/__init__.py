"""Every write of money. Each act is idempotent: by key when asking, by state when settling."""

from fanloop.selling.payments.actions.asking import Ask, ask_payments, plan_dues, withdraw_asked
from fanloop.selling.payments.actions.bank import Brought, NewEntry, book_entry, bring_statement, match_entry
from fanloop.selling.payments.actions.checking import reconcile
from fanloop.selling.payments.actions.collecting import charge, charge_later, climb, collect_due
from fanloop.selling.payments.actions.hooks import handle_event, look_again, receive_hook
from fanloop.selling.payments.actions.moving import move_dues
from fanloop.selling.payments.actions.payouts import book_kept_back, keep_payouts
from fanloop.selling.payments.actions.playing import (
    answer_challenge,
    decide_dispute,
    play_on,
    ring,
    show_card,
)
from fanloop.selling.payments.actions.recognising import book_fee, recognise, recognise_parts
from fanloop.selling.payments.actions.reminding import remind
from fanloop.selling.payments.actions.replanning import replan
from fanloop.selling.payments.actions.returning import give_back, record_part_sent, refund_part
from fanloop.selling.payments.actions.saving import (
    begin_saving,
    end_mandate,
    end_orphaned_mandates,
    look_saving,
    save_method,
)
from fanloop.selling.payments.actions.sending import send_refund
from fanloop.selling.payments.actions.settling import apply, record_refund, record_transfer, refund, settle
from fanloop.selling.payments.actions.starting import begin, cancel_begun, look, start
from fanloop.selling.payments.actions.vouchers import (
    Redeemed,
    ask_gift_card,
    end_vouchers,
    give_voucher,
    redeem,
)
from fanloop.selling.payments.ports import Forged, ProviderSilent
from fanloop.selling.payments.rules.refusals import Refused

__all__ = [
    "Ask",
    "Brought",
    "Forged",
    "NewEntry",
    "ProviderSilent",
    "Redeemed",
    "Refused",
    "answer_challenge",
    "apply",
    "ask_gift_card",
    "ask_payments",
    "begin",
    "begin_saving",
    "book_entry",
    "book_fee",
    "book_kept_back",
    "bring_statement",
    "cancel_begun",
    "charge",
    "charge_later",
    "climb",
    "collect_due",
    "decide_dispute",
    "end_mandate",
    "end_orphaned_mandates",
    "end_vouchers",
    "give_back",
    "give_voucher",
    "handle_event",
    "keep_payouts",
    "look",
    "look_again",
    "look_saving",
    "match_entry",
    "move_dues",
    "plan_dues",
    "play_on",
    "receive_hook",
    "recognise",
    "recognise_parts",
    "reconcile",
    "record_part_sent",
    "record_refund",
    "record_transfer",
    "redeem",
    "refund",
    "refund_part",
    "remind",
    "replan",
    "ring",
    "save_method",
    "send_refund",
    "settle",
    "show_card",
    "start",
    "withdraw_asked",
]
