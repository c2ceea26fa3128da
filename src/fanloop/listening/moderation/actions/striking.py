"""Strikes and appeals: what follows for a person, and who looks at it again."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.listening.moderation.actions.judging import judge
from fanloop.listening.moderation.facts import StrikeGiven, StrikeLifted
from fanloop.listening.moderation.models import Appeal, Review, Strike
from fanloop.listening.moderation.queries import gate
from fanloop.listening.moderation.queries.standing import may_decide
from fanloop.listening.moderation.rules import strikes
from fanloop.listening.moderation.rules.refusals import Refused
from fanloop.listening.moderation.rules.words import AGREED, SHOW, WARNING
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels.rules import deeds
from fanloop.people.team.queries import fan_ids_who_may, member_of


@transaction.atomic
def strike(*, fan: Fan, by: Fan, why: str, at: datetime, about: str = "") -> Strike:
    """Give a fan a strike; how many stand decides what follows. The fan reads the reason and may appeal.

    Two strikes at once wait for each other, so the second is the second. Raises Refused without a reason and for
    members of the team.
    """
    if not why.strip():
        raise Refused(_("Say why: the fan will read it."), code="why")
    if member_of(fan.id) is not None:
        raise Refused(_("Members of the team get no strikes. Talk to them."), code="member")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('moderation.strike'), %s)", [fan.id % 2**31])
    figures = gate.figures(at)
    follows = strikes.consequence(standing=len(gate.strikes_held(fan.id, at=at)), at=at, figures=figures)
    row = Strike.objects.create(
        fan=fan, by=by, why=why.strip(), about=about, consequence=follows.kind, until=follows.until, at=at,
        expires_at=strikes.expires(at=at, figures=figures),
    )  # fmt: skip
    if follows.kind != WARNING:
        fans.record_deeds([fans.NewDeed(fan.id, at.date(), deeds.STRIKE, ref=ref(row))], at=at)
    until = follows.until.isoformat() if follows.until else ""
    fans.notify(
        [fan.id], kind=f"strike_{follows.kind}", data={"why": row.why, "until": until}, about=ref(row), at=at
    )
    bus.publish(StrikeGiven(fan=ref(fan), strike=ref(row), consequence=follows.kind), at=at)
    return row


@transaction.atomic
def lift(*, strike: Strike, by: Fan, why: str, at: datetime) -> bool:
    """Take a strike back; what followed ends now. Lifting it again changes nothing."""
    lifted = Strike.objects.filter(id=strike.id, lifted_at=None).update(
        lifted_at=at, lifted_by=by, lifted_why=why.strip()
    )
    if not lifted:
        return False
    if strike.consequence != WARNING:
        done = fans.NewDeed(strike.fan_id, strike.at.date(), deeds.STRIKE, ref=ref(strike))
        fans.take_back_deeds([done], at=at)
    fans.notify([strike.fan_id], kind="strike_lifted", data={"why": why.strip()}, about=ref(strike), at=at)
    bus.publish(StrikeLifted(fan=f"fans.fan:{strike.fan_id}", strike=ref(strike)), at=at)
    return True


@transaction.atomic
def appeal(
    *, fan: Fan, words: str, at: datetime, strike: Strike | None = None, review: Review | None = None
) -> Appeal:
    """Ask again about one's own strike, or about a review of one's own words. The moderators are told.

    Raises Refused without words, for somebody else's, for what was not judged against one, and while an appeal waits.
    """
    thing = strike or review
    if thing is None or not words.strip():
        raise Refused(_("Say in a few words what we should look at again."), code="words")
    if not _is_against(fan, strike, review):
        raise Refused(_("There is nothing to appeal here."), code="nothing")
    if Appeal.objects.filter(strike=strike, review=review, granted=False).exists():
        raise Refused(_("Somebody else has looked at this already."), code="decided")
    try:
        with transaction.atomic():
            row = Appeal.objects.create(
                fan=fan, strike=strike, review=review, words=words.strip()[:4000], at=at
            )
    except IntegrityError:
        raise Refused(_("Your appeal is with us. You will be told."), code="again") from None
    told = fan_ids_who_may("community.moderate") - {strike.by_id if strike else 0}
    fans.notify(told, kind="appeal_waits", data={"name": fan.shown_name}, about=ref(row), at=at)
    return row


def _is_against(fan: Fan, strike: Strike | None, review: Review | None) -> bool:
    if strike is not None:
        return strike.fan_id == fan.id and strike.lifted_at is None
    return review is not None and review.author_id == fan.id and review.verdict in AGREED


@transaction.atomic
def decide(*, appeal: Appeal, by: Fan, granted: bool, why: str, at: datetime) -> Appeal:
    """Grant an appeal or keep what was decided; by somebody else than who decided first.

    Granting lifts the strike, or shows the words again. Raises Refused without a reason, for who decided first, and
    for an appeal that is decided.
    """
    row = Appeal.objects.select_for_update().select_related("fan").get(id=appeal.id)
    if row.decided_at is not None:
        raise Refused(_("This appeal is decided already."), code="decided")
    if not may_decide(row, by.id):
        raise Refused(_("You decided this the first time. Somebody else must look at it."), code="own")
    if not why.strip():
        raise Refused(_("Say why: the fan will read it."), code="why")
    row.decided_at, row.decided_by, row.granted, row.why = at, by, granted, why.strip()
    row.save(update_fields=["decided_at", "decided_by", "granted", "why"])
    if granted and row.strike_id:
        lift(strike=Strike.objects.get(id=row.strike_id), by=by, why=row.why, at=at)
    elif granted and row.review_id:
        judge(review=Review.objects.get(id=row.review_id), verdict=SHOW, by=by, why=row.why, at=at)
    kind = "appeal_granted" if granted else "appeal_kept"
    fans.notify([row.fan_id], kind=kind, data={"why": row.why}, about=ref(row), at=at)
    return row
