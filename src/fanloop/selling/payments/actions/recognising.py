"""When goods leave, our debt to the fan becomes revenue and a debt of tax."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from fanloop.selling.payments.actions.booking import Posting, post
from fanloop.selling.payments.models import Transaction
from fanloop.selling.payments.rules.ledger import FEES, earned, moved, recognised


@transaction.atomic
def recognise(
    *, about: str, gross_minor: int, tax_minor: int, currency: str, key: str, at: datetime, party: str = ""
) -> bool:
    """Goods worth `gross_minor` units, `tax_minor` of it inside, have left; negative when they came back.

    The same `key` posts once; False when it was posted before. Raises ValueError for a tax that is no part of it.
    """
    lines = recognised(gross=gross_minor, tax=tax_minor, currency=currency)
    return _once(Posting("recognised", about, party, f"recognised:{key}", lines), at)


@transaction.atomic
def recognise_parts(
    *, about: str, parts: Sequence[tuple[int, int]], currency: str, key: str, at: datetime, party: str = ""
) -> bool:
    """Several lines of one order became worth (gross, tax inside) more, or less, together: each with its own entries.

    The same `key` posts once; False when it was posted before, and when there is nothing to post.
    """
    lines = earned(parts, currency=currency)
    if not lines:
        return False
    kind = "taken_back" if sum(gross for gross, _tax in parts) < 0 else "recognised"
    return _once(Posting(kind, about, party, f"recognised:{key}", lines), at)


@transaction.atomic
def book_fee(*, about: str, minor: int, currency: str, place: str, key: str, at: datetime) -> bool:
    """A fee of `minor` units was kept back from what stands on the account `place`. Once for each key."""
    lines = moved(minor, currency, to=FEES, out_of=place)
    return _once(Posting("fee", about, "", f"fee:{key}", lines), at)


def _once(posting: Posting, at: datetime) -> bool:
    if Transaction.objects.filter(key=posting.key).exists():
        return False
    post([posting], at=at)
    return True
