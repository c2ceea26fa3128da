"""Writes of signed papers: draft what others sign away from here, take their signatures, sign snapshot and timestamp.

Everything a client may read next is written in one transaction, so a killed process leaves the last state whole.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fanloop.people.team.queries import Member
from fanloop.things.builds.actions import online
from fanloop.things.builds.actions.words import said
from fanloop.things.builds.models import Draft, Paper
from fanloop.things.builds.queries import builds_by_ids, draft, drafts, files_of, newest, offered, paper
from fanloop.things.builds.rules import papers
from fanloop.things.builds.rules.keys import PublicKey
from fanloop.things.builds.rules.names import (
    ROOT,
    SIGNED_AWAY,
    SIGNED_HERE,
    SNAPSHOT,
    TARGETS,
    TIMESTAMP,
    target_path,
)
from fanloop.things.builds.rules.papers import LIFETIMES, Listed
from fanloop.things.builds.rules.refusals import Refused

log = logging.getLogger(__name__)
_LOCK = 71_002
_FORGOTTEN_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class Brought:
    """What became of a signed paper: so many signatures are still missing; published with the last."""

    role: str
    version: int
    missing: int
    is_published: bool


@transaction.atomic
def found_repository(
    *, keys: Iterable[PublicKey], at: datetime, thresholds: Mapping[str, int] | None = None, demo: bool = False,
    lifetime: timedelta | None = None,
) -> list[Draft]:  # fmt: skip
    """Draft the first root and the first targets for these public keys, and make the keys of snapshot and timestamp.

    Raises Refused where a repository stands already, and for too few keys. A draft that nobody published is redone.
    """
    _hold()
    if paper(ROOT) is not None:
        raise Refused(_("There is a repository already. Change its keys with `fanloop keys rotate`."))
    given = [one for one in keys if one.role in SIGNED_AWAY]
    with said():
        ours = [online.fresh(role, demo=demo) for role in SIGNED_HERE]
        public = [*given, *(pair.public for pair in ours)]
        root = papers.first_root(public, thresholds or {}, at + (lifetime or LIFETIMES[ROOT]))
    online.keep(ours)
    Draft.objects.all().delete()
    drafted = _draft(ROOT, root, at)
    targets = draft_targets(at=at, lifetime=lifetime)
    return [drafted, *([targets] if targets else [])]


@transaction.atomic
def draft_root(
    *, at: datetime, add: Iterable[PublicKey] = (), drop: Iterable[str] = (), fresh: Iterable[str] = (),
    thresholds: Mapping[str, int] | None = None, lifetime: timedelta | None = None,
) -> Draft:  # fmt: skip
    """Draft the next root: keys added, keys dropped by holder or id, the house's own keys of roles in `fresh` made anew.

    Without any of them it only lives longer. Both the old and the new root's keys must sign it.
    """
    _hold()
    stands = paper(ROOT)
    if stands is None:
        raise Refused(_("There is no repository yet. Begin with `fanloop keys init`."))
    root, turned = papers.read(stands.body), [role for role in fresh if role in SIGNED_HERE]
    gone = [*drop, *(key.keyid for role in turned for key in papers.keys_of(root, role))]
    with said():
        ours = [online.fresh(role) for role in turned]
        following = papers.next_root(
            root, add=[*add, *(pair.public for pair in ours)], drop=gone, thresholds=thresholds,
            expires=at + (lifetime or LIFETIMES[ROOT]),
        )  # fmt: skip
    online.keep(ours)
    row = _draft(ROOT, following, at)
    targets = paper(TARGETS)
    if targets is not None and not _holds_for(targets, following):
        draft_targets(at=at, anew=True)
    return row


@transaction.atomic
def draft_targets(*, at: datetime, anew: bool = False, lifetime: timedelta | None = None) -> Draft | None:
    """Draft the list of everything that is offered, where it differs from what is published; None where it does not.

    `anew` drafts it in any case, to live longer or to be signed by other keys. A draft that already says the same
    keeps the signatures it has.
    """
    _hold()
    waiting = drafts()
    if paper(ROOT) is None and ROOT not in waiting:
        return None
    stands, waits = paper(TARGETS), waiting.get(TARGETS)
    version = stands.version + 1 if stands else 1
    fresh = papers.targets(_offered(), version, at + (lifetime or LIFETIMES[TARGETS]))
    if not anew and stands and _same(fresh, stands.body):
        Draft.objects.filter(role=TARGETS).delete()
        return None
    if not anew and waits and waits.version == version and _same(fresh, waits.body):
        return waits
    return _draft(TARGETS, fresh, at)


def _same(fresh: papers.Paper, body: str) -> bool:
    return bool(fresh.signed.targets == papers.read(body).signed.targets)


def _offered() -> list[Listed]:
    found = builds_by_ids(offered())
    return [
        Listed(
            target_path(found[build_id].line.slug, found[build_id].number, row.name), row.sha256, row.size,
            {"line": found[build_id].line.slug, "build": found[build_id].number, "revisions": row.revisions},
        )
        for build_id, rows in files_of(found).items() for row in rows
    ]  # fmt: skip


@transaction.atomic
def bring(*, text: str | bytes, by: Member | None, at: datetime) -> Brought:
    """Take the signatures of a paper that was signed away from here; publish it when there are enough.

    Raises Refused for anything but the draft that waits, for false signatures and for signatures of nobody's.
    """
    _hold()
    with said():
        brought = papers.read(text)
    role = papers.role_of(brought)
    waits = draft(role)
    if waits is None:
        raise Refused(_("No %(role)s waits to be signed.") % {"role": role})
    with said():
        merged = papers.merged(papers.read(waits.body), brought, _judges())
    Draft.objects.filter(id=waits.id).update(body=papers.written(merged))
    _publish_what_is_ready(by=by, at=at)
    is_published = draft(role) is None
    return Brought(role, waits.version, 0 if is_published else _missing(role), is_published)


def _judges() -> list[papers.Paper]:
    """The roots whose keys may sign a role's draft: the drafted one, and the one that holds now."""
    rows = [draft(ROOT), paper(ROOT)]
    return [papers.read(row.body) for row in rows if row is not None]


