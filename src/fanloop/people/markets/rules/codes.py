"""What a market's code, currency and time zone may look like."""

import re
from typing import Literal
from zoneinfo import available_timezones

from fanloop.foundation.money import CURRENCIES

_CODE = re.compile(r"[a-z][a-z0-9-]{1,11}")


class Refused(ValueError):
    """A market cannot be opened like this; the message says what to change."""


Fault = Literal["code", "currency", "tax_rate_bp", "time_zone"]


def fault(*, code: str, currency: str, tax_rate_bp: int, time_zone: str) -> Fault | None:
    """The first thing that is wrong. `tax_rate_bp`: basis points, 0 to 10,000."""
    if not _CODE.fullmatch(code):
        return "code"
    if currency not in CURRENCIES:
        return "currency"
    if not 0 <= tax_rate_bp <= 10_000:
        return "tax_rate_bp"
    return None if time_zone in available_timezones() else "time_zone"
