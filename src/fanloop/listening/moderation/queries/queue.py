"""The review queue: what waits, with the words in place, who reported, and what was judged before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation.models import Claim, Flag, Hiding, Judgement, Review
from fanloop.listening.moderation.ports import Subject, subjects
from fanloop.listening.moderation.queries.gate import accuracy, figures
from fanloop.listening.moderation.queries.scopes import scopes_of
from fanloop.listening.moderation.queries.wording import VERDICT_WORDS, gate_words, reason_words, record_words
from fanloop.people.fans import queries as fans

SIZE = 25


@dataclass(frozen=True)
class Reporter:
    """A flag with its author's record; `by` is empty where the house flagged."""

    flag_id: int
    by_id: int | None
    by: str
    reason: str
    words: str
    weight: float
    at: datetime
    agreed: int = 0
    disagreed: int = 0

    @property
    def reason_words(self) -> str:
        return reason_words(self.reason)

    @property
    def said(self) -> str:
        """What they wrote; what the gate noted where the house flagged."""
        return self.words if self.by_id else gate_words(self.words)

    @property
    def record(self) -> str:
        return record_words(self.agreed, self.agreed + self.disagreed)


@dataclass(frozen=True)
class Said:
    """A judgement as it is read."""

    verdict: str
    by_id: int
    by: str
    why: str
    at: datetime
    stands: bool

    @property
    def verdict_words(self) -> str:
        return str(VERDICT_WORDS[self.verdict])


@dataclass(frozen=True)
class Lease:
    """Who reads a review now, and until when."""

    by_id: int
    by: str
    until: datetime


@dataclass(frozen=True)
class Card:
    """A review as a moderator reads it."""

    review: Review
    subject: Subject | None
    author: str
    reporters: tuple[Reporter, ...]
    is_hidden: bool
    claim: Lease | None
    judgements: tuple[Said, ...]


def queue(
    *, viewer: Viewer, at: datetime, kind: str = "", scope: str = "", claimed: str = "", page: int = 1,
    size: int = SIZE,
) -> "Page[Review]":  # fmt: skip
    """What waits for this viewer, the highest score first. `claimed`: "mine", "free" or empty for all.

    The page holds reviews; `cards` reads what is on them.
    """
    rows = _mine(Review.objects.filter(judged_at=None), viewer)
    rows = rows.filter(Q(score__gte=figures(at).visible_from) | Q(held=True))
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(scope=scope) if scope else rows
    if claimed:
        live = Claim.objects.filter(ended_at=None, until__gt=at)
        rows = (
            rows.filter(id__in=live.filter(by=viewer.fan_id).values("review"))
            if claimed == "mine"
            else rows.exclude(id__in=live.values("review"))
        )
    return Paginator(rows.order_by("-score", "id"), size).get_page(page)


def history(*, viewer: Viewer, page: int = 1, size: int = SIZE) -> "Page[Review]":
    """What was judged, the newest first."""
    rows = _mine(Review.objects.exclude(judged_at=None), viewer)
    return Paginator(rows.order_by("-judged_at", "-id"), size).get_page(page)


def waiting_count(*, viewer: Viewer, at: datetime) -> int:
    return queue(viewer=viewer, at=at).paginator.count


def review(review_id: int, viewer: Viewer) -> Review | None:
    """A review of a place this viewer looks after."""
    return _mine(Review.objects.filter(id=review_id), viewer).first()


def open_review(about: str) -> Review | None:
    return Review.objects.filter(about=about, judged_at=None).first()


def kinds_waiting(viewer: Viewer) -> list[str]:
    rows = _mine(Review.objects.filter(judged_at=None), viewer)
    return list(rows.order_by("kind").values_list("kind", flat=True).distinct())


def scopes_waiting(viewer: Viewer) -> list[str]:
    rows = _mine(Review.objects.filter(judged_at=None).exclude(scope=""), viewer)
    return list(rows.order_by("scope").values_list("scope", flat=True).distinct())


def _mine(rows: "QuerySet[Review]", viewer: Viewer) -> "QuerySet[Review]":
    if not viewer.may("community.moderate"):
        return rows.none()
    mine = scopes_of(viewer)
    return rows if mine is None else rows.filter(scope__in=mine)


def cards(reviews: Collection[Review], *, at: datetime) -> list[Card]:
    """Reviews with all that belongs to them: seven queries, and one for each kind of thing among them."""
    ids = [row.id for row in reviews]
    abouts = {row.about for row in reviews}
    behind = subjects(abouts)
    hidden = set(Hiding.objects.filter(about__in=abouts, undone_at=None).values_list("about", flat=True))
    flags = list(Flag.objects.filter(review__in=ids).order_by("-weight", "id"))
    said = list(Judgement.objects.filter(review__in=ids).order_by("-at", "-id"))
    claims = list(Claim.objects.filter(review__in=ids, ended_at=None, until__gt=at))
    people = {row.author_id for row in reviews} | {row.by_id for row in flags}
    people |= {row.by_id for row in said} | {row.by_id for row in claims}
    names = fans.names(fan_id for fan_id in people if fan_id)
    record = accuracy(row.by_id for row in flags if row.by_id)
    leases = {row.review_id: Lease(row.by_id, names.get(row.by_id, ""), row.until) for row in claims}
    return [
        Card(
            row, behind.get(row.about), names.get(row.author_id or 0, ""),
            _reporters([one for one in flags if one.review_id == row.id], names, record),
            row.about in hidden, leases.get(row.id),
            tuple(_said(one, names) for one in said if one.review_id == row.id),
        )
        for row in reviews
    ]  # fmt: skip


def _reporters(
    flags: Sequence[Flag], names: dict[int, str], record: dict[int, tuple[int, int]]
) -> tuple[Reporter, ...]:
    return tuple(
        Reporter(
            one.id, one.by_id, names.get(one.by_id or 0, ""), one.reason, one.words, one.weight, one.at,
            *record.get(one.by_id or 0, (0, 0)),
        )
        for one in flags
    )  # fmt: skip


def _said(one: Judgement, names: dict[int, str]) -> Said:
    return Said(one.verdict, one.by_id, names.get(one.by_id, ""), one.why, one.at, one.undone_at is None)
