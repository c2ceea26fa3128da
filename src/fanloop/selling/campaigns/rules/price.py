"""An offer's price and its plan, before anything is claimed."""

from collections.abc import Sequence
from datetime import date

from fanloop.foundation.money import Instalment, payment_plan


def plan(
    *, price: int, deposit: int, quantity: int, today: date, balance_due: date | None
) -> Sequence[Instalment]:
    """The payment plan of `quantity` pieces; the parts sum to `price * quantity` exactly.

    Raises MoneyError when the deposit does not fit the price.
    """
    return payment_plan(
        total=price * quantity, deposit=deposit * quantity, today=today, balance_due=balance_due
    )


def is_offer(*, price: int, deposit: int) -> bool:
    """Whether a price and a deposit make an offer: something is paid, and not more now than in all."""
    return price > 0 and 0 <= deposit <= price


def pledge_plan(*, price: int, quantity: int) -> Sequence[Instalment]:
    """The plan of a pledge: all of it, once what it is pledged for has succeeded, and nothing before."""
    return [Instalment("at_success", price * quantity, None)]
