"""Short names of licences, as SPDX writes them: `CC-BY-4.0`, `Apache-2.0`, `LicenseRef-Northwindow-1`."""

import re

_SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,63}")
USUAL = ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "Apache-2.0", "MIT")


def is_name(text: str) -> bool:
    """Whether this reads like a short name; that there is such a licence is not known here.

    >>> is_name("CC-BY-4.0"), is_name("do what you like")
    (True, False)
    """
    return bool(_SHAPE.fullmatch(text))
