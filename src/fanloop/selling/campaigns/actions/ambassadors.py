"""Every write of ambassadors: a fan applies or is invited, the other side answers, and either side ends it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.people.team import queries as team
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.models.ambassadors import AmbassadorAnswer, AmbassadorEnd, Ambassadorship
from fanloop.selling.campaigns.rules.refusals import Refused

__all__ = ["answer_invitation", "apply", "decide", "end", "forget_person", "invite", "step_down"]


@transaction.atomic
def apply(*, fan: Fan, words: str, at: datetime) -> Ambassadorship:
    """A fan would like to speak for the maker's things. Asking again while one runs changes nothing.

    Raises Refused without a word about why, and for the team, who speak for themselves.
    """
    if team.member_of(fan.id) is not None:
        raise Refused(_("You are of the team: everybody knows whom you speak for."))
    if not words.strip():
        raise Refused(_("Say in a few words why, and where you would speak of it."))
    return _begun(fan, words, None, at)


@transaction.atomic
def invite(*, fan: Fan, words: str, by: Member, at: datetime) -> Ambassadorship:
    """The maker asks a fan; they answer. Raises Refused without words, and for the team."""
    if team.member_of(fan.id) is not None:
        raise Refused(_("They are of the team: everybody knows whom they speak for."))
    if not words.strip():
        raise Refused(_("Say in a few words why you ask them."))
    row = _begun(fan, words, by, at)
    if row.invited_by_id is None:
        raise Refused(_("They have applied already. Answer that."))
    _tell(row, "ambassador_invited", {"by": by.name, "words": row.words}, at)
    return row


def _begun(fan: Fan, words: str, by: Member | None, at: datetime) -> Ambassadorship:
    running = Ambassadorship.objects.filter(fan=fan, over_at=None)
    if before := running.first():
        return before
    try:
        with transaction.atomic():
            return Ambassadorship.objects.create(
                fan=fan, invited_by=by, words=words.replace("\0", "").strip()[:1000], at=at
            )
    except IntegrityError:
        return running.get()


@transaction.atomic
def decide(
    *, ambassadorship: Ambassadorship, accepted: bool, because: str, by: Member, at: datetime
) -> AmbassadorAnswer:
    """A person of the maker answers an application, with a reason; the fan is told. Once decided it stays so."""
    row = _locked(ambassadorship)
    if before := AmbassadorAnswer.objects.filter(of=row).first():
        return before
    if row.invited_by_id is not None:
        raise Refused(_("It is their turn to answer."))
    if not because.strip():
        raise Refused(_("Say why, in words for them."))
    answer = _answered(row, accepted=accepted, because=because, by=by, at=at)
    kind = "ambassador_accepted" if accepted else "ambassador_declined"
    _tell(row, kind, {"by": by.name, "because": answer.because}, at)
    return answer


@transaction.atomic
def answer_invitation(
    *, ambassadorship: Ambassadorship, fan: Fan, accepted: bool, at: datetime
) -> AmbassadorAnswer:
    """The invited fan says yes or no; no reason is asked for. Raises Refused for anybody else's."""
    row = _locked(ambassadorship)
    if before := AmbassadorAnswer.objects.filter(of=row).first():
        return before
    if row.fan_id != fan.id or row.invited_by_id is None:
        raise Refused(_("This is not yours to answer."))
    return _answered(row, accepted=accepted, because="", by=None, at=at)


def _answered(
    row: Ambassadorship, *, accepted: bool, because: str, by: Member | None, at: datetime
) -> AmbassadorAnswer:
    if row.over_at is not None:
        raise Refused(_("It is over already."))
    answer = AmbassadorAnswer.objects.create(
        of=row, accepted=accepted, because=because.strip()[:500], by=by, at=at
    )
    if not accepted:
        Ambassadorship.objects.filter(id=row.id).update(over_at=at)
    return answer


@transaction.atomic
def end(*, ambassadorship: Ambassadorship, because: str, by: Member, at: datetime) -> AmbassadorEnd:
    """The maker ends it, with a reason; the fan is told. Links go on working as a friend's; what was earned stays."""
    row = _locked(ambassadorship)
    if before := AmbassadorEnd.objects.filter(of=row).first():
        return before
    if not because.strip():
        raise Refused(_("Say why, in words for them."))
    ended = _ended(row, because, by, at)
    _tell(row, "ambassador_ended", {"by": by.name, "because": ended.because}, at)
    return ended


@transaction.atomic
def step_down(*, ambassadorship: Ambassadorship, fan: Fan, at: datetime, because: str = "") -> AmbassadorEnd:
    """The fan ends it, or takes the application back. No reason is asked for."""
    row = _locked(ambassadorship)
    if row.fan_id != fan.id:
        raise Refused(_("This is not yours to end."))
    return AmbassadorEnd.objects.filter(of=row).first() or _ended(row, because, None, at)


def _ended(row: Ambassadorship, because: str, by: Member | None, at: datetime) -> AmbassadorEnd:
    if row.over_at is not None:
        raise Refused(_("It is over already."))
    Ambassadorship.objects.filter(id=row.id).update(over_at=at)
    return AmbassadorEnd.objects.create(of=row, because=because.strip()[:500], by=by, at=at)


@transaction.atomic
def forget_person(*, fan_id: int, at: datetime) -> None:
    """Who leaves the house is nobody's ambassador; their words go, the rows stay."""
    for row in Ambassadorship.objects.filter(fan=fan_id, over_at=None):
        step_down(ambassadorship=row, fan=row.fan, at=at)
    Ambassadorship.objects.filter(fan=fan_id).update(words="")
    AmbassadorEnd.objects.filter(of__fan=fan_id, by=None).update(because="")


def _locked(row: Ambassadorship) -> Ambassadorship:
    return (
        Ambassadorship.objects.select_for_update(no_key=True, of=("self",))
        .select_related("fan")
        .get(id=row.id)
    )


def _tell(row: Ambassadorship, kind: str, data: dict[str, str], at: datetime) -> None:
    notify([row.fan_id], kind=kind, data=data, about=ref(row), at=at, key_prefix=f"{kind}:{row.id}")
