"""What moderators keep: watched words, thresholds, and who looks after which place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fanloop.foundation.refs import BadRef, parse
from fanloop.listening.moderation.models import Charge, FigureSetting, WatchedWord
from fanloop.listening.moderation.rules.figures import BadFigure, Figures, with_figures
from fanloop.listening.moderation.rules.refusals import Refused
from fanloop.listening.moderation.rules.watching import folded
from fanloop.listening.moderation.rules.words import EFFECTS
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member, colleagues


@transaction.atomic
def watch_word(*, word: str, effect: str, by: Fan, at: datetime, language: str = "") -> WatchedWord:
    """Watch a word; a `*` stands for any letters. Raises Refused for one that is watched, or would be found everywhere."""
    clean = " ".join(folded(word).split())[:80]
    if effect not in EFFECTS or len(clean.replace("*", "").strip()) < 2:
        raise Refused(
            _("A watched word has at least two letters and something that follows from it."), code="word"
        )
    try:
        with transaction.atomic():
            return WatchedWord.objects.create(word=clean, language=language, effect=effect, by=by, at=at)
    except IntegrityError:
        raise Refused(_("“%(word)s” is watched already.") % {"word": clean}, code="again") from None


@transaction.atomic
def unwatch(*, word: WatchedWord, by: Fan, at: datetime) -> bool:
    """Stop watching a word; who watched it stays written."""
    return bool(WatchedWord.objects.filter(id=word.id, ended_at=None).update(ended_at=at, ended_by=by))


@transaction.atomic
def set_figures(*, changed: Mapping[str, Any], because: str, by: Fan, at: datetime) -> Figures:
    """Thresholds from now on; what is not named stays the house's own. Raises Refused for a figure that is none."""
    try:
        figures = with_figures(changed)
    except BadFigure as problem:
        raise Refused(_("%(name)s cannot be that.") % {"name": problem}, code="figure") from None
    FigureSetting.objects.create(figures=dict(changed), because=because.strip()[:300], by=by, at=at)
    return figures


@transaction.atomic
def charge(*, member: Member, scope: str, by: Fan, at: datetime) -> Charge:
    """Let a moderator look after one place. Raises Refused for who may not moderate, and for a place held already."""
    try:
        parse(scope)
    except BadRef as problem:
        raise Refused(str(problem), code="scope") from None
    able = {one.member.id for one in colleagues() if "community.moderate" in one.permissions}
    if member.id not in able:
        raise Refused(_("%(name)s is no moderator yet.") % {"name": member.name}, code="member")
    try:
        with transaction.atomic():
            return Charge.objects.create(member=member, scope=scope, by=by, at=at)
    except IntegrityError:
        raise Refused(_("%(name)s looks after this already.") % {"name": member.name}, code="again") from None


@transaction.atomic
def discharge(*, charge: Charge, by: Fan, at: datetime) -> bool:
    """End a charge; without any, a moderator sees everything again."""
    return bool(Charge.objects.filter(id=charge.id, ended_at=None).update(ended_at=at, ended_by=by))
