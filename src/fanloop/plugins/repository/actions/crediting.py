"""Whose work a commit is: its author, everybody it names beside the author, and on a merged branch all of them.

Nobody is guessed: an address counts that somebody has shown to be theirs. The rest stands with the commit on the page of
what could not be linked, until somebody claims it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fanloop.people.team.queries import member_of
from fanloop.plugins.repository import git, queries
from fanloop.plugins.repository.actions import boarding
from fanloop.plugins.repository.models import Commit, Mention, Request
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases import queries as trains
from fanloop.releasing.releases.queries import Change

MOST = 200
"""Commits of one merged branch whose authors are named."""
AT_ONCE = timedelta(minutes=2)
"""A branch that is rebased as it is merged is committed anew within moments."""

Note = Callable[[int, str, str], None]
"""Told of each author who cannot be credited: line, name, outcome."""


@dataclass(frozen=True)
class Author:
    """Somebody who made a commit: a fan, who may be of the team, or nobody we know."""

    name: str
    fan_id: int | None
    member_id: int | None


def authors_of(commit: Commit) -> list[Author]:
    """Its author and whoever its last lines name as co-authors, each once."""
    first = Author(commit.author_name, commit.fan_id, commit.member_id)
    return [*([first] if commit.author_email or commit.fan_id else []), *co_authors_of(commit)]


def co_authors_of(commit: Commit) -> list[Author]:
    """Whoever its last lines name beside its author, each once. An erased one is nobody."""
    found = [Author(commit.author_name, commit.fan_id, commit.member_id)]
    for said in commit.others:
        member = member_of(said["fan"])
        one = Author(said["name"], said["fan"], member.id if member else None)
        is_there = one.fan_id is not None and one.fan_id in {each.fan_id for each in found}
        if (one.name or one.fan_id) and said["email"] != commit.author_email and not is_there:
            found.append(one)
    return found[1:]


def know_again(commit: Commit) -> None:
    """Co-authors who have shown since that their address is theirs are known from now on."""
    for said in commit.others:
        if said["fan"] is None and (fan := queries.person_of(said["email"])):
            said["fan"] = fan.id
            Commit.objects.filter(id=commit.id).update(others=commit.others)


def is_by(commit: Commit, fan_ids: Iterable[int]) -> bool:
    """Whether one of these fans is an author of a commit, or of one it merged."""
    works = brought_by(commit) or [commit]
    made = {one.fan_id for work in works for one in authors_of(work)}
    return bool(made & set(fan_ids))


def credit_authors(authors: Iterable[Author], changes: list[Change], *, note: Note, at: datetime) -> bool:
    """Name makers beside these changes; return whether all have signed who must. An engineer who is the change's maker
    stands there already; one who made it with others is credited as they are.
    """
    signed = True
    for one in authors:
        if one.fan_id is None:
            note(0, one.name, "author")
        elif one.member_id is not None:
            _credit(one.fan_id, [each for each in changes if each.maker_id != one.member_id], at)
        elif boarding.has_signed(one.fan_id):
            _credit(one.fan_id, changes, at)
        else:
            signed = False
            note(0, one.name, boarding.TERMS)
    return signed


def _credit(fan_id: int, changes: list[Change], at: datetime) -> None:
    for change in changes:
        releases.credit(change=change, fan_ids=[fan_id], for_what=trains.MADE, at=at)


def brought_by(commit: Commit) -> list[Commit]:
    """The commits of the branch that a commit merged, the oldest first, merges within it left out; none for a commit that
    is no merge, or where our copy of the source is gone.
    """
    if len(commit.parents) > 1:
        return _branch(commit)
    asked = [row for row in queries.requests_of(commit) if row.commits[0] == commit.sha and row.count > 1]
    return _rebased(commit, asked[0]) if asked else []


def _branch(commit: Commit) -> list[Commit]:
    mirror = queries.mirror_of(commit.repository_id)
    try:
        shas, _gone = git.between(mirror, head=commit.parents[1], since=commit.parents[0], most=MOST)
    except (git.GitError, KeyError, OSError):
        shas = [commit.parents[1]]
    here = {row.sha: row for row in _commits(commit, shas)}
    return [here[sha] for sha in shas if sha in here and len(here[sha].parents) < 2]


def _rebased(commit: Commit, asked: Request) -> list[Commit]:
    """The last commits up to this one, as many as the request had, where they were made anew at one moment.

    A squashed request has as many commits and became one; its message bears the request's title or number.
    """
    title = commit.message.partition("\n")[0]
    if f"#{asked.number}" in title or title.strip() == asked.title.strip():
        return []
    found = [commit]
    while len(found) < min(asked.count, MOST) and len(found[-1].parents) == 1:
        rows = _commits(commit, found[-1].parents)
        if not rows or commit.made_at - rows[0].made_at > AT_ONCE:
            return []
        found.append(rows[0])
    return found[::-1] if len(found) == asked.count else []


def _commits(commit: Commit, shas: list[str]) -> list[Commit]:
    rows = Commit.objects.filter(repository=commit.repository_id, sha__in=shas)
    return list(rows.select_related("repository__line"))


def settle_terms(commit: Commit) -> None:
    """Everybody has signed: the line that said otherwise is settled."""
    Mention.objects.filter(commit=commit, line=0, outcome=boarding.TERMS).update(outcome=Mention.LINKED)
