"""Reply addresses: `reply+17.community.topic.42.<signature>@maker.example` says for whom it was made and what it answers.

Small letters only, since mail servers fold the case of addresses; the signature is 80 bits of an HMAC with the house's key.
"""

import base64
import hashlib
import hmac
import re

from django.conf import settings

from fanloop.foundation.refs import parse

_STAMPED = re.compile(r"\+(\d{1,18})\.([a-z_]+\.[a-z_]+)\.(\d{1,18})\.([a-z2-7]{16})@")


def stamped(address: str, *, fan_id: int, about: str) -> str:
    """`address` with the stamp of a fan and a reference in it; empty stays empty."""
    if not address:
        return ""
    local, _, domain = address.partition("@")
    ref = parse(about)
    return f"{local}+{fan_id}.{ref.kind}.{ref.id}.{_signature(fan_id, about)}@{domain}"


def read_stamp(address: str) -> tuple[int, str] | None:
    """The fan's id and the reference of a stamped address; None where there is none or somebody made it up."""
    found = _STAMPED.search(address.lower())
    if not found:
        return None
    fan_id, about = int(found[1]), f"{found[2]}:{found[3]}"
    return (fan_id, about) if hmac.compare_digest(found[4], _signature(fan_id, about)) else None


def _signature(fan_id: int, about: str) -> str:
    said = f"reply {fan_id} {about}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()[:10]
    return base64.b32encode(digest).decode().lower()
