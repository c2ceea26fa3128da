"""Accounts: joining, taking people in from elsewhere, profile, groups."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext, gettext_lazy

from fanloop.foundation import bus
from fanloop.foundation.holding import held, pointed_at
from fanloop.foundation.refs import ref
from fanloop.people.fans.facts import FanJoined, FansImported
from fanloop.people.fans.models import Fan, Group, Membership, Pseudonym
from fanloop.people.fans.queries import ids_by_source
from fanloop.people.fans.rules import handles
from fanloop.people.fans.rules.refusals import Refused
from fanloop.people.markets.queries import Market

_UNUSABLE = "!"
_HANDLE_PROBLEMS = {
    "length": gettext_lazy("A handle has 2 to 40 characters."),
    "shape": gettext_lazy(
        "Use small letters, digits, dots, hyphens and underscores. Begin and end with a letter or digit."
    ),
    "reserved": gettext_lazy("This handle is kept for the house. Choose another."),
}


@transaction.atomic
def join(
    *,
    handle: str,
    email: str | None,
    password: str | None,
    at: datetime,
    name: str = "",
    language: str = "en",
    market: Market | None = None,
    origin: str = "",
    is_email_known: bool = False,
) -> Fan:
    """Make an account with its key. `is_email_known`: somebody vouches for the e-mail, so no letter asks. Raises Refused for a handle or e-mail that cannot be had."""
    if problem := handles.problem_with(handle.lower()):
        raise Refused(str(_HANDLE_PROBLEMS[problem]))
    fan = Fan(
        handle=handle.lower(),
        email=email.lower() if email else None,
        name=name,
        language=language,
        market=market,
        origin=origin,
        joined_at=at,
    )
    fan.set_password(password)
    _save_new(fan)
    Pseudonym.objects.create(fan=fan, code=_fresh_code())
    if fan.email and is_email_known:
        EmailAddress.objects.create(user=fan, email=fan.email, verified=True, primary=True)
    bus.publish(FanJoined(fan=ref(fan)), at=at)
    return fan


def _save_new(fan: Fan) -> None:
    """The database decides who was first; the loser hears which of the two names was taken."""
    try:
        with transaction.atomic():
            fan.save(force_insert=True)
    except IntegrityError:
        if Fan.objects.filter(handle=fan.handle).exists():
            raise Refused(
                gettext("The handle %(handle)s is taken. Choose another.") % {"handle": fan.handle}
            ) from None
        raise Refused(
            gettext("There is an account with this e-mail. Log in, or ask for a new password.")
        ) from None


def _fresh_code() -> str:
    return f"p_{secrets.token_hex(8)}"


@dataclass(frozen=True)
class NewFan:
    """A person from elsewhere; `handle` is what they are called there, in any script."""

    source_key: str
    handle: str
    name: str
    origin: str
    joined_at: datetime


@transaction.atomic
def import_fans(people: Sequence[NewFan], *, at: datetime) -> dict[str, int]:
    """Take in a set of people who cannot log in; return source key → fan id for all of them.

    Who came before, or was erased since, keeps the row they had. One import at a time: handles are told
    apart in Python against those that exist, so a lock keeps two imports from choosing the same.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('fans.import'))")
    known = ids_by_source(person.source_key for person in people)
    new = list({person.source_key: person for person in people if person.source_key not in known}.values())
    if not new:
        return known
    rows = Fan.objects.bulk_create(_imported_rows(new), batch_size=2_000)
    Pseudonym.objects.bulk_create([Pseudonym(fan=row, code=_fresh_code()) for row in rows], batch_size=2_000)
    bus.publish(FansImported(count=len(rows), origin=new[0].origin), at=at)
    return known | {row.source_key: row.id for row in rows if row.source_key}


def _imported_rows(people: Sequence[NewFan]) -> list[Fan]:
    taken = set(Fan.objects.values_list("handle", flat=True))
    given = handles.told_apart((person.handle for person in people), taken)
    return [
        Fan(
            handle=handle,
            name=person.name[:120],
            origin=person.origin,
            joined_at=person.joined_at,
            source_key=person.source_key,
            password=_UNUSABLE,
        )
        for person, handle in zip(people, given, strict=True)
    ]


@transaction.atomic
def remove_imported(*, fan_ids: Collection[int], at: datetime) -> set[int]:  # noqa: ARG001 -- every action says when
    """Delete imported people who never came themselves and of whom nothing is left; returns who went."""
    rows = Fan.objects.filter(id__in=fan_ids, email=None, password=_UNUSABLE, last_login=None).exclude(
        source_key=None
    )
    idle = {fan.id: fan for fan in rows.select_for_update()}
    keys = set(Pseudonym.objects.filter(fan__in=idle).values_list("id", flat=True))
    staying = pointed_at(Fan, idle, own={Pseudonym._meta.label: keys})
    named = held(f"fans.fan:{each}" for each in idle)
    gone = {each for each in idle if each not in staying and f"fans.fan:{each}" not in named}
    Fan.objects.filter(id__in=gone).delete()
    return gone


@transaction.atomic
def change_profile(*, fan: Fan, name: str, language: str, market: Market | None, at: datetime) -> Fan:  # noqa: ARG001
    """What a fan may change about themselves at any time; the handle stays, for credits name it."""
    fan.name, fan.language, fan.market = name.strip()[:120], language, market
    fan.save(update_fields=["name", "language", "market"])
    return fan


@transaction.atomic
def fill_group(*, key: str, name: str, fan_ids: Iterable[int], at: datetime) -> Group:
    """Add people to the group of this key, which is made when it is new. Who is in it stays in it."""
    group, _ = Group.objects.get_or_create(key=key, defaults={"name": name})
    rows = [Membership(group=group, fan_id=fan_id, at=at) for fan_id in sorted(set(fan_ids))]
    Membership.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    return group


@transaction.atomic
def leave_group(*, key: str, fan_ids: Iterable[int], at: datetime) -> int:
    """Take people out of a group; return how many were in it."""
    inside = Membership.objects.filter(group__key=key, fan_id__in=set(fan_ids), left_at=None)
    return inside.update(left_at=at)
