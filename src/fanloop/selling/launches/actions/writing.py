"""Messages of the maker. Whom one reaches is decided while it is written, in the same transaction as the letter: by the
consents that hold then, under their locks. So nobody who has withdrawn is written to, nobody twice, and a kill between two
sets loses nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import words
from fanloop.people.fans import actions as fans
from fanloop.people.team.queries import Member
from fanloop.selling.launches.facts import MessageSent
from fanloop.selling.launches.models import Consent, Delivery, Message, MessageEnd, MessageSchedule
from fanloop.selling.launches.ports import To, pens
from fanloop.selling.launches.queries.messages import MESSAGE, portion
from fanloop.selling.launches.queries.people import addresses
from fanloop.selling.launches.rules.consent import FAMILIES
from fanloop.selling.launches.rules.groups import Meant, is_group
from fanloop.selling.launches.rules.refusals import Refused

__all__ = ["call_off", "change_message", "schedule", "send_some", "try_out", "write_message"]
SET = 500
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('launches.send'))"
"""What somebody had this week is counted over all messages, so only one set is written at a time."""


@transaction.atomic
def write_message(
    *, family: str, subject: str | Mapping[str, str], text: str | Mapping[str, str], meant: Meant, by: Member,
    at: datetime, href: str = "",
) -> Message:  # fmt: skip
    """Write a message down; it goes to nobody until it is scheduled. Raises Refused for one without words or groups."""
    said = _checked(family, subject, text, meant, href)
    return Message.objects.create(**said, by=by, at=at)


def _checked(
    family: str, subject: str | Mapping[str, str], text: str | Mapping[str, str], meant: Meant, href: str
) -> dict[str, object]:
    said = {"subject": words(subject), "words": words(text)}
    if family not in FAMILIES:
        raise Refused(_("There is no such kind of message."))
    if not said["subject"] or said["subject"].keys() != said["words"].keys():
        raise Refused(_("A message has a subject and words in each language it is written in."))
    if not meant.groups or not all(map(is_group, meant.groups)):
        raise Refused(_("Say whom it is meant for."))
    if (href and not href.startswith(("/", "https://"))) or href.startswith("//"):
        raise Refused(_("A message leads to a page of ours or to one that begins with https://."))
    return {"family": family, **said, "meant": meant.plain(), "href": href}


@transaction.atomic
def change_message(
    *, message: Message, family: str, subject: str | Mapping[str, str], text: str | Mapping[str, str], meant: Meant,
    href: str = "",
) -> Message:  # fmt: skip
    """Say it otherwise while it is a draft. Raises Refused once it is scheduled."""
    row = _draft(message)
    for name, value in _checked(family, subject, text, meant, href).items():
        setattr(row, name, value)
    row.save()
    return row


def _draft(message: Message) -> Message:
    row = Message.objects.select_for_update().get(id=message.id)
    if (
        MessageSchedule.objects.filter(message=row).exists()
        or MessageEnd.objects.filter(message=row).exists()
    ):
        raise Refused(_("This message is on its way already."))
    return row


@transaction.atomic
def schedule(*, message: Message, send_at: datetime, by: Member, at: datetime) -> MessageSchedule:
    """Send it from this moment on; a moment that has passed is now. Raises Refused for one that is on its way."""
    row = _draft(message)
    live.announce("launches.messages")
    return MessageSchedule.objects.create(message=row, send_at=max(send_at, at), by=by, at=at)


@transaction.atomic
def call_off(*, message: Message, by: Member, at: datetime) -> None:
    """Nobody else gets it; whoever has it keeps it. Raises Refused when it has gone to everybody."""
    row = Message.objects.select_for_update().get(id=message.id)
    end, _new = MessageEnd.objects.get_or_create(message=row, defaults={"how": "off", "by": by, "at": at})
    if end.how == "sent":
        raise Refused(_("It has gone to everybody already."))
    live.announce("launches.messages")


@transaction.atomic
def try_out(*, message: Message, by: Member, at: datetime) -> str:
    """Write the letter to its author alone, once a language; return to which address. Raises Refused without one."""
    if not by.fan.email:
        raise Refused(_("You have no e-mail here."))
    for tag in message.subject:
        for pen in pens():
            pen.proof(message.id, To("", by.fan.email, by.fan.shown_name, tag, 0), at)
    return by.fan.email


@transaction.atomic
def send_some(*, message_id: int, at: datetime, limit: int = SET) -> int:
    """Write one set of a message whose moment has come; return to how many. Nought says that it is done.

    People come in the order in which they agreed, and how far it went is kept with what was written. So every set costs
    the same however large the town is. Whoever agrees while it is sent may be in time or not.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    row = Message.objects.select_for_update().get(id=message_id)
    plan = MessageSchedule.objects.filter(message=row, send_at__lte=at).first()
    if plan is None or MessageEnd.objects.filter(message=row).exists():
        return 0
    written = 0
    while not written:
        next_ones = portion(row, after=plan.upto, limit=limit, at=at)
        _leave_out(row, next_ones.enough, at)
        written = _write(row, next_ones.write, at)
        plan.upto = next_ones.upto
        if next_ones.is_last:
            _finish(row, at)
            break
    plan.save(update_fields=["upto"])
    live.announce("launches.messages")
    return 0 if next_ones.is_last else written


def _leave_out(row: Message, people: Sequence[Consent], at: datetime) -> None:
    Delivery.objects.bulk_create(
        [Delivery(message=row, person=one.person, fan=one.fan, consent=one, is_written=False, at=at) for one in people],
        ignore_conflicts=True,
    )  # fmt: skip


def _write(row: Message, asked: Sequence[Consent], at: datetime) -> int:
    """Behind the locks of the consents: what was withdrawn a moment ago is not written to."""
    ids = [one.id for one in asked]
    rows = Consent.objects.select_for_update(of=("self",)).select_related("fan")
    held = list(rows.filter(id__in=ids, withdrawn_at=None).order_by("id"))
    held = [one for one in held if one.fan is None or one.fan.is_active]
    Delivery.objects.bulk_create(
        [
            Delivery(message=row, person=one.person, fan=one.fan, consent=one, is_written=True, at=at)
            for one in held
        ]
    )
    fans.notify(
        [one.fan_id for one in held if one.fan_id], kind="maker_message",
        data={"subject": row.subject, "words": row.words}, about=f"{MESSAGE}:{row.id}", at=at,
        key_prefix=f"maker:{row.id}",
    )  # fmt: skip
    letters = _letters(held)
    for pen in pens():
        pen.message(row.id, letters, at)
    return len(held)


def _letters(held: Sequence[Consent]) -> list[To]:
    mine = addresses([one.fan_id for one in held if one.fan_id])
    found = []
    for one in held:
        email = mine.get(one.fan_id, "") if one.fan_id else one.email
        if email:
            name = one.fan.shown_name if one.fan else ""
            found.append(To(one.person, email, name, one.fan.language if one.fan else one.language, one.id))
    return found


def _finish(row: Message, at: datetime) -> None:
    MessageEnd.objects.get_or_create(message=row, defaults={"how": "sent", "by": None, "at": at})
    sent = Delivery.objects.filter(message=row, is_written=True).count()
    bus.publish(MessageSent(message=ref(row), family=row.family, sent=sent), at=at)
