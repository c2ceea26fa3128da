"""Signed tokens: who may claim how much of which pool, and from when. Everything slow happens before one is made.

One token is 100 characters: 43 bytes of contents and the HMAC-SHA256 over them, in URL-safe base64. It is a
proof in itself: no cookie, no session and no database is needed to read it.
"""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Literal, NamedTuple

from fanloop.selling.stock.rules.refusals import Refused

LENGTH = 100
TOLERANCE = 5.0
"""Seconds a token is good for beyond its end: it was made by another machine's clock."""
Fault = Literal["forged", "early", "expired"]
_CONTENTS = struct.Struct(">BQQHqqQ")
_VERSION = 1


class Token(NamedTuple):
    """`fan` may claim `quantity` pieces of `pool` from `not_before` on, until `expires`; both in seconds of the epoch.

    The `nonce` makes two tokens of one fan differ; the same token always gets the same answer.
    """

    pool: int
    fan: int
    quantity: int
    not_before: float
    expires: float
    nonce: int

    @property
    def key(self) -> str:
        """The key of the claim this token makes."""
        return f"d:{self.pool}:{self.fan}:{self.nonce:x}"


class BadToken(Refused):
    """`code` says what is wrong; what an early or expired token says is true all the same and stands in `token`."""

    def __init__(self, code: Fault, token: Token | None = None) -> None:
        super().__init__(code)
        self.code, self.token = code, token


def mint(
    *,
    pool: int,
    fan: int,
    quantity: int,
    not_before: datetime,
    expires: datetime,
    nonce: int,
    secret: bytes,
) -> str:
    """Sign what a fan may claim. Raises ValueError for numbers that no token holds: quantity 1 … 65,535, nonce 64 bits."""
    if quantity < 1:
        raise ValueError(f"a claim holds at least one piece, not {quantity}")
    times = (int(not_before.timestamp() * 1000), int(expires.timestamp() * 1000))
    try:
        contents = _CONTENTS.pack(_VERSION, pool, fan, quantity, *times, nonce)
    except struct.error as problem:
        raise ValueError(f"a token does not hold this: {problem}") from problem
    return urlsafe_b64encode(contents + hmac.digest(secret, contents, "sha256")).decode()


def read(token: str | bytes, secret: bytes, now: float) -> Token:
    """What a token says at `now`, in seconds of the epoch. Raises BadToken: forged, early or expired."""
    read_ = peek(token, secret)
    if now < read_.not_before:
        raise BadToken("early", read_)
    if now > read_.expires + TOLERANCE:
        raise BadToken("expired", read_)
    return read_


def peek(token: str | bytes, secret: bytes) -> Token:
    """What a token says, whenever that is. Raises BadToken when it is not ours."""
    try:
        raw = urlsafe_b64decode(token)
    except ValueError as problem:
        raise BadToken("forged") from problem
    contents, mark = raw[: _CONTENTS.size], raw[_CONTENTS.size :]
    if len(token) != LENGTH or not hmac.compare_digest(mark, hmac.digest(secret, contents, "sha256")):
        raise BadToken("forged")
    version, pool, fan, quantity, not_before, expires, nonce = _CONTENTS.unpack(contents)
    if version != _VERSION:
        raise BadToken("forged")
    return Token(pool, fan, quantity, not_before / 1000, expires / 1000, nonce)
