"""Every read of fans. A handle is public; an inbox and an export are for the fan alone."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import Count, F, Max, Q, Sum
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.fans.models import (
    AccessToken,
    Deed,
    Digest,
    Fan,
    Group,
    MailChoice,
    Membership,
    Notice,
    Pseudonym,
    Unnamed,
)
from fanloop.people.fans.rules.mailing import FAMILIES

__all__ = [
    "AccessToken",
    "Credit",
    "Fan",
    "Notice",
    "credit",
    "deeds_of",
    "describe_fans",
    "due_for_digest",
    "export",
    "fan",
    "fan_by_email",
    "fan_by_handle",
    "fan_by_proven_email",
    "fans_by_handle",
    "fans_by_ids",
    "fans_of_codes",
    "find_fans",
    "gone_key",
    "group_ids",
    "group_keys",
    "groups",
    "groups_of",
    "handles_from",
    "ids_by_source",
    "inbox",
    "mail_choices",
    "names",
    "names_in_credits",
    "notice",
    "notices_by_ids",
    "notices_for_digest",
    "pseudonyms",
    "register_export",
    "token_of",
    "token_owner",
    "tokens_of",
    "unnamed",
    "unread_count",
]

Exporter = Callable[[int], list[dict[str, Any]]]
_exports: dict[str, Exporter] = {}


def fan(fan_id: int) -> Fan | None:
    return Fan.objects.filter(id=fan_id).first()


def fans_by_ids(fan_ids: Iterable[int]) -> dict[int, Fan]:
    return Fan.objects.in_bulk(set(fan_ids))


def fan_by_handle(handle: str) -> Fan | None:
    """Who has this handle now; somebody who left has none."""
    return Fan.objects.filter(handle=handle.lower(), is_active=True).first()


def fan_by_email(email: str) -> Fan | None:
    return Fan.objects.filter(email=email.lower(), is_active=True).first()


def fan_by_proven_email(email: str) -> Fan | None:
    """Who has shown that this address is theirs."""
    proven = EmailAddress.objects.filter(email__iexact=email, verified=True).values("user")
    return Fan.objects.filter(id__in=proven[:1], is_active=True).first()


def fans_by_handle(handles: Iterable[str]) -> dict[str, Fan]:
    return {row.handle: row for row in Fan.objects.filter(handle__in=list(handles))}


def ids_by_source(source_keys: Iterable[str]) -> dict[str, int]:
    """Source key → id of fans that were imported before, those erased since among them."""
    asked = {key: key for key in source_keys}
    asked |= {gone_key(key): key for key in list(asked)}
    rows = Fan.objects.filter(source_key__in=list(asked)).values_list("source_key", "id")
    return {asked[key]: fan_id for key, fan_id in rows if key}


def gone_key(source_key: str) -> str:
    """What is kept of an erased person's source key: enough to know them again in a second import, and
    without this house's secret not enough to find out who they were.
    """
    return f"gone:{salted_hmac('fans.gone', source_key).hexdigest()}"


def find_fans(text: str, *, viewer: Viewer, limit: int = 10) -> list[Fan]:
    """Fans whose handle starts like this, for those who may see people; nobody for others."""
    if not text or not viewer.may("people.see"):
        return []
    return list(
        Fan.objects.filter(handle__startswith=text.lower(), is_active=True).order_by("handle")[:limit]
    )


def handles_from(start: str, *, limit: int, among: Sequence[int] | None = None) -> list[str]:
    """Handles people use that begin so, by the alphabet; with `among` only of these fans, in their order."""
    rows = Fan.objects.filter(handle__startswith=start.lower(), is_active=True)
    if among is None:
        return list(rows.order_by("handle").values_list("handle", flat=True)[:limit])
    found = dict(rows.filter(id__in=among).values_list("id", "handle"))
    return [found[fan_id] for fan_id in among if fan_id in found][:limit]


def names(fan_ids: Iterable[int]) -> dict[int, str]:
    """Id → handle; who was erased is called so in the reader's language. Every list asks this, hence plain SQL."""
    asked = list(set(fan_ids))
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, handle, is_active FROM fans_fan WHERE id = ANY(%s)", [asked])
        rows = cursor.fetchall()
    return {fan_id: handle if active else _("someone who left") for fan_id, handle, active in rows}


def unnamed(fan_ids: Iterable[int]) -> set[int]:
    """Those of them who asked not to be named in notes, credits and thanks."""
    return set(Unnamed.objects.filter(fan_id__in=set(fan_ids)).values_list("fan_id", flat=True))


