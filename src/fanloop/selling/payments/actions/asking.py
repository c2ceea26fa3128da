"""What is owed, and asking for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fanloop.foundation import jobs
from fanloop.foundation.money import Instalment
from fanloop.selling.payments.actions.booking import BATCH, enter, locked
from fanloop.selling.payments.models import Attempt, Due, Payment
from fanloop.selling.payments.ports import provider
from fanloop.selling.payments.rules.references import reference


@dataclass(frozen=True)
class Ask:
    """Ask `party`, a pseudonym, for `minor` units about an order; `key` makes asking twice harmless."""

    about: str
    kind: str
    provider: str
    minor: int
    currency: str
    party: str
    key: str


@transaction.atomic(savepoint=False)
def plan_dues(*, plans: Sequence[tuple[str, str, Sequence[Instalment]]], at: datetime) -> int:
    """Write payment plans: (order reference, currency, instalments). Written again, nothing changes."""
    rows = [
        Due(
            order_ref=ref,
            position=place,
            kind=part.kind,
            minor=part.minor,
            currency=currency,
            due=part.due,
            at=at,
        )
        for ref, currency, parts in plans
        for place, part in enumerate(parts)
    ]
    return len(Due.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH))


@transaction.atomic(savepoint=False)
def ask_payments(*, asks: Sequence[Ask], at: datetime) -> dict[str, int]:
    """Ask for money, a set at a time; return key → payment id. A key used before keeps its payment.

    The insert waits for a competing one with the same key, so the read after it finds whoever won.
    """
    rows = [
        Payment(
            about=ask.about, kind=ask.kind, provider=provider(ask.provider).name, minor=ask.minor,
            currency=ask.currency, party=ask.party, reference=reference(ask.key), key=ask.key, at=at,
        )
        for ask in asks
    ]  # fmt: skip
    Payment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    ids = dict(Payment.objects.filter(key__in=[ask.key for ask in asks]).values_list("key", "id"))
    enter(ids.values(), "asked", by=None, at=at)
    return ids


@transaction.atomic
def withdraw_asked(*, abouts: Collection[str], at: datetime) -> list[int]:
    """Whatever was asked about these orders and has not come is no longer asked. Returns those payments.

    A provider that holds a page open for it hears of it after the commit; money that comes all the same goes back.
    """
    ids = Payment.objects.filter(about__in=abouts).values_list("id", flat=True)
    open_ = [each.payment.id for each in locked(list(ids)) if each.state == "asked"]
    begun = Attempt.objects.filter(payment__in=open_, action="start").values_list("payment", flat=True)
    jobs.defer_all("payments.cancel", [{"payment": id_} for id_ in sorted(set(begun))])
    return enter(open_, "cancelled", by=None, at=at)
