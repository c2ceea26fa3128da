"""What suppliers ask and what lies on the shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.making.supply.facts import TermsChanged
from fanloop.making.supply.models import OnHand, Terms
from fanloop.making.supply.rules.assumed import assumed_terms
from fanloop.making.supply.rules.refusals import Refused
from fanloop.people.partners import actions as partner_actions
from fanloop.people.partners import queries as partner_queries
from fanloop.people.partners.queries import Partner
from fanloop.things.products.queries import Part


@dataclass(frozen=True)
class NewTerms:
    """One supplier's terms for one part: price of one of its units in minor units, weeks, pack and minimum."""

    part: Part
    partner: Partner
    price_minor: int
    currency: str
    lead_weeks: int
    lot: Decimal = Decimal(1)
    minimum: Decimal = Decimal(0)


@dataclass(frozen=True)
class StockCount:
    """So much of a part lies on the shelf, in its own unit."""

    part: Part
    quantity: Decimal


@transaction.atomic
def set_terms(*, terms: Sequence[NewTerms], at: datetime) -> int:
    """Write what suppliers quoted; a quote holds over any assumption. Returns how many were written."""
    return _write(terms, at=at, assumed=False)


@transaction.atomic
def assume_terms(
    *, parts: Sequence[Part], partners: Sequence[Partner], seed: int, currency: str, at: datetime
) -> int:
    """Draw terms for those `parts` that have none, marked as assumed; the same seed draws the same.

    Returns how many were drawn. Raises Refused without partners.
    """
    if not partners:
        raise Refused(_("without a supplier nothing can be assumed; register one first"))
    known = set(Terms.objects.filter(part__in=[part.id for part in parts]).values_list("part_id", flat=True))
    drawn = []
    for part in parts:
        if part.id not in known:
            own = assumed_terms(part.number, part.name, seed=seed, suppliers=len(partners))
            drawn.append(
                NewTerms(
                    part=part,
                    partner=partners[own.supplier],
                    price_minor=own.price_minor,
                    currency=currency,
                    lead_weeks=own.lead_weeks,
                    lot=Decimal(own.multiple),
                    minimum=Decimal(own.minimum),
                )
            )
    return _write(drawn, at=at, assumed=True)


@transaction.atomic
def assume_suppliers(*, count: int, at: datetime) -> list[Partner]:
    """Suppliers that nobody has found yet, named so; asked for again, the same ones are returned."""
    names = [f"Assumed supplier {number}" for number in range(1, count + 1)]
    there = {partner.name: partner for partner in partner_queries.partners("supplier")}
    return [
        there.get(name)
        or partner_actions.register_partner(
            name=name, kind="supplier", note="assumed: no supplier is known yet", at=at
        )
        for name in names
    ]


@transaction.atomic
def count_stock(*, counts: Sequence[StockCount], at: datetime, assumed: bool = False) -> int:
    """Write what was counted on the shelf; the newest count of a part holds."""
    if any(count.quantity < 0 for count in counts):
        raise Refused(_("a shelf cannot hold less than nothing"))
    rows = [OnHand(part=count.part, quantity=count.quantity, assumed=assumed, at=at) for count in counts]
    return len(OnHand.objects.bulk_create(rows, batch_size=2_000))


def _write(terms: Sequence[NewTerms], *, at: datetime, assumed: bool) -> int:
    for one in terms:
        if one.price_minor < 0 or one.lead_weeks < 0 or one.lot <= 0 or one.minimum < 0:
            raise Refused(
                _("terms for %(part)s are below zero: price, weeks, pack and minimum are not")
                % {"part": one.part.name}
            )
    rows = [
        Terms(
            part=one.part,
            partner=one.partner,
            price_minor=one.price_minor,
            currency=one.currency,
            lead_weeks=one.lead_weeks,
            lot=one.lot,
            minimum=one.minimum,
            assumed=assumed,
            at=at,
        )
        for one in terms
    ]
    Terms.objects.bulk_create(rows, batch_size=2_000)
    if rows:
        bus.publish(TermsChanged(len(rows), assumed), at=at)
    return len(rows)
