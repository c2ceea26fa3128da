"""Money that is due is taken from the way to pay that was saved, by a published ladder; then the place is free again."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from fanloop.foundation import bus, jobs
from fanloop.foundation.money import Money
from fanloop.people.fans.actions import notify
from fanloop.selling.payments.actions.asking import Ask, ask_payments
from fanloop.selling.payments.actions.booking import enter, locked
from fanloop.selling.payments.actions.settling import apply
from fanloop.selling.payments.facts import PaymentGivenUp
from fanloop.selling.payments.models import Attempt, Due, Mandate, Payment
from fanloop.selling.payments.ports import debtors, provider
from fanloop.selling.payments.queries import standings
from fanloop.selling.payments.queries.plans import mandate_for, mandates_for, owed
from fanloop.selling.payments.rules.ladder import ends, rung
from fanloop.selling.payments.rules.plans import stem
from fanloop.selling.payments.rules.states import State

BUSY = timedelta(hours=24)
"""While a fan may be on the provider's page, nobody else takes the same money; pages of card firms stay open for a day."""
ASKS = "authentication_required"
"""The firm's word for a bank that wants its customer to say yes."""


def collect_due(*, at: datetime) -> list[int]:
    """Ask for every row that is due today from whoever left a way to pay, and charge it. Returns the payments."""
    late = [each for each in owed(by=at.date()) if each.row.due]
    whom = debtors({each.about for each in late})
    saved = mandates_for({each.party for each in whom.values()})
    asked: list[int] = []
    for each in late:
        debtor = whom.get(each.about)
        mandate = saved.get(debtor.party) if debtor else None
        if debtor and mandate and provider(mandate.provider).capabilities.takes(each.currency, each.minor):
            ask = Ask(
                each.about, each.kind, mandate.provider, each.minor, each.currency, debtor.party,
                _key(each.about, each.row.position),
            )  # fmt: skip
            asked += ask_payments(asks=[ask], at=at).values()
    charge_later(payments=asked, at=at)
    return asked


def charge_later(*, payments: Collection[int], at: datetime) -> None:  # noqa: ARG001 -- every verb is told the time
    """Charge saved ways to pay one after the other in the background, so that no provider is flooded."""
    jobs.defer_all("payments.charge", [{"payment": id_} for id_ in sorted(payments)])


def climb(*, at: datetime) -> int:
    """The next rung for every payment whose saved method has failed before. Returns how many were looked at."""
    tried = Attempt.objects.filter(action="charge").values_list("payment", flat=True)
    open_ = Payment.objects.filter(id__in=tried)
    ids = [each.payment.id for each in standings(open_) if each.state == "asked"]
    charge_later(payments=ids, at=at)
    return len(ids)


def charge(*, payment: int, at: datetime) -> State:
    """Take one payment from the saved method, if the ladder says so. A refusal is a letter with a link.

    Raises ProviderSilent; the attempt and its key stand then, and the same key is used again.
    """
    found = _rung(payment, at)
    if found is None:
        return standings(Payment.objects.filter(id=payment))[0].state
    attempt, mandate = found
    row = attempt.payment
    said = provider(row.provider).charge_saved(
        mandate.token, row.minor, row.currency, attempt.key, reference=row.reference
    )
    state = apply(payment=payment, provider_state=replace(said, card=said.card or mandate.fingerprint), at=at)
    _note(attempt, state, said.external, said.why, at)
    return state


@transaction.atomic
def _rung(payment: int, at: datetime) -> tuple[Attempt, Mandate] | None:
    """Under the lock: the attempt to charge with, or None when it is not time, or is over."""
    standing = locked([payment])[0]
    row = standing.payment
    tried = list(Attempt.objects.filter(payment=row, action="charge"))
    if standing.state != "asked":
        return None
    if tried and tried[-1].done_at is None and (mandate := mandate_for(row)):
        return tried[-1], mandate
    if not tried and _is_early(row, at):
        return None
    now = rung([each.at for each in tried], now=at)
    if now == "over":
        _give_up(row, at)
    mandate = mandate_for(row)
    if now != "try" or mandate is None or _is_busy(row, at):
        return None
    number = len(tried) + 1
    attempt = Attempt.objects.create(
        payment=row, action="charge", number=number, key=f"fl:{payment}:charge:{number}", at=at
    )
    return attempt, mandate


@transaction.atomic
def _note(attempt: Attempt, state: State, external: str, why: str, at: datetime) -> None:
    """What came of an attempt. Once it was refused, its fan reads why, and how to help."""
    fresh = Attempt.objects.filter(id=attempt.id, done_at=None).update(
        external=external[:255], outcome="ok" if state == "paid" else "refused", why=why[:200], done_at=at
    )
    if not fresh or state != "asked":
        return
    row = attempt.payment
    debtor = debtors([row.about]).get(row.about)
    last = ends(list(Attempt.objects.filter(payment=row, action="charge").values_list("at", flat=True)))
    if debtor and last:
        data = {
            "number": debtor.name,
            "amount": str(Money(row.minor, row.currency)),
            "day": last.date().isoformat(),
        }
        kind = f"{debtor.what}_charge_asks" if why == ASKS else f"{debtor.what}_charge_failed"
        prefix = f"order_charge_failed:{attempt.id}"
        notify([debtor.fan_id], kind=kind, data=data, about=row.about, at=at, key_prefix=prefix)


def _give_up(row: Payment, at: datetime) -> None:
    """Seven days are over: we stop asking. Who is above gives the place to somebody else."""
    enter([row.id], "cancelled", by=None, at=at)
    jobs.defer("payments.cancel", payment=row.id)
    bus.publish(PaymentGivenUp(row.id, row.about), at=at)


def _is_early(row: Payment, at: datetime) -> bool:
    """Whether its row of the plan has moved to a later day since it was asked for."""
    later = Due.objects.filter(order_ref=row.about, due__gt=at.date())
    return any(row.key.startswith(stem(row.about, due.position)) for due in later)


def _is_busy(row: Payment, at: datetime) -> bool:
    begun = Attempt.objects.filter(payment=row, action="start", at__gt=at - BUSY)
    return begun.exists()


def _key(about: str, position: int) -> str:
    """The key of the open asking for this row of the plan, or of the next one: no row is asked for twice at once."""
    keys = list(Payment.objects.filter(about=about, key__startswith=stem(about, position)).order_by("id"))
    open_ = [each.payment.key for each in standings(keys) if each.state == "asked"]
    return open_[0] if open_ else f"{stem(about, position)}{len(keys)}"