def _missing(role: str) -> int:
    waits = draft(role)
    assert waits is not None
    judges = _judges()
    drafted = papers.read(waits.body)
    return papers.signatures(drafted, drafted if role == ROOT else judges[0], judges[-1]).missing


def _publish_what_is_ready(*, by: Member | None, at: datetime) -> None:
    """A root goes out when enough of the old and of the new keys signed it and its targets hold; then targets do."""
    waiting, stands = drafts(), newest()
    root_waits, targets_wait = waiting.get(ROOT), waiting.get(TARGETS)
    done = False
    if root_waits and _is_ready(root_waits, stands, targets_wait):
        _publish(ROOT, root_waits, by, at)
        done = True
    root = paper(ROOT)
    if root and _holds_for(targets_wait, papers.read(root.body)):
        assert targets_wait is not None
        _publish(TARGETS, targets_wait, by, at)
        done = True
    if done:
        _sign_here(at=at, every=True)


def _is_ready(waits: Draft, stands: Mapping[str, Paper], targets_wait: Draft | None) -> bool:
    following = papers.read(waits.body)
    before = papers.read(stands[ROOT].body) if ROOT in stands else None
    if not papers.signatures(following, following, before).are_enough:
        return False
    return _holds_for(stands.get(TARGETS), following) or _holds_for(targets_wait, following)


def _holds_for(row: Paper | Draft | None, root: papers.Paper) -> bool:
    return row is not None and papers.signatures(papers.read(row.body), root).are_enough


def _publish(role: str, waits: Draft, by: Member | None, at: datetime) -> None:
    _write(role, papers.read(waits.body), at, by)
    waits.delete()


@transaction.atomic
def refresh(*, at: datetime) -> list[str]:
    """Sign snapshot and timestamp anew where half of their life is over; return which were. The worker's duty."""
    _hold()
    if paper(TARGETS) is None:
        return []
    old = Paper.objects.filter(role__in=SIGNED_HERE, expires__lt=at - _FORGOTTEN_AFTER)
    signed = _sign_here(at=at)
    old.exclude(id__in=[row.id for row in newest().values()]).delete()
    return signed


def _sign_here(*, at: datetime, every: bool = False) -> list[str]:
    """Snapshot where it is due or no longer tells the truth, timestamp with it. Raises Refused without the keys."""
    stands = newest()
    if TARGETS not in stands:
        return []
    root = papers.read(stands[ROOT].body)
    old_snapshot, old_timestamp = stands.get(SNAPSHOT), stands.get(TIMESTAMP)
    done = []
    if every or old_snapshot is None or papers.is_due(old_snapshot.expires, SNAPSHOT, at):
        version = old_snapshot.version + 1 if old_snapshot else 1
        _sign(root, SNAPSHOT, papers.snapshot(version, stands[TARGETS].version, at + LIFETIMES[SNAPSHOT]), at)
        done.append(SNAPSHOT)
    if done or old_timestamp is None or papers.is_due(old_timestamp.expires, TIMESTAMP, at):
        told = newest()[SNAPSHOT].version
        version = old_timestamp.version + 1 if old_timestamp else 1
        _sign(root, TIMESTAMP, papers.timestamp(version, told, at + LIFETIMES[TIMESTAMP]), at)
        done.append(TIMESTAMP)
    return done


def _sign(root: papers.Paper, role: str, unsigned: papers.Paper, at: datetime) -> None:
    with said():
        signed = papers.sign(unsigned, online.signers(root, role))
    if not papers.signatures(signed, root).are_enough:
        raise Refused(
            _(
                "The key of %(role)s is not in this home. Bring it back, or change it with `fanloop keys rotate`."
            )
            % {"role": role}
        )
    _write(role, signed, at, None)


def _write(role: str, signed: papers.Paper, at: datetime, by: Member | None) -> None:
    Paper.objects.create(
        role=role, version=signed.signed.version, body=papers.written(signed), expires=signed.signed.expires, at=at, by=by
    )  # fmt: skip


def _draft(role: str, unsigned: papers.Paper, at: datetime) -> Draft:
    said_now = {"version": unsigned.signed.version, "body": papers.written(unsigned), "at": at}
    row, _is_new = Draft.objects.update_or_create(role=role, defaults=said_now)
    return row


def _hold() -> None:
    """One writer of papers at a time: two versions with one number would be a fork."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
