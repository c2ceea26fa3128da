"""An offer's price and its plan, before anything is claimed."""

from collections.abc import Sequence
from datetime import date

from fanloop.foundation.money import Instalment, payment_plan


def plan(
    *, price: int, deposit: int, quantity: int, today: date, balance_due: date | None, instalments: int = 1
) -> Sequence[Instalment]:
    """The payment plan of `quantity` pieces; the parts sum to `price * quantity` exactly.

    What the deposit leaves is paid in up to `instalments` parts, as many as fit before `balance_due`.

    Raises MoneyError when the deposit does not fit the price.
    """
    return payment_plan(
        total=price * quantity, deposit=deposit * quantity, today=today, balance_due=balance_due,
        instalments=instalments,
    )  # fmt: skip


def plans(
    *, price: int, deposit: int, today: date, balance_due: date | None, most: int
) -> Sequence[Sequence[Instalment]]:
    """Every way to pay what the deposit for one piece leaves: at once, and in two to `most` parts where they fit."""
    every = [
        plan(
            price=price, deposit=deposit, quantity=1, today=today, balance_due=balance_due, instalments=count
        )
        for count in range(1, most + 1)
    ]
    return [
        parts
        for count, parts in enumerate(every, 1)
        if sum(each.kind != "deposit" for each in parts) == count
    ]


def is_offer(*, price: int, deposit: int) -> bool:
    """Whether a price and a deposit make an offer: something is paid, and not more now than in all."""
    return price > 0 and 0 <= deposit <= price


def pledge_plan(*, price: int, quantity: int) -> Sequence[Instalment]:
    """The plan of a pledge: all of it, once what it is pledged for has succeeded, and nothing before."""
    return [Instalment("at_success", price * quantity, None)]
