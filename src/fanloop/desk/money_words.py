"""Names of accounts, of what moved, and of what does not fit, for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from fanloop.selling.payments.rules.matching import Why

ACCOUNTS: dict[str, str | Promise] = {
    "bank": gettext_lazy("Bank account"),
    "sandbox": gettext_lazy("Play money"),
    "stripe": gettext_lazy("Stripe"),
    "deposits": gettext_lazy("Owed to fans until their order ships"),
    "vouchers": gettext_lazy("Owed on gift cards and vouchers"),
    "unmatched": gettext_lazy("On the bank account, not explained yet"),
    "disputes": gettext_lazy("Held back while a complaint is looked at"),
    "revenue": gettext_lazy("Revenue"),
    "tax": gettext_lazy("Tax owed"),
    "fees": gettext_lazy("Fees"),
    "exchange": gettext_lazy("Currencies that were exchanged"),
    "purchases": gettext_lazy("Bought and paid: parts, freight, wages"),
    "own": gettext_lazy("Put in or taken out by the owners, other accounts of ours"),
    "goodwill": gettext_lazy("Goodwill"),
    "other": gettext_lazy("Other costs"),
}
KINDS: dict[str, str | Promise] = {
    "received": gettext_lazy("money came"),
    "refunded": gettext_lazy("money went back"),
    "refund_failed": gettext_lazy("a refund bounced"),
    "disputed": gettext_lazy("a complaint holds it back"),
    "dispute_won": gettext_lazy("a complaint was decided for us"),
    "dispute_lost": gettext_lazy("a complaint was decided for the fan"),
    "fee": gettext_lazy("fee"),
    "fee_back": gettext_lazy("a fee came back"),
    "changed": gettext_lazy("exchanged by the provider"),
    "changed_back": gettext_lazy("exchanged back by the provider"),
    "bank": gettext_lazy("line of the bank statement"),
    "booked": gettext_lazy("booked by a person"),
    "confirmed": gettext_lazy("recorded by hand before"),
    "recognised": gettext_lazy("goods left, or a service was done"),
    "taken_back": gettext_lazy("goods came back, or their invoice was corrected"),
    "given": gettext_lazy("voucher given"),
    "ended": gettext_lazy("voucher ended"),
    "spent": gettext_lazy("card spent before its price went back"),
}
GAPS: dict[str, str | Promise] = {
    "provider": gettext_lazy("the provider knew more than we did; it is booked now"),
    "silent": gettext_lazy("the provider does not answer, or speaks of something else"),
    "ledger": gettext_lazy("what came and what the ledger says differ"),
    "state": gettext_lazy("called paid without its money, or the other way round"),
    "vouchers": gettext_lazy("what cards hold and what the ledger says differ"),
    "unbalanced": gettext_lazy("a transaction does not sum to zero"),
    "message": gettext_lazy("a message nobody could answer"),
    "chain": gettext_lazy("claims were changed after they were decided; the first wrong batch"),
    "bank": gettext_lazy("money on the account that nobody has explained"),
    "payout": gettext_lazy("sent to the bank account, and no statement shows it"),
    "place": gettext_lazy("what the provider holds and what the ledger says differ"),
    "order": gettext_lazy("an order's state and its money differ"),
    "unearned": gettext_lazy("something left or was done without its revenue"),
    "no_box": gettext_lazy("revenue of which nothing left"),
    "revenue": gettext_lazy("the revenue of an order differs from what left and came back"),
    "paper": gettext_lazy("the papers of an order and its revenue differ"),
}
WHY: dict[Why, str | Promise] = {
    "reference": gettext_lazy("names its reference"),
    "slip": gettext_lazy("names its reference with a slip"),
    "other_amount": gettext_lazy("names its reference, another amount"),
    "other_currency": gettext_lazy("names its reference, another currency"),
    "amount": gettext_lazy("the same amount"),
}
STAGES: dict[str, str | Promise] = {
    "open": gettext_lazy("the bank looks into it"),
    "won": gettext_lazy("decided for us"),
    "lost": gettext_lazy("decided for the fan"),
}


def account_words(code: str) -> str:
    """An account's name for people."""
    return str(ACCOUNTS.get(code, code))
