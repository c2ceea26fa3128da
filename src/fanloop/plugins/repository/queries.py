"""Every read of repositories and of what fans hand in. Who may get the source is asked of `may_get`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation.ports import Subject, subject
from fanloop.listening.moderation.queries.hidden import hidden_ids, is_hidden
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.plugins.repository.models import (
    Commit,
    Contribution,
    Decision,
    Link,
    Mention,
    Merging,
    Reading,
    Repository,
    Request,
    Secret,
)
from fanloop.plugins.repository.rules import patches

__all__ = ["Commit", "Contribution", "Decision", "Mention", "Merging", "Reading", "Repository", "Request"]

KIND = "repository.contribution"
PAGE = 30


@dataclass(frozen=True)
class RepositoryRow:
    """A repository with its last reading, and the last one that went well."""

    repository: Repository
    last: Reading | None
    good: Reading | None
    commits: int


@dataclass(frozen=True)
class Handed:
    """A contribution and what became of it."""

    row: Contribution
    decision: Decision | None
    merging: Merging | None
    is_hidden: bool = False

    @property
    def state(self) -> str:
        """waits, accepted, declined or merged."""
        if self.merging:
            return "merged"
        if self.decision:
            return "accepted" if self.decision.accepted else "declined"
        return "waits"


def mirror_of(repository_id: int) -> Path:
    """Where our own copy of a repository lies."""
    return Path(settings.HOME) / "repositories" / f"{repository_id}.git"


def place_of(row: Repository) -> str:
    """The address to ask. A folder without a beginning lies in the home, so that a home may be moved."""
    is_inside = "://" not in row.address and not Path(row.address).is_absolute()
    return str(Path(settings.HOME) / row.address) if is_inside else row.address


def repositories(*, line_id: int | None = None) -> list[RepositoryRow]:
    """Repositories that are not ended, the oldest first."""
    rows = Repository.objects.filter(ended_at=None).select_related("line").order_by("id")
    return [_row(row) for row in (rows.filter(line=line_id) if line_id is not None else rows)]


def _row(row: Repository) -> RepositoryRow:
    readings = Reading.objects.filter(repository=row).order_by("-id")
    commits = Commit.objects.filter(repository=row, gone_at=None).count()
    return RepositoryRow(row, readings.first(), readings.filter(failed="").first(), commits)


def repository(repository_id: int) -> RepositoryRow | None:
    found = (
        Repository.objects.filter(id=repository_id, ended_at=None).select_related("line").first()
        if repository_id < 2**63
        else None
    )
    return _row(found) if found else None


def secrets_of(repository_id: int, purpose: str) -> list[str]:
    """What holds now, the oldest first."""
    rows = Secret.objects.filter(repository=repository_id, purpose=purpose, ended_at=None).order_by("id")
    return list(rows.values_list("value", flat=True))


def head_of(repository_id: int) -> str:
    """The newest commit of the last reading that went well; empty before the first."""
    rows = Reading.objects.filter(repository=repository_id, failed="").order_by("-id")
    return rows.values_list("head", flat=True).first() or ""


def source_of(line_id: int) -> Repository | None:
    """The repository of a line: the first that is not ended."""
    return Repository.objects.filter(line=line_id, ended_at=None).order_by("id").first()


def may_get(row: Repository, viewer: Viewer) -> bool:
    """Whether this viewer gets what is in a repository."""
    if row.open_to == Repository.EVERYBODY:
        return True
    return viewer.may("releases.board") or (row.open_to == Repository.FANS and viewer.fan_id is not None)


def commits_of(change_id: int) -> list[Commit]:
    """Commits that belong to a change, the oldest first; those a rewritten branch has dropped are left out."""
    ids = Link.objects.filter(change=change_id).values("commit")
    rows = Commit.objects.filter(id__in=ids, gone_at=None).select_related("repository", "fan", "member")
    return list(rows.order_by("made_at", "id"))


def commit_of(change_id: int, sha: str) -> Commit | None:
    """One commit of a change."""
    return next((row for row in commits_of(change_id) if row.sha == sha), None)


def commit_by_id(commit_id: int) -> Commit | None:
    return Commit.objects.select_related("repository__line").filter(id=commit_id).first()


def changes_of(commit_id: int) -> list[int]:
    return list(Link.objects.filter(commit=commit_id).order_by("id").values_list("change_id", flat=True))


def latest_commits(repository_id: int, *, limit: int = 20) -> list[Commit]:
    rows = Commit.objects.filter(repository=repository_id, gone_at=None).order_by("-made_at", "-id")
    return list(rows[:limit])


def readings_of(repository_id: int, *, limit: int = 10) -> list[Reading]:
    return list(Reading.objects.filter(repository=repository_id).order_by("-id")[:limit])


def web_of(row: Commit) -> str:
    """Where people browse a commit; empty where nobody said."""
    web = row.repository.web.rstrip("/")
    if not web:
        return ""
    return f"{web}/-/commit/{row.sha}" if "gitlab" in web else f"{web}/commit/{row.sha}"


def _open_mentions() -> QuerySet[Mention]:
    here = Q(commit__gone_at=None) | Q(outcome=Mention.GONE)
    rows = Mention.objects.filter(here, left_at=None, commit__repository__ended_at=None)
    return rows.exclude(outcome=Mention.LINKED).select_related("commit__repository__line")


def unlinked(*, page: str | int = 1) -> Page[Mention]:
    """What could not be linked and nobody left yet, the newest first."""
    return Paginator(_open_mentions().order_by("-id"), PAGE).get_page(page)


def count_unlinked() -> int:
    return _open_mentions().count()


def mention(mention_id: int) -> Mention | None:
    return _open_mentions().filter(id=mention_id).first() if mention_id < 2**63 else None


def waiting_mentions() -> list[Mention]:
    """Lines that wait for a promise."""
    return list(_open_mentions().filter(outcome=Mention.WAITS).order_by("id")[:1_000])


def contribution(contribution_id: int) -> Contribution | None:
    rows = Contribution.objects.select_related("fan", "line", "change", "terms", "commit__repository")
    return rows.filter(id=contribution_id).first() if contribution_id < 2**63 else None


def handed(rows: Iterable[Contribution]) -> list[Handed]:
    """Contributions with what became of them; three queries whatever their number."""
    listed = list(rows)
    ids = [row.id for row in listed]
    decisions = {
        one.contribution_id: one for one in Decision.objects.filter(contribution__in=ids).select_related("by")
    }
    merged = Merging.objects.filter(contribution__in=ids).select_related("commit__repository")
    mergings = {one.contribution_id: one for one in merged}
    hidden = hidden_ids(KIND)
    return [Handed(row, decisions.get(row.id), mergings.get(row.id), row.id in hidden) for row in listed]


def handed_for(change_id: int, viewer: Viewer) -> list[Handed]:
    """What fans handed in for a change, the newest first; what is hidden only for its author and the team."""
    rows = Contribution.objects.filter(change=change_id).select_related("fan")
    found = handed(rows.order_by("-id")[:60])
    return [one for one in found if may_read(one.row, viewer, hidden=one.is_hidden)]


def may_read(row: Contribution, viewer: Viewer, *, hidden: bool | None = None) -> bool:
    out_of_sight = is_hidden(f"{KIND}:{row.id}") if hidden is None else hidden
    mine = row.fan_id is not None and row.fan_id == viewer.fan_id
    return not out_of_sight or mine or viewer.may("releases.board") or viewer.may("community.moderate")


def waiting(*, page: str | int = 1) -> Page[Contribution]:
    """Contributions nobody has decided about and that have not arrived by themselves, the oldest first."""
    return Paginator(_undecided().order_by("id"), PAGE).get_page(page)


def count_waiting() -> int:
    return _undecided().count()


def _undecided() -> QuerySet[Contribution]:
    rows = Contribution.objects.select_related("fan", "line", "change").filter(fan__isnull=False)
    said = Decision.objects.filter(contribution=OuterRef("pk"))
    merged = Merging.objects.filter(contribution=OuterRef("pk"))
    return rows.filter(~Exists(said), ~Exists(merged))


def settled(*, limit: int = 20) -> list[Contribution]:
    """The others, the newest first."""
    rows = Contribution.objects.select_related("fan", "line", "change").exclude(
        id__in=_undecided().values("id")
    )
    return list(rows.order_by("-id")[:limit])


def patches_like(fingerprint: str, *, line_id: int) -> list[Contribution]:
    """Patches of a line that net the same lines, the first handed in first."""
    if not fingerprint:
        return []
    rows = _patches(line_id).filter(prints__contains=[fingerprint])
    return list(rows.order_by("id"))


def patches_asked_at(url: str, *, line_id: int) -> list[Contribution]:
    """Patches whose fan named this merge request."""
    return list(_patches(line_id).filter(request_url=url).order_by("id")) if url else []


def patches_from(fan_id: int, *, line_id: int) -> list[Contribution]:
    """Patches of a fan that have not arrived yet and were not declined."""
    gone = Decision.objects.filter(contribution=OuterRef("pk"), accepted=False)
    merged = Merging.objects.filter(contribution=OuterRef("pk"))
    return list(_patches(line_id).filter(~Exists(gone), ~Exists(merged), fan=fan_id).order_by("id"))


def _patches(line_id: int) -> QuerySet[Contribution]:
    return Contribution.objects.filter(kind=Contribution.PATCH, line=line_id).select_related("fan")


def twins_of(row: Commit) -> list[Commit]:
    """Other commits of the line that do the same: a rebased one, one of a merge, one picked elsewhere."""
    if not row.fingerprint:
        return []
    rows = Commit.objects.filter(fingerprint=row.fingerprint, repository__line=row.repository.line_id)
    return list(rows.exclude(id=row.id).order_by("id"))


def patchers_of(commit_id: int) -> set[int]:
    """Fans whose patches this commit brought."""
    rows = Merging.objects.filter(commit=commit_id, contribution__fan__isnull=False)
    return set(rows.values_list("contribution__fan_id", flat=True))


def requests_of(row: Commit) -> list[Request]:
    """Merge requests that this commit merged."""
    return list(
        Request.objects.filter(repository=row.repository_id, commits__contains=[row.sha]).order_by("id")
    )


def has_unknown_author(row: Commit, *, but: int | None = None) -> bool:
    """Whether somebody made a commit, or made it too, whom nobody knows; not where this fan (`but`) is known to have."""
    if but is not None and but in {row.fan_id, *(one["fan"] for one in row.others)}:
        return False
    if row.fan_id is None and row.member_id is None:
        return True
    settled = Mention.objects.filter(commit=row, line=0, outcome="author").exclude(left_at=None)
    left = set(settled.values_list("text", flat=True))
    return any(one["fan"] is None and one["name"] and one["name"] not in left for one in row.others)


def person_of(address: str) -> Fan | None:
    """Who has shown that this address is theirs; nobody is guessed."""
    return fans.fan_by_proven_email(address) if address else None


@trail.describes(KIND, label=lambda count: ngettext("contribution", "contributions", count))
def describe_contributions(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    rows = Contribution.objects.filter(id__in=ids).select_related("fan")
    hidden = hidden_ids(KIND)
    labels = {"patch": _("patch"), "translation": _("translation"), "claim": _("claim")}
    return {
        row.id: trail.Card(
            f"{KIND}:{row.id}", labels[row.kind], row.title or labels[row.kind],
            f"@{row.fan.handle}" if row.fan and row.fan.is_active else "", row.at,
        )
        for row in rows
        if may_read(row, viewer, hidden=row.id in hidden)
    }  # fmt: skip


@subject(KIND)
def contributions_as_subjects(ids: set[int]) -> dict[int, Subject]:
    """Whose words stand behind a flag on a contribution."""
    rows = Contribution.objects.filter(id__in=ids)
    return {
        row.id: Subject(row.fan_id, "\n".join((row.words, *_said(row.said))), title=row.title, at=row.at)
        for row in rows
    }


def _said(said: Any) -> Collection[str]:
    return [str(one) for one in said.values()] if isinstance(said, dict) else []


def _export(fan_id: int) -> list[dict[str, Any]]:
    """Everything a fan handed in."""
    return [
        {
            "kind": row.kind, "title": row.title, "words": row.words, "patch": row.body, "language": row.language,
            "said": row.said, "at": row.at.isoformat(), "became": one.state,
        }
        for one in handed(Contribution.objects.filter(fan=fan_id).order_by("id"))
        for row in [one.row]
    ]  # fmt: skip


fans.register_export("repository", _export)


def why_not(problem: patches.NotAPatch) -> str:
    """What is wrong with a patch, in words."""
    said = {
        "empty": _("There is nothing in it."),
        "large": _("It is larger than a megabyte. Cut it into smaller steps."),
        "text": _("It is not text in UTF-8."),
        "binary": _("There is a binary file in it; only text can be read here (line %(line)s)."),
        "diff": _("This is no patch. Make one with “git format-patch” or “git diff”."),
        "hunk": _("It breaks off or was changed by hand: the lines do not add up (line %(line)s)."),
        "path": _("It names a file that nobody may write (line %(line)s)."),
        "files": _("It touches more than two hundred files. Cut it into smaller steps."),
    }
    return said[problem.code] % {"line": problem.line}
