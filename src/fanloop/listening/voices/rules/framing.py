"""Which other pages may show our form in a frame."""

import re
from collections.abc import Iterable

_ORIGIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?", re.IGNORECASE)


def framing_origins(named: Iterable[str]) -> list[str]:
    """Those that are origins: a scheme, a host and perhaps a port. What is none must not reach a header.

    >>> framing_origins(["https://shop.example", "shop.example", "https://x; script-src *", "http://localhost:8080"])
    ['https://shop.example', 'http://localhost:8080']
    """
    return [one for one in named if _ORIGIN.fullmatch(one)]
