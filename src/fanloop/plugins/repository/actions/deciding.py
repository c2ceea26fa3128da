"""A person here says yes or no to what a fan handed in, with the reason, once; the fan is told."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans import actions as fans
from fanloop.people.team.queries import Member
from fanloop.plugins.repository import queries
from fanloop.plugins.repository.actions.linking import link
from fanloop.plugins.repository.facts import ContributionAccepted, ContributionDeclined
from fanloop.plugins.repository.models import Commit, Contribution, Decision, Mention, Merging
from fanloop.plugins.repository.rules.refusals import Refused
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases import queries as trains
from fanloop.releasing.releases.actions import sources


@transaction.atomic
def decide(*, contribution: Contribution, accepted: bool, why: str, by: Member, at: datetime) -> Decision:
    """Say yes or no. A translation is told from then on, a claim puts the fan's name beside the work.

    A patch that is accepted waits for a maintainer to merge it. Raises Refused without a reason, or when somebody decided.
    """
    why = why.strip()[:400]
    if not why:
        raise Refused(_("Say why; the fan reads it."))
    try:
        with transaction.atomic():
            row = Decision.objects.create(contribution=contribution, accepted=accepted, why=why, by=by, at=at)
    except IntegrityError:
        raise Refused(_("Somebody has just decided about it.")) from None
    if accepted:
        _apply(contribution, at=at)
        bus.publish(ContributionAccepted(contribution=ref(contribution), kind=contribution.kind), at=at)
    else:
        bus.publish(
            ContributionDeclined(contribution=ref(contribution), kind=contribution.kind, why=why), at=at
        )
    _tell(contribution, row)
    return row


def _apply(row: Contribution, *, at: datetime) -> None:
    if row.kind == Contribution.TRANSLATION and row.change_id:
        change = trains.changes_by_ids([row.change_id])[0]
        said = row.said
        before = sources.translate_change(
            change=change, language=row.language, title=said["title"], words=said["words"], at=at
        )
        Contribution.objects.filter(id=row.id).update(before=before)
        if row.fan_id:
            releases.credit(change=change, fan_ids=[row.fan_id], for_what=trains.HELPED, at=at)
    elif row.kind == Contribution.CLAIM and row.commit_id and row.fan_id:
        _name(row, at=at)


def _name(row: Contribution, *, at: datetime) -> None:
    """The fan made what this commit belongs to."""
    is_author = bool(Commit.objects.filter(id=row.commit_id or 0, fan=None).update(fan=row.fan))
    for change in trains.changes_by_ids(queries.changes_of(row.commit_id or 0)):
        releases.credit(change=change, fan_ids=[row.fan_id or 0], for_what=trains.MADE, at=at)
        sources.arose_from(change=change, contribution=ref(row), at=at)
    _look_again(row.commit_id or 0, at=at)
    _settle(row, is_author=is_author, at=at)


def _settle(row: Contribution, *, is_author: bool, at: datetime) -> None:
    """What said that nobody is known to have made it. Of a commit with several authors a claim settles the author's line
    first, then those of the others: who claims is one of them.
    """
    lines = Mention.objects.filter(commit=row.commit_id, outcome__in=["author", "terms"], left_at=None)
    if is_author and row.commit is not None:
        lines.filter(text=row.commit.author_name).update(outcome=Mention.LINKED)
    else:
        lines.update(left_at=at)


def _look_again(commit_id: int, *, at: datetime) -> None:
    """Now that somebody is known to have made it, it may board by itself."""
    commit = Commit.objects.filter(id=commit_id).select_related("repository__line", "fan", "member").first()
    if commit is not None:
        link(commit=commit, at=at)


def _tell(row: Contribution, decision: Decision) -> None:
    kind = f"{row.kind}_{'accepted' if decision.accepted else 'declined'}"
    if row.fan_id:
        data = {"title": row.title, "why": decision.why, "by": decision.by.name}
        fans.notify(
            [row.fan_id],
            kind=kind,
            data=data,
            about=ref(row),
            at=decision.at,
            key_prefix=f"{kind}:{ref(row)}",
        )


def tell_of_merging(*, contribution_id: int, at: datetime) -> None:
    """The fan hears that their patch is in the source; asked again, nothing more is said."""
    merged = (
        Merging.objects.filter(contribution=contribution_id).select_related("contribution", "change").first()
    )
    if merged and merged.contribution.fan_id:
        row = merged.contribution
        data = {"title": row.title, "change": merged.change.title}
        fans.notify(
            [row.fan_id or 0],
            kind="patch_merged",
            data=data,
            about=ref(row),
            at=at,
            key_prefix=f"merged:{ref(row)}",
        )
