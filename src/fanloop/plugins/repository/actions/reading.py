"""Read what is new in a repository. Fetching comes first and outside; what was found is stored and linked in one transaction.

So a worker that is killed leaves either nothing or everything, and reading again finds nothing new.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.team.queries import member_of
from fanloop.plugins.repository import git, queries
from fanloop.plugins.repository.actions.linking import link
from fanloop.plugins.repository.facts import CommitsRead
from fanloop.plugins.repository.models import Commit, Link, Mention, Reading, Repository, Secret
from fanloop.plugins.repository.rules import fitting, trailers

MOST = 1_000
"""Commits of one reading. Of a longer history the newest are read when it is first seen."""


def read_repository(*, repository_id: int, at: datetime) -> Reading | None:
    """Fetch and store what is new since the last reading. A repository that cannot be read leaves a reading that says why."""
    found = queries.repository(repository_id)
    if found is None:
        return None
    row, tokens = found.repository, queries.secrets_of(repository_id, Secret.TOKEN)
    with _alone(row.id):
        try:
            branch, head = git.fetch(
                queries.place_of(row),
                branch=row.branch,
                mirror=queries.mirror_of(row.id),
                token=tokens[-1] if tokens else "",
            )
            reading = _store(row, branch, head, at=at)
        except git.GitError as problem:
            reading = Reading.objects.create(repository=row, failed=str(problem)[:300], at=at)
    _forget_the_same(reading)
    return reading


@contextmanager
def _alone(repository_id: int) -> Iterator[None]:
    """One reading of a repository after the other: an older head that is stored later would look like a rewritten branch."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('repository.read'), %s)", [repository_id % 2**31])
        try:
            yield
        finally:
            cursor.execute(
                "SELECT pg_advisory_unlock(hashtext('repository.read'), %s)", [repository_id % 2**31]
            )


def _forget_the_same(reading: Reading) -> None:
    """Of readings that found nothing, or failed alike, the last one is enough."""
    if not reading.fresh and not reading.gone:
        same = Reading.objects.filter(repository=reading.repository, fresh=0, gone=0, failed=reading.failed)
        same.filter(id__lt=reading.id).delete()


@transaction.atomic
def _store(row: Repository, branch: str, head: str, *, at: datetime) -> Reading:
    """In one transaction: what was read before is known by its hash, whatever became of the reading."""
    Repository.objects.select_for_update().get(id=row.id)
    mirror = queries.mirror_of(row.id)
    fresh, gone = git.between(mirror, head=head, since=queries.head_of(row.id), most=MOST)
    known = set(Commit.objects.filter(repository=row, sha__in=fresh).values_list("sha", flat=True))
    dropped = Commit.objects.filter(repository=row, sha__in=gone, gone_at=None).update(gone_at=at)
    Commit.objects.filter(repository=row, sha__in=fresh).update(gone_at=None)
    added = [_kept(row, git.commit(mirror, sha), at) for sha in fresh if sha not in known]
    for commit in added:
        link(commit=commit, at=at)
    _miss(row, gone, at=at)
    if added or dropped:
        bus.publish(CommitsRead(repository=ref(row), commits=len(added), gone=dropped), at=at)
    return Reading.objects.create(
        repository=row, branch=branch, head=head, fresh=len(added), gone=dropped, at=at
    )


def _kept(row: Repository, found: git.Found, at: datetime) -> Commit:
    fan = queries.person_of(found.author_email)
    return Commit.objects.create(
        repository=row, sha=found.sha, parents=list(found.parents), author_name=found.author_name,
        author_email=found.author_email, message=trailers.without_co_authors(found.message), others=_others(found), diff=found.diff, cut=found.cut,
        fingerprint="" if found.cut else fitting.fingerprint_of(found.diff), fan=fan,
        member=member_of(fan.id) if fan else None, made_at=found.at, at=at,
    )  # fmt: skip


def _others(found: git.Found) -> list[dict[str, Any]]:
    named = trailers.co_authors(found.message)
    known = {address: queries.person_of(address) for _name, address in named}
    return [
        {"name": name, "email": address, "fan": fan.id if (fan := known[address]) else None}
        for name, address in named
    ]


def _miss(row: Repository, gone: Collection[str], *, at: datetime) -> None:
    """A change whose commit was dropped, with no other of the same in its place, is named to a person."""
    for commit in Commit.objects.filter(repository=row, sha__in=gone):
        changes = queries.changes_of(commit.id)
        alive = Link.objects.filter(change__in=changes, commit__gone_at=None).values_list(
            "change_id", flat=True
        )
        if set(changes) - set(alive):
            text = commit.message.splitlines()[0][:300] if commit.message else commit.sha
            Mention.objects.get_or_create(
                commit=commit, line=0, need=0, text=text, defaults={"outcome": Mention.GONE, "at": at}
            )
