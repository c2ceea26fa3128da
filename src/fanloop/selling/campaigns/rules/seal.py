"""The maker's seal on a receipt: RSA of 2,048 bits with SHA-256 (RFC 8017, PKCS 1 version 1.5), one key for each drop.

It is chosen for who checks it: one power and one comparison, so a script of a few lines needs no library. The same
words always get the same seal, so a receipt can be fetched again.
"""

from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

_EXPONENT, _BITS = 65537, 2048


def fresh() -> bytes:
    """A new secret key, as DER (PKCS 8)."""
    made = rsa.generate_private_key(_EXPONENT, _BITS)
    return made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def public(secret: bytes) -> str:
    """The public half: the modulus, 512 hexadecimal digits. The exponent is 65537."""
    return f"{_key(secret).public_key().public_numbers().n:0{_BITS // 4}x}"


def mark(public: str) -> str:
    """What rules say of a key before anybody enters: the SHA-256 of its 256 bytes."""
    return sha256(bytes.fromhex(public)).hexdigest()


def seal(secret: bytes, words: str) -> str:
    """The seal on these words, 512 hexadecimal digits."""
    return _key(secret).sign(words.encode(), padding.PKCS1v15(), SHA256()).hex()


def is_sealed(words: str, *, seal: str, public: str) -> bool:
    """Whether the holder of the secret half sealed these words. Raises ValueError for what is no hexadecimal number."""
    size = len(bytes.fromhex(public))
    inside = bytes.fromhex("003031300d060960864801650304020105000420") + sha256(words.encode()).digest()
    whole = int.from_bytes(b"\x00\x01" + inside.rjust(size - 2, b"\xff"), "big")
    return size == _BITS // 8 and pow(int(seal, 16), _EXPONENT, int(public, 16)) == whole


@lru_cache(maxsize=8)
def _key(secret: bytes) -> rsa.RSAPrivateKey:
    found = load_der_private_key(secret, None)
    assert isinstance(found, rsa.RSAPrivateKey)
    return found
