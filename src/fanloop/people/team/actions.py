"""Every write of the team: found, hire, give duties, and keep the audit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import words
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import Fan
from fanloop.people.team.facts import DutyEnded, DutyGiven, MakerFounded, MemberHired, MemberLeft, SquadJoined
from fanloop.people.team.models import Duty, Maker, Member, StaffAct
from fanloop.people.team.queries import member_of
from fanloop.people.team.rules.permissions import DUTIES, FOUNDER, RANKS
from fanloop.people.team.rules.refusals import Refused

__all__ = [
    "Maker",
    "Member",
    "Refused",
    "dismiss",
    "end_duty",
    "found_maker",
    "give_duty",
    "hire",
    "join_squad",
    "promote",
    "record_act",
]


@transaction.atomic
def found_maker(
    *,
    name: str,
    languages: Sequence[str],
    currencies: Sequence[str],
    founder: Fan,
    member_name: str,
    at: datetime,
    logo: str | None = None,
    tagline: str | Mapping[str, str] = "",
    title: str = "",
) -> Maker:
    """The first run. `logo` is the sha256 of a kept file. Of two at once the database lets one through."""
    try:
        with transaction.atomic():
            maker = Maker.objects.create(
                name=name.strip(),
                tagline=words(tagline) if tagline else {},
                logo=logo,
                languages=list(languages),
                currencies=list(currencies),
                founded_at=at,
            )
    except IntegrityError:
        raise Refused(gettext("This house has a maker already. Log in instead.")) from None
    row = Member.objects.create(fan=founder, name=member_name, title=title, rank=FOUNDER, hired_at=at)
    bus.publish(MakerFounded(member=ref(row)), at=at)
    return maker


@transaction.atomic
def hire(
    *, fan: Fan, name: str, rank: str, by: Member | None, at: datetime, title: str = "", squad: str = ""
) -> Member:
    """A fan becomes a member, or comes back. Raises Refused for a present member or an unknown rank."""
    if rank not in RANKS:
        raise Refused(
            gettext("“%(rank)s” is no rank. Ranks are %(ranks)s.") % {"rank": rank, "ranks": ", ".join(RANKS)}
        )
    if not fan.is_active:
        raise Refused(gettext("This person has left. Ask them to make a new account first."))
    if member_of(fan.id):
        raise Refused(gettext("%(name)s is in the team already.") % {"name": fan.handle})
    row, _ = Member.objects.update_or_create(
        fan=fan,
        defaults={
            "name": name.strip() or fan.shown_name,
            "title": title,
            "squad": squad,
            "rank": rank,
            "hired_at": at,
            "hired_by": by,
            "left_at": None,
        },
    )
    bus.publish(MemberHired(member=ref(row), rank=rank), at=at)
    return row


@transaction.atomic
def promote(*, member: Member, rank: str, at: datetime) -> Member:
    """Give another rank. The last founder stays one, so that somebody can always open the door."""
    if rank not in RANKS:
        raise Refused(
            gettext("“%(rank)s” is no rank. Ranks are %(ranks)s.") % {"rank": rank, "ranks": ", ".join(RANKS)}
        )
    if rank != FOUNDER:
        _keep_a_founder(member)
    member.rank = rank
    member.save(update_fields=["rank"])
    bus.publish(MemberHired(member=ref(member), rank=rank), at=at)
    return member


@transaction.atomic
def join_squad(*, member: Member, squad: str, at: datetime) -> Member:
    """Give a member another squad, or none. People of one squad cannot vote for one another."""
    member.squad = " ".join(squad.split())[:60]
    member.save(update_fields=["squad"])
    bus.publish(SquadJoined(member=ref(member), squad=member.squad), at=at)
    return member


@transaction.atomic
def dismiss(*, member: Member, by: Member | None, at: datetime) -> Member:
    """A member leaves; every duty ends with it. Raises Refused for the last founder."""
    _keep_a_founder(member)
    Duty.objects.filter(member=member, ended_at=None).update(ended_at=at, ended_by=by)
    member.left_at = at
    member.save(update_fields=["left_at"])
    bus.publish(MemberLeft(member=ref(member)), at=at)
    return member


def _keep_a_founder(member: Member) -> None:
    """Founders are locked in one order, so two founders cannot dismiss each other at once."""
    founders = list(Member.objects.select_for_update().filter(rank=FOUNDER, left_at=None).order_by("id"))
    if [row.id for row in founders] == [member.id]:
        raise Refused(
            gettext("%(name)s is the last founder. Make somebody else a founder first.")
            % {"name": member.name}
        )


@transaction.atomic
def give_duty(*, member: Member, duty: str, by: Member | None, at: datetime) -> Duty:
    """Let a member look after something. Raises Refused when they do already or are gone."""
    if duty not in DUTIES:
        raise Refused(
            gettext("“%(duty)s” is no duty. Duties are %(duties)s.")
            % {"duty": duty, "duties": ", ".join(DUTIES)}
        )
    if member.left_at is not None:
        raise Refused(gettext("%(name)s has left the team.") % {"name": member.name})
    try:
        with transaction.atomic():
            row = Duty.objects.create(member=member, duty=duty, by=by, at=at)
    except IntegrityError:
        raise Refused(
            gettext("%(name)s has the duty %(duty)s already.") % {"name": member.name, "duty": duty}
        ) from None
    bus.publish(DutyGiven(member=ref(member), duty=duty), at=at)
    return row


@transaction.atomic
def end_duty(*, member: Member, duty: str, by: Member | None, at: datetime) -> None:
    """End a duty; the row stays with both authors. Raises Refused when it is not held."""
    ended = Duty.objects.filter(member=member, duty=duty, ended_at=None).update(ended_at=at, ended_by=by)
    if not ended:
        raise Refused(
            gettext("%(name)s does not have the duty %(duty)s.") % {"name": member.name, "duty": duty}
        )
    bus.publish(DutyEnded(member=ref(member), duty=duty), at=at)


@transaction.atomic
def record_act(
    by: Viewer | Member, *, act: str, at: datetime, about: str = "", detail: Mapping[str, Any] | None = None
) -> StaffAct:
    """Keep what a member did at the desk. Raises Refused when `by` is no present member."""
    row = by if isinstance(by, Member) else member_of(by.fan_id)
    if row is None:
        raise Refused(gettext("Only members of the team act at the desk."))
    return StaffAct.objects.create(member=row, act=act, about=about, detail=dict(detail or {}), at=at)


@transaction.atomic
def forget_member(*, fan_id: int, at: datetime) -> None:
    """What the team keeps of an erased person: a row without a name, for old answers hang on it."""
    row = Member.objects.filter(fan_id=fan_id).first()
    if row is None:
        return
    Duty.objects.filter(member=row, ended_at=None).update(ended_at=at)
    row.name, row.title, row.left_at = "", "", row.left_at or at
    row.save(update_fields=["name", "title", "left_at"])
