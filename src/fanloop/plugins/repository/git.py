"""Repositories read by dulwich: a bare mirror in the home folder is brought up to date, then only the mirror is read.

No program is started. Nothing here knows the database; what is found comes back as frozen values.
"""

import io
import re
import shutil
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from dulwich.client import LocalGitClient
from dulwich.errors import GitProtocolError, HangupException, NotGitRepository, NotTreeError
from dulwich.object_store import iter_tree_contents, tree_lookup_path
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.patch import write_object_diff
from dulwich.repo import Repo
from dulwich.walk import Walker

from fanloop.foundation.outbound import Unsafe
from fanloop.plugins.repository.https import PinnedGit
from fanloop.plugins.repository.rules.trailers import without_co_authors

MOST_DIFF = 200_000
"""Characters of a diff that are kept; what is longer is cut and says so."""
BIGGEST_BLOB = 512 * 1024
BIGGEST_TREE = 64 * 1024 * 1024
_ADDRESS = re.compile(r"^(.*?)\s*<([^<>]*)>")


class GitError(ValueError):
    """A repository cannot be read; the words say why."""


class TooLarge(GitError):
    """What was asked for is larger than we send."""


@dataclass(frozen=True)
class Found:
    """One commit as it was made. `diff` is against the first parent, `cut` says that some of it was left out."""

    sha: str
    parents: tuple[str, ...]
    author_name: str
    author_email: str
    message: str
    at: datetime
    diff: str
    cut: bool


def is_remote(address: str) -> bool:
    return "://" in address


def fetch(address: str, *, branch: str, mirror: Path, token: str = "") -> tuple[str, str]:
    """Bring the mirror up to date; return the branch and its newest commit. Raises GitError in words."""
    wanted: list[tuple[str, bytes]] = []

    def wants(refs: Any, depth: int | None = None, **_more: Any) -> list[Any]:  # noqa: ARG001 -- the shape of the library
        wanted.append(_tip(refs, branch))
        return [] if wanted[0][1] in store.object_store else [wanted[0][1]]  # type: ignore[operator]

    try:
        store = _open(mirror)
        with store:
            client: Any = PinnedGit(address, token=token) if is_remote(address) else LocalGitClient()
            answered = client.fetch(address, store, determine_wants=wants)
            name, tip = wanted[0] if wanted else _tip(answered.refs, branch)
            if not branch and (head := (answered.symrefs or {}).get(b"HEAD")):
                name = _short(head)
            store.refs[b"refs/heads/" + name.encode()] = ObjectID(tip)  # type: ignore[index]
            return name, tip.decode()
    except GitError:
        raise
    except (
        NotGitRepository,
        Unsafe,
        OSError,
        GitProtocolError,
        HangupException,
        KeyError,
        AssertionError,
    ) as problem:
        said = "there is no Git repository" if isinstance(problem, NotGitRepository) else str(problem)
        raise GitError(said[:300] or type(problem).__name__) from problem


def _open(mirror: Path) -> Repo:
    if (mirror / "objects").is_dir():
        return Repo(str(mirror))
    shutil.rmtree(mirror, ignore_errors=True)
    mirror.mkdir(parents=True)
    return Repo.init_bare(str(mirror))


def _tip(refs: Any, branch: str) -> tuple[str, bytes]:
    """The newest commit of the branch asked for, else of the one that HEAD names."""
    names = [f"refs/heads/{branch}"] if branch else ["HEAD", "refs/heads/main", "refs/heads/master"]
    for name in names:
        if tip := refs.get(name.encode()):
            return _short(name.encode()) if name != "HEAD" else _named_like(refs, tip), tip
    raise GitError(f"it has no branch {branch!r}" if branch else "it has no commits yet")


def _named_like(refs: Any, tip: bytes) -> str:
    same = [_short(name) for name, found in refs.items() if found == tip and name.startswith(b"refs/heads/")]
    return next((name for name in ("main", "master") if name in same), same[0] if same else "main")


def _short(name: bytes) -> str:
    return name.decode("utf-8", "replace").removeprefix("refs/heads/")


def between(mirror: Path, *, head: str, since: str, most: int) -> tuple[list[str], list[str]]:
    """Commits that are new since `since`, the oldest first, at most the newest `most`; and those that are gone from the line.

    Commits go when somebody rewrote the branch. With nothing or something unknown as `since`, all are new.
    """
    with Repo(str(mirror)) as store:
        tip, last = ObjectID(head.encode()), ObjectID(since.encode())
        known = bool(since) and last in store.object_store
        fresh = _walked(store, tip, [last] if known else [], most)
        return fresh[::-1], _walked(store, last, [tip], most) if known else []


def _walked(store: Repo, tip: ObjectID, without: Sequence[ObjectID], most: int) -> list[str]:
    walker = Walker(store.object_store, [tip], exclude=list(without), order="topo", max_entries=most)
    return [entry.commit.id.decode() for entry in walker]


