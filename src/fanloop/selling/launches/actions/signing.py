"""Wanting to be told of a launch. A fan says so once; an address counts when its owner has opened the letter that asks."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fanloop.foundation.refs import ref
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.markets.queries import Market
from fanloop.selling.launches.actions.consenting import agree, agree_by_address
from fanloop.selling.launches.actions.planning import locked
from fanloop.selling.launches.models import Consent, Launch, SignUp
from fanloop.selling.launches.ports import To, pens
from fanloop.selling.launches.queries.people import key_of_address, key_of_fan
from fanloop.selling.launches.rules.consent import FAMILIES
from fanloop.selling.launches.rules.phase import OVER, PUBLISHED, WITHDRAWN
from fanloop.selling.launches.rules.refusals import Refused

__all__ = ["adopt", "ask_by_address", "confirm", "forget_unconfirmed", "leave", "sign_up"]
PATIENCE = timedelta(days=7)
"""So long a letter that asks may lie; then nothing is kept of the address."""
MOST = 99


def _open(launch: Launch, at: datetime) -> Launch:
    row, steps = locked(launch.id)
    if PUBLISHED not in steps or steps & {OVER, WITHDRAWN} or at >= row.ends_at:
        raise Refused(_("Nobody can sign up for this launch now."))
    return row


@transaction.atomic
def sign_up(*, launch: Launch, fan: Fan, wish: int, agrees: Mapping[str, str], at: datetime) -> SignUp:
    """A fan wants to be told; saying it again only changes the wish. `agrees`: families they ticked, with the words they saw.

    Raises Refused before it is published and when it is over.
    """
    row = _open(launch, at)
    said = {"wish": max(0, min(wish, MOST)), "left_at": None, "language": fan.language, "market": fan.market}
    found, _new = SignUp.objects.update_or_create(
        launch=row, person=key_of_fan(fan.id), defaults=said,
        create_defaults=said | {"fan": fan, "at": at, "confirmed_at": at},
    )  # fmt: skip
    for family, words in agrees.items():
        agree(fan=fan, family=family, words=words, source=ref(row), at=at)
    return found


@transaction.atomic
def ask_by_address(
    *, launch: Launch, email: str, language: str, market: Market | None, wish: int, agrees: Mapping[str, str],
    at: datetime,
) -> SignUp:  # fmt: skip
    """Write down that somebody gave this address and ask it by letter; one that is confirmed already is not asked again."""
    row, email = _open(launch, at), email.strip().lower()
    found, is_new = SignUp.objects.select_for_update().get_or_create(
        launch=row, person=key_of_address(email), defaults={"email": email, "at": at},
    )  # fmt: skip
    if found.confirmed_at and found.left_at is None:
        return found
    if not is_new:
        found.at, found.confirmed_at, found.left_at, found.email = at, None, None, email
    found.language, found.market, found.wish = language, market, max(0, min(wish, MOST))
    found.agrees = {family: words for family, words in agrees.items() if family in FAMILIES}
    found.save()
    for pen in pens():
        pen.ask(row.id, To(found.person, email, "", language, found.id), at)
    return found


@transaction.atomic
def confirm(*, sign_up: SignUp, at: datetime) -> SignUp:
    """Its owner has opened the letter: it counts from now on, and what was ticked is agreed to. Once.

    Where the address belongs to a fan who has shown so, it is the fan who signed up. Raises Refused for one that left or
    waited too long.
    """
    row = SignUp.objects.select_for_update(of=("self",)).select_related("launch", "market").get(id=sign_up.id)
    if row.confirmed_at:
        return row
    if row.left_at or not row.email or at - row.at > PATIENCE:
        raise Refused(_("This link is too old. Sign up again; it takes a moment."))
    row.confirmed_at = at
    row.save(update_fields=["confirmed_at"])
    for family, words in row.agrees.items():
        agree_by_address(
            email=row.email, language=row.language, market=row.market, family=family, words=words,
            source=ref(row.launch), at=at,
        )  # fmt: skip
    fan = fans.fan_by_proven_email(row.email)
    found = _adopted(row, fan) if fan else row
    if fan:
        _adopt_consents(row.email, fan)
    return found


@transaction.atomic
def leave(*, sign_up: SignUp, at: datetime) -> None:
    """Not told any more; an address is blanked. Doing it again changes nothing."""
    SignUp.objects.filter(id=sign_up.id, left_at=None).update(left_at=at, email="", agrees={})


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> int:
    """Addresses nobody has answered for are forgotten after a week. Returns how many."""
    count, _rows = SignUp.objects.filter(confirmed_at=None, at__lt=at - PATIENCE).delete()
    return count


@transaction.atomic
def adopt(*, at: datetime) -> int:  # noqa: ARG001 -- every action says when
    """Addresses that have become a fan's proven own are that fan's from now on. Returns how many."""
    told = SignUp.objects.exclude(email="").exclude(confirmed_at=None).values_list("email", flat=True)
    held = Consent.objects.filter(~Q(email=""), withdrawn_at=None).values_list("email", flat=True)
    count = 0
    for email in sorted({*told, *held}):
        fan = fans.fan_by_proven_email(email)
        if fan is None:
            continue
        for row in SignUp.objects.filter(email=email).exclude(confirmed_at=None):
            _adopted(row, fan)
        _adopt_consents(email, fan)
        count += 1
    return count


def _adopted(row: SignUp, fan: Fan) -> SignUp:
    """A person counts once: the fan's own row stays where there are two."""
    mine = SignUp.objects.filter(launch=row.launch_id, person=key_of_fan(fan.id)).first()
    if mine is not None:
        row.delete()
        return mine
    row.person, row.fan, row.email = key_of_fan(fan.id), fan, ""
    row.save(update_fields=["person", "fan", "email"])
    return row


def _adopt_consents(email: str, fan: Fan) -> None:
    for row in Consent.objects.filter(email=email, withdrawn_at=None):
        if Consent.objects.filter(person=key_of_fan(fan.id), family=row.family, withdrawn_at=None).exists():
            row.delete()
            continue
        row.person, row.fan, row.email = key_of_fan(fan.id), fan, ""
        row.save(update_fields=["person", "fan", "email"])
