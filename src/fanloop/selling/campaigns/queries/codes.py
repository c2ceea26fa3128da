"""Every read of invitation codes. Letters are shown to their holder and, while nobody has them, to the maker."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy

from fanloop.people.fans import queries as fans
from fanloop.people.levels.ports import benefit
from fanloop.selling.campaigns.models import (
    Campaign,
    Code,
    CodeBatch,
    CodeBatchEnd,
    CodeHolder,
    CodeReturn,
    CodeRevocation,
    CodeUse,
    Offer,
    Tier,
)
from fanloop.selling.campaigns.queries import ref_of
from fanloop.selling.campaigns.queries.drops import source_key
from fanloop.selling.campaigns.rules import codes as rules
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.queries import Order
from fanloop.selling.stock import queries as stock

__all__ = ["Code", "CodeBatch", "CodeBatchEnd", "CodeHolder", "CodeRevocation", "CodeSheet", "Tier"]

LEVEL = 2
benefit(
    level=LEVEL,
    key="codes",
    label=gettext_lazy("Get invitation codes for small runs, to use or to give away"),
)


@dataclass(frozen=True)
class CodeSheet:
    """A code as its people see it: whose it is and was, its order, and why it cannot be used (`why`)."""

    code: Code
    holders: tuple[CodeHolder, ...]
    standing: rules.Standing
    revocation: CodeRevocation | None
    order: Order | None

    @property
    def holder(self) -> CodeHolder | None:
        return self.holders[-1] if self.holders else None

    @property
    def why(self) -> rules.Why:
        return rules.refusal(self.standing, self.standing.holder)

    @property
    def may_gift(self) -> bool:
        return bool(self.holder) and not rules.gift_refusal(self.standing, self.standing.holder)


@dataclass(frozen=True)
class BatchSheet:
    """A batch in figures: codes held by somebody, used, revoked; `kept` are pieces still kept for it."""

    batch: CodeBatch
    end: CodeBatchEnd | None
    held: int
    gifted: int
    used: int
    revoked: int
    kept: int


def letters_of(code: Code) -> str:
    """What is written on it, made anew from its seed and the house's secret."""
    return rules.letters(
        salted_hmac("fanloop.codes.letters", bytes(code.seed).hex(), algorithm="sha256").digest()
    )


def digest_of(said: str) -> str:
    """What is stored of a code that somebody typed."""
    return salted_hmac("fanloop.codes.digest", said, algorithm="sha256").hexdigest()


def code_by_letters(said: str) -> Code | None:
    """The code with these letters, however they are typed."""
    found = rules.read(said)
    return _codes().filter(digest=digest_of(found)).first() if found else None


def code_by_id(code_id: int) -> Code | None:
    return _codes().filter(id=code_id).first()


def batch_by_id(batch_id: int) -> CodeBatch | None:
    return CodeBatch.objects.select_related("campaign", "by").filter(id=batch_id).first()


def reserve_of(batch: CodeBatch) -> str:
    """The name under which a batch's pieces are kept in the pool."""
    return f"campaigns.code_batch:{batch.id}"


def pool_of_batch(batch: CodeBatch) -> int:
    """The pool whose pieces are kept for a batch: the campaign's, or that of a limited tier."""
    pool = stock.pool_keeping(reserve_of(batch))
    assert pool is not None  # kept with the batch, in one transaction
    return pool


def opened_by(batch: CodeBatch) -> list[Offer]:
    """The offers that the codes of a batch open: all that draw on the pool of its pieces."""
    rows = Offer.objects.select_related("variant", "market", "tier").filter(campaign=batch.campaign_id)
    return list(rows.filter(pool=pool_of_batch(batch)).order_by("position", "id"))


def doors_of(campaign: Campaign) -> list[tuple[Tier | None, int]]:
    """What codes of a campaign may open, each with its pool: the campaign's own pool where an offer draws on it, and
    every tier with pieces of its own.
    """
    found: dict[int, Tier | None] = {}
    for offer in Offer.objects.select_related("tier").filter(campaign=campaign).order_by("position", "id"):
        found.setdefault(offer.pool_id, offer.tier)
    main = stock.pool_of(ref_of(campaign))
    return [(None if main and pool == main.id else tier, pool) for pool, tier in found.items()]


def batches() -> list[BatchSheet]:
    """All batches, newest first."""
    rows = list(CodeBatch.objects.select_related("campaign", "by").order_by("-id"))
    return [batch_sheet(row) for row in rows]


