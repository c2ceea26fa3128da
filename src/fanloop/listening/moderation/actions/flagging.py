"""Somebody reports something."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation.refs import BadRef, ref
from fanloop.listening.moderation import ports
from fanloop.listening.moderation.actions.hiding import hide
from fanloop.listening.moderation.actions.rounds import add_flag, open_round
from fanloop.listening.moderation.models import Flag, Review
from fanloop.listening.moderation.queries import gate
from fanloop.listening.moderation.queries.hidden import is_hidden
from fanloop.listening.moderation.rules import scores
from fanloop.listening.moderation.rules.figures import Figures
from fanloop.listening.moderation.rules.refusals import Refused
from fanloop.listening.moderation.rules.words import REASONS
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels.queries import level_of
from fanloop.people.team.queries import member_of

_DAY = timedelta(days=1)
_MORE = {0: 1.0, 1: 1.0, 2: 1.5, 3: 2.0, 4: 3.0}


@transaction.atomic
def flag(
    *, about: str, by: Fan, reason: str, at: datetime, words: str = "", scope: str = "", take_action: bool = False
) -> Flag:  # fmt: skip
    """Report something to the moderators. Enough weight hides it until one of them has read it; the author is told.

    `take_action` is for moderators who want it gone at once. Raises Refused for an unknown thing or reason, for own
    words, for a second flag in the same round, and for more flags than a day holds.
    """
    subject = _subject(about, by)
    if reason not in REASONS:
        raise Refused(_("Say what is wrong with it: choose one of the reasons."), code="reason")
    if subject.author_id == by.id:
        raise Refused(_("These are your own words. You can change or withdraw them yourself."), code="own")
    figures, level = gate.figures(at), level_of(by.id)
    _room_today(by, level, figures, at)
    review = open_round(about=about, subject=subject, scope=scope, at=at)
    if Flag.objects.filter(review=review, by=by).exists():
        raise Refused(_("You have reported this already. A moderator will read it."), code="again")
    agreed, disagreed = gate.accuracy([by.id])[by.id]
    weight = scores.flag_weight(
        level=level, is_staff=member_of(by.id) is not None, agreed=agreed, disagreed=disagreed, reason=reason,
        take_action=take_action, figures=figures,
    )  # fmt: skip
    row = add_flag(review, by=by, reason=reason, words=words, weight=weight, at=at)
    _hide_if_due(review, figures, at)
    return row


def _subject(about: str, by: Fan) -> ports.Subject:
    try:
        found = ports.subjects([about]).get(about)
    except BadRef:
        found = None
    if found is None or not found.read_by(by.id):
        raise Refused(_("There is nothing here that can be reported."), code="unknown")
    return found


def _room_today(by: Fan, level: int, figures: Figures, at: datetime) -> None:
    """Flags of the last day are counted; moderators have no limit."""
    if member_of(by.id) is not None:
        return
    today = Flag.objects.filter(by=by, at__gt=at - _DAY, at__lte=at).order_by("at")
    if today.count() >= int(figures.flags_a_day * _MORE[level]):
        oldest = today.values_list("at", flat=True).first()
        raise Refused(
            _("That is as many reports as one day holds. Thank you; go on tomorrow."),
            code="flags_a_day", again_at=oldest + _DAY if oldest else None,
        )  # fmt: skip


def _hide_if_due(review: Review, figures: Figures, at: datetime) -> None:
    if not scores.hides(review.score, figures) or is_hidden(review.about):
        return
    hide(about=review.about, by=None, why="reports", at=at)
    if review.author_id:
        fans.notify(
            [review.author_id], kind="words_reported", data={}, about=ref(review), at=at,
            key_prefix=f"moderation.reported:{review.id}",
        )  # fmt: skip