def commit(mirror: Path, sha: str) -> Found:
    with Repo(str(mirror)) as store:
        row = _commit(store, sha)
        name, address = _person(row.author)
        diff, cut = _diff(store, row)
        return Found(
            sha=sha, parents=tuple(one.decode() for one in row.parents), author_name=name, author_email=address,
            message=_text(row.message)[:20_000], at=_moment(row.commit_time), diff=diff, cut=cut,
        )  # fmt: skip


def _commit(store: Repo, sha: str) -> Commit:
    try:
        row = store[sha.encode()]
    except (KeyError, ValueError):
        raise GitError(f"the mirror has no commit {sha[:12]}") from None
    if not isinstance(row, Commit):
        raise GitError(f"{sha[:12]} is no commit")
    return row


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _person(raw: bytes) -> tuple[str, str]:
    match = _ADDRESS.match(_text(raw))
    return (match[1].strip()[:120], match[2].strip().lower()[:320]) if match else (_text(raw)[:120], "")


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").replace("\0", "")


def _diff(store: Repo, row: Commit) -> tuple[str, bool]:
    """The diff against the first parent; files that are too large or not text are named and left out."""
    before = _commit(store, row.parents[0].decode()).tree if row.parents else None
    out, cut = io.BytesIO(), False
    for old, new in _changes(store, before, row.tree):
        if out.tell() > MOST_DIFF:
            cut = True
            break
        if _is_large(store, old) or _is_large(store, new):
            cut = True
            continue
        write_object_diff(out, store.object_store, old, new)
    said = _text(out.getvalue())
    return said[:MOST_DIFF], cut or len(said) > MOST_DIFF


def _changes(store: Repo, before: ObjectID | None, after: ObjectID) -> Iterable[tuple[Any, Any]]:
    for paths, modes, shas in store.object_store.tree_changes(before, after):
        yield (paths[0], modes[0], shas[0]), (paths[1], modes[1], shas[1])


def _is_large(store: Repo, side: tuple[Any, Any, Any]) -> bool:
    found = store.object_store[side[2]] if side[2] is not None and side[2] in store.object_store else None
    return isinstance(found, Blob) and found.raw_length() > BIGGEST_BLOB


def patch_of(found: Found) -> bytes:
    """A commit as `git format-patch` writes it, but for the authors' addresses, which are nobody's business here."""
    title, _gap, words = without_co_authors(found.message).partition("\n")
    head = (
        f"From {found.sha} Mon Sep 17 00:00:00 2001\nFrom: {found.author_name} <>\n"
        f"Date: {format_datetime(found.at)}\nSubject: [PATCH] {title.strip()}\n\n{words.strip()}\n---\n\n"
    )
    return (head + found.diff + "-- \nFanloop\n").encode()


def tarball(mirror: Path, sha: str, *, prefix: str) -> bytes:
    """All files of a commit as .tar.gz, the same bytes each time. Raises TooLarge above 64 MB."""
    out, size = io.BytesIO(), 0
    with Repo(str(mirror)) as store, tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as tar:
        row = _commit(store, sha)
        for entry in iter_tree_contents(store.object_store, row.tree):
            if entry.sha not in store.object_store:
                continue  # a submodule's commit lives elsewhere
            blob = store.object_store[entry.sha]
            if not isinstance(blob, Blob):
                continue
            size += blob.raw_length()
            if size > BIGGEST_TREE:
                raise TooLarge("it is larger than 64 MB; clone the repository instead")
            _pack(
                tar, f"{prefix}/{_text(entry.path)}", blob.as_raw_string(), entry.mode or 0, row.commit_time
            )
    return out.getvalue()


def _pack(tar: tarfile.TarFile, name: str, data: bytes, mode: int, at: int) -> None:
    info = tarfile.TarInfo(name)
    info.mtime, info.mode = at, 0o755 if mode & 0o111 else 0o644
    if mode & 0o170000 == 0o120000:
        info.type, info.linkname = tarfile.SYMTYPE, _text(data)
        tar.addfile(info)
        return
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def contents(mirror: Path, sha: str, paths: Iterable[str]) -> dict[str, list[str] | None]:
    """Path → lines of the file as the commit has it, None where there is none."""
    with Repo(str(mirror)) as store:
        tree = _commit(store, sha).tree
        return {path: _lines(store, tree, path) for path in paths if path}


def _lines(store: Repo, tree: ObjectID, path: str) -> list[str] | None:
    try:
        _mode, sha = tree_lookup_path(store.object_store.__getitem__, tree, path.encode())
    except (KeyError, NotTreeError):
        return None
    blob = store.object_store[sha]
    if not isinstance(blob, Blob) or blob.raw_length() > BIGGEST_BLOB:
        return None
    return blob.as_raw_string().decode("utf-8", "surrogateescape").split("\n")
