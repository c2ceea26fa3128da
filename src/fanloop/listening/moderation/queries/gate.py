"""What the gate looks at: the figures in force, watched words, what somebody wrote before, and who is stopped."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Min, Sum

from fanloop.listening.moderation.models import FigureSetting, Flag, Passage, Strike, WatchedWord
from fanloop.listening.moderation.rules.figures import HOUSE, Figures, with_figures
from fanloop.listening.moderation.rules.limits import LOOKS_BACK, Passed
from fanloop.listening.moderation.rules.strikes import Consequence, stopped_until
from fanloop.listening.moderation.rules.watching import Watched
from fanloop.listening.moderation.rules.words import AGREED, SHOW, SPAM, SUSPENSION


def figures(at: datetime) -> Figures:
    """The thresholds in force."""
    row = FigureSetting.objects.filter(at__lte=at).order_by("-at", "-id").first()
    return with_figures(row.figures) if row else HOUSE


def figure_settings(limit: int = 20) -> list[FigureSetting]:
    """Who set which thresholds, the newest first."""
    return list(FigureSetting.objects.select_related("by").order_by("-at", "-id")[:limit])


def watched_words() -> list[WatchedWord]:
    """Every word that is watched now, with who added it."""
    return list(WatchedWord.objects.filter(ended_at=None).select_related("by").order_by("word", "language"))


def watched_word(word_id: int) -> WatchedWord | None:
    return WatchedWord.objects.filter(id=word_id).first()


def watched() -> list[Watched]:
    rows = WatchedWord.objects.filter(ended_at=None).order_by("id")
    return [Watched(*row) for row in rows.values_list("word", "effect", "language")]


def passed(fan_id: int, *, at: datetime) -> list[Passed]:
    """What a fan wrote in the days before a moment, oldest first."""
    rows = Passage.objects.filter(fan=fan_id, at__lte=at, at__gt=at - LOOKS_BACK).order_by("at", "id")
    return [
        Passed(act, then, digest, tuple(hosts))
        for act, then, digest, hosts in rows.values_list("act", "at", "digest", "hosts")
    ]


def first_passage_at(fan_id: int, *, at: datetime) -> datetime | None:
    first: datetime | None = Passage.objects.filter(fan=fan_id, at__lte=at).aggregate(first=Min("at"))[
        "first"
    ]
    return first


def strikes_held(fan_id: int, *, at: datetime) -> list[Strike]:
    """Strikes that count at this moment."""
    return list(
        Strike.objects.filter(fan=fan_id, lifted_at=None, at__lte=at, expires_at__gt=at).order_by("at", "id")
    )


def stopped(fan_id: int | None, *, at: datetime) -> Consequence | None:
    """Silence or suspension that holds now. Silenced people read, vote and order; suspended ones read and order."""
    if fan_id is None:
        return None
    rows = Strike.objects.filter(fan=fan_id, lifted_at=None, at__lte=at, until__gt=at)
    return stopped_until((Consequence(row.consequence, row.until) for row in rows), at=at)


def may_write(fan_id: int | None, *, at: datetime) -> bool:
    return stopped(fan_id, at=at) is None


def may_vote(fan_id: int | None, *, at: datetime) -> bool:
    """Silence takes the pen, not the vote; suspension takes both."""
    now = stopped(fan_id, at=at)
    return now is None or now.kind != SUSPENSION


def spam_pending(author_id: int) -> tuple[float, int]:
    """Weight and number of people behind the spam flags on this author that nobody has judged yet."""
    rows = Flag.objects.filter(
        review__author=author_id, review__judged_at=None, reason=SPAM, by__isnull=False
    )
    weight = rows.aggregate(weight=Sum("weight"))["weight"] or 0.0
    return float(weight), rows.values("by").distinct().count()


def accuracy(fan_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Reporter → how many of their flags were agreed with, and how many not; what was ignored counts as neither."""
    asked = set(fan_ids)
    rows = Flag.objects.filter(by__in=asked).values("by", "review__verdict").annotate(n=Count("id"))
    found = {(row["by"], row["review__verdict"]): int(row["n"]) for row in rows}
    return {
        fan_id: (sum(found.get((fan_id, word), 0) for word in AGREED), found.get((fan_id, SHOW), 0))
        for fan_id in asked
    }
