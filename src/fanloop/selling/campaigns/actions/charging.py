"""Pledges after the deadline: charged in small sets, asked for again every two days, let go after seven.

Each pledge is worked on in a transaction of its own, with its row locked and skipped by others. So two workers
share the work, and a worker that is killed leaves one pledge as it was; its payment's key is the same next time.
"""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils.translation import gettext_noop

from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.selling.campaigns.models import Charge, Outcome, Pledge
from fanloop.selling.campaigns.queries.crowd import saved_way, saves
from fanloop.selling.campaigns.queries.running import pledges_due
from fanloop.selling.campaigns.rules.ladder import ends, next_at, rung
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.queries import present_states
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.ports import ProviderSilent
from fanloop.selling.payments.rules.refusals import Refused as PaymentRefused

__all__ = ["SET", "work_pledges"]

SET = 1_200
"""Pledges in one go: twenty a second, which card firms bear, for a job that runs every minute."""

_log = logging.getLogger(__name__)


def work_pledges(*, at: datetime, most: int = SET) -> int:
    """Look at the pledges whose moment has come; return how many were worked on.

    One that fails is left for the next time and does not hold up the others.
    """
    done = 0
    for id_ in pledges_due(at, most=most):
        try:
            done += _work(id_, at)
        except (orders.Refused, PaymentRefused, ProviderSilent, DatabaseError):
            _log.exception("pledge %s is looked at again", id_)
    return done


@transaction.atomic
def _work(pledge_id: int, at: datetime) -> bool:
    rows = Pledge.objects.select_for_update(skip_locked=True, of=("self",)).select_related("order", "offer")
    pledge = rows.filter(id=pledge_id, next_at__lte=at).first()
    if pledge is None:
        return False
    outcome = Outcome.objects.get(campaign=pledge.offer.campaign_id)
    if outcome.verdict == "succeeded":
        pledge.next_at = _collect(pledge, outcome, at)
    else:
        _let_go(pledge, at)
        pledge.next_at = None
    pledge.save(update_fields=["next_at"])
    return True


def _let_go(pledge: Pledge, at: datetime) -> None:
    """The goal was missed: everybody heard of it at the deadline, so the order ends without a further word."""
    why = gettext_noop("the campaign did not reach its goal; nothing was charged")
    orders.cancel(order=pledge.order, by=None, at=at, why=why, notice="")


def _collect(pledge: Pledge, outcome: Outcome, at: datetime) -> datetime | None:
    """One step of the ladder. Returns when to look at it again; None when it is paid or over.

    A card that was left behind is charged in the background, where no lock waits for a firm elsewhere, and its
    refusals are told from there; a fan who has left none gets a letter with the way to pay.
    """
    if present_states([pledge.order_id])[pledge.order_id] != "placed":
        return None
    tried = Charge.objects.filter(pledge=pledge).count()
    step = rung(outcome.at, at, tried=tried)
    if step.act == "drop":
        why = gettext_noop("the pledge could not be charged within seven days")
        orders.cancel(order=pledge.order, by=None, at=at, why=why, notice="order_pledge_dropped")
        return None
    payment = orders.ask_due(order=pledge.order, position=0, provider=pledge.provider, at=at)
    has_left_a_way = payment is not None and saves(pledge) and saved_way(pledge) is not None
    if payment is not None and has_left_a_way:
        payments.charge_later(payments=[payment], at=at)
    result = money.payments([ref(pledge.order)])[ref(pledge.order)][-1].state
    Charge.objects.create(pledge=pledge, number=step.number, result=result, at=at)
    if result == "paid":
        return None
    if has_left_a_way:
        return next_at(outcome.at, at)
    _tell(
        pledge, "order_pledge_due" if result == "asked" else "order_pledge_declined", step.number, outcome, at
    )
    return next_at(outcome.at, at)


def _tell(pledge: Pledge, kind: str, number: int, outcome: Outcome, at: datetime) -> None:
    notify(
        [pledge.order.fan_id], kind=kind, about=ref(pledge.order), at=at, key_prefix=f"{kind}:{pledge.id}:{number}",
        data={"number": pledge.order.number, "until": ends(outcome.at).date().isoformat()},
    )  # fmt: skip
