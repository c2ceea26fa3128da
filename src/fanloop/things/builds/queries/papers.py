"""Reads of signed papers: what is published, what waits for signatures, and when each ends."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fanloop.things.builds.models import Build, BuildFile, Draft, Paper
from fanloop.things.builds.rules import keys, papers
from fanloop.things.builds.rules.names import ROLES, ROOT, TARGETS, TIMESTAMP, target_path

_NAME = re.compile(r"(?:([1-9][0-9]{0,8})\.)?(root|targets|snapshot|timestamp)\.json")


@dataclass(frozen=True)
class KeyRow:
    """A key that may sign a role; `has_signed` speaks of the draft that waits."""

    holder: str
    keyid: str
    is_demo: bool
    has_signed: bool


@dataclass(frozen=True)
class RoleRow:
    """How a role stands: what is published, when it ends ("", "soon", "ended"), and what waits to be signed."""

    role: str
    threshold: int
    keys: list[KeyRow]
    paper: Paper | None
    ends: str
    draft: Draft | None
    missing: int


def paper(role: str, version: int | None = None) -> Paper | None:
    """The published metadata of a role: this version, or the newest."""
    rows = Paper.objects.filter(role=role).order_by("-version")
    return rows.first() if version is None else rows.filter(version=version).first()


def newest() -> dict[str, Paper]:
    """Role → its newest paper, one query."""
    rows = Paper.objects.order_by("role", "-version").distinct("role")
    return {row.role: row for row in rows}


def published(name: str) -> Paper | None:
    """The paper behind a name of the repository: `3.root.json`, `timestamp.json`. Only timestamp has no number."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    number, role = match.groups()
    if (number is None) != (role == TIMESTAMP):
        return None
    return paper(role, int(number) if number else None)


def draft(role: str) -> Draft | None:
    return Draft.objects.filter(role=role).first()


def drafts() -> dict[str, Draft]:
    return {row.role: row for row in Draft.objects.all()}


def is_demo() -> bool:
    """Whether the keys are a demo's, which everybody may have."""
    root = paper(ROOT)
    return root is not None and any(map(keys.is_demo, papers.read(root.body).signed.keys.values()))


def signed(build_ids: Iterable[int]) -> set[int]:
    """Which builds stand whole in the published targets, so that machines believe them."""
    ids, last = set(build_ids), paper(TARGETS)
    if last is None or not ids:
        return set()
    listed = papers.listed(papers.read(last.body))
    found: dict[int, bool] = {}
    for row in BuildFile.objects.filter(build__in=ids).select_related("build__line"):
        one: Build = row.build
        is_listed = listed.get(target_path(one.line.slug, one.number, row.name)) == row.sha256
        found[one.id] = found.get(one.id, True) and is_listed
    return {build_id for build_id, whole in found.items() if whole}


def roles(now: datetime) -> list[RoleRow]:
    """Every role in the order of trust; empty while there is no repository, not even a draft of one."""
    stand, waiting = newest(), drafts()
    judges = [papers.read(row.body) for row in (waiting.get(ROOT), stand.get(ROOT)) if row is not None]
    if not judges:
        return []
    return [_row(role, judges, (stand.get(role), waiting.get(role)), now) for role in ROLES]


def _row(
    role: str, judges: list[papers.Paper], rows: tuple[Paper | None, Draft | None], now: datetime
) -> RoleRow:
    """`judges` are the roots whose keys count: the one that waits, and the one that holds now."""
    stands, waits = rows
    signers, missing = _signers(role, judges, waits)
    known = {key.keyid: key for judge in reversed(judges) for key in papers.keys_of(judge, role)}
    shown = [
        KeyRow(keys.holder_of(key), keyid, keys.is_demo(key), keyid in signers)
        for keyid, key in known.items()
    ]
    ends = papers.ends(stands.expires, role, now) if stands else ""
    return RoleRow(role, judges[-1].signed.roles[role].threshold, shown, stands, ends, waits, missing)


def _signers(role: str, judges: list[papers.Paper], waits: Draft | None) -> tuple[set[str], int]:
    if waits is None:
        return set(), 0
    drafted, before = papers.read(waits.body), judges[-1]
    found = papers.signatures(drafted, drafted if role == ROOT else judges[0], before)
    return set(found.keys), found.missing


def ending(now: datetime) -> list[tuple[str, datetime, str]]:
    """Roles whose paper ends soon or has ended: (role, when, "soon" or "ended")."""
    found = ((role, row.expires, papers.ends(row.expires, role, now)) for role, row in newest().items())
    return [one for one in found if one[2]]
