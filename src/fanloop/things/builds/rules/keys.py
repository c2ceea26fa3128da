"""Keys of Ed25519 as files: the secret half as PEM, the public half as JSON that says whose it is and what for."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner, SSlibKey

from fanloop.things.builds.rules.names import ROLES
from fanloop.things.builds.rules.refusals import Wrong

_HOLDER, _DEMO = "x-fanloop-holder", "x-fanloop-demo"


@dataclass(frozen=True)
class PublicKey:
    """The half that everybody may have: for which role, and who holds the other half."""

    role: str
    key: SSlibKey

    @property
    def holder(self) -> str:
        return holder_of(self.key)

    def text(self) -> str:
        said = {"role": self.role, "keyid": self.key.keyid, "key": self.key.to_dict()}
        return json.dumps(said, indent=1) + "\n"


@dataclass(frozen=True)
class KeyPair:
    """A fresh key: `secret` is PEM (PKCS 8), encrypted where a passphrase was given."""

    secret: bytes
    public: PublicKey


def holder_of(key: Any) -> str:
    return str(key.unrecognized_fields.get(_HOLDER, ""))


def is_demo(key: Any) -> bool:
    """Whether the key was made for a demo, where everybody may have both halves."""
    return bool(key.unrecognized_fields.get(_DEMO))


def fresh(role: str, holder: str, *, passphrase: bytes | None = None, demo: bool = False) -> KeyPair:
    signer = CryptoSigner.generate_ed25519()
    key = signer.public_key
    key.unrecognized_fields[_HOLDER] = holder
    if demo:
        key.unrecognized_fields[_DEMO] = True
    secret = signer.private_bytes
    if passphrase:
        private = load_pem_private_key(secret, None)
        secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))
    return KeyPair(secret, PublicKey(role, key))


def public_from(text: str) -> PublicKey:
    """Read the public half. Raises Wrong for anything else, a secret half above all."""
    try:
        said = json.loads(text)
        key = SSlibKey.from_dict(said["keyid"], said["key"])
        role = str(said["role"])
        key._crypto_key()  # noqa: SLF001 -- the library reads the point only when it verifies
    except Exception as problem:
        raise Wrong("no-public-key", type(problem).__name__) from problem
    if role not in ROLES:
        raise Wrong("unknown-role", role)
    return PublicKey(role, key)


def signer_from(secret: bytes, ask: Callable[[], bytes]) -> CryptoSigner:
    """A signer of the secret half; `ask` is called for the passphrase of an encrypted one. Raises Wrong."""
    try:
        return CryptoSigner(load_pem_private_key(secret, None))
    except TypeError:
        pass
    except ValueError as problem:
        raise Wrong("no-secret-key") from problem
    try:
        return CryptoSigner(load_pem_private_key(secret, ask()))
    except ValueError as problem:
        raise Wrong("wrong-passphrase") from problem
