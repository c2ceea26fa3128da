"""What a commit means here: it is tied to the changes it says it belongs to, and a fan's patch in it is known again.

Asked again, it finds what it made before and adds only what is new. What cannot be followed becomes a mention with its
line, so that nothing is lost and nothing is guessed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import queries as fans
from fanloop.people.team.queries import Member
from fanloop.plugins.repository import queries
from fanloop.plugins.repository.actions import boarding, crediting
from fanloop.plugins.repository.facts import CommitLinked, PatchMerged
from fanloop.plugins.repository.models import Commit, Contribution, Link, Mention, Merging
from fanloop.plugins.repository.rules import trailers
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases import queries as trains
from fanloop.releasing.releases.actions import sources
from fanloop.releasing.releases.queries import Change
from fanloop.releasing.releases.queries.sources import unshipped_for

FINGERPRINT, REQUEST, TRAILER = "fingerprint", "request", "trailer"


@dataclass
class _Found:
    """One commit as it is looked at: what it says, whose patch it is, what came of each line.

    `works` are the commits it merged, whose authors made the work; `tip` is the last of them, where a merge request told
    of it and it was linked first.
    """

    commit: Commit
    said: trailers.Said
    tip: Commit | None = None
    works: list[Commit] = field(default_factory=list)
    patch: Contribution | None = None
    known_by: str = ""
    promises: dict[int, trailers.Answer] = field(default_factory=dict)
    outcomes: list[tuple[int, str, int, str]] = field(default_factory=list)

    def note(self, line: int, text: str, outcome: str, need: int = 0) -> None:
        self.outcomes.append((line, text, need, outcome))


@transaction.atomic
def link(*, commit: Commit, at: datetime) -> list[Change]:
    """Tie a commit to its changes and make what is missing. Returns the changes it belongs to now."""
    found = _Found(commit, trailers.read(_words(commit)), _merged_tip(commit, at))
    for trouble in found.said.troubles:
        found.note(trouble.line, trouble.text, trouble.reason)
    _find_patch(found)
    _find_promises(found)
    _find_works(found)
    changes = _targets(found, at)
    before = set(queries.changes_of(commit.id))
    fresh = [change for change in changes if change.id not in before]
    for change in changes:
        _tie(found, change, at=at)
    if changes:
        _name_works(found, changes, at=at)
    if changes and found.tip is None:
        _name_makers(found, changes, at=at)
        _board(found, changes, at=at)
    if fresh:
        needs = tuple(f"voices.need:{answer.need}" for answer in found.promises.values())
        bus.publish(CommitLinked(commit=ref(commit), changes=tuple(map(ref, fresh)), needs=needs), at=at)
    _keep_mentions(found, at=at)
    return changes


def _words(commit: Commit) -> str:
    """A commit's message, and below it what its merge requests say."""
    return "\n".join([commit.message, *(f"{one.title}\n{one.words}" for one in queries.requests_of(commit))])


def _merged_tip(commit: Commit, at: datetime) -> Commit | None:
    """What a merge request brought, linked first: a merge commit is the maintainer's, the work in it is not."""
    asked = [row for row in queries.requests_of(commit) if row.commits[0] == commit.sha]
    if not asked or len(commit.parents) < 2:
        return None
    rows = Commit.objects.filter(repository=commit.repository_id, sha=commit.parents[1])
    tip = rows.select_related("repository__line").first()
    if tip is not None:
        for row in asked:
            row.commits = list(dict.fromkeys([*row.commits, tip.sha]))
            row.save(update_fields=["commits"])
        link(commit=tip, at=at)
    return tip


def _find_patch(found: _Found) -> None:
    """A fan's patch in a commit: by what it does, by the merge request it named, or by the maintainer's word."""
    commit, line_id = found.commit, found.commit.repository.line_id
    ways = [(FINGERPRINT, queries.patches_like(commit.fingerprint, line_id=line_id))]
    ways += [
        (REQUEST, queries.patches_asked_at(one.url, line_id=line_id)) for one in queries.requests_of(commit)
    ]
    for known_by, rows in ways:
        if rows:
            found.patch, found.known_by = rows[0], known_by
            return
    if found.said.patch_from:
        _by_word(found, line_id)


def _by_word(found: _Found, line_id: int) -> None:
    handle, line = found.said.patch_from, found.said.patch_line
    before = Merging.objects.filter(commit=found.commit).select_related("contribution__fan").first()
    if before:
        found.patch, found.known_by = before.contribution, TRAILER
        return
    fan = fans.fan_by_handle(handle)
    rows = queries.patches_from(fan.id, line_id=line_id) if fan else []
    if len(rows) == 1:
        found.patch, found.known_by = rows[0], TRAILER
    else:
        found.note(line, f"Patch-From: @{handle}", "which" if rows else "nopatch")


