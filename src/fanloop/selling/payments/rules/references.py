"""Words a person can copy from a screen into a bank's form: no letter that looks like a digit."""

from hashlib import sha256

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def reference(key: str) -> str:
    """A reference such as `FL-7K3MQ-92QDC`, the same for the same key; one in 10^14 meets another."""
    number = int.from_bytes(sha256(key.encode()).digest()[:10], "big")
    letters = ""
    for _ in range(10):
        number, digit = divmod(number, len(_LETTERS))
        letters += _LETTERS[digit]
    return f"FL-{letters[:5]}-{letters[5:]}"


def normal(text: str) -> str:
    """What somebody typed, as a reference is stored: spaces gone, letters large."""
    return text.replace(" ", "").upper()
