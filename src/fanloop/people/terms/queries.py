"""Every read of terms. The versions are public; who agreed is for the fan and the house."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as fans
from fanloop.people.terms.models import Agreement, Terms

__all__ = ["Terms", "agreed_version", "current", "has_agreed", "version", "versions"]


def current(language: str | None = None) -> Terms | None:
    """The version in force with `said` in this language, else the reader's; None before the first."""
    return _read(Terms.objects.select_related("published_by").order_by("-version").first(), language)


def version(number: int, language: str | None = None) -> Terms | None:
    """One version, in force or earlier."""
    return _read(Terms.objects.select_related("published_by").filter(version=number).first(), language)


def _read(row: Terms | None, language: str | None) -> Terms | None:
    if row is not None:
        row.said = read(row.text, language)
    return row


def versions() -> list[Terms]:
    """All versions, the one in force first, without their words."""
    return list(Terms.objects.select_related("published_by").defer("text").order_by("-version"))


def has_agreed(fan_id: int, terms_id: int) -> bool:
    return Agreement.objects.filter(fan=fan_id, terms=terms_id).exists()


def agreed_version(fan_id: int) -> int | None:
    """The id of the version in force if this fan agreed to it: what a voice or topic keeps. One query."""
    newest = Terms.objects.order_by("-version").values("id")[:1]
    return Agreement.objects.filter(fan=fan_id, terms=newest).values_list("terms_id", flat=True).first()


def how_many_agreed(terms_ids: Iterable[int]) -> dict[int, int]:
    """Version id → how many fans agreed to it."""
    asked = set(terms_ids)
    rows = Agreement.objects.filter(terms__in=asked).values_list("terms_id").annotate(people=Count("id"))
    return dict.fromkeys(asked, 0) | dict(rows)


@trail.describes(
    "terms.terms", label=lambda count: ngettext("contribution terms", "contribution terms", count)
)
def describe_terms(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- versions are public
    return {
        row.id: trail.Card(
            f"terms.terms:{row.id}",
            _("contribution terms"),
            _("Version %(number)s") % {"number": row.version},
            row.licence,
            row.at,
        )
        for row in Terms.objects.filter(id__in=ids).defer("text")
    }


def _export(fan_id: int) -> list[dict[str, Any]]:
    rows = Agreement.objects.filter(fan=fan_id).order_by("at", "id").values_list("terms__version", "at")
    return [{"terms": number, "agreed_at": at.isoformat()} for number, at in rows]


fans.register_export("terms", _export)
