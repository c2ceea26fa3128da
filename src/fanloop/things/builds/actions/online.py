"""The keys of snapshot and timestamp: in the home folder of the worker, readable by its owner alone."""

import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from securesystemslib.signer import CryptoSigner

from fanloop.things.builds.rules import keys, papers
from fanloop.things.builds.rules.keys import KeyPair
from fanloop.things.builds.rules.papers import Paper


def folder() -> Path:
    return Path(settings.HOME) / "keys"


def fresh(role: str, *, demo: bool = False) -> KeyPair:
    """A key of the house's own, not kept yet."""
    return keys.fresh(role, "this house", demo=demo)


def keep(pairs: Iterable[KeyPair]) -> None:
    """Write the secret halves, whole and for the owner's eyes from the first byte."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    for pair in pairs:
        path = _path(pair.public.role, pair.public.key.keyid)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:  # noqa: PTH123 -- Path cannot open with a mode
            out.write(pair.secret)
            out.flush()
            os.fsync(out.fileno())


def signers(root: Paper, role: str) -> list[CryptoSigner]:
    """Signers for those keys of a role that lie in this home."""
    paths = [_path(role, key.keyid) for key in papers.keys_of(root, role)]
    return [keys.signer_from(path.read_bytes(), bytes) for path in paths if path.exists()]


def _path(role: str, keyid: str) -> Path:
    return folder() / f"{role}-{keyid[:16]}.key"
