"""What fans hand in, under the terms they agreed to. Faces put it through the gate of moderation."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import Fan
from fanloop.people.terms import queries as terms
from fanloop.plugins.repository import git, queries
from fanloop.plugins.repository.facts import ContributionHandedIn
from fanloop.plugins.repository.models import Commit, Contribution, Decision
from fanloop.plugins.repository.rules import fitting, patches
from fanloop.plugins.repository.rules.refusals import Refused
from fanloop.releasing.releases.queries import Change
from fanloop.things.products.queries import Line

_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?")


@transaction.atomic
def hand_in_patch(
    *, line: Line, fan: Fan, text: str, at: datetime, change: Change | None = None, title: str = "", words: str = "",
    request_url: str = "",
) -> Contribution:  # fmt: skip
    """Keep a fan's patch, and whether it applies to the newest source. Raises Refused for what is no patch, in words."""
    try:
        patch = patches.read(text)
    except patches.NotAPatch as problem:
        raise Refused(queries.why_not(problem)) from problem
    prints = fitting.fingerprints(patch)
    _refuse_known(line, fan, prints)
    head, misfits = fits(line, patch)
    return _handed_in(
        Contribution(
            kind=Contribution.PATCH, line=line, change=change, fan=fan, body=text, prints=prints, fits_at=head,
            title=(title.strip() or patch.title or patch.files[0].path)[:160], words=words.strip() or patch.words,
            misfits=[[one.path, one.reason, one.hunk] for one in misfits], request_url=request_url.strip(),
            at=at,
        )
    )  # fmt: skip


def _refuse_known(line: Line, fan: Fan, prints: list[str]) -> None:
    if not prints:
        raise Refused(
            _("It changes nothing but spaces or the order of lines; that cannot be told apart from others.")
        )
    if any(row.fan_id == fan.id for row in queries.patches_like(prints[0], line_id=line.id)):
        raise Refused(_("You have handed in exactly this already."))
    merged = Commit.objects.filter(fingerprint=prints[0], repository__line=line, gone_at=None).first()
    if merged:
        raise Refused(
            _("The source has exactly this already, as commit %(sha)s. If it is yours, say so there.")
            % {"sha": merged.sha[:10]}
        )


def fits(line: Line, patch: patches.Patch) -> tuple[str, list[fitting.Misfit]]:
    """The commit a patch was tried against, and what does not fit; no commit where the source was not read yet."""
    source = queries.source_of(line.id)
    head = queries.head_of(source.id) if source else ""
    if source is None or not head:
        return "", []
    paths = {path for one in patch.files for path in (one.old, one.new)}
    try:
        return head, fitting.misfits(patch.files, git.contents(queries.mirror_of(source.id), head, paths))
    except (git.GitError, OSError):
        return "", []


@transaction.atomic
def hand_in_translation(
    *, change: Change, fan: Fan, language: str, title: str, at: datetime, words: str = ""
) -> Contribution:
    """Keep a change's title, and its words, in one more language. Raises Refused for no language or nothing new."""
    tag, said = language.strip().lower(), {"title": title.strip()[:160], "words": words.strip()[:2_000]}
    if not _TAG.fullmatch(tag):
        raise Refused(_("Choose the language."))
    if not said["title"]:
        raise Refused(_("Say the title in your language."))
    if change.title.get(tag) == said["title"] and change.words.get(tag, "") == said["words"]:
        raise Refused(_("It is told like this already."))
    return _handed_in(
        Contribution(
            kind=Contribution.TRANSLATION, line=change.line, change=change, fan=fan, title=said["title"],
            language=tag, said=said, at=at,
        )
    )  # fmt: skip


@transaction.atomic
def claim_commit(
    *, commit: Commit, fan: Fan, at: datetime, words: str = "", change: Change | None = None
) -> Contribution:
    """A fan says that a commit is theirs where an author of it is not known. Raises Refused where all are, where the fan
    is among them, or said so before.
    """
    if not queries.has_unknown_author(commit, but=fan.id):
        raise Refused(_("We know already whose work this is."))
    declined = Decision.objects.filter(accepted=False).values("contribution")
    rows = Contribution.objects.filter(kind=Contribution.CLAIM, commit=commit, fan=fan)
    if rows.exclude(id__in=declined).exists():
        raise Refused(_("You have said so already. Somebody here looks at it."))
    return _handed_in(
        Contribution(
            kind=Contribution.CLAIM, line=commit.repository.line, change=change, commit=commit, fan=fan,
            title=commit.message.splitlines()[0][:160] if commit.message else commit.sha[:10], words=words.strip(), at=at,
        )
    )  # fmt: skip


def _handed_in(row: Contribution) -> Contribution:
    row.terms_id = terms.agreed_version(row.fan_id or 0)
    if row.terms_id is None and terms.current() is not None:
        raise Refused(_("Please agree to the contribution terms first: the box stands below what you wrote."))
    row.words = row.words.replace("\0", "")[:8_000]
    row.save()
    bus.publish(ContributionHandedIn(contribution=ref(row), kind=row.kind), at=row.at)
    return row


@transaction.atomic
def forget(*, fan_id: int, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """Blank what an erased fan handed in, and the name and address in commits that were theirs. What shipped stays shipped."""
    Commit.objects.filter(fan=fan_id).update(author_name="", author_email="", fan=None)
    for commit in Commit.objects.filter(others__contains=[{"fan": fan_id}]):
        nobody = {"name": "", "email": "", "fan": None}
        commit.others = [nobody if one["fan"] == fan_id else one for one in commit.others]
        commit.save(update_fields=["others"])
    rows = Contribution.objects.filter(fan=fan_id)
    rows.exclude(kind=Contribution.CLAIM).update(
        title="", words="", body="", said={}, request_url="", fan=None
    )
    rows.update(title="", words="", fan=None)
