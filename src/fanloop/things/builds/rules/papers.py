"""Metadata of The Update Framework (specification 1.0): what each role says, and whether enough keys have signed it.

Nothing here signs with keys of root or targets but `sign`, which is called away from the server.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization import DeserializationError

from fanloop.things.builds.rules.keys import PublicKey
from fanloop.things.builds.rules.names import ROLES, ROOT, SNAPSHOT, TARGETS, TIMESTAMP
from fanloop.things.builds.rules.refusals import Wrong

LIFETIMES: Final = {
    ROOT: timedelta(days=365), TARGETS: timedelta(days=90), SNAPSHOT: timedelta(days=7), TIMESTAMP: timedelta(days=1),
}  # fmt: skip
WARNED_BEFORE: Final = {
    ROOT: timedelta(days=45), TARGETS: timedelta(days=21), SNAPSHOT: timedelta(days=2), TIMESTAMP: timedelta(hours=6),
}  # fmt: skip
THRESHOLDS: Final = {ROOT: 2, TARGETS: 1, SNAPSHOT: 1, TIMESTAMP: 1}
_TYPES: Final = {ROOT: Root, TARGETS: Targets, SNAPSHOT: Snapshot, TIMESTAMP: Timestamp}

Paper = Metadata[Any]


@dataclass(frozen=True)
class Listed:
    """One file as targets name it; `about` is told to clients with it."""

    path: str
    sha256: str
    size: int
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Signatures:
    """How far a paper is signed: who has, and how many more are needed."""

    keys: tuple[str, ...]
    missing: int

    @property
    def are_enough(self) -> bool:
        return self.missing == 0


def read(text: str | bytes) -> Paper:
    """Metadata from its JSON. Raises Wrong for anything else."""
    try:
        return Metadata.from_bytes(text.encode() if isinstance(text, str) else text)
    except (DeserializationError, ValueError) as problem:
        raise Wrong("no-metadata", str(problem).splitlines()[0][:120]) from problem


def written(paper: Paper) -> str:
    return paper.to_bytes().decode()


def role_of(paper: Paper) -> str:
    return next(role for role, kind in _TYPES.items() if isinstance(paper.signed, kind))


def first_root(keys: Iterable[PublicKey], thresholds: Mapping[str, int], expires: datetime) -> Paper:
    """Root 1. Raises Wrong where a role has fewer keys than must sign, or one key would hold two roles."""
    root = Root(version=1, expires=expires, consistent_snapshot=True)
    for one in keys:
        root.add_key(one.key, one.role)
    _set_thresholds(root, thresholds)
    return Metadata(root)


def next_root(
    root: Paper,
    *,
    add: Iterable[PublicKey] = (),
    drop: Iterable[str] = (),
    thresholds: Mapping[str, int] | None = None,
    expires: datetime,
) -> Paper:
    """The root after this one: keys added, keys dropped by id or holder. Raises Wrong for an unknown one."""
    following: Root = Root.from_dict(root.signed.to_dict())
    for name in drop:
        found = [
            (keyid, role)
            for role in ROLES
            for keyid in list(following.roles[role].keyids)
            if name in {keyid, keyid[:8], following.keys[keyid].unrecognized_fields.get("x-fanloop-holder")}
        ]
        if not found:
            raise Wrong("unknown-key", name)
        for keyid, role in found:
            following.revoke_key(keyid, role)
    for one in add:
        following.add_key(one.key, one.role)
    following.version += 1
    following.expires = expires
    kept = {role: following.roles[role].threshold for role in ROLES}
    _set_thresholds(following, kept | dict(thresholds or {}))
    return Metadata(following)


def _set_thresholds(root: Root, thresholds: Mapping[str, int]) -> None:
    for role in ROLES:
        count, needed = len(root.roles[role].keyids), thresholds.get(role, THRESHOLDS[role])
        if needed < 1 or count < needed:
            raise Wrong("too-few-keys", role)
        root.roles[role].threshold = needed
    for keyid, key in root.keys.items():
        if sum(keyid in root.roles[role].keyids for role in ROLES) > 1:
            raise Wrong("key-of-two-roles", str(key.unrecognized_fields.get("x-fanloop-holder") or keyid[:8]))


def targets(files: Iterable[Listed], version: int, expires: datetime) -> Paper:
    """The list of everything that may be installed."""
    rows = {
        one.path: TargetFile(one.size, {"sha256": one.sha256}, one.path, {"custom": dict(one.about)})
        for one in files
    }
    return Metadata(Targets(version=version, expires=expires, targets=rows))


def snapshot(version: int, targets_version: int, expires: datetime) -> Paper:
    return Metadata(
        Snapshot(version=version, expires=expires, meta={"targets.json": MetaFile(targets_version)})
    )


def timestamp(version: int, snapshot_version: int, expires: datetime) -> Paper:
    return Metadata(Timestamp(version=version, expires=expires, snapshot_meta=MetaFile(snapshot_version)))


def listed(paper: Paper) -> dict[str, str]:
    """Path → SHA-256 of every file a targets paper names."""
    return {path: file.hashes["sha256"] for path, file in paper.signed.targets.items()}


def sign(paper: Paper, signers: Sequence[Signer]) -> Paper:
    for signer in signers:
        paper.sign(signer, append=True)
    return paper


def keys_of(root: Paper, role: str) -> list[Key]:
    """The keys that may sign a role, in the root's own order."""
    return [root.signed.keys[keyid] for keyid in root.signed.roles[role].keyids]


def signatures(paper: Paper, root: Paper, before: Paper | None = None) -> Signatures:
    """Whose signatures hold under `root`; a new root needs those of the root `before` it too, the first has none."""
    signed = paper.signed
    if role_of(paper) == ROOT:
        older = before.signed if before and before.signed.version < signed.version else None
        found = signed.get_root_verification_result(older, paper.signed_bytes, paper.signatures)
        missing = max(found.first.missing, found.second.missing)
        return Signatures(tuple(found.signed), missing)
    one = root.signed.get_verification_result(role_of(paper), paper.signed_bytes, paper.signatures)
    return Signatures(tuple(one.signed), one.missing)


def merged(draft: Paper, brought: Paper, judges: Sequence[Paper]) -> Paper:
    """The draft with every signature of `brought` that holds under one of these roots.

    Raises Wrong where something else was signed, a signature is false, or nobody of the root has signed.
    """
    if draft.signed_bytes != brought.signed_bytes:
        raise Wrong("signed-something-else", role_of(brought))
    role = role_of(draft)
    known = {key.keyid: key for judge in judges for key in keys_of(judge, role)}
    for keyid, signature in brought.signatures.items():
        if keyid not in known:
            continue
        try:
            known[keyid].verify_signature(signature, draft.signed_bytes)
        except Exception as problem:
            raise Wrong("false-signature", keyid[:8]) from problem
        draft.signatures[keyid] = signature
    if not known.keys() & brought.signatures.keys():
        raise Wrong("signed-by-nobody", role)
    return draft


def is_due(expires: datetime, role: str, now: datetime) -> bool:
    """Whether a paper signed here should be signed anew: half of its life is over."""
    return expires - now < LIFETIMES[role] / 2


def ends(expires: datetime, role: str, now: datetime) -> str:
    """Nothing, "soon" or "ended".

    >>> from datetime import UTC
    >>> ends(datetime(2026, 11, 27, tzinfo=UTC), "root", datetime(2026, 11, 26, tzinfo=UTC))
    'soon'
    """
    if expires <= now:
        return "ended"
    return "soon" if expires - now < WARNED_BEFORE[role] else ""
