"""A moderator's word on a review: taken up, judged, told, and judged again where it was wrong."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.listening.moderation.actions.hiding import hide, unhide
from fanloop.listening.moderation.actions.rounds import QUEUE
from fanloop.listening.moderation.facts import FlagJudged
from fanloop.listening.moderation.models import Claim, Flag, Judgement, Review
from fanloop.listening.moderation.queries import gate
from fanloop.listening.moderation.rules.refusals import Refused
from fanloop.listening.moderation.rules.words import AGREED, HIDE, IGNORE, VERDICTS, WARN
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from fanloop.people.fans.queries import Fan
from fanloop.people.levels.rules import deeds


@transaction.atomic
def claim(*, review: Review, by: Fan, at: datetime) -> Claim:
    """Say that one reads this now; it lapses by itself. Raises Refused while somebody else reads it."""
    row = _locked(review)
    if row.judged_at is not None:
        raise Refused(_("This is judged already."), code="judged")
    _free_for(row, by, at)
    Claim.objects.filter(review=row, ended_at=None).update(ended_at=at)
    until = at + timedelta(minutes=gate.figures(at).claim_minutes)
    live.announce(QUEUE, str(row.id))
    return Claim.objects.create(review=row, by=by, at=at, until=until)


@transaction.atomic
def let_go(*, review: Review, by: Fan, at: datetime) -> bool:
    """Hand a claim back; return whether there was one."""
    gone = Claim.objects.filter(review=review, by=by, ended_at=None).update(ended_at=at)
    if gone:
        live.announce(QUEUE, str(review.id))
    return bool(gone)


def _locked(review: Review) -> Review:
    return Review.objects.select_for_update().get(id=review.id)


def _free_for(row: Review, by: Fan, at: datetime) -> None:
    other = Claim.objects.filter(review=row, ended_at=None, until__gt=at).exclude(by=by).first()
    if other:
        name = fan_queries.names([other.by_id]).get(other.by_id, "")
        raise Refused(_("%(name)s is reading this now.") % {"name": name}, code="claimed")


@transaction.atomic
def judge(
    *, review: Review, verdict: str, by: Fan, why: str, at: datetime, version: int | None = None
) -> Judgement:
    """Hide, warn, show or ignore. Reporters and the author are told; judging again takes the place of what stood.

    `version` is the one the moderator read: if a flag or a judgement came since, nothing is done. Raises Refused then,
    for one's own words, without a reason to hide or warn, and while another moderator reads it.
    """
    row = _locked(review)
    before = _checked(row, verdict=verdict, by=by, why=why, at=at, version=version)
    Judgement.objects.filter(review=row, undone_at=None).update(undone_at=at)
    said = Judgement.objects.create(review=row, verdict=verdict, by=by, why=why.strip(), at=at)
    Claim.objects.filter(review=row, ended_at=None).update(ended_at=at)
    was_hidden = _brought_about(row, said)
    row.judged_at, row.verdict, row.version = row.judged_at or at, verdict, row.version + 1
    row.save(update_fields=["judged_at", "verdict", "version"])
    reporters = sorted(Flag.objects.filter(review=row, by__isnull=False).values_list("by", flat=True))
    _write_deeds(row, reporters, before=before, now=said)
    _tell(row, said, reporters, was_hidden=was_hidden)
    _announce(row, reporters, at)
    return said


def _checked(
    row: Review, *, verdict: str, by: Fan, why: str, at: datetime, version: int | None
) -> Judgement | None:
    if version is not None and version != row.version:
        raise Refused(_("Something came in between. Please read it once more."), code="conflict")
    if row.author_id == by.id:
        raise Refused(_("These are your own words. Somebody else must judge them."), code="own")
    if verdict not in VERDICTS or (row.held and verdict == IGNORE):
        raise Refused(_("This cannot be judged like that."), code="verdict")
    if verdict in AGREED and not why.strip():
        raise Refused(_("Say why: its author will read it."), code="why")
    if row.judged_at is not None and Review.objects.filter(about=row.about, judged_at=None).exists():
        raise Refused(_("There are new reports about this. Judge those."), code="newer")
    _free_for(row, by, at)
    return Judgement.objects.filter(review=row, undone_at=None).first()


def _brought_about(row: Review, said: Judgement) -> bool:
    """Hide or show; return whether it was out of sight before."""
    if said.verdict == HIDE:
        return not hide(about=row.about, by=said.by, why=said.why, at=said.at)
    return unhide(about=row.about, by=said.by, why=said.why, at=said.at)


def _write_deeds(row: Review, reporters: list[int], *, before: Judgement | None, now: Judgement) -> None:
    """Who was right gets a deed, who was rightly reported one for each reporter; an undone judgement takes them back."""
    was, is_now = before is not None and before.verdict in AGREED, now.verdict in AGREED
    if was and not is_now and before is not None:
        fans.take_back_deeds(_deeds(row, reporters, before.at), at=now.at)
    elif is_now and not was:
        fans.record_deeds(_deeds(row, reporters, now.at), at=now.at, adding=True)


def _deeds(row: Review, reporters: list[int], on: datetime) -> list[fans.NewDeed]:
    day, author = on.date(), row.author_id
    done = [fans.NewDeed(fan_id, day, deeds.FLAG_AGREED, ref=row.about) for fan_id in reporters]
    if author:
        done += [fans.NewDeed(author, day, deeds.FLAGGED, ref=f"fans.fan:{fan_id}") for fan_id in reporters]
    return done


_TO_AUTHOR = {HIDE: "words_hidden", WARN: "words_warned"}


def _tell(row: Review, said: Judgement, reporters: list[int], *, was_hidden: bool) -> None:
    key = f"moderation.judgement:{said.id}"
    data = {"why": said.why}
    told = [fan_id for fan_id in reporters if fan_id != said.by_id]
    fans.notify(
        told, kind=f"report_{said.verdict}", data=data, about=ref(row), at=said.at, key_prefix=f"{key}:told"
    )
    kind = _TO_AUTHOR.get(said.verdict, "words_shown" if was_hidden else "")
    if kind and row.author_id:
        fans.notify([row.author_id], kind=kind, data=data, about=ref(row), at=said.at, key_prefix=key)


def _announce(row: Review, reporters: list[int], at: datetime) -> None:
    bus.publish(
        FlagJudged(
            about=row.about, review=ref(row), verdict=row.verdict,
            author=f"fans.fan:{row.author_id}" if row.author_id else "",
            reporters=tuple(f"fans.fan:{fan_id}" for fan_id in reporters),
        ),
        at=at,
    )  # fmt: skip
    live.announce(QUEUE, str(row.id))
