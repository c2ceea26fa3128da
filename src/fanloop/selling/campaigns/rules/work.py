"""Proof of work for the waiting room, in the format of ALTCHA version 1: a second of a phone, an hour of a thousand robots.

A challenge is bound to one fan and one drop, so a solved one is of no use to anybody else.
"""

import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime

from altcha import v1

HARDEST = 60_000
"""The largest number to find; half of it on average, about a second in a phone's browser."""


@dataclass(frozen=True)
class Subject:
    """Who does the work, and for what."""

    fan: int
    drop: int

    @property
    def params(self) -> dict[str, str]:
        return {"fan": str(self.fan), "drop": str(self.drop)}


def challenge(
    *, subject: Subject, until: datetime, secret: bytes, hardest: int = HARDEST
) -> dict[str, object]:
    """What the browser has to solve: find `number` so that the hash of salt and number is `challenge`."""
    made = v1.create_challenge(
        v1.ChallengeOptions(
            algorithm="SHA-256", max_number=hardest, hmac_key=secret.hex(),
            params={**subject.params, "until": str(int(until.timestamp()))},
        )
    )  # fmt: skip
    return {
        "algorithm": made.algorithm, "challenge": made.challenge, "maxnumber": made.max_number, "salt": made.salt,
        "signature": made.signature,
    }  # fmt: skip


def is_solved(payload: str, *, subject: Subject, at: datetime, secret: bytes) -> bool:
    """Whether `payload`, base64 of JSON as ALTCHA sends it, solves a challenge given to this fan for this drop."""
    try:
        said = json.loads(b64decode(payload, validate=True))
        asked = {name: values[0] for name, values in v1.extract_params(said).items()}
        good, _problem = v1.verify_solution(said, secret.hex(), check_expires=False)
        ends = datetime.fromtimestamp(int(asked.pop("until")), UTC)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return False
    return bool(good) and asked == subject.params and at <= ends
