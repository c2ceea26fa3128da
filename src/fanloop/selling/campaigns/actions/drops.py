"""A drop from its publication to the end of entries."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, trail
from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import Fan, group_keys
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.actions.eligible import ask
from fanloop.selling.campaigns.facts import DropOpened, DropTurned
from fanloop.selling.campaigns.models import Campaign, Draw, Drop, Entry, Rehearsal, Turn
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.queries import lacks_packing
from fanloop.selling.campaigns.queries.eligible import rule_of
from fanloop.selling.campaigns.rules import draw, fairness, seal
from fanloop.selling.campaigns.rules.eligibility import is_rule, together
from fanloop.selling.campaigns.rules.fairness import READY, SEALED
from fanloop.selling.campaigns.rules.refusals import Refused
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock.queries import status

HOLD = timedelta(minutes=15)
WINDOW = timedelta(hours=24)
"""How long a lottery stays open that a crowd made of a first-come drop; published with the rules."""
_HOUR, _DAY = timedelta(hours=1), 24 * 60
EVERYONE: Mapping[str, int] = {"everyone": 1}
WHO: Mapping[str, Any] = {"proven": True, "days": 7}
_NONCE = 32


@transaction.atomic
def open_drop(
    *,
    campaign: Campaign,
    fairness: fairness.Fairness,
    entry_opens_at: datetime,
    opens_at: datetime,
    by: Member | None,
    at: datetime,
    entry_closes_at: datetime | None = None,
    each: int = 1,
    hold: timedelta = HOLD,
    who: Mapping[str, Any] = WHO,
    tickets: Mapping[str, int] = EVERYONE,
    late: str = "",
    seed: bytes | None = None,
    receipt_key: bytes | None = None,
) -> Drop:
    """Publish a drop: rules and commitment stand from here on and are never changed. Published again, the first stands.

    `each` are pieces for one person; `late` names a value of the world that comes after the window, such as
    "drand quicknet round 14000000". A drop that draws keeps its pool shut until it has drawn. What the campaign asks of
    who orders is published with what `who` asks, and so is the hash of the key that seals receipts.
    Raises Refused for a campaign that is no drop, for times out of order, for tickets nobody can count, and for no free piece.
    """
    if known := queries.drop_of(campaign):
        return known
    pool, minutes = queries.pool_of(Drop(campaign=campaign)), hold // timedelta(minutes=1)
    key = receipt_key or seal.fresh()
    _check(campaign, fairness, (at, entry_opens_at, entry_closes_at, opens_at), tickets, each)
    said = {
        "drop": campaign.slug,
        "fairness": fairness,
        **_places(pool.id, each, at),
        "each": each,
        "entry_opens_at": draw.written(entry_opens_at),
        "entry_closes_at": draw.written(entry_closes_at) if entry_closes_at else "",
        "opens_at": draw.written(opens_at),
        "hold_minutes": minutes,
        "draw_after_minutes": int(SEALED.total_seconds() // 60),
        "who": _who(campaign, who),
        "tickets": dict(tickets),
        "late": late,
        "receipts": seal.mark(seal.public(key)),
        "if_crowded": {} if fairness == "lottery" else _if_crowded(campaign, opens_at, minutes),
    }
    seed = seed or secrets.token_bytes(32)
    row = Drop.objects.create(
        campaign=campaign, fairness=fairness, entry_opens_at=entry_opens_at, entry_closes_at=entry_closes_at,
        opens_at=opens_at, rules=said, rules_hash=draw.rules_hash(said), commitment=draw.commitment(seed), seed=seed,
        receipt_key=key, by=by, at=at,
    )  # fmt: skip
    stock.publish_hold(pool=pool.id, hold=timedelta(minutes=minutes), at=at)
    stock.publish_opening(pool=pool.id, opens_at=opens_at, at=at)
    if fairness != "fifo":
        stock.stop(pool=pool.id, by=by, at=at)
    trail.because(ref(row), {ref(campaign): None}, at=at)
    bus.publish(DropOpened(ref(row), ref(campaign), row.commitment), at=at)
    return row


@transaction.atomic
def enter(*, drop: Drop, fan: Fan, nonce: str, at: datetime, solved: bool) -> Entry:
    """Come into the waiting room. `nonce` is the fan's own word; entered again, the first entry stands.

    Raises Refused in words a fan can act on: who the rules leave out, who comes too soon, too late, or without proof.
    """
    if known := queries.entry_of(drop, fan.id):
        return known
    turn = queries.turn_of(drop)
    ends, kind = queries.ends_at(drop, turn), queries.fairness_of(drop, turn)
    if at < ends:
        _share(drop)
    is_closed = Draw.objects.filter(drop=drop).exists()
    person = queries.person(fan, at)
    if why := _late(drop, kind, at, ends, is_closed=is_closed):
        raise Refused(_("Entries are not open yet.") if why == "soon" else _("Entries are closed."))
    ask(drop.rules["who"], fan, at)
    if not fairness.proved(solved=solved, at=at, ends_at=ends):
        raise Refused(
            _("So late your browser has to do a small piece of work, and it did not. Allow scripts, or come earlier next time.")
        )  # fmt: skip
    return Entry.objects.create(
        drop=drop, fan=fan, code=secrets.token_hex(8), nonce=_nonce(nonce), by_work=solved, at=at,
        weight=fairness.tickets(drop.rules["tickets"], person),
    )  # fmt: skip


@transaction.atomic
def turn_to_lottery(*, drop: Drop, by: Member, at: datetime) -> Turn:
    """More people than pieces: entries stay open as long as the rules said, and everybody's chance is drawn.

    Raises Refused unless it is the last hour before the opening and the crowd is as large as the rules said.
    """
    lock(drop)
    if known := queries.turn_of(drop):
        return known
    now = queries.standing(drop, at)
    if now.draw or now.fairness == "lottery" or not drop.opens_at - fairness.DECIDE <= at < drop.opens_at:
        raise Refused(_("A lottery can be made of it in the last hour before it opens, and not later."))
    if not fairness.is_crowded(interest=now.interest, pieces=drop.rules["places"]):
        raise Refused(_("There are not so many people that a lottery is fairer."))
    closes = drop.opens_at + timedelta(hours=drop.rules["if_crowded"]["hours"])
    row = Turn.objects.create(drop=drop, interest=now.interest, closes_at=closes, by=by, at=at)
    stock.publish_hold(pool=now.pool.id, hold=queries.held_for(drop, row), at=at)
    stock.stop(pool=now.pool.id, by=by, at=at)
    bus.publish(DropTurned(ref(drop), now.interest), at=at)
    return row


def token(*, entry: Entry, fan: Fan, at: datetime) -> str:
    """The signed token with which a fan in the waiting room claims from the opening on; always the same claim.

    Raises Refused where nobody claims by hand, and for who was taken out or no longer fits the rules.
    """
    drop = entry.drop
    if queries.fairness_of(drop, queries.turn_of(drop)) == "lottery":
        raise Refused(_("Here pieces go to whom the draw names; there is nothing to open by hand."))
    ask(drop.rules["who"], fan, at)
    if queries.was_replaced(entry) or entry.fan_id != fan.id:
        raise Refused(_("This place is not yours."))
    return stock.token_for(
        pool=queries.pool_of(drop), fan=fan, quantity=drop.rules["each"], at=at, not_before=drop.opens_at,
        expires=drop.campaign.closes_at, nonce=queries.token_nonce(entry),
    )  # fmt: skip


@transaction.atomic
def pause(*, drop: Drop, by: Member, at: datetime) -> None:
    """The switch: nobody claims until it goes on. What is claimed stays claimed."""
    stock.stop(pool=queries.pool_of(drop).id, by=by, at=at)


@transaction.atomic
def go_on(*, drop: Drop, by: Member, at: datetime) -> None:
    """Claims go on. Raises Refused where the pool opens only with the draw."""
    now = queries.standing(drop, at)
    if now.fairness == "lottery" or (now.is_drawn and not now.reveal):
        raise Refused(_("Here pieces go to whom the draw names; there is nothing to open by hand."))
    stock.let_go(pool=now.pool.id, by=by, at=at)


@transaction.atomic
def note_rehearsal(*, drop: Drop, words: str, by: Member, at: datetime) -> Rehearsal:
    """Write down how trying it went. Raises Refused for nothing said."""
    if not words.strip():
        raise Refused(_("Say how it went."))
    return Rehearsal.objects.create(drop=drop, words=words.strip()[:1000], by=by, at=at)


@transaction.atomic
def forget_person(*, fan_id: int, at: datetime) -> None:  # noqa: ARG001 -- a verb takes its moment
    """The entry stays in its draw under its code; whose it was is forgotten."""
    Entry.objects.filter(fan=fan_id).update(fan=None)


def lock(drop: Drop) -> None:
    """Whoever closes, draws or turns meets here; who enters waits for them and they for who enters."""
    Drop.objects.select_for_update(no_key=True).get(id=drop.id)


def _share(drop: Drop) -> None:
    """Many enter at once; only a closing keeps them apart, and whoever comes later waits for neither it nor the draw."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM campaigns_drop WHERE id = %s FOR SHARE", [drop.id])


