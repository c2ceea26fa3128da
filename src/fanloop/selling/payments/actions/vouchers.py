"""Gift cards and vouchers: bought or given, and paid with. The card's row is the lock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.people.team.queries import Member
from fanloop.selling.payments.actions.asking import Ask, ask_payments
from fanloop.selling.payments.actions.booking import Posting, enter, post, write
from fanloop.selling.payments.facts import PaymentReceived
from fanloop.selling.payments.models import Payment, Voucher, VoucherUse
from fanloop.selling.payments.rules import movements as moves
from fanloop.selling.payments.rules.codes import code, digest
from fanloop.selling.payments.rules.ledger import GOODWILL, VOUCHERS, moved
from fanloop.selling.payments.rules.refusals import Refused

BOUGHT, GIVEN = "bought", "given"
_SIGN: Mapping[str, int] = {"received": 1, "refund_failed": 1, "refunded": -1, "dispute_lost": -1}


@dataclass(frozen=True)
class Redeemed:
    """A card paid `minor` units of what was due: the payment it made."""

    payment: int
    minor: int


@transaction.atomic
def give_voucher(
    *,
    minor: int,
    currency: str,
    why: str,
    key: str,
    by: Member | None,
    at: datetime,
    ends: date | None = None,
) -> Voucher:
    """Give somebody play for `minor` units out of goodwill, until `ends`. Given again under its key, the first is returned.

    Raises Refused for nothing.
    """
    if minor <= 0:
        raise Refused(_("A voucher is worth something."))
    row, is_new = _card(key, GIVEN, minor, currency, at=at, why=why[:200], by=by, ends=ends)
    if is_new:
        _use(row, minor, f"given:{row.id}", at=at)
        lines = moved(minor, currency, to=GOODWILL, out_of=VOUCHERS)
        post([Posting("given", f"payments.voucher:{row.id}", "", f"given:{row.id}", lines)], at=at)
    return row


@transaction.atomic
def ask_gift_card(
    *, minor: int, currency: str, party: str, provider: str, key: str, at: datetime
) -> tuple[Voucher, int]:
    """Somebody buys a gift card: the card, worth nothing until the money is here, and the payment that was asked.

    Asked again under its key, the same two are returned. Raises Refused for nothing.
    """
    if minor <= 0:
        raise Refused(_("Choose what the card shall be worth."))
    row, _is_new = _card(key, BOUGHT, minor, currency, at=at, party=party)
    about = f"payments.voucher:{row.id}"
    ask = Ask(about, "gift_card", provider, row.minor, row.currency, party, f"card:{row.id}")
    return row, ask_payments(asks=[ask], at=at)[f"card:{row.id}"]


@transaction.atomic
def redeem(
    *, code: str, about: str, kind: str, most: int, currency: str, party: str, key: str, at: datetime
) -> Redeemed:
    """Pay up to `most` units with a card, in one transaction with the card's own balance.

    Redeemed again under its key, nothing more is taken. Raises Refused when the card is unknown, empty, over,
    or in another currency.
    """
    row = Voucher.objects.select_for_update().filter(digest=digest(code)).first()
    if row is None:
        raise Refused(_("We know no card with this code. Look at it once more."))
    if done := Payment.objects.filter(key=key).first():
        return Redeemed(done.id, done.minor)
    _judge(row, currency, at)
    minor = min(row.balance, most)
    if minor <= 0:
        raise Refused(_("There is nothing to pay."))
    ask = Ask(about, kind, "voucher", minor, currency, party, key)
    payment = Payment.objects.get(id=ask_payments(asks=[ask], at=at)[key])
    write([(payment, moves.Movement("received", moves.WHOLE, minor))], by=None, at=at)
    enter([payment.id], "paid", by=None, at=at)
    _use(row, -minor, f"paid:{payment.id}", at=at, payment=payment)
    bus.publish(PaymentReceived((payment.id,)), at=at)
    return Redeemed(payment.id, minor)


def _judge(row: Voucher, currency: str, at: datetime) -> None:
    if row.ends and at.date() > row.ends:
        raise Refused(_("This voucher ended on %(day)s.") % {"day": row.ends.isoformat()})
    if row.currency != currency:
        raise Refused(
            _("This card pays in %(theirs)s, and your order is in %(ours)s.")
            % {"theirs": row.currency, "ours": currency}
        )
    if not row.balance:
        raise Refused(_("Nothing is left on this card."))


@transaction.atomic
def end_vouchers(*, at: datetime) -> int:
    """Vouchers that were given and have ended are worth nothing; what was bought never ends. Returns how many."""
    over = Voucher.objects.select_for_update().filter(kind=GIVEN, ends__lt=at.date(), balance__gt=0)
    ended = list(over.order_by("id"))
    for row in ended:
        left = row.balance
        _use(row, -left, f"ended:{row.id}:{left}", at=at)
        lines = moved(left, row.currency, to=VOUCHERS, out_of=GOODWILL)
        post([Posting("ended", f"payments.voucher:{row.id}", "", f"ended:{row.id}:{left}", lines)], at=at)
    return len(ended)


def follow(row: Payment, each: moves.Movement, *, at: datetime) -> None:
    """Let the card follow a movement of its payment: one that was bought with it, or one that paid it.

    What was bought and spent cannot be taken back when its price is: the house bears it, and the ledger says so.
    """
    sign = _SIGN.get(each.kind, 0)
    if sign and row.kind == "gift_card":
        card = Voucher.objects.select_for_update().get(id=int(row.about.rpartition(":")[2]))
        _move(card, sign * each.minor, f"{each.kind}:{row.id}:{each.id}", at=at)
    elif sign and row.provider == "voucher" and each.kind != "received":
        used = VoucherUse.objects.get(key=f"paid:{row.id}").voucher_id
        card = Voucher.objects.select_for_update().get(id=used)
        _move(card, -sign * each.minor, f"{each.kind}:{row.id}:{each.id}", at=at)


def _move(card: Voucher, minor: int, key: str, *, at: datetime) -> None:
    possible = max(minor, -card.balance)
    if possible:
        _use(card, possible, key, at=at)
    if lost := possible - minor:
        lines = moved(lost, card.currency, to=GOODWILL, out_of=VOUCHERS)
        post([Posting("spent", f"payments.voucher:{card.id}", "", f"spent:{key}", lines)], at=at)


def _card(
    key: str, kind: str, minor: int, currency: str, *, at: datetime, **more: object
) -> tuple[Voucher, bool]:
    """The card of this key. Its code comes from the house's secret and the key; only its digest is kept."""
    defaults = {
        "kind": kind,
        "minor": minor,
        "currency": currency,
        "digest": digest(code(settings.SECRET_KEY, key)),
        "at": at,
        **more,
    }
    return Voucher.objects.get_or_create(key=key, defaults=defaults)


def _use(row: Voucher, minor: int, key: str, *, at: datetime, payment: Payment | None = None) -> None:
    VoucherUse.objects.create(voucher=row, minor=minor, key=key, payment=payment, at=at)
    Voucher.objects.filter(id=row.id).update(balance=F("balance") + minor)
    row.balance += minor
