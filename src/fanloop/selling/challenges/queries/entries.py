"""Pictures as they are shown: in their challenge, under a tag, on a campaign's page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from fanloop.foundation import files
from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation.queries import hidden_ids, is_hidden
from fanloop.selling.campaigns.queries import Campaign
from fanloop.selling.challenges.models import Entry, Use, Vote, Win
from fanloop.selling.challenges.queries.asked import ENTRY, ref_of
from fanloop.selling.challenges.rules.pictures import size_of

PAGE = 24
MODERATE = "community.moderate"


@dataclass(frozen=True)
class EntryRow:
    """A picture with what a reader may know of it. `use` is there while its author lets the maker show it elsewhere."""

    entry: Entry
    href: str
    width: int
    height: int
    votes: int
    has_my_vote: bool
    use: Use | None
    win: Win | None
    is_hidden: bool

    @property
    def ref(self) -> str:
        return ref_of(self.entry)


@dataclass(frozen=True)
class Wall:
    """Pictures of one page, and the page they stand on."""

    rows: list[EntryRow]
    page: Page[int]


def _rows() -> "QuerySet[Entry]":
    return Entry.objects.select_related("challenge", "fan", "file", "terms").filter(taken_back_at=None)


def _seen(rows: "QuerySet[Entry]", viewer: Viewer) -> "QuerySet[Entry]":
    """What everybody sees, and one's own that wait."""
    if viewer.is_system or viewer.may(MODERATE):
        return rows
    return rows.exclude(~Q(fan=viewer.fan_id or 0), id__in=hidden_ids(ENTRY))


def entries(challenge_id: int, *, viewer: Viewer, page: int = 1, liked: bool = False) -> Wall:
    """A page of pictures, the newest first, or those that most like. Six queries."""
    found = _seen(_rows().filter(challenge=challenge_id), viewer).order_by("-id")
    ids = list(found.values_list("id", flat=True))
    return _wall(_by_votes(ids) if liked else ids, page, viewer)


def _wall(ids: Sequence[int], page: int, viewer: Viewer) -> Wall:
    shown: Page[int] = Paginator(ids, PAGE).get_page(page)
    by_id = {row.id: row for row in _rows().filter(id__in=list(shown))}
    return Wall(entry_rows([by_id[id_] for id_ in shown if id_ in by_id], viewer), shown)


def _by_votes(ids: Sequence[int]) -> list[int]:
    counts = dict(
        Vote.objects.filter(entry__in=ids, withdrawn_at=None).values_list("entry").annotate(all=Count("id"))
    )
    return sorted(ids, key=lambda id_: (-counts.get(id_, 0), id_))


def entry(entry_id: int, *, viewer: Viewer) -> EntryRow | None:
    """One picture; None where it is gone or not for this reader."""
    found = list(_seen(_rows().filter(id=entry_id), viewer))
    return entry_rows(found, viewer)[0] if found else None


def entry_by_id(entry_id: int) -> Entry | None:
    return Entry.objects.select_related("challenge", "fan").filter(id=entry_id).first()


def entry_by_key(fan_id: int, key: str) -> Entry | None:
    """What this fan sent with this form already."""
    return Entry.objects.filter(key=f"{fan_id}:{key}").first()


def mine(challenge_id: int, viewer: Viewer) -> list[EntryRow]:
    """A fan's own pictures in a challenge, those that wait for a moderator too."""
    if viewer.fan_id is None:
        return []
    return entry_rows(list(_rows().filter(challenge=challenge_id, fan=viewer.fan_id).order_by("id")), viewer)


def tagged(tag: str, *, viewer: Viewer, page: int = 1) -> Wall:
    """Pictures with a tag, the newest first."""
    found = _seen(_rows().filter(tags__contains=[tag]), viewer).order_by("-id")
    return _wall(list(found.values_list("id", flat=True)), page, viewer)


def tags_near(tag: str, *, limit: int = 12) -> list[str]:
    """Other tags that stand on the same pictures, the most used first."""
    counted: dict[str, int] = {}
    for tags in Entry.objects.filter(tags__contains=[tag]).values_list("tags", flat=True)[:500]:
        for each in tags:
            counted[each] = counted.get(each, 0) + 1
    counted.pop(tag, None)
    return sorted(counted, key=lambda each: (-counted[each], each))[:limit]


def winners(challenge_id: int, *, viewer: Viewer) -> list[EntryRow]:
    """Pictures that were chosen, in the order they were."""
    won = Win.objects.filter(entry__challenge=challenge_id).values("entry")
    rows = entry_rows(list(_seen(_rows().filter(id__in=won), viewer)), viewer)
    return sorted(rows, key=lambda row: row.win.id if row.win else 0)


def gallery(campaign: Campaign, *, viewer: Viewer, limit: int = 12) -> list[EntryRow]:
    """Pictures the maker may show on this campaign's page: of its own challenges and of its line's, winners first.

    What its author withdrew, took back, or what moderators hid, is not among them, whoever looks.
    """
    allowed = Use.objects.filter(withdrawn_at=None).values("entry")
    own = Q(challenge__campaign=campaign) | Q(challenge__campaign=None, challenge__line=campaign.line_id)
    found = _rows().filter(own, id__in=allowed).exclude(id__in=hidden_ids(ENTRY))
    rows = entry_rows(list(found.order_by("-id")[: 4 * limit]), viewer)
    return sorted(rows, key=lambda row: (row.win is None, -row.votes, -row.entry.id))[:limit]


def is_shown(row: Entry) -> bool:
    """Whether everybody sees it."""
    return row.taken_back_at is None and not is_hidden(ref_of(row))


def entry_rows(rows: Sequence[Entry], viewer: Viewer) -> list[EntryRow]:
    """Votes, uses and wins of a set of pictures. Four queries."""
    given = Vote.objects.filter(entry__in=rows, withdrawn_at=None)
    counts = dict(given.values_list("entry").annotate(all=Count("id")))
    own = set(given.filter(fan=viewer.fan_id or 0).values_list("entry_id", flat=True))
    uses = {one.entry_id: one for one in Use.objects.filter(entry__in=rows, withdrawn_at=None)}
    wins = {one.entry_id: one for one in Win.objects.filter(entry__in=rows).select_related("by")}
    hidden = hidden_ids(ENTRY)
    return [
        EntryRow(
            row, files.url_path(row.file), *size_of(row.file.name), counts.get(row.id, 0), row.id in own,
            uses.get(row.id), wins.get(row.id), row.id in hidden,
        )
        for row in rows
        if row.file is not None
    ]  # fmt: skip
