"""A round of flags on one thing: opened by the first, closed by a judgement."""

from datetime import datetime

from django.db import IntegrityError, transaction

from fanloop.foundation import bus, live
from fanloop.foundation.refs import parse, ref
from fanloop.listening.moderation import ports
from fanloop.listening.moderation.facts import ContentFlagged
from fanloop.listening.moderation.models import Flag, Review
from fanloop.listening.moderation.rules.scores import STAFF
from fanloop.listening.moderation.rules.words import HELD
from fanloop.people.fans.queries import Fan

QUEUE = "~moderation"
"""The live topic of the queue, for pages that carry its seal."""


def open_round(*, about: str, subject: ports.Subject | None, scope: str, at: datetime) -> Review:
    """The round that is open, locked. Two first flags at once: the database lets one open it, the other joins."""
    behind = scope or (subject.scope if subject else "")
    author = subject.author_id if subject else None
    new = Review(about=about, kind=parse(about).kind, scope=behind, author_id=author, at=at)
    if not Review.objects.filter(about=about, judged_at=None).exists():
        try:
            with transaction.atomic():
                new.save(force_insert=True)
        except IntegrityError:
            pass
    return Review.objects.select_for_update().get(about=about, judged_at=None)


def add_flag(review: Review, *, by: Fan | None, reason: str, words: str, weight: float, at: datetime) -> Flag:
    row = Flag.objects.create(
        review=review, by=by, reason=reason, words=words.strip()[:2000], weight=weight, at=at
    )
    review.score += weight
    review.version += 1
    review.save(update_fields=["score", "version", "held"])
    fact = ContentFlagged(about=review.about, review=ref(review), reason=reason, score=review.score)
    bus.publish(fact, at=at)
    live.announce(QUEUE, str(review.id))
    return row


def flag_by_house(*, about: str, words: str, scope: str, held: bool, at: datetime) -> Review:
    """The house's own flag: it counts like one of the team."""
    subject = ports.subjects([about]).get(about)
    review = open_round(about=about, subject=subject, scope=scope, at=at)
    review.held = review.held or held
    add_flag(review, by=None, reason=HELD, words=words, weight=1.0 + STAFF, at=at)
    return review
