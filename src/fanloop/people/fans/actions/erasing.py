"""Forgetting a person."""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from fanloop.foundation import bus, idempotency, mail
from fanloop.foundation.refs import ref
from fanloop.people.fans.facts import FanErased
from fanloop.people.fans.models import (
    AccessToken,
    Deed,
    Erasure,
    Fan,
    MailChoice,
    Membership,
    Notice,
    Pseudonym,
    Unnamed,
)
from fanloop.people.fans.queries import gone_key
from fanloop.people.fans.rules import handles


@transaction.atomic
def erase(*, fan: Fan, by: Fan, at: datetime) -> Erasure:
    """Forget a person: key, inbox, deeds, groups, ways to log in and letters go now; the words go by the fact.

    The row stays without a name, for others' threads hang on it. Immutable rows elsewhere hold the key's
    code only, and nobody can tell any more whose it was. Erasing twice is once.
    """
    row = Fan.objects.select_for_update().get(id=fan.id)
    if erased := Erasure.objects.filter(fan=row).first():
        return erased
    _forget_letters(row)
    for personal in (
        Pseudonym.objects,
        Notice.objects,
        Deed.objects,
        Membership.objects,
        AccessToken.objects,
        MailChoice.objects,
        Unnamed.objects,
    ):
        personal.filter(fan=row).delete()
    for key in (EmailAddress.objects, Authenticator.objects):
        key.filter(user=row).delete()
    idempotency.forget_of(who=f"fan:{row.id}:")
    _blank(row)
    bus.publish(FanErased(fan=ref(row)), at=at)
    return Erasure.objects.create(fan=row, by=by, at=at)


def _forget_letters(row: Fan) -> None:
    addresses = set(EmailAddress.objects.filter(user=row).values_list("email", flat=True))
    mail.forget(to=addresses | ({row.email} if row.email else set()))


def _blank(row: Fan) -> None:
    row.handle, row.email, row.name, row.market = handles.gone(secrets.token_hex(6)), None, "", None
    row.source_key = gone_key(row.source_key) if row.source_key else None
    row.language, row.last_login, row.is_active = "en", None, False
    row.set_unusable_password()
    row.save()
