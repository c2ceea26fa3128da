"""Every write of fans. Sets are written in one statement each; a second run of a set changes nothing."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext
from psycopg.types.json import Jsonb

from fanloop.foundation import bus, idempotency, mail
from fanloop.foundation.refs import ref
from fanloop.people.fans.facts import FanErased, FanJoined, FansImported, FansNotified
from fanloop.people.fans.models import AccessToken, Deed, Erasure, Fan, Group, Membership, Notice, Pseudonym
from fanloop.people.fans.queries import gone_key, ids_by_source
from fanloop.people.fans.rules import handles, scopes
from fanloop.people.fans.rules.refusals import Refused
from fanloop.people.markets.queries import Market

__all__ = [
    "AccessToken",
    "Fan",
    "FreshToken",
    "Group",
    "NewDeed",
    "NewFan",
    "Refused",
    "change_profile",
    "erase",
    "fill_group",
    "import_fans",
    "join",
    "leave_group",
    "make_token",
    "notify",
    "read_all",
    "read_notice",
    "record_deeds",
    "revoke_token",
    "use_token",
]

_UNUSABLE = "!"
_HANDLE_PROBLEMS = {
    "length": f"A handle has 2 to {handles.LONGEST} characters.",
    "shape": "A handle has small letters, digits, dots, hyphens and underscores, and begins and ends with a letter or digit.",
    "reserved": "This handle is kept for the house. Choose another.",
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
        raise Refused(_HANDLE_PROBLEMS[problem])
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
def change_profile(*, fan: Fan, name: str, language: str, market: Market | None, at: datetime) -> Fan:  # noqa: ARG001
    """What a fan may change about themselves at any time; the handle stays, for credits name it."""
    fan.name, fan.language, fan.market = name.strip()[:120], language, market
    fan.save(update_fields=["name", "language", "market"])
    return fan


_NOTIFY = """
INSERT INTO fans_notice (fan_id, kind, data, about, at, key)
SELECT f.id, %(kind)s, %(data)s, %(about)s, %(at)s, CASE WHEN %(prefix)s = '' THEN NULL ELSE %(prefix)s || ':' || f.id END
FROM fans_fan f WHERE f.id = ANY(%(fans)s) AND f.is_active ORDER BY f.id
ON CONFLICT (key) DO NOTHING RETURNING id, fan_id
"""


@transaction.atomic
def notify(
    fan_ids: Iterable[int],
    *,
    kind: str,
    data: Mapping[str, Any],
    about: str,
    at: datetime,
    key_prefix: str = "",
) -> int:
    """Put one line into many inboxes; return how many are new.

    With a `key_prefix` each fan gets this line once, however often it is asked for: reactions pass one.
    """
    values: dict[str, Any] = {
        "kind": kind,
        "data": Jsonb(dict(data)),
        "about": about,
        "at": at,
        "prefix": key_prefix,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFY, {**values, "fans": list(set(fan_ids))})
        written = cursor.fetchall()
    if written:
        lettered = set(
            Fan.objects.filter(id__in=[fan_id for _, fan_id in written], email__isnull=False).values_list(
                "id", flat=True
            )
        )
        mailed = tuple(notice_id for notice_id, fan_id in written if fan_id in lettered)
        bus.publish(FansNotified(kind=kind, count=len(written), notices=mailed), at=at)
    return len(written)


@transaction.atomic
def read_notice(*, notice: Notice, at: datetime) -> Notice:
    """Mark a notice as read; reading it again keeps the first time."""
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def read_all(*, fan_id: int, at: datetime) -> int:
    """Mark the whole inbox as read; return how many were not."""
    return Notice.objects.filter(fan_id=fan_id, read_at=None).update(read_at=at)


@dataclass(frozen=True)
class NewDeed:
    """What a fan did on a day: `kind` such as "voice" or "test", `count` times, about `ref`."""

    fan_id: int
    day: date
    kind: str
    count: int = 1
    ref: str = ""


_RECORD = """
INSERT INTO fans_deed (fan_id, day, kind, ref, count)
SELECT fan, day, kind, ref, {count} FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::text[], %s::int[])
     AS t(fan, day, kind, ref, count)
GROUP BY fan, day, kind, ref ORDER BY fan, day, kind, ref
ON CONFLICT (fan_id, day, kind, ref) DO {conflict}
"""
_KEEP = _RECORD.format(count="max(count)", conflict="NOTHING")
_ADD = _RECORD.format(count="sum(count)", conflict="UPDATE SET count = fans_deed.count + excluded.count")


@transaction.atomic
def record_deeds(deeds: Sequence[NewDeed], *, at: datetime, adding: bool = False) -> int:  # noqa: ARG001 -- every action takes it
    """Write into the deed ledger; return how many were handed in.

    The same deed of the same day is kept once, so a reaction may tell it twice. With `adding` the counts of
    the day are summed: for what happens many times, such as reading; the caller sees to telling it once.
    Rows are written in one order, so two sets at once cannot wait for each other.
    """
    for start in range(0, len(deeds), 2_000):
        part = deeds[start : start + 2_000]
        columns = [
            [d.fan_id for d in part],
            [d.day for d in part],
            [d.kind for d in part],
            [d.ref for d in part],
            [d.count for d in part],
        ]
        with connection.cursor() as cursor:
            cursor.execute(_ADD if adding else _KEEP, columns)
    return len(deeds)


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


_SEEN_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True)
class FreshToken:
    """A new token with its secret, which is shown once and never kept."""

    token: AccessToken
    secret: str


@transaction.atomic
def make_token(*, fan: Fan, name: str, wanted: Iterable[str], at: datetime) -> FreshToken:
    """Let a machine act for a fan within these scopes. Raises Refused for no name or no known scope."""
    granted = scopes.cleaned(wanted)
    if not name.strip() or not granted:
        raise Refused(gettext("A token has a name and opens at least one thing."))
    secret = f"fl_{secrets.token_urlsafe(32)}"
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = AccessToken.objects.create(fan=fan, name=name.strip()[:80], digest=digest, scopes=granted, at=at)
    return FreshToken(token, secret)


@transaction.atomic
def revoke_token(*, token: AccessToken, at: datetime) -> AccessToken:
    """Close what the token opened; the first time holds."""
    AccessToken.objects.filter(id=token.id, revoked_at=None).update(revoked_at=at)
    token.refresh_from_db()
    return token


def use_token(*, token: AccessToken, at: datetime) -> bool:
    """Note that the token was used, at most every ten minutes: reading should not cost a write."""
    if token.used_at is not None and at - token.used_at < _SEEN_AGAIN:
        return False
    return bool(AccessToken.objects.filter(id=token.id).update(used_at=at))
