"""Marks of where something came from, short enough for a key and without anybody's address in them."""

import re
from hashlib import sha256

from fanloop.plugins.moving.parcel import Person

LONGEST = 120


def key(*parts: object) -> str:
    """A source key; a long one ends in a hash of itself.

    >>> key("discourse", "topic", 12)
    'discourse:topic:12'
    """
    text = ":".join(str(part).replace("\0", "") for part in parts)
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 17]}~{sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"


def person(origin: str, handle: object, name: object = "") -> Person | None:
    """Somebody known by a handle there; nobody without one."""
    known = _said(handle)
    return Person(key(origin, "user", known.lower()), known[:80], _said(name)[:120]) if known else None


def person_by_mail(origin: str, mail: object, name: object) -> Person | None:
    """Somebody known by a name and an address. The address tells them apart and is not kept."""
    address, known = _said(mail).lower(), _said(name)
    if not address and not known:
        return None
    mark = sha256(f"fanloop moving {address or known.lower()}".encode()).hexdigest()[:20]
    return Person(
        key(origin, "user", mark),
        (known if "@" not in known else "") or "guest",
        known[:120] if "@" not in known else "",
    )


def _said(value: object) -> str:
    return re.sub(r"[\0\s]+", " ", value).strip() if isinstance(value, str) else ""
