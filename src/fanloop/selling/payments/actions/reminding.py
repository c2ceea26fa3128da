"""Reminders of money that is due: three letters, each once, in the words of the fan's own language."""

from datetime import datetime

from django.db import transaction

from fanloop.foundation.money import Money
from fanloop.people.fans.actions import notify
from fanloop.selling.payments.models import Reminder
from fanloop.selling.payments.ports import Debtor, debtors
from fanloop.selling.payments.queries.plans import Owed, owed, reminders
from fanloop.selling.payments.rules.dunning import STEPS, next_step

KINDS = {1: "due_soon", 2: "due", 3: "due_last"}


def remind(*, at: datetime) -> int:
    """Send what is to be sent today; return how many letters. Called again on the same day, none."""
    late = owed(by=at.date() - STEPS[0])
    whom = debtors({each.about for each in late})
    sent = reminders({each.about for each in late})
    letters = 0
    for each in late:
        assert each.row.due is not None
        step = next_step(each.row.due, today=at.date(), sent=sent.get((each.about, each.row.position), set()))
        if step and each.about in whom:
            letters += _send(each, step, whom[each.about], at)
    return letters


@transaction.atomic
def _send(each: Owed, step: int, debtor: Debtor, at: datetime) -> int:
    place = {"order_ref": each.about, "position": each.row.position, "step": step}
    _row, is_new = Reminder.objects.get_or_create(**place, defaults={"at": at})
    if not is_new:
        return 0
    data = {
        "number": debtor.name,
        "amount": str(Money(each.minor, each.currency)),
        "day": each.row.due.isoformat() if each.row.due else "",
    }
    kind = f"{debtor.what}_{KINDS[step]}"
    prefix = f"{kind}:{each.about}:{each.row.position}:{each.row.due}"
    return notify([debtor.fan_id], kind=kind, data=data, about=each.about, at=at, key_prefix=prefix)
