"""Agreeing to a family of messages, and ending it. Both may be said twice."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import Fan
from fanloop.people.markets.queries import Market
from fanloop.selling.launches.facts import ConsentGiven, ConsentWithdrawn
from fanloop.selling.launches.models import Consent, Message
from fanloop.selling.launches.queries.consents import keys
from fanloop.selling.launches.queries.people import key_of_address, key_of_fan
from fanloop.selling.launches.rules.consent import FAMILIES, LETTER, PAGE, VERSION
from fanloop.selling.launches.rules.refusals import Refused

__all__ = ["agree", "agree_by_address", "withdraw", "withdraw_one"]


@transaction.atomic
def agree(*, fan: Fan, family: str, words: str, source: str, at: datetime) -> Consent:
    """A fan agrees to a family; `words` are those they saw, `source` is where. Raises Refused for an unknown family."""
    row = Consent(
        person=key_of_fan(fan.id), fan=fan, language=fan.language, market=fan.market, family=family, words=words,
        source=source,
    )  # fmt: skip
    return _kept(row, at)


@transaction.atomic
def agree_by_address(
    *, email: str, language: str, market: Market | None, family: str, words: str, source: str, at: datetime
) -> Consent:
    """Somebody without an account agrees. The caller knows that the address is theirs."""
    row = Consent(
        person=key_of_address(email), email=email.strip().lower(), language=language, market=market, family=family,
        words=words, source=source,
    )  # fmt: skip
    return _kept(row, at)


def _kept(row: Consent, at: datetime) -> Consent:
    """Who has agreed keeps the first row: it says in which words."""
    if row.family not in FAMILIES:
        raise Refused(_("There is no such kind of message."))
    row.version, row.at = VERSION, at
    made = Consent.objects.bulk_create([row], ignore_conflicts=True)
    held = Consent.objects.get(person=row.person, family=row.family, withdrawn_at=None)
    if made and held.at == at and held.source == row.source:
        bus.publish(ConsentGiven(consent=ref(held), family=held.family), at=at)
    return held


@transaction.atomic
def withdraw(*, fan: Fan, families: Collection[str], at: datetime, way: str = PAGE) -> int:
    """A fan does not want these any more, at their account and at its address. Returns how many consents ended."""
    return _ended(keys(fan_id=fan.id, email=fan.email or ""), families, way, None, at)


@transaction.atomic
def withdraw_one(*, consent: Consent, at: datetime, message: Message | None = None, way: str = LETTER) -> int:
    """What one click in a letter ends: this consent and any other of the same person to the same family.

    `message` is the letter it was clicked in. Doing it again changes nothing.
    """
    email = consent.email or (consent.fan.email or "" if consent.fan else "")
    people = keys(fan_id=consent.fan_id, email=email) | {consent.person}
    return _ended(people, [consent.family], way, message, at)


def _ended(
    people: Collection[str], families: Collection[str], way: str, message: Message | None, at: datetime
) -> int:
    rows = Consent.objects.select_for_update().filter(
        person__in=people, family__in=families, withdrawn_at=None
    )
    ended = list(rows.order_by("id"))
    for row in ended:
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_from, row.email = at, way, message, ""
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_from", "email"])
        bus.publish(ConsentWithdrawn(consent=ref(row), family=row.family), at=at)
    return len(ended)
