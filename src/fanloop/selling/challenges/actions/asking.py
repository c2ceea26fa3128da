"""Opening a challenge, and ending one before its time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, trail
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import words
from fanloop.people.fans.actions import notify
from fanloop.people.team.queries import Member
from fanloop.people.terms import queries as terms
from fanloop.selling.campaigns.queries import Campaign
from fanloop.selling.challenges import queries
from fanloop.selling.challenges.facts import ChallengeOpened, ChallengeWithdrawn
from fanloop.selling.challenges.models import Challenge, Entry, Withdrawal
from fanloop.selling.challenges.rules import phases, tags
from fanloop.selling.challenges.rules.refusals import Refused
from fanloop.things.products.queries import Line


@dataclass(frozen=True)
class NewChallenge:
    """What is said of a challenge, by language. `closes` is the first moment at which nobody can take part."""

    slug: str
    title: Mapping[str, str]
    words: Mapping[str, str]
    tag: str
    opens: datetime
    closes: datetime
    prize: Mapping[str, str]
    line: Line | None = None
    campaign: Campaign | None = None


@transaction.atomic
def open_challenge(*, new: NewChallenge, by: Member, at: datetime) -> Challenge:
    """Ask for pictures. Raises Refused where it could not be understood later: no title, no tag, no terms, no end."""
    tag, asked = tags.tag_of(new.tag), terms.current()
    _check(new, tag, at)
    if asked is None:
        raise Refused(
            _("Publish contribution terms first: each entry is kept with the version its author agreed to.")
        )
    row = _made(new, tag, asked, by, at)
    if new.campaign is not None:
        trail.because(ref(row), {ref(new.campaign): None}, at=at)
    bus.publish(ChallengeOpened(challenge=ref(row)), at=at)
    return row


def _check(new: NewChallenge, tag: str, at: datetime) -> None:
    if not words(new.title) or not words(new.words):
        raise Refused(_("Say what it is called and what you ask for."))
    if not tag:
        raise Refused(_("A hashtag is one word of letters and digits, at most %(n)s.") % {"n": tags.LONGEST})
    if not new.opens < new.closes or new.closes <= at:
        raise Refused(_("It ends after it begins, and not in the past."))
    if new.closes - new.opens > phases.LONGEST:
        raise Refused(_("At most %(n)s days: people want to see an end.") % {"n": phases.LONGEST.days})


def _made(new: NewChallenge, tag: str, asked: terms.Terms, by: Member, at: datetime) -> Challenge:
    line = new.line or (new.campaign.line if new.campaign else None)
    try:
        with transaction.atomic():
            return Challenge.objects.create(
                slug=new.slug, title=words(new.title), words=words(new.words), prize=words(new.prize), tag=tag,
                line=line, campaign=new.campaign, terms=asked, opens_at=new.opens, closes_at=new.closes, by=by, at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("This address is taken. Choose another.")) from None


@transaction.atomic
def withdraw_challenge(*, challenge: Challenge, because: str, by: Member, at: datetime) -> Withdrawal:
    """End it before its time; whoever took part is told why. Raises Refused without a reason, or after the end."""
    row = Challenge.objects.select_for_update(no_key=True).get(id=challenge.id)
    if before := Withdrawal.objects.filter(challenge=row).first():
        return before
    if at >= row.closes_at:
        raise Refused(_("It has ended already."))
    if not because.strip():
        raise Refused(_("Say why, in words for those who took part."))
    ended = Withdrawal.objects.create(challenge=row, because=because.strip()[:500], by=by, at=at)
    people = set(Entry.objects.filter(challenge=row, taken_back_at=None).values_list("fan_id", flat=True))
    notify(
        people, kind="challenge_withdrawn", data={"title": row.title, "because": ended.because}, about=queries.ref_of(row),
        at=at, key_prefix=f"challenge_withdrawn:{row.id}",
    )  # fmt: skip
    bus.publish(ChallengeWithdrawn(challenge=ref(row)), at=at)
    return ended
