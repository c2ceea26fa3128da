from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Max, Min, Sum
from django.utils.crypto import salted_hmac

from fanloop.selling.stock.models import Claim, Gate, Hold, Release


@dataclass(frozen=True)
class Pace:
    """All claims of a pool, those that were given back among them: how many, of how many pieces, from when to when."""

    claims: int
    pieces: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Held:
    """The pieces of a pool: held until somebody hesitates no more, and confirmed."""

    held: int
    confirmed: int


def held(pool_id: int) -> Held:
    """How many pieces are held and how many are confirmed; with what remains they are the pool's total."""
    claims = Claim.objects.filter(pool=pool_id).exclude(
        id__in=Release.objects.filter(claim__pool=pool_id).values("claim_id")
    )
    open_ = Hold.objects.filter(claim__pool=pool_id).values("claim_id")
    waiting = claims.filter(id__in=open_).aggregate(Sum("quantity"))["quantity__sum"] or 0
    total = claims.aggregate(Sum("quantity"))["quantity__sum"] or 0
    return Held(waiting, total - waiting)


def holds_of(claim_ids: Collection[int]) -> dict[int, datetime]:
    """Claim id → until when it is held, for those that are still held."""
    return dict(Hold.objects.filter(claim__in=claim_ids).values_list("claim_id", "until"))


def mine(pool_id: int, fan_id: int) -> Claim | None:
    """The claim a fan holds in a pool, confirmed or not; None when there is none, or it was given back."""
    gone = Release.objects.filter(claim__pool=pool_id, claim__fan=fan_id).values("claim_id")
    return Claim.objects.filter(pool=pool_id, fan=fan_id).exclude(id__in=gone).order_by("id").first()


def held_by(pool_id: int, fan_ids: Collection[int]) -> dict[int, int]:
    """Fan id → pieces of a pool that fan holds, confirmed or not."""
    rows = Claim.objects.filter(pool=pool_id, fan__in=fan_ids).exclude(
        id__in=Release.objects.filter(claim__pool=pool_id).values("claim_id")
    )
    return dict(rows.values_list("fan_id").annotate(pieces=Sum("quantity")))


def gone(claim_ids: Collection[int]) -> dict[int, str]:
    """Claim id → why, for those of these claims that were given back."""
    return dict(Release.objects.filter(claim__in=claim_ids).values_list("claim_id", "why"))


def given_back(pool_id: int, *, since: datetime) -> list[int]:
    """Ids of the claims of a pool that were given back since then."""
    rows = Release.objects.filter(claim__pool=pool_id, at__gte=since)
    return list(rows.order_by("claim_id").values_list("claim_id", flat=True))


def pace(pool_id: int) -> Pace | None:
    """How fast pieces were claimed, None before the first claim."""
    found = Claim.objects.filter(pool=pool_id).aggregate(
        claims=Count("id"), first=Min("at"), last=Max("at"), pieces=Sum("quantity")
    )
    return Pace(**found) if found["claims"] else None


def claimed_since(pool_id: int, since: datetime) -> int:
    """How many claims a pool has seen since then."""
    return Claim.objects.filter(pool=pool_id, at__gte=since).count()


def deciding_now(ahead: timedelta) -> datetime:
    """The moment by which claims are decided: PostgreSQL's clock, and how far the house's is ahead of everybody's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() + make_interval(secs => %s)", [ahead.total_seconds()])
        moment: datetime = cursor.fetchone()[0]
    return moment


def is_stopped(pool_id: int) -> bool:
    """Whether somebody stopped the claims of this pool."""
    gate = Gate.objects.filter(pool=pool_id).order_by("-id").first()
    return gate is not None and not gate.is_open


def token_secret() -> bytes:
    """The key that signs tokens; it is made from the house's secret."""
    return bytes(salted_hmac("fanloop.stock.token", "", algorithm="sha256").digest())
