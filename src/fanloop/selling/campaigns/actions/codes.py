"""Invitation codes: made, handed out, given on, used once, taken back, and over."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.actions.claiming import GRACE, order_claim
from fanloop.selling.campaigns.actions.eligible import ask
from fanloop.selling.campaigns.actions.missing import missed
from fanloop.selling.campaigns.actions.pledging import lock
from fanloop.selling.campaigns.models import (
    Campaign,
    Closing,
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
from fanloop.selling.campaigns.queries import codes as queries
from fanloop.selling.campaigns.queries import limit_of
from fanloop.selling.campaigns.queries.drops import drop_of
from fanloop.selling.campaigns.queries.line import may_hold
from fanloop.selling.campaigns.rules import codes as rules
from fanloop.selling.campaigns.rules.eligibility import is_rule
from fanloop.selling.campaigns.rules.refusals import Refused, SoldOut
from fanloop.selling.campaigns.rules.tiers import tier_phase
from fanloop.selling.orders.queries import Order
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock import queries as stock_queries

_SEED = 16
MOST = 10_000


@transaction.atomic
def make_batch(
    *,
    campaign: Campaign,
    words: str,
    count: int,
    opens_at: datetime,
    closes_at: datetime,
    by: Member | None,
    at: datetime,
    each: int = 1,
    who: Mapping[str, Any] | None = None,
    rearms: bool = True,
    tier: Tier | None = None,
) -> CodeBatch:
    """Make `count` codes and keep their pieces: in the campaign's pool, or in that of a limited `tier`, which is then
    all they open. `words` say whom they are for.

    Raises Refused for a campaign of pledges, a tier without pieces of its own, a window outside the campaign's, more pieces than one person may have,
    a drop whose rules are public, and (stock.Refused) for more than are free. The pool is locked first: who publishes rules meanwhile counts these.
    """
    if campaign.way == "crowdfunding":
        raise Refused(_("Pledges need no code. Codes open pre-orders and drops."))
    if not 1 <= count <= MOST or not 1 <= each <= campaign.limit_per_person:
        raise Refused(_("Make one to ten thousand codes, each for no more than one person may have."))
    if not opens_at < closes_at <= campaign.closes_at:
        raise Refused(_("Codes open before they close, and close with their campaign at the latest."))
    if not is_rule(who or {}) or not words.strip():
        raise Refused(_("Say whom the codes are for."))
    pool = next((pool for found, pool in queries.doors_of(campaign) if found == tier), None)
    if pool is None:
        raise Refused(_("Say which tier the codes open: one that has pieces of its own."))
    stock.free_now(pool=pool, at=at)
    if drop_of(campaign):
        raise Refused(
            _("The rules of this drop are public and say how many pieces there are. Codes are made before.")
        )
    batch = CodeBatch.objects.create(
        campaign=campaign, words=words.strip()[:120], count=count, each=each, who=dict(who or {}), rearms=rearms,
        opens_at=opens_at, closes_at=closes_at, by=by, at=at,
    )  # fmt: skip
    stock.reserve(pool=pool, about=queries.reserve_of(batch), quantity=count * each, at=at)
    Code.objects.bulk_create([_new(batch, number) for number in range(1, count + 1)], batch_size=2_000)
    return batch


@transaction.atomic
def deal(*, batch: CodeBatch, fans: Iterable[Fan], at: datetime) -> list[CodeHolder]:
    """Hand one code each to these fans, as long as there are any that nobody has; who has one of this batch gets none."""
    locked = _lock_batch(batch)
    if CodeBatchEnd.objects.filter(batch=locked).exists() or at >= locked.closes_at:
        raise Refused(_("This batch is over."))
    have = set(CodeHolder.objects.filter(code__batch=batch).values_list("fan_id", flat=True))
    wanting = [fan for fan in {fan.id: fan for fan in fans}.values() if fan.id not in have]
    rows = CodeHolder.objects.bulk_create(
        [
            CodeHolder(code=code, nth=0, fan=fan, how="dealt", at=at)
            for code, fan in zip(_free(batch), wanting, strict=False)
        ]
    )
    notify(
        [row.fan_id for row in rows if row.fan_id], kind="code_dealt", data={"title": batch.campaign.title},
        about=ref(batch.campaign), at=at, key_prefix=f"code_dealt:{batch.id}",
    )  # fmt: skip
    return rows


@transaction.atomic
def bind(*, letters: str, fan: Fan, at: datetime) -> Code:
    """Make a code this fan's own, without using it yet. Bound again by the same fan, nothing happens.

    Raises Refused in words a fan can act on; a code that is not there and one that is somebody else's sound the same.
    """
    code = _locked(letters)
    now = queries.standing(code, at)
    why = rules.refusal(now, fan.id)
    if why and why not in {"soon", "spent"}:
        raise Refused(_words(why, code))
    if not now.holder:
        if why == "spent":
            raise Refused(_words(why, code))
        ask(code.batch.who, fan, at)
        CodeHolder.objects.create(code=code, nth=0, fan=fan, how="redeemed", at=at)
    return code


@transaction.atomic
def gift(*, code: Code, by: Fan, to: Fan, at: datetime) -> CodeHolder:
    """Hand a code on, once and for good. Raises Refused for who does not have it, and for one that was a gift already."""
    row = _lock(code.id)
    why = rules.gift_refusal(queries.standing(row, at), by.id)
    if why or to.id == by.id:
        raise Refused(_("Give it to somebody else.") if not why else _words(why, row))
    ask(row.batch.who, to, at)
    holder = CodeHolder.objects.create(code=row, nth=1, fan=to, how="gifted", at=at)
    notify(
        [to.id], kind="code_gifted", data={"title": row.batch.campaign.title},
        about=ref(row.batch.campaign), at=at, key_prefix=f"code_gifted:{row.id}",
    )  # fmt: skip
    return holder


@transaction.atomic
def redeem(*, letters: str, offer: Offer, fan: Fan, at: datetime, provider: str = "") -> Order:
    """Use a code: it becomes this fan's own, its pieces are claimed and ordered, all of it or nothing.

    Two at once get one order. Redeemed again by its holder, the first order is returned.
    Raises Refused in words a fan can act on.
    """
    code = _locked(letters)
    sheet = queries.code_sheet(code, at)
    is_mine = sheet.standing.holder == fan.id and not sheet.revocation
    if sheet.order and is_mine and queries.open_uses().filter(code=code).exists():
        return sheet.order
    if why := rules.refusal(sheet.standing, fan.id):
        words = _words(why, code)
        raise SoldOut(words, [missed(offer, code.batch.each)]) if why == "ended" else Refused(words)
    _check(code, offer, fan, at)
    if not sheet.standing.holder:
        CodeHolder.objects.create(code=code, nth=0, fan=fan, how="redeemed", at=at)
    use = _claim(code, offer, fan, at)
    order = order_claim(claim=use.claim, offer=offer, fan=fan, at=at, provider=provider, is_invited=True)
    if code.batch.campaign.way != "drop" and not stock.confirm(claims=[use.claim_id], at=at):
        raise Refused(_("The time to order is over, and the piece went to the next one."))
    return order


@transaction.atomic
def revoke(*, code: Code, reason: str, by: Member, at: datetime) -> CodeRevocation:
    """Take a code back. Its pieces are free again unless they are ordered; an order stands. Taken back again, the first stands.

    Raises Refused without a reason: its holder reads it.
    """
    row = _lock(code.id)
    if known := CodeRevocation.objects.filter(code=row).first():
        return known
    if not reason.strip():
        raise Refused(_("Say why; whoever has the code reads it."))
    stock.free_now(pool=queries.pool_of_batch(row.batch), at=at)
    sheet = queries.code_sheet(row, at)
    found = CodeRevocation.objects.create(code=row, reason=reason.strip()[:200], by=by, at=at)
    if sheet.holder and sheet.holder.fan_id and not sheet.standing.is_used:
        notify(
            [sheet.holder.fan_id], kind="code_revoked", data={"title": row.batch.campaign.title, "because": found.reason},
            about=ref(row.batch.campaign), at=at, key_prefix=f"code_revoked:{row.id}",
        )  # fmt: skip
    if not sheet.standing.is_used and not CodeBatchEnd.objects.filter(batch=row.batch).exists():
        stock.unreserve(about=queries.reserve_of(row.batch), at=at, quantity=row.batch.each)
    return found


@transaction.atomic
def end_batch(*, batch: CodeBatch, by: Member | None, at: datetime) -> CodeBatchEnd:
    """The batch is over: its pieces are free for who waits, then for all. Ended again, the first end stands."""
    _lock_batch(batch)
    if known := CodeBatchEnd.objects.filter(batch=batch).first():
        return known
    end = CodeBatchEnd.objects.create(batch=batch, pieces=0, by=by, at=at)
    end.pieces = stock.unreserve(about=queries.reserve_of(batch), at=at)
    CodeBatchEnd.objects.filter(id=end.id).update(pieces=end.pieces)
    return end


def end_over(*, at: datetime) -> int:
    """End every batch whose window is over, or whose campaign somebody closed; return how many."""
    rows = CodeBatch.objects.exclude(id__in=CodeBatchEnd.objects.values("batch_id"))
    closed = Closing.objects.filter(at__lte=at).values("campaign_id")
    over = list(rows.filter(closes_at__lte=at)) + list(rows.filter(closes_at__gt=at, campaign__in=closed))
    for batch in over:
        end_batch(batch=batch, by=None, at=at)
    return len(over)


def settle_returns(pool: int, at: datetime) -> int:
    """Claims of codes that came back to this pool: by their batch's rule the code is armed again, once for each.

    In the transaction that brought the pieces back, under the pool's lock. Return how many pieces are kept again.
    """
    kept = 0
    back = queries.open_uses().filter(claim__pool=pool)
    gone = stock_queries.gone([use.claim_id for use in back])
    for use in back.select_related("code__batch").filter(claim__in=gone).order_by("id"):
        batch = use.code.batch
        is_over = at >= batch.closes_at or CodeBatchEnd.objects.filter(batch=batch).exists()
        armed = batch.rearms and not is_over and not CodeRevocation.objects.filter(code=use.code).exists()
        CodeReturn.objects.create(use=use, is_armed=armed, at=at)
        if armed:
            stock.reserve(pool=pool, about=queries.reserve_of(batch), quantity=batch.each, at=at)
            kept += batch.each
    return kept


@transaction.atomic
def forget_person(*, fan_id: int, at: datetime) -> None:  # noqa: ARG001 -- a verb takes its moment
    """The chain of a code stays; whose it was is forgotten, and nobody else gets it."""
    CodeHolder.objects.filter(fan=fan_id).update(fan=None)


def _free(batch: CodeBatch) -> list[Code]:
    """Codes nobody has, locked; asked again under the locks, for somebody may have redeemed one meanwhile."""
    rows = list(queries.nobodys(batch).select_for_update(no_key=True, of=("self",)))
    still = set(queries.nobodys(batch).values_list("id", flat=True))
    return [row for row in rows if row.id in still]


def _new(batch: CodeBatch, number: int) -> Code:
    code = Code(batch=batch, number=number, seed=secrets.token_bytes(_SEED))
    code.digest = queries.digest_of(rules.read(queries.letters_of(code)))
    return code


def _claim(code: Code, offer: Offer, fan: Fan, at: datetime) -> CodeUse:
    """Claim from what is kept for the batch; the row's lock makes this the only use.

    A code opens as many as were promised with it, also where a drop published after it gives one person fewer.
    """
    batch, nth = code.batch, CodeUse.objects.filter(code=code).count()
    limit = max(limit_of(batch.campaign), batch.each)
    request = stock.Request(fan.id, None, batch.each, f"code:{code.id}:{nth}")
    (said,) = stock.claim(
        pool=offer.pool_id, requests=[request], at=at, limit=limit,
        hold=timedelta(hours=24) if batch.campaign.way == "drop" else GRACE, reserve=queries.reserve_of(batch),
    )  # fmt: skip
    if said.why == "limit":
        raise Refused(_("One person can order %(limit)s. You have that many.") % {"limit": limit})
    if not said.granted:
        raise SoldOut(_("This batch is over."), [missed(offer, code.batch.each)])
    return CodeUse.objects.create(code=code, nth=nth, claim_id=said.claim_id, at=at)


def _check(code: Code, offer: Offer, fan: Fan, at: datetime) -> None:
    campaign = code.batch.campaign
    if offer.campaign_id != campaign.id:
        raise Refused(_("This code opens another campaign."))
    if offer.pool_id != queries.pool_of_batch(code.batch):
        raise Refused(_("This code opens another tier."))
    if (
        offer.tier
        and tier_phase(at, opens_at=offer.tier.opens_at, closes_at=offer.tier.closes_at, left=1) != "open"
    ):
        raise Refused(_("This tier is not open now."))
    if (
        not campaign.opens_at <= at < campaign.closes_at
        or Closing.objects.filter(campaign=campaign, at__lte=at).exists()
    ):
        raise Refused(_("This offer is closed."))
    ask(code.batch.who, fan, at)
    if offer.tier_id:
        _check_limit(lock(campaign), offer, fan, code.batch.each)


def _check_limit(campaign: Campaign, offer: Offer, fan: Fan, pieces: int) -> None:
    """Under the campaign's lock a person's limit counts over the pools of all its tiers."""
    if may_hold(campaign, [fan.id], offer.pool_id)[fan.id] < pieces:
        raise Refused(
            _("One person can order %(limit)s. You have that many.") % {"limit": limit_of(campaign)}
        )


def _locked(letters: str) -> Code:
    found = queries.code_by_letters(letters)
    if found is None:
        raise Refused(_("No code reads like this. Look at it once more, letter by letter."))
    return _lock(found.id)


def _lock(code_id: int) -> Code:
    """Whoever redeems, gives on or takes back meets here; what they read afterwards is true until they commit."""
    return (
        Code.objects.select_for_update(no_key=True, of=("self",))
        .select_related("batch__campaign")
        .get(id=code_id)
    )


def _lock_batch(batch: CodeBatch) -> CodeBatch:
    return CodeBatch.objects.select_for_update(no_key=True).get(id=batch.id)


def _words(why: rules.Why, code: Code) -> str:
    opens = f"{code.batch.opens_at:%Y-%m-%d %H:%M} UTC"
    return {
        "": "",
        "unknown": _("No code reads like this. Look at it once more, letter by letter."),
        "revoked": _("This code was taken back."),
        "ended": _("This batch is over."),
        "soon": _("This code opens on %(day)s.") % {"day": opens},
        "taken": _("This code belongs to somebody else."),
        "spent": _("This code was used already."),
        "given": _("A code can be given on once, and this one was."),
    }[why]
