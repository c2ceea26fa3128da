"""Words a person can copy from a screen into a bank's form: no letter that looks like a digit."""

from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
HEAD, LENGTH = "FL", 10


def letters(drawn: bytes, count: int) -> str:
    """`count` letters that stand for these bytes."""
    number = int.from_bytes(drawn, "big")
    said = ""
    for _ in range(count):
        number, digit = divmod(number, len(ALPHABET))
        said += ALPHABET[digit]
    return said


def reference(key: str) -> str:
    """A reference such as `FL-7K3MQ-92QDC`, the same for the same key; one in 10^14 meets another."""
    said = letters(sha256(key.encode()).digest()[:10], LENGTH)
    return f"{HEAD}-{said[:5]}-{said[5:]}"


def normal(text: str) -> str:
    """What somebody typed, as a reference is stored: spaces gone, letters large."""
    return text.replace(" ", "").upper()