def _find_promises(found: _Found) -> None:
    """The promise behind each need a commit names: acceptance id → the line that named it."""
    for answer in found.said.answers:
        need = voices.need_by_id(answer.need)
        while need is not None and (into := voices.joined_into(need.id)):
            need = into
        promise = voices.acceptance_of(need.id) if need else None
        if need is None:
            found.note(answer.line, answer.text, "unknown", answer.need)
        elif need.line_id not in {None, found.commit.repository.line_id}:
            found.note(answer.line, answer.text, "elsewhere", answer.need)
        elif promise is None:
            found.note(answer.line, answer.text, Mention.WAITS, answer.need)
        else:
            found.promises[promise.id] = answer
            found.note(answer.line, answer.text, Mention.LINKED, answer.need)


def _find_works(found: _Found) -> None:
    """What a merge brought, where a merge request told of it or its own words say what it is about."""
    if found.tip or found.said.answers or found.said.part_of or queries.requests_of(found.commit):
        found.works = crediting.brought_by(found.commit)


def _targets(found: _Found, at: datetime) -> list[Change]:
    """The changes a commit belongs to: those it has, the one it names, its patch's, its twin's, its promises', or a new one."""
    named = _named(found)
    if named:
        return named
    line_id = found.commit.repository.line_id
    standing = unshipped_for(found.promises, line_id=line_id)
    changes = {change.id: change for rows in standing.values() for change in rows[:1]}
    open_ = [promise for promise in found.promises if not standing[promise]]
    if open_ or (found.patch and not changes):
        made = _made(found, open_, at)
        changes[made.id] = made
    return list(changes.values())


def _named(found: _Found) -> list[Change]:
    commit = found.commit
    ids = queries.changes_of(commit.id)
    part = found.said.part_of
    if part is not None:
        change = trains.change_by_id(part.need)
        fits = change is not None and change.line_id == commit.repository.line_id
        found.note(part.line, part.text, Mention.LINKED if fits else "nochange")
        ids = [*ids, part.need] if fits else ids
    if not ids and found.patch:
        merged = Merging.objects.filter(contribution=found.patch).first()
        ids = [merged.change_id] if merged else []
    if not ids and found.tip:
        ids = queries.changes_of(found.tip.id)
    if not ids:
        ids = [change for twin in queries.twins_of(commit) for change in queries.changes_of(twin.id)]
    return trains.changes_by_ids(dict.fromkeys(ids))


def _made(found: _Found, promises: Iterable[int], at: datetime) -> Change:
    commit, words = found.commit, found.commit.message
    title = found.patch.title if found.patch and found.patch.title else trailers.title_of(words)
    return releases.make_change(
        line=commit.repository.line, title=title, kind=trailers.kind_of(words, found.said),
        acceptances=[f"voices.acceptance:{promise}" for promise in promises],
        maker=None if found.patch else _engineer(found),
        risk=found.said.risk or "medium",
        at=at,
    )  # fmt: skip


def _engineer(found: _Found) -> Member | None:
    """Who of the team made it; who only merged the work of others did not."""
    if not found.works:
        return found.commit.member
    authors = [one for work in found.works for one in crediting.authors_of(work)]
    if any(one.fan_id and not one.member_id for one in authors):
        return None
    return next((work.member for work in found.works if work.member), None)


def _tie(found: _Found, change: Change, *, at: datetime) -> None:
    """The row that joins them, the arrows and the commit's name on the change."""
    commit = found.commit
    Link.objects.get_or_create(commit=commit, change=change, defaults={"at": at})
    sources.name_commit(change=change, sha=commit.sha, at=at)
    standing = {
        change.id
        for rows in unshipped_for(found.promises, line_id=change.line_id).values()
        for change in rows
    }
    if found.promises and change.id not in standing:
        sources.keep_promises(
            change=change, acceptances=[f"voices.acceptance:{promise}" for promise in found.promises], at=at
        )


def _name_works(found: _Found, changes: list[Change], *, at: datetime) -> None:
    """Everybody who made a commit of the merged branch made its changes; each commit belongs to them."""
    for work in found.works:
        if work == found.commit:
            continue
        one = _Found(work, trailers.read(work.message))
        for change in changes:
            _tie(one, change, at=at)
        if work != found.tip:
            _find_patch(one)
            _name_makers(one, changes, at=at)
            _keep_mentions(one, at=at)


