"""Reads of builds and their files. What is offered is public; the rest is for the maker's people."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.things.builds.models import Build, BuildFile, Offer, Pause, Withdrawal


@dataclass(frozen=True)
class Standing:
    """How a build stands: its latest offer, how that ended if it did, and the pause it is in."""

    offer: Offer | None = None
    withdrawal: Withdrawal | None = None
    pause: Pause | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody hands it to everybody, though it may rest just now."""
        return self.offer is not None and self.withdrawal is None

    @property
    def is_offered(self) -> bool:
        """Whether everybody can have it now."""
        return self.is_open and self.pause is None


def build(build_id: int) -> Build | None:
    return _builds().filter(id=build_id).first()


def build_by_number(line_id: int, number: str) -> Build | None:
    return _builds().filter(line=line_id, number=number).first()


def builds_by_ids(ids: Iterable[int]) -> dict[int, Build]:
    return _builds().in_bulk(set(ids))


def builds_of(
    line_id: int | None = None, *, only_offered: bool = False, or_paused: bool = False, limit: int = 200
) -> list[Build]:
    """Builds of a line or of all lines, the newest first. Among those offered are with `or_paused` those that rest."""
    rows = _builds().order_by("-at", "-id")
    if line_id is not None:
        rows = rows.filter(line=line_id)
    if only_offered:
        offers = _standing_offers() if or_paused else _open_offers()
        rows = rows.filter(Exists(offers.filter(build=OuterRef("id"))))
    return list(rows[:limit])


def files_of(build_ids: Iterable[int]) -> dict[int, list[BuildFile]]:
    """Files of each build by name, one query for any number."""
    found: dict[int, list[BuildFile]] = {build_id: [] for build_id in build_ids}
    rows = BuildFile.objects.filter(build__in=list(found)).select_related("kept")
    for row in rows.order_by("build_id", "name"):
        found[row.build_id].append(row)
    return found


def standings(build_ids: Iterable[int]) -> dict[int, Standing]:
    """How each build stands; three queries for any number."""
    found = {build_id: Standing() for build_id in build_ids}
    offers = Offer.objects.filter(build__in=list(found)).select_related("by").order_by("at", "id")
    ends = {
        row.offer_id: row
        for row in Withdrawal.objects.filter(offer__build__in=list(found)).select_related("by")
    }
    rests = {
        row.offer_id: row
        for row in Pause.objects.filter(offer__build__in=list(found), ended_at=None).select_related("by")
    }
    for offer in offers:
        end = ends.get(offer.id)
        found[offer.build_id] = Standing(offer, end, None if end else rests.get(offer.id))
    return found


def offered(build_ids: Collection[int] | None = None) -> set[int]:
    """Which of these builds, or of all, everybody may have now."""
    rows = _open_offers()
    if build_ids is not None:
        rows = rows.filter(build__in=build_ids)
    return set(rows.values_list("build_id", flat=True))


def offered_file(path: str, sha256: str) -> BuildFile | None:
    """The file behind `line/number/name` with this hash, while its build is offered."""
    if "\0" in path:
        return None
    slug, _slash, rest = path.partition("/")
    number, _slash, name = rest.partition("/")
    rows = BuildFile.objects.select_related("kept").filter(
        name=name, sha256=sha256, build__number=number, build__line__slug=slug
    )
    return rows.filter(Exists(_open_offers().filter(build=OuterRef("build")))).first()


def _builds() -> QuerySet[Build]:
    return Build.objects.select_related("line", "by")


def _standing_offers() -> QuerySet[Offer]:
    return Offer.objects.exclude(Exists(Withdrawal.objects.filter(offer=OuterRef("id"))))


def _open_offers() -> QuerySet[Offer]:
    """Offers that stand and do not rest."""
    return _standing_offers().exclude(Exists(Pause.objects.filter(offer=OuterRef("id"), ended_at=None)))


@trail.describes("builds.build", label=lambda count: ngettext("build", "builds", count))
def describe_builds(ids: set[int], viewer: Viewer) -> Mapping[int, trail.Card]:
    """Offered builds, and those that once were, are public; others are the maker's business."""
    rows = _builds().filter(id__in=ids)
    if not (viewer.is_staff or viewer.is_system):
        rows = rows.filter(Exists(Offer.objects.filter(build=OuterRef("id"))))
    return {
        row.id: trail.Card(
            f"builds.build:{row.id}",
            gettext("build"),
            f"{read(row.line.name)} {row.number}",
            row.origin,
            row.at,
        )
        for row in rows
    }
