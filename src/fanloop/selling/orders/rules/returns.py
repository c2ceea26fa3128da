"""Coming back: the days a buyer has, what is owed for a unit in its condition, and how long we stand behind it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Reason = Literal["withdrawal", "broken", "wrong", "warranty"]
REASONS: tuple[Reason, ...] = ("withdrawal", "broken", "wrong", "warranty")
Condition = Literal["as_new", "used", "damaged"]
CONDITIONS: tuple[Condition, ...] = ("as_new", "used", "damaged")
End = Literal["repaired", "replaced", "refunded", "declined"]
ENDS: tuple[End, ...] = ("repaired", "replaced", "refunded", "declined")

WITHDRAWAL_DAYS = 14
WARRANTY_MONTHS = 24
WHOLE_BP = 10_000
_SHARES_BP: dict[Condition, int] = {"as_new": WHOLE_BP, "used": 8_000, "damaged": 4_000}
_SATURDAY = 5


def withdraw_until(
    delivered: datetime, *, time_zone: str, holidays: Collection[date] = frozenset()
) -> datetime:
    """The end of the last day on which an order delivered at this moment can be withdrawn from.

    The day of delivery does not count; the last of the fourteen days ends at midnight, and one that falls on a
    Saturday, a Sunday or one of the `holidays` is followed by the next working day. Source: Directive 2011/83/EU,
    article 9; Regulation (EEC, Euratom) 1182/71, article 3.
    """
    zone = ZoneInfo(time_zone)
    last = delivered.astimezone(zone).date() + timedelta(days=WITHDRAWAL_DAYS)
    while last.weekday() >= _SATURDAY or last in holidays:
        last += timedelta(days=1)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=zone)


def warranty_until(delivered: datetime, *, time_zone: str, months: int = WARRANTY_MONTHS) -> date:
    """The last day on which a fault is ours: the same day of the month, or the month's last."""
    day = delivered.astimezone(ZoneInfo(time_zone)).date()
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), after - timedelta(days=1))


def share_bp(reason: Reason, condition: Condition) -> int:
    """How much of the price goes back, in basis points: all of it where the fault is ours.

    Whoever withdraws pays for use beyond what a shop would allow, never for looking.
    """
    return _SHARES_BP[condition] if reason == "withdrawal" else WHOLE_BP


def refund_minor(unit_minor: int, share: int) -> int:
    """Minor units that go back for one piece; half a unit is rounded for the buyer.

    >>> refund_minor(12_905, 8_000), refund_minor(1, 5_000)
    (10324, 1)
    """
    return -(-unit_minor * share // WHOLE_BP)


def gives_sending_back(pieces: int, back: Sequence[Reason]) -> bool:
    """Whether what sending cost goes back too: `back` are the reasons of all pieces that are paid back, of `pieces`.

    Who withdraws from all of an order gets everything they paid, the standard way to their door with it; who keeps a
    part does not. It holds all the more where the fault is ours, but not for what breaks later. Source: Directive
    2011/83/EU, article 13.
    """
    return 0 < pieces <= len(back) and "warranty" not in back