def names_in_credits(fan_ids: Iterable[int]) -> dict[int, str]:
    """Id → handle, as notes and thanks name people: who asked not to be named is "a fan"."""
    asked = set(fan_ids)
    quiet = unnamed(asked)
    return names(asked - quiet) | dict.fromkeys(quiet, _("a fan"))


def pseudonyms(fan_ids: Iterable[int]) -> dict[int, str]:
    """Id → the code that immutable rows hold. Who was erased is missing."""
    return dict(Pseudonym.objects.filter(fan_id__in=set(fan_ids)).values_list("fan_id", "code"))


def fans_of_codes(codes: Iterable[str]) -> dict[str, int]:
    """The other way round: code → fan's id. A code nobody answers to is missing: that person was forgotten."""
    return dict(Pseudonym.objects.filter(code__in=set(codes)).values_list("code", "fan_id"))


def inbox(viewer: Viewer, *, limit: int = 50, offset: int = 0) -> list[Notice]:
    """The viewer's own notices, newest first."""
    if viewer.fan_id is None:
        return []
    return list(Notice.objects.filter(fan_id=viewer.fan_id).order_by("-at", "-id")[offset : offset + limit])


def notice(notice_id: int, *, viewer: Viewer) -> Notice | None:
    return Notice.objects.filter(id=notice_id, fan_id=viewer.fan_id or 0).first()


def notices_by_ids(notice_ids: Iterable[int], *, viewer: Viewer) -> list[Notice]:
    """Notices with their fans, for the house that writes letters; others get their own alone."""
    rows = Notice.objects.select_related("fan").filter(id__in=list(notice_ids)).order_by("id")
    return list(rows if viewer.is_system else rows.filter(fan_id=viewer.fan_id or 0))


