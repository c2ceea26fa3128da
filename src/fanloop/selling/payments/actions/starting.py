"""Handing a payment to its provider, and asking it what became of it. No lock is held while a provider is asked."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from fanloop.selling.payments.actions.booking import enter, locked
from fanloop.selling.payments.actions.settling import apply, settle
from fanloop.selling.payments.models import Attempt, Due, Mandate, Payment
from fanloop.selling.payments.ports import Asked, Provider, Started, provider
from fanloop.selling.payments.queries import Standing, standings
from fanloop.selling.payments.rules.states import State

FRESH = timedelta(hours=23)
"""Providers forget keys after a day; an older attempt is asked about before there is another."""


@transaction.atomic
def start(*, payment: int, at: datetime) -> State:
    """Hand one payment to its provider and book what it answers. Started again, nothing happens again.

    A provider that is asked over a network is not asked here, under a lock: `begin` does that.
    """
    standing = locked([payment])[0]
    way = provider(standing.payment.provider)
    if standing.state != "asked" or way.capabilities.remote:
        return standing.state
    answer = way.start(_asked(standing.payment, standing.payment.key), return_url="")
    if answer.state == "paid":
        settle(payments=[payment], by=None, at=at)
    elif answer.state == "failed":
        enter([payment], "failed", by=None, at=at)
    return answer.state


def begin(*, payment: int, return_url: str, at: datetime) -> Started:
    """Ask a provider over a network; the answer may be a page to send the fan to. Raises ProviderSilent.

    The attempt and its key are committed before anybody is asked: after a crash the same key is used again, and
    a page that was opened is found again.
    """
    attempt = _attempt(payment, at)
    if attempt is None:
        standing = standings(Payment.objects.filter(id=payment))[0]
        return Started("paid" if standing.state == "paid" else "failed")
    row = attempt.payment
    if attempt.redirect:
        return Started("asked", attempt.redirect, external=attempt.external)
    answer = provider(row.provider).start(_asked(row, attempt.key, save=_saves(row)), return_url=return_url)
    Attempt.objects.filter(id=attempt.id).update(external=answer.external, redirect=answer.redirect)
    if answer.state != "asked":
        look(payment=payment, at=at)
    return answer


def look(*, payment: int, at: datetime) -> State:
    """Ask the provider what it knows of a payment and book it. Raises ProviderSilent."""
    standing = standings(Payment.objects.filter(id=payment))[0]
    row, way = standing.payment, provider(standing.payment.provider)
    external = external_of(row)
    said = way.fetch(row.reference, external=external)
    if said is None:
        return standing.state
    state = apply(payment=payment, provider_state=said, at=at)
    if state == "paid":
        keep_mandate(row, way, external, at)
    return state


def keep_mandate(row: Payment, way: Provider, external: str, at: datetime) -> None:
    """Note the way to pay that was left with a payment, where its plan has more to come."""
    if not way.capabilities.saves or not _saves(row):
        return
    if Mandate.objects.filter(party=row.party, provider=row.provider, about=row.about).exists():
        return
    if left := way.saved(row.reference, external=external):
        Mandate.objects.get_or_create(
            party=row.party, provider=row.provider, token=left.token,
            defaults={"label": left.label[:60], "fingerprint": left.fingerprint[:80], "about": row.about, "at": at},
        )  # fmt: skip


def cancel_begun(*, payment: int, at: datetime) -> None:  # noqa: ARG001 -- every verb is told the time
    """Tell the provider that we wait for it no more. Raises ProviderSilent."""
    row = Payment.objects.get(id=payment)
    provider(row.provider).cancel(row.reference, external=external_of(row))


def _asked(row: Payment, key: str, *, save: bool = False) -> Asked:
    return Asked(row.reference, row.minor, row.currency, key, row.party, save)


def _saves(row: Payment) -> bool:
    """Whether more is to come, of this plan or of a service that is renewed, so that the way to pay should be kept."""
    way = provider(row.provider)
    others = Due.objects.filter(~Q(kind=row.kind) | Q(kind="instalment"), order_ref=row.about)
    more = row.kind == "service" or others.exists()
    return way.capabilities.saves and more


def external_of(row: Payment) -> str:
    """The provider's own name for a payment that was begun; empty before."""
    found = Attempt.objects.filter(payment=row).exclude(external="").order_by("-id").first()
    return found.external if found else ""


@transaction.atomic
def _attempt(payment: int, at: datetime) -> Attempt | None:
    """The attempt to ask with: the one that is open and young, or the next. None when the payment is over."""
    standing: Standing = locked([payment])[0]
    if standing.state != "asked":
        return None
    last = Attempt.objects.filter(payment=payment, action="start").last()
    if last is not None and at - last.at < FRESH:
        return last
    number = last.number + 1 if last else 1
    return Attempt.objects.create(
        payment=standing.payment, action="start", number=number, key=f"fl:{payment}:start:{number}", at=at
    )
