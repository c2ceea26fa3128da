"""What a market's code, currency and time zone may look like."""

import re
from zoneinfo import available_timezones

_CODE = re.compile(r"[a-z][a-z0-9-]{1,11}")
_CURRENCY = re.compile(r"[A-Z]{3}")


class Refused(ValueError):
    """A market cannot be opened like this; the message says what to change."""


def check(*, code: str, currency: str, tax_rate_bp: int, time_zone: str) -> None:
    """Raise Refused for the first thing that is wrong. `tax_rate_bp`: basis points, 0 to 10,000."""
    if not _CODE.fullmatch(code):
        raise Refused(
            f"{code!r} is no market code; use 2 to 12 small letters, digits or hyphens, such as 'eu'."
        )
    if not _CURRENCY.fullmatch(currency):
        raise Refused(f"{currency!r} is no currency; use three capital letters, such as 'EUR'.")
    if not 0 <= tax_rate_bp <= 10_000:
        raise Refused(f"A tax rate of {tax_rate_bp} basis points is outside 0 to 10,000.")
    if time_zone not in available_timezones():
        raise Refused(f"{time_zone!r} is no time zone; use a name such as 'Europe/Berlin'.")