def batch_sheet(row: CodeBatch) -> BatchSheet:
    """One batch in figures."""
    holders = CodeHolder.objects.filter(code__batch=row)
    return BatchSheet(
        row,
        CodeBatchEnd.objects.select_related("by").filter(batch=row).first(),
        held=holders.filter(nth=0).count(),
        gifted=holders.filter(nth=1).count(),
        used=open_uses().filter(code__batch=row).count(),
        revoked=CodeRevocation.objects.filter(code__batch=row).count(),
        kept=stock.reserved(reserve_of(row)),
    )


def open_uses() -> QuerySet[CodeUse]:
    """Uses whose claim has not come back."""
    return CodeUse.objects.filter(~Exists(CodeReturn.objects.filter(use=OuterRef("pk"))))


def spent_uses() -> QuerySet[CodeUse]:
    """Uses that leave their code nothing: claimed still, or given back for good."""
    return CodeUse.objects.filter(~Exists(CodeReturn.objects.filter(use=OuterRef("pk"), is_armed=True)))


def nobodys(batch: CodeBatch) -> QuerySet[Code]:
    """Codes of a batch that nobody has and that were not taken back, in their order."""
    return Code.objects.filter(
        ~Exists(CodeHolder.objects.filter(code=OuterRef("pk"))),
        ~Exists(CodeRevocation.objects.filter(code=OuterRef("pk"))),
        batch=batch,
    ).order_by("number")


def codes_of_batch(batch: CodeBatch, at: datetime) -> list[CodeSheet]:
    """Every code of a batch with its chain."""
    return _sheets(_codes().filter(batch=batch), at)


def codes_of(fan_id: int, at: datetime) -> list[CodeSheet]:
    """The codes a fan has or had: who handed one on still sees whom it went to."""
    mine = CodeHolder.objects.filter(fan=fan_id).values("code_id")
    return _sheets(_codes().filter(id__in=mine).order_by("-id"), at)


def code_sheet(code: Code, at: datetime) -> CodeSheet:
    return _sheets([code], at)[0]


def standing(code: Code, at: datetime) -> rules.Standing:
    """A code at a moment."""
    return code_sheet(code, at).standing


def _codes() -> QuerySet[Code]:
    return Code.objects.select_related("batch__campaign").order_by("number")


def _sheets(rows: Iterable[Code], at: datetime) -> list[CodeSheet]:
    codes = list(rows)
    holders: dict[int, list[CodeHolder]] = {code.id: [] for code in codes}
    for row in CodeHolder.objects.select_related("fan").filter(code__in=codes).order_by("nth"):
        holders[row.code_id].append(row)
    revoked = {row.code_id: row for row in CodeRevocation.objects.select_related("by").filter(code__in=codes)}
    ended = set(
        CodeBatchEnd.objects.filter(batch__in={code.batch_id for code in codes}).values_list(
            "batch_id", flat=True
        )
    )
    uses = {row.code_id: row for row in spent_uses().filter(code__in=codes)}
    placed = _orders([use.claim_id for use in uses.values()])
    return [
        CodeSheet(
            code,
            tuple(holders[code.id]),
            _standing(code, holders[code.id], at, used=code.id in uses, revoked=code.id in revoked, ended=code.batch_id in ended),
            revoked.get(code.id),
            placed.get(uses[code.id].claim_id) if code.id in uses else None,
        )
        for code in codes
    ]  # fmt: skip


def _standing(
    code: Code, held: Collection[CodeHolder], at: datetime, *, used: bool, revoked: bool, ended: bool
) -> rules.Standing:
    last = list(held)[-1] if held else None
    return rules.Standing(
        holder=(last.fan_id or -1) if last else 0,
        gifts=max(len(held) - 1, 0),
        is_used=used,
        is_revoked=revoked,
        is_ended=ended or at >= code.batch.closes_at,
        is_open=at >= code.batch.opens_at,
    )


def _orders(claims: Collection[int]) -> dict[int, Order]:
    keys = {source_key(claim): claim for claim in claims}
    return {keys[key]: orders.by_id(id_) for key, id_ in orders.ids_by_source(list(keys)).items()}


def _export(fan_id: int) -> list[dict[str, Any]]:
    rows = CodeHolder.objects.select_related("code__batch__campaign").filter(fan=fan_id).order_by("at")
    return [
        {
            "campaign": row.code.batch.campaign.slug, "number": row.code.number, "how": row.how,
            "at": row.at.isoformat(),
        }
        for row in rows
    ]  # fmt: skip


fans.register_export("codes", _export)
