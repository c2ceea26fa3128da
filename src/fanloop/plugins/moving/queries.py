"""Reads of moving in: what a file would bring, runs, and where things may go."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from fanloop.listening.community import queries as talk
from fanloop.plugins.moving import preview as looking
from fanloop.plugins.moving.changelogs import preview_changelog
from fanloop.plugins.moving.forums import host_of
from fanloop.plugins.moving.models import Made, Run
from fanloop.plugins.moving.preview import Preview

__all__ = [
    "Preview",
    "Refused",
    "Run",
    "earlier",
    "host_of",
    "keyed_before",
    "large",
    "preview",
    "preview_changelog",
    "run_by_id",
    "space_named",
]

AT_ONCE = 5_000


class Refused(ValueError):
    """The act cannot be; the message says why, for people."""


def preview(kind: str, path: Path, *, columns: Mapping[str, str], at: datetime, forum: str = "") -> Preview:
    """What a file would bring. Nothing is stored."""
    return looking.preview(kind, path, columns=columns, at=at, forum=forum, before=keyed_before(forum))


def keyed_before(forum: str, *, but: int = 0) -> str | None:
    """The host in keys of what the first run for this forum made, other than the run `but`; None where there is none."""
    begun = Run.objects.filter(kind="discourse", forum=forum).exclude(started_at=None).exclude(id=but)
    return begun.order_by("id").values_list("keyed", flat=True).first() if forum else None


def large(run: Run) -> bool:
    """Whether taking it back is more than a page should wait for."""
    return Made.objects.filter(run=run)[:AT_ONCE].count() >= AT_ONCE


def earlier(limit: int = 50, *, kind: str = "") -> list[Run]:
    """Runs that were begun, newest first, of one kind or all."""
    rows = Run.objects.exclude(started_at=None).select_related("by", "space").order_by("-id")
    return list(rows.filter(kind=kind)[:limit] if kind else rows[:limit])


def run_by_id(run_id: int) -> Run | None:
    return Run.objects.select_related("by", "space").filter(id=run_id).first()


def space_named(slug: str) -> int | None:
    """The space everything shall go into; None for none. Raises Refused for one that is not there."""
    if not slug:
        return None
    space = talk.space(slug)
    if space is None:
        raise Refused(_("There is no space %(slug)s.") % {"slug": slug})
    return space.id
