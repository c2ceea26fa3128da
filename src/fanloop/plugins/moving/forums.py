"""Which forum a file is of: two Discourse forums number their topics alike, so keys name the forum's host."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from fanloop.listening.community import queries as talk
from fanloop.plugins.moving.parcel import Reading, Thread
from fanloop.plugins.moving.readers import discourse

LONGEST, LOOKED_AT = 60, 500
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*(?::\d{1,5})?")


def host_of(address: str) -> str:
    """The host of a forum, with its port where it has one; nothing for what is no address.

    >>> [host_of(said) for said in ("https://Forum.Example/t/oil/12", "forum.example", "forum.example:8443/c", "?")]
    ['forum.example', 'forum.example', 'forum.example:8443', '']
    """
    said = address.strip()
    try:
        host = urlsplit(said if "//" in said else f"//{said}").netloc.rpartition("@")[2].lower()
        host = host.encode("idna").decode() if host else ""
    except ValueError:
        return ""
    return host if len(host) <= LONGEST and _HOST.fullmatch(host) else ""


def keyed_by(forum: str, paths: Sequence[Path], *, at: datetime, before: str | None = None) -> str:
    """The host that goes into keys of what comes from this forum.

    None for a forum whose topics are here under keys without a host, as all were once: it is known by a topic of the
    same number and the same moment. One that was brought already keeps what it had `before`.
    """
    if not forum:
        return ""
    if before is not None:
        return before
    pieces = discourse.read(paths, Reading(at))
    heads = islice((each for each in pieces if isinstance(each, Thread)), LOOKED_AT)
    born = {each.key: each.at for each in heads}
    return "" if any(born[key] == moment for key, moment in talk.births_by_key(born).items()) else forum