def mail_choices(fan_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Fan id → family → rhythm, only what a fan has chosen."""
    found: dict[int, dict[str, str]] = {}
    rows = MailChoice.objects.filter(fan__in=set(fan_ids)).values_list("fan_id", "family", "rhythm")
    for fan_id, family, rhythm in rows:
        found.setdefault(fan_id, {})[family] = rhythm
    return found


def due_for_digest(rhythm: str, period: date, *, limit: int = 500) -> list[Fan]:
    """Fans with an e-mail who have some family of letters in this rhythm and no digest of the period yet."""
    chosen = MailChoice.objects.filter(rhythm=rhythm).values("fan")
    wants = Q(id__in=chosen)
    for family, habit in FAMILIES.items():
        if habit == rhythm:
            other = MailChoice.objects.filter(family=family).exclude(rhythm=rhythm).values("fan")
            wants |= ~Q(id__in=other)
    made = Digest.objects.filter(rhythm=rhythm, period=period).values("fan")
    rows = Fan.objects.filter(wants, is_active=True, email__isnull=False).exclude(id__in=made)
    return list(rows.order_by("id")[:limit])


def notices_for_digest(fan_ids: Iterable[int], *, since: datetime) -> dict[int, list[Notice]]:
    """Fan id → lines that came since then and wait unread, the newest first. One query for a set."""
    found: dict[int, list[Notice]] = {}
    rows = Notice.objects.filter(fan__in=set(fan_ids), read_at=None, at__gte=since).order_by("-at", "-id")
    for row in rows:
        found.setdefault(row.fan_id, []).append(row)
    return found


def unread_count(viewer: Viewer) -> int:
    if viewer.fan_id is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM fans_notice WHERE fan_id = %s AND read_at IS NULL", [viewer.fan_id]
        )
        return int(cursor.fetchone()[0])


def group_ids(key: str, *, among: Collection[int] | None = None) -> set[int]:
    """Ids of the fans who are in the group now, of all or of these; a group nobody filled is empty."""
    rows = Membership.objects.filter(group__key=key, left_at=None)
    rows = rows if among is None else rows.filter(fan__in=among)
    return set(rows.values_list("fan_id", flat=True))


def group_keys(fan_id: int | None = None) -> frozenset[str]:
    """Keys of the groups a fan is in now; of all groups without a fan. One query."""
    if fan_id is None:
        return frozenset(Group.objects.values_list("key", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [fan_id])
        return frozenset(key for (key,) in cursor.fetchall())


_KEYS = "SELECT g.key FROM fans_membership m JOIN fans_group g ON g.id = m.group_id WHERE m.fan_id = %s AND m.left_at IS NULL"


def groups() -> list[Group]:
    return list(Group.objects.order_by("name", "id"))


def groups_of(fan_id: int) -> list[Group]:
    ids = Membership.objects.filter(fan_id=fan_id, left_at=None).values("group_id")
    return list(Group.objects.filter(id__in=ids).order_by("name"))


@dataclass(frozen=True)
class Credit:
    """What a fan has done of one kind: how often in all, on how many things, last when, the newest refs."""

    kind: str
    count: int
    things: int
    last: date
    refs: list[str] = field(default_factory=list)


def credit(fan_id: int, *, newest: int = 12, without: Collection[str] = ()) -> list[Credit]:
    """A fan's public record out of the deed ledger, one line per kind, the most recent kind first."""
    deeds = Deed.objects.filter(fan_id=fan_id).exclude(kind__in=without)
    sums = deeds.values("kind").annotate(
        total=Sum("count"), things=Count("ref", distinct=True), last=Max("day")
    )
    refs: dict[str, list[str]] = {}
    for kind, ref in deeds.exclude(ref="").order_by("-day", "-id").values_list("kind", "ref")[:500]:
        shown = refs.setdefault(kind, [])
        if len(shown) < newest and ref not in shown:
            shown.append(ref)
    return [
        Credit(row["kind"], row["total"], row["things"], row["last"], refs.get(row["kind"], []))
        for row in sums.order_by("-last", "kind")
    ]


def deeds_of(fan_id: int, kinds: Collection[str]) -> list[tuple[str, str]]:
    """(kind, reference) of what a fan did, of these kinds."""
    return list(Deed.objects.filter(fan=fan_id, kind__in=kinds).values_list("kind", "ref").distinct())


def register_export(name: str, exporter: Exporter) -> None:
    """A noun adds what it keeps of a fan: `exporter(fan_id)` answers plain JSON rows."""
    _exports[name] = exporter


def export(viewer: Viewer) -> dict[str, Any]:
    """Everything the house keeps about the viewer, as plain JSON. Raises LookupError for nobody."""
    row = fan(viewer.fan_id) if viewer.fan_id is not None else None
    if row is None:
        raise LookupError("An export is made for a fan who has logged in.")
    return {"fan": _own_rows(row), **{name: exporter(row.id) for name, exporter in sorted(_exports.items())}}


def _own_rows(row: Fan) -> dict[str, Any]:
    return {
        "handle": row.handle,
        "email": row.email,
        "name": row.name,
        "language": row.language,
        "market": row.market.code if row.market else None,
        "origin": row.origin,
        "joined_at": row.joined_at.isoformat(),
        "key": pseudonyms([row.id]).get(row.id),
        "groups": [group.name for group in groups_of(row.id)],
        "deeds": [
            {"day": day.isoformat(), "kind": kind, "count": count, "ref": ref}
            for day, kind, count, ref in Deed.objects.filter(fan=row)
            .order_by("day", "id")
            .values_list("day", "kind", "count", "ref")
        ],
        "letters": mail_choices([row.id]).get(row.id, {}),
        "may_be_named": not unnamed([row.id]),
        "tokens": [
            {"name": token.name, "scopes": token.scopes, "at": token.at.isoformat()}
            for token in AccessToken.objects.filter(fan=row).order_by("at", "id")
        ],
        "notices": [
            {"at": at.isoformat(), "kind": kind, "data": data, "about": about}
            for at, kind, data, about in Notice.objects.filter(fan=row)
            .order_by("at", "id")
            .values_list("at", "kind", "data", "about")
        ],
    }


def token_owner(digest: str) -> AccessToken | None:
    """The token with this SHA-256 that still opens something, with its fan; none of somebody who left."""
    rows = AccessToken.objects.select_related("fan").filter(revoked_at=None, fan__is_active=True)
    return rows.filter(digest=digest).first()


def tokens_of(viewer: Viewer) -> list[AccessToken]:
    """The viewer's own tokens, open ones first, then the newest."""
    rows = AccessToken.objects.filter(fan_id=viewer.fan_id or 0)
    return list(rows.order_by(F("revoked_at").desc(nulls_first=True), "-at", "-id"))


def token_of(token_id: int, *, viewer: Viewer) -> AccessToken | None:
    """One of the viewer's own tokens."""
    return AccessToken.objects.filter(id=token_id, fan_id=viewer.fan_id or 0).first()


@trail.describes("fans.fan", label=lambda count: ngettext("fan", "fans", count))
def describe_fans(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    """A handle is public. Who was erased is nobody's to see; the house alone knows that the row exists."""
    rows = Fan.objects.filter(id__in=ids)
    if viewer != SYSTEM:
        rows = rows.filter(is_active=True)
    mark = {"replay": "replay"}
    return {
        row.id: trail.Card(
            f"fans.fan:{row.id}", _("fan"), row.handle, row.name, row.joined_at, mark.get(row.origin, "")
        )
        for row in rows
    }
