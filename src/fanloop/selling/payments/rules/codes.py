"""Codes of gift cards and vouchers: easy to copy, not to be guessed, never stored."""

import hmac
from hashlib import sha256

from fanloop.selling.payments.rules.references import letters

LENGTH = 16


def code(secret: str, key: str) -> str:
    """The code of a card, such as `GC-7K3M-Q92Q-DCXX-4M2P`: made again from the house's secret when needed.

    29^16 codes are possible; somebody who tries a million a second finds one of a million cards in 8 million years.
    """
    drawn = hmac.new(secret.encode(), f"voucher:{key}".encode(), sha256).digest()
    said = letters(drawn, LENGTH)
    return "GC-" + "-".join(said[start : start + 4] for start in range(0, LENGTH, 4))


def digest(text: str) -> str:
    """What is stored of a code, whatever spaces, dashes and small letters somebody typed."""
    bare = "".join(each for each in text.upper() if each.isalnum())
    return sha256(f"GC{bare.removeprefix('GC')}".encode()).hexdigest()
