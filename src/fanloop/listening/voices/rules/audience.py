"""For whom a board is, as a key of `Viewer.audiences`."""

import re

_KEY = re.compile(r"public|staff|level:[0-4]|group:[^\s:][^\s]{0,118}")


def is_audience(key: str) -> bool:
    """Whether this names an audience.

    >>> [is_audience(key) for key in ("public", "staff", "level:2", "group:bench", "level:9", "fan:1")]
    [True, True, True, True, False, False]
    """
    return bool(_KEY.fullmatch(key))
