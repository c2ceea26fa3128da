"""Signed messages in the shape card firms use: `t=1763820000,v1=…`, an HMAC over the moment and the body."""

import hmac
from hashlib import sha256

TOLERANCE = 300
"""Seconds a message may be old or early; an older one is a replay."""


def sign(secret: str, body: bytes, *, moment: int) -> str:
    """The header that proves `body`, said at `moment` (seconds since 1970)."""
    return f"t={moment},v1={_mac(secret, body, moment)}"


def why_not(secret: str, body: bytes, header: str, *, now: int) -> str:
    """Why a message is not believed; nothing when it is. Compared in constant time.

    >>> why_not("s", b"{}", sign("s", b"{}", moment=100), now=200)
    ''
    >>> why_not("s", b"{}", sign("s", b"{}", moment=100), now=500)
    'it is older than five minutes'
    """
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    stamp = parts.get("t", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return "it bears no moment"
    if not hmac.compare_digest(_mac(secret, body, int(stamp)).encode(), parts.get("v1", "").encode()):
        return "its signature does not fit"
    if abs(now - int(stamp)) > TOLERANCE:
        return "it is older than five minutes"
    return ""


def _mac(secret: str, body: bytes, moment: int) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
