"""What a fan may know: own reports with their outcome, own strikes, own words that are out of sight."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation.models import Appeal, Flag, Judgement, Review, Strike
from fanloop.listening.moderation.ports import Subject, subjects
from fanloop.listening.moderation.queries.gate import stopped
from fanloop.listening.moderation.queries.hidden import hidden_now
from fanloop.listening.moderation.rules.strikes import Consequence
from fanloop.listening.moderation.rules.words import AGREED
from fanloop.people.fans import queries as fans
from fanloop.people.team import queries as team


@dataclass(frozen=True)
class StrikeRow:
    """A strike with its appeals, the newest first; `counts`: neither lifted nor expired."""

    strike: Strike
    counts: bool
    appeals: tuple[Appeal, ...]

    @property
    def ref(self) -> str:
        return ref(self.strike)

    @property
    def may_appeal(self) -> bool:
        return self.strike.lifted_at is None and not _asked(self.appeals)


@dataclass(frozen=True)
class OwnWords:
    """Words of this fan that are out of sight, or were warned about; `verdict` is empty while nobody has judged."""

    review: Review
    subject: Subject | None
    is_hidden: bool
    why: str
    appeals: tuple[Appeal, ...]

    @property
    def ref(self) -> str:
        return ref(self.review)

    @property
    def may_appeal(self) -> bool:
        return self.review.verdict in AGREED and not _asked(self.appeals)


def _asked(appeals: tuple[Appeal, ...]) -> bool:
    """One that waits, or was looked at and kept: it cannot be asked again."""
    return any(not one.granted for one in appeals)


@dataclass(frozen=True)
class Standing:
    stopped: Consequence | None
    strikes: tuple[StrikeRow, ...]
    words: tuple[OwnWords, ...]


@dataclass(frozen=True)
class Report:
    """Something this fan reported, and what came of it; its words are for those who may see them, so they are not here."""

    flag: Flag
    verdict: str
    why: str


@dataclass(frozen=True)
class AppealRow:
    """An appeal with what it is about; `judged_by` is who may not decide it."""

    appeal: Appeal
    fan: str
    judged_by_id: int
    judged_by: str
    why: str
    subject: Subject | None


def standing(fan_id: int, *, at: datetime) -> Standing:
    """Everything that stands against a fan; for the fan and for moderators. Seven queries and one per kind."""
    strikes = list(Strike.objects.filter(fan=fan_id).order_by("-at", "-id"))
    reviews = list(_against(fan_id)[:50])
    asked = list(Appeal.objects.filter(fan=fan_id).order_by("-at", "-id"))
    behind = subjects(row.about for row in reviews)
    hidden = hidden_now(row.about for row in reviews)
    reasons = _reasons(row.id for row in reviews)
    return Standing(
        stopped(fan_id, at=at),
        tuple(
            StrikeRow(
                row, row.lifted_at is None and row.expires_at > at,
                tuple(one for one in asked if one.strike_id == row.id),
            )
            for row in strikes
        ),
        tuple(
            OwnWords(
                row, behind.get(row.about), row.about in hidden, reasons.get(row.id, ""),
                tuple(one for one in asked if one.review_id == row.id),
            )
            for row in reviews
            if row.about in hidden or row.verdict
        ),
    )  # fmt: skip


def _against(fan_id: int) -> Any:
    """Reviews that told this fan something: held back, hidden, or warned."""
    rows = Review.objects.filter(author=fan_id)
    return rows.filter(Q(verdict__in=AGREED) | Q(judged_at=None)).order_by("-at", "-id")


def _reasons(review_ids: Any) -> dict[int, str]:
    rows = Judgement.objects.filter(review__in=list(review_ids), undone_at=None)
    return dict(rows.values_list("review", "why"))


def strike(strike_id: int) -> Strike | None:
    return Strike.objects.filter(id=strike_id).select_related("fan").first()


def own_review(review_id: int, fan_id: int) -> Review | None:
    """A review of this fan's own words."""
    return Review.objects.filter(id=review_id, author=fan_id).first()


def reports(fan_id: int, *, page: int = 1, size: int = 25) -> "Page[Flag]":
    """What a fan reported, the newest first; `reported` reads the outcomes."""
    rows = Flag.objects.filter(by=fan_id).select_related("review").order_by("-at", "-id")
    return Paginator(rows, size).get_page(page)


def reported(flags: "Page[Flag]") -> list[Report]:
    rows = list(flags.object_list)
    reasons = _reasons(row.review_id for row in rows)
    return [Report(row, row.review.verdict, reasons.get(row.review_id, "")) for row in rows]


def appeals(*, viewer: Viewer) -> list[AppealRow]:
    """Appeals that wait, the oldest first; for moderators."""
    if not viewer.may("community.moderate"):
        return []
    rows = list(
        Appeal.objects.filter(decided_at=None).select_related("strike", "review").order_by("at", "id")
    )
    judged = {
        one.review_id: one
        for one in Judgement.objects.filter(
            review__in=[row.review_id for row in rows if row.review_id], undone_at=None
        )
    }
    behind = subjects(row.review.about for row in rows if row.review)
    first = {row.id: _first(row, judged) for row in rows}
    names = fans.names({row.fan_id for row in rows} | {by for by, _why in first.values() if by})
    return [
        AppealRow(
            row, names.get(row.fan_id, ""), first[row.id][0], names.get(first[row.id][0], ""), first[row.id][1],
            behind.get(row.review.about) if row.review else None,
        )
        for row in rows
    ]  # fmt: skip


def _first(row: Appeal, judged: dict[int, Judgement]) -> tuple[int, str]:
    """Who decided first, and why; nobody where the house held it back by its rules."""
    if row.strike:
        return row.strike.by_id, row.strike.why
    found = judged.get(row.review_id or 0)
    return (found.by_id, found.why) if found else (0, "")


def appeal(appeal_id: int) -> Appeal | None:
    return Appeal.objects.filter(id=appeal_id).select_related("strike", "review").first()


def may_decide(row: Appeal, fan_id: int) -> bool:
    """Somebody else than who decided first; the same person only where nobody else could."""
    if row.strike:
        first: int | None = row.strike.by_id
    else:
        found = Judgement.objects.filter(review=row.review_id, undone_at=None).values_list("by", flat=True)
        first = found.first()
    return first != fan_id or team.fan_ids_who_may("community.moderate") <= {fan_id}


def _export(fan_id: int) -> list[dict[str, Any]]:
    flags = Flag.objects.filter(by=fan_id).values("reason", "words", "at", "review__about")
    strikes = Strike.objects.filter(fan=fan_id).values(
        "why", "consequence", "at", "until", "expires_at", "lifted_at"
    )
    asked = Appeal.objects.filter(fan=fan_id).values("words", "at", "decided_at", "granted", "why")
    rows: list[tuple[str, Any]] = [("report", row) for row in flags]
    rows += [("strike", row) for row in strikes]
    rows += [("appeal", row) for row in asked]
    return [
        {"kind": kind, **{k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()}}
        for kind, row in rows
    ]


fans.register_export("moderation", _export)
