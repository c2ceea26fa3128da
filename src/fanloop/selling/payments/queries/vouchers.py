"""Reads of gift cards and vouchers."""

from collections.abc import Collection

from django.conf import settings
from django.db.models import Sum

from fanloop.foundation.money import Money
from fanloop.selling.payments.models import Voucher, VoucherUse
from fanloop.selling.payments.rules.codes import code, digest

__all__ = ["Voucher", "VoucherUse", "card_of", "cards_of", "code_of", "left_on", "owed_on_cards", "uses_of"]


def code_of(card: Voucher) -> str:
    """The card's code, made again from the house's secret; for its owner and for whoever gave it."""
    return code(settings.SECRET_KEY, card.key)


def card_of(text: str) -> Voucher | None:
    """The card of a code that somebody typed."""
    return Voucher.objects.filter(digest=digest(text)).first()


def cards_of(parties: Collection[str]) -> list[Voucher]:
    """Cards that these people bought, newest first."""
    return list(Voucher.objects.filter(party__in=[each for each in parties if each]).order_by("-id"))


def cards(*, limit: int = 100) -> list[Voucher]:
    """All cards, newest first."""
    return list(Voucher.objects.order_by("-id")[:limit])


def left_on(card: Voucher) -> Money:
    return Money(card.balance, card.currency)


def uses_of(card: Voucher) -> list[VoucherUse]:
    """What a card gained and paid, oldest first."""
    return list(VoucherUse.objects.filter(voucher=card).order_by("id"))


def owed_on_cards() -> dict[str, int]:
    """What all cards hold, by currency, in minor units."""
    return dict(Voucher.objects.values_list("currency").annotate(total=Sum("balance")))