def _places(pool: int, each: int, at: datetime) -> dict[str, int]:
    """How many places are for everybody, and how many pieces are kept for codes.

    The pool stays locked: whoever makes codes meanwhile waits, and reads that the rules are public.
    """
    places = stock.free_now(pool=pool, at=at) // each
    if not places:
        raise Refused(_("No piece is free for the drop: codes keep all there are."))
    now = status(pool)
    return {"places": places, "codes": now.reserved if now else 0}


def _if_crowded(campaign: Campaign, opens_at: datetime, minutes: int) -> dict[str, Any]:
    """What a lottery that a crowd makes of it will be: open for a day, or as long as the campaign leaves time to draw.

    It is drawn at an hour nobody chose, so who wins has a day at least.
    """
    hours = min(WINDOW, campaign.closes_at - opens_at - READY) // _HOUR
    if hours < 1:
        raise Refused(
            _("A crowd may make a lottery of it: let the campaign go on for two hours after the drop opens.")
        )
    return {"above": "6/5", "hours": hours, "hold_minutes": max(minutes, _DAY)}


def _check(
    campaign: Campaign,
    kind: fairness.Fairness,
    times: tuple[datetime, datetime, datetime | None, datetime],
    tickets: Mapping[str, int],
    each: int,
) -> None:
    at, begins, ends, opens = times
    if campaign.way != "drop":
        raise Refused(_("Only a campaign that is sold as a drop has one."))
    if begins < at or opens <= begins:
        raise Refused(_("Rules are published before anybody enters, and people enter before it opens."))
    if kind != "fifo" and (ends is None or ends <= begins):
        raise Refused(_("Entries close after they open."))
    if not campaign.opens_at <= opens < campaign.closes_at:
        raise Refused(_("A drop opens while its campaign is open."))
    if ends and kind != "fifo" and ends + READY > (opens if kind == "prequeue" else campaign.closes_at):
        raise Refused(
            _(
                "Root and draw take %(minutes)s minutes: let entries close so long before the drop opens or, in a lottery, before the campaign closes."
            )
            % {"minutes": READY // timedelta(minutes=1)}
        )
    if not fairness.is_rule(tickets, groups=group_keys()):
        raise Refused(
            _("Tickets are given to everyone, to a level or to a group that exists: one to a hundred.")
        )
    if lacks_packing(campaign):
        raise Refused(
            _(
                "A deposit leaves a rest, and the rest needs a day: say on the campaign's page when it is packed."
            )
        )
    if not 1 <= each <= campaign.limit_per_person:
        raise Refused(_("Nobody gets more pieces than the campaign allows one person."))


def _who(campaign: Campaign, who: Mapping[str, Any]) -> dict[str, Any]:
    rule = rule_of(campaign)
    both = together(who, rule.who if rule else {})
    if both is None or not is_rule(both):
        raise Refused(_("What the drop asks and what its campaign asks cannot both hold."))
    return both


def _late(
    drop: Drop, kind: fairness.Fairness, at: datetime, ends: datetime, *, is_closed: bool
) -> fairness.Why:
    """Who comes after the draw is closed waits behind it, where there is a place behind it."""
    if at < drop.entry_opens_at:
        return "soon"
    if at >= drop.campaign.closes_at or (kind == "lottery" and (at >= ends or is_closed)):
        return "over"
    return "over" if is_closed and at < ends else ""


def _nonce(word: str) -> str:
    """32 hexadecimal digits as they are; any other word by its hash."""
    if len(word) == _NONCE and not set(word) - set("0123456789abcdef"):
        return word
    return draw.commitment(word.encode())[:_NONCE]
