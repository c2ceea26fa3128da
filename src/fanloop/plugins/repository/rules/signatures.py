"""Who sent a webhook: GitHub's HMAC, GitLab's token, and the signature of Standard Webhooks that GitLab also speaks.

Each compares in constant time. The secret reads `whsec_` and base64, which all three accept.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from datetime import datetime

TOLERANCE = 300
"""Seconds a signed timestamp may lie away from now, either way."""
PREFIX = "whsec_"


def by_github(secret: str, body: bytes, shown: str) -> bool:
    """`X-Hub-Signature-256: sha256=…` over the raw body."""
    wanted = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted.encode(), shown.encode("utf-8", "replace"))


def by_token(secret: str, shown: str) -> bool:
    """`X-Gitlab-Token`: the secret itself."""
    return hmac.compare_digest(secret.encode(), shown.encode("utf-8", "replace"))


def signed(secret: str, *, message: str, timestamp: str, body: bytes) -> str:
    """The signature of Standard Webhooks: `v1,` and base64 of HMAC-SHA-256 over `id.timestamp.body`.

    Raises ValueError for a secret that is not base64 behind its prefix.
    """
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except Base64Error as problem:
        raise ValueError(f"the secret is not {PREFIX} and base64") from problem
    said = f"{message}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()


def by_standard(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """`webhook-signature` may list several signatures; one that fits is enough, if the message is fresh."""
    message, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 16):
        return False
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE:
        return False
    wanted = signed(secret, message=message, timestamp=timestamp, body=body).encode()
    shown = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(wanted, one.encode("utf-8", "replace")) for one in shown)


def proven(secrets: list[str], headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether one of the repository's secrets stands behind a message. Names of headers are lower case."""
    for secret in secrets:
        if "webhook-signature" in headers:
            if by_standard(secret, headers, body, now):
                return True
        elif "x-hub-signature-256" in headers:
            if by_github(secret, body, headers["x-hub-signature-256"]):
                return True
        elif by_token(secret, headers.get("x-gitlab-token", "")):
            return True
    return False
