"""The inbox: one line into many at once, and reading it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from fanloop.foundation import bus
from fanloop.people.fans.facts import FansNotified
from fanloop.people.fans.models import Fan, Notice

_NOTIFY = """
INSERT INTO fans_notice AS n (fan_id, kind, data, about, at, key, bundle)
SELECT f.id, %(kind)s, %(data)s, %(about)s, %(at)s, CASE WHEN %(prefix)s = '' THEN NULL ELSE %(prefix)s || ':' || f.id END,
       %(bundle)s
FROM fans_fan f WHERE f.id = ANY(%(fans)s) AND f.is_active ORDER BY f.id
"""
_ONCE = "ON CONFLICT (key) DO NOTHING RETURNING id, fan_id"
_BUNDLED = """
ON CONFLICT (fan_id, bundle) WHERE read_at IS NULL AND bundle <> '' DO UPDATE SET at = excluded.at, data = excluded.data ||
    jsonb_build_object('count', coalesce((n.data->>'count')::int, 1) + coalesce((excluded.data->>'count')::int, 1))
RETURNING id, CASE WHEN xmax = 0 THEN fan_id END
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
    bundle: str = "",
) -> int:
    """Put one line into many inboxes; return how many are new.

    With a `key_prefix` each fan gets this line once, however often it is asked for: reactions pass one. With a
    `bundle` (instead) a line that waits unread takes the new one in and counts: `data` becomes the newest,
    `count` grows, and `about` stays where the reader should begin. Only a new line may become a letter.
    """
    values: dict[str, Any] = {
        "kind": kind,
        "data": Jsonb(dict(data)),
        "about": about,
        "at": at,
        "prefix": key_prefix,
        "bundle": bundle,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFY + (_BUNDLED if bundle else _ONCE), {**values, "fans": list(set(fan_ids))})
        written = [(notice_id, fan_id) for notice_id, fan_id in cursor.fetchall() if fan_id]
    if written:
        mailed = _those_with_mail(written)
        bus.publish(FansNotified(kind=kind, count=len(written), notices=mailed), at=at)
    return len(written)


def _those_with_mail(written: list[tuple[int, int]]) -> tuple[int, ...]:
    rows = Fan.objects.filter(id__in=[fan_id for _, fan_id in written], email__isnull=False)
    lettered = set(rows.values_list("id", flat=True))
    return tuple(notice_id for notice_id, fan_id in written if fan_id in lettered)


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


@transaction.atomic
def read_about(*, fan_id: int, about: str, at: datetime) -> int:
    """Mark what the inbox says about this as read, because its reader has the page open; return how many were not."""
    return Notice.objects.filter(fan_id=fan_id, about=about, read_at=None).update(read_at=at)


@transaction.atomic
def read_bundle(*, fan_id: int, bundle: str, at: datetime) -> bool:
    """Mark the line of a bundle as read, as when somebody has opened the topic it is about."""
    rows = Notice.objects.filter(fan=fan_id, bundle=bundle, read_at=None).exclude(bundle="")
    return bool(rows.update(read_at=at))
