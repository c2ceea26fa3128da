"""The nightly look: does everything fit? What does not is a row with a name, and what can be mended is mended first."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Sum, Value, When

from fanloop.selling.payments import ports
from fanloop.selling.payments.actions.payouts import ask_payouts, late_after
from fanloop.selling.payments.actions.settling import apply
from fanloop.selling.payments.actions.starting import external_of
from fanloop.selling.payments.models import (
    Attempt,
    CheckRun,
    Difference,
    HookEvent,
    Movement,
    Payment,
    PaymentState,
    VoucherUse,
)
from fanloop.selling.payments.queries import balances, known_of
from fanloop.selling.payments.queries.bank import newest_line, sent_payouts, unmatched_by_currency
from fanloop.selling.payments.queries.books import owed_by_about, unbalanced
from fanloop.selling.payments.queries.vouchers import owed_on_cards
from fanloop.selling.payments.rules.ledger import UNMATCHED, VOUCHERS, place_of
from fanloop.selling.payments.rules.refusals import Refused

BACK = timedelta(days=35)
"""How far back a provider is asked: refunds and complaints later than that come by message."""
SLOW = timedelta(hours=1)


@dataclass
class _Look:
    """What one look has found so far."""

    gaps: list[ports.Gap] = field(default_factory=list)
    looked: int = 0

    def compare(self, gaps: Iterable[ports.Gap | None]) -> None:
        for gap in gaps:
            self.looked += 1
            if gap is not None:
                self.gaps.append(gap)


def reconcile(*, at: datetime) -> CheckRun:
    """Compare providers, orders, cards and bank with the ledger; write what does not fit as rows of one run.

    Providers are asked outside every lock. What a provider knows and we do not is booked at once, and named.
    """
    look = _Look()
    look.compare(_providers(at))
    look.compare(_paid_and_ledger())
    look.compare(_states_and_movements())
    look.compare(_cards())
    look.compare(ports.Gap("unbalanced", key, 0, total, currency) for key, currency, total in unbalanced())
    look.compare(_unanswered(at))
    look.compare(_places(at))
    look.compare(_bank())
    for check in ports.checks().values():
        look.compare(check())
    return _write(look, at)


@transaction.atomic
def _write(look: _Look, at: datetime) -> CheckRun:
    run = CheckRun.objects.create(looked=look.looked, at=at)
    Difference.objects.bulk_create(
        [
            Difference(
                run=run, kind=gap.kind, about=gap.about[:120], expected=gap.expected, found=gap.found,
                currency=gap.currency,
            )
            for gap in look.gaps
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return run


def _providers(at: datetime) -> Iterator[ports.Gap | None]:
    """Ask providers about what was begun lately. A provider that is silent is a difference too."""
    begun = Attempt.objects.filter(at__gte=at - BACK).values_list("payment", flat=True)
    for row in Payment.objects.filter(id__in=begun).order_by("id"):
        yield _ask(row, at)


def _ask(row: Payment, at: datetime) -> ports.Gap | None:
    try:
        said = ports.provider(row.provider).fetch(row.reference, external=external_of(row))
        if said is None:
            return None
        fresh = said.movements - known_of(row).movements
        apply(payment=row.id, provider_state=said, at=at)
    except (ports.ProviderSilent, Refused, KeyError):
        return ports.Gap("silent", row.reference, row.minor, 0, row.currency)
    theirs = sum(each.minor for each in fresh)
    return ports.Gap("provider", row.reference, theirs, 0, row.currency) if fresh else None


def _paid_and_ledger() -> Iterator[ports.Gap | None]:
    """What payments say came for each order, against what the ledger says."""
    booked = owed_by_about()
    came = {
        (about, currency): total
        for about, currency, total in Movement.objects.exclude(payment__kind="gift_card")
        .values_list("payment__about", "payment__currency")
        .annotate(total=Sum(_SIGNED))
    }
    for about, currency in sorted(booked.keys() | came.keys()):
        ours, theirs = came.get((about, currency), 0), booked.get((about, currency), 0)
        yield ports.Gap("ledger", about, ours, theirs, currency) if ours != theirs else None


_SIGNED = Case(
    When(kind__in=("received", "refund_failed"), then=F("minor")),
    When(kind__in=("refunded", "dispute_lost"), then=-F("minor")),
    default=Value(0),
)


def _states_and_movements() -> Iterator[ports.Gap | None]:
    """A payment is called paid exactly if the money for it has moved."""
    called = set(PaymentState.objects.filter(state="paid").values_list("payment", flat=True))
    came = dict(Movement.objects.filter(kind="received").values_list("payment").annotate(total=Sum("minor")))
    for row in Payment.objects.filter(id__in=called | came.keys()).order_by("id"):
        total = came.get(row.id, 0)
        fits = (row.id in called) == (total >= row.minor)
        yield None if fits else ports.Gap("state", row.reference, row.minor, total, row.currency)


def _cards() -> Iterator[ports.Gap | None]:
    """What all cards hold is what the ledger says we owe on them; each card holds what its uses say."""
    owed = {currency: -total for (code, currency), total in balances().items() if code == VOUCHERS}
    held = owed_on_cards()
    for currency in sorted(owed.keys() | held.keys()):
        ours, theirs = held.get(currency, 0), owed.get(currency, 0)
        yield ports.Gap("vouchers", VOUCHERS, ours, theirs, currency) if ours != theirs else None
    uses = VoucherUse.objects.values_list("voucher", "voucher__currency", "voucher__balance")
    for card, currency, balance, total in uses.annotate(total=Sum("minor")):
        yield (
            ports.Gap("vouchers", f"payments.voucher:{card}", balance, total, currency)
            if balance != total
            else None
        )


def _unanswered(at: datetime) -> Iterator[ports.Gap | None]:
    """Messages of providers that nobody has been able to answer for an hour."""
    for row in HookEvent.objects.filter(handled_at=None, came_at__lte=at - SLOW):
        yield ports.Gap("message", f"{row.provider} {row.event}", 0, 0, "")


def _places(at: datetime) -> Iterator[ports.Gap | None]:
    """What providers sent is on the statement, and what they say they hold is what the ledger says stands there."""
    for way in ports.paying_out():
        try:
            ask_payouts(way, at=at)
            held = way.holds()
        except ports.ProviderSilent:
            yield ports.Gap("silent", way.name, 0, 0, "")
            continue
        yield from _held(way.name, held)
    for each in sent_payouts():
        last = newest_line(each.currency)
        is_late = last is not None and last >= late_after(each.arrives)
        about = f"{each.provider} {each.name}"
        yield ports.Gap("payout", about, each.minor, 0, each.currency) if is_late else None


def _held(name: str, held: Mapping[str, int] | None) -> Iterator[ports.Gap | None]:
    """A payout leaves the provider before the bank shows it, and the ledger lets it go when the bank does."""
    if held is None:
        return
    theirs = Counter(held)
    for each in sent_payouts():
        if each.provider == name:
            theirs[each.currency] += each.minor
    ours = {currency: total for (code, currency), total in balances().items() if code == place_of(name)}
    for currency in sorted(theirs.keys() | ours.keys()):
        gap = ports.Gap("place", name, theirs[currency], ours.get(currency, 0), currency)
        yield gap if gap.expected != gap.found else None


def _bank() -> Iterator[ports.Gap | None]:
    """Money on the account that nobody has explained."""
    open_ = unmatched_by_currency()
    for (code, currency), total in balances().items():
        if code == UNMATCHED:
            is_gap = bool(total) or bool(open_.get(currency))
            yield ports.Gap("bank", UNMATCHED, 0, -total, currency) if is_gap else None