def _name_makers(found: _Found, changes: list[Change], *, at: datetime) -> None:
    """Whose work it is, once: the fan of the patch, or the authors whose addresses are proven, fans if they agreed to the
    terms. Of a merge its branch has said it.
    """
    commit = found.commit
    crediting.know_again(commit)
    authors = crediting.authors_of(commit)
    if found.patch:
        merge(patch=found.patch, commit=commit, change=changes[0], known_by=found.known_by, at=at)
        authors = crediting.co_authors_of(commit)
    elif found.works and found.works[-1] != commit:
        return
    if crediting.credit_authors(authors, changes, note=found.note, at=at):
        crediting.settle_terms(commit)


def _board(found: _Found, changes: list[Change], *, at: datetime) -> None:
    """A fan's work boards by itself; where it stands, a line says why. Nothing is said twice of who has not signed."""
    commit = found.commit
    fan_id = found.patch.fan_id if found.patch else _fan_of(found.works or [commit])
    if fan_id is None:
        return
    named = found.said.part_of.need if found.said.part_of else None
    for change in changes:
        why = boarding.board_by_itself(change=change, fan_id=fan_id, is_named=change.id == named, at=at)
        if not why:
            boarding.stands_no_more(change_id=change.id, at=at)
        elif why != boarding.TERMS or found.patch:
            found.note(0, boarding.name_of(change.id), why)


def _fan_of(works: list[Commit]) -> int | None:
    """The fan who made the last of it; none where an engineer did."""
    return None if works[-1].member_id else works[-1].fan_id


@transaction.atomic
def merge(*, patch: Contribution, commit: Commit, change: Change, known_by: str, at: datetime) -> Merging:
    """A fan's patch has arrived: the change exists because of it, and the fan made it. Merging it again changes nothing."""
    row, is_new = Merging.objects.get_or_create(
        contribution=patch, defaults={"commit": commit, "change": change, "known_by": known_by, "at": at}
    )
    if is_new:
        sources.arose_from(change=change, contribution=ref(patch), at=at)
        if patch.fan_id:
            releases.credit(change=change, fan_ids=[patch.fan_id], for_what=trains.MADE, at=at)
            Commit.objects.filter(id=commit.id).update(fan=patch.fan)
        bus.publish(PatchMerged(contribution=ref(patch), change=ref(change)), at=at)
    return row


def _keep_mentions(found: _Found, *, at: datetime) -> None:
    """Each line with what came of it; a line that was open may be linked now, one that somebody left stays left."""
    for line, text, need, outcome in found.outcomes:
        row, is_new = Mention.objects.get_or_create(
            commit=found.commit,
            line=line,
            need=need,
            text=text[:300],
            defaults={"outcome": outcome, "at": at},
        )
        if not is_new and row.outcome != outcome:
            Mention.objects.filter(id=row.id).update(outcome=outcome)


@transaction.atomic
def link_by_hand(*, commit: Commit, change: Change, by: Member, at: datetime) -> Link:
    """A person says that a commit belongs to a change; its open lines are settled with it."""
    row, _is_new = Link.objects.get_or_create(commit=commit, change=change, defaults={"by": by, "at": at})
    sources.name_commit(change=change, sha=commit.sha, at=at)
    Mention.objects.filter(commit=commit, left_at=None).exclude(outcome=Mention.LINKED).update(
        left_at=at, left_by=by
    )
    bus.publish(CommitLinked(commit=ref(commit), changes=(ref(change),), needs=()), at=at)
    return row


@transaction.atomic
def leave_mention(*, mention: Mention, by: Member, at: datetime) -> None:
    """Somebody looked: this line is nothing to link."""
    Mention.objects.filter(id=mention.id, left_at=None).update(left_at=at, left_by=by)


def link_waiting(*, need_id: int, at: datetime) -> None:
    """A promise was given: commits that waited for it are linked. Needs that were joined into it count."""
    waiting = [row for row in queries.waiting_mentions() if _stands_in(row.need) == need_id]
    for commit in {row.commit_id: row.commit for row in waiting}.values():
        link(commit=commit, at=at)


def board_waiting(*, line_id: int, at: datetime) -> None:
    """A train of the line has its doors open: what stood there for want of one boards."""
    for commit in boarding.standing(boarding.NO_TRAIN):
        if commit.repository.line_id == line_id:
            link(commit=commit, at=at)


def link_signed(*, fan_ids: Collection[int], at: datetime) -> None:
    """Fans have signed the terms: what stood there for that is theirs, and boards."""
    for commit in boarding.standing(boarding.TERMS):
        if queries.patchers_of(commit.id) & set(fan_ids) or crediting.is_by(commit, fan_ids):
            link(commit=commit, at=at)


def _stands_in(need_id: int) -> int:
    while into := voices.joined_into(need_id):
        need_id = into.id
    return need_id
