"""Challenges and pictures as others see them: cards of the trail, subjects of moderation, a person's own rows."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation.ports import Subject, subject
from fanloop.listening.moderation.queries import hidden_ids
from fanloop.people.fans import queries as fans
from fanloop.selling.challenges.models import Challenge, Entry, Use, Vote
from fanloop.selling.challenges.queries.asked import CHALLENGE, ENTRY


@trail.describes(CHALLENGE, label=lambda count: ngettext("challenge", "challenges", count))
def describe_challenges(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- challenges are public
    return {
        row.id: trail.Card(
            f"{CHALLENGE}:{row.id}", _("challenge"), read(row.title), f"#{row.tag}", row.opens_at
        )
        for row in Challenge.objects.filter(id__in=ids)
    }


@trail.describes(ENTRY, label=lambda count: ngettext("picture", "pictures", count))
def describe_entries(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    sees_all = viewer.is_system or viewer.may("community.moderate")
    hidden = set() if sees_all else hidden_ids(ENTRY)
    rows = Entry.objects.filter(id__in=ids).select_related("challenge", "fan")
    return {
        row.id: trail.Card(
            f"{ENTRY}:{row.id}", _("picture"), row.caption[:80] or _("A picture by %(name)s") % {"name": row.fan.shown_name},
            read(row.challenge.title), row.at,
        )
        for row in rows
        if row.id not in hidden or row.fan_id == viewer.fan_id
    }  # fmt: skip


@subject(ENTRY)
def subject_entries(ids: set[int]) -> dict[int, Subject]:
    rows = Entry.objects.filter(id__in=ids).select_related("challenge")
    return {
        row.id: Subject(row.fan_id, f"{row.caption}\n{row.described}".strip(), "", read(row.challenge.title), row.at)
        for row in rows
    }  # fmt: skip


def _export(fan_id: int) -> list[dict[str, Any]]:
    """Pictures with their rights, and votes."""
    sent = Entry.objects.filter(fan=fan_id).select_related("challenge", "terms", "file").order_by("id")
    uses = Use.objects.filter(entry__fan=fan_id).order_by("id")
    votes = Vote.objects.filter(fan=fan_id, withdrawn_at=None).order_by("id").values_list("entry_id", "at")
    return [
        *(_entry(row, [use for use in uses if use.entry_id == row.id]) for row in sent),
        *({"kind": "vote", "entry": number, "at": at.isoformat()} for number, at in votes),
    ]


def _entry(row: Entry, uses: list[Use]) -> dict[str, Any]:
    return {
        "kind": "entry", "challenge": row.challenge.slug, "picture": row.file.name if row.file else None,
        "caption": row.caption, "described": row.described, "terms": row.terms.version, "at": row.at.isoformat(),
        "taken_back_at": row.taken_back_at.isoformat() if row.taken_back_at else None,
        "uses": [
            {"wording": use.wording, "at": use.at.isoformat(), "withdrawn_at": use.withdrawn_at.isoformat() if use.withdrawn_at else None}
            for use in uses
        ],
    }  # fmt: skip


fans.register_export("challenges", _export)
