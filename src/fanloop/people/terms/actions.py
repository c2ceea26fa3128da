"""Every write of terms: publish a version, agree to one."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import words
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.people.terms.facts import TermsAgreed, TermsPublished
from fanloop.people.terms.models import Agreement, Terms
from fanloop.people.terms.rules import licences
from fanloop.people.terms.rules.refusals import Refused

__all__ = ["Refused", "agree", "agree_all", "publish_terms"]


@transaction.atomic
def publish_terms(*, text: str | Mapping[str, str], licence: str, by: Member, at: datetime) -> Terms:
    """Put the next version in force. Raises Refused for no words, a licence that is no short name, or a race.

    Of two publications at once the database lets one through: the other is told to read it first.
    """
    said = {tag: one.replace("\0", "").strip() for tag, one in words(text).items() if one.strip()}
    if not said:
        raise Refused(gettext("Write the terms in at least one language."))
    if licence and not licences.is_name(licence):
        raise Refused(gettext("A licence has a short name without spaces, such as CC-BY-4.0."))
    last = Terms.objects.order_by("-version").values_list("version", flat=True).first() or 0
    try:
        with transaction.atomic():
            row = Terms.objects.create(version=last + 1, text=said, licence=licence, published_by=by, at=at)
    except IntegrityError:
        raise Refused(gettext("Somebody has just published a version. Read it first.")) from None
    bus.publish(TermsPublished(terms=ref(row), version=row.version), at=at)
    return row


def agree(*, fan: Fan, terms: Terms, at: datetime) -> None:
    """A fan says yes to a version; saying it again keeps the first time."""
    agree_all(fans=[fan], terms=terms, at=at)


@transaction.atomic
def agree_all(*, fans: Iterable[Fan], terms: Terms, at: datetime) -> None:
    """Several fans say yes to a version; who did before is left out."""
    people = {fan.id: fan for fan in fans}
    known = set(Agreement.objects.filter(terms=terms, fan__in=people).values_list("fan_id", flat=True))
    fresh = [fan for fan_id, fan in people.items() if fan_id not in known]
    rows = [Agreement(fan=fan, terms=terms, at=at) for fan in fresh]
    Agreement.objects.bulk_create(rows, ignore_conflicts=True)
    if fresh:
        bus.publish(TermsAgreed(terms=ref(terms), fans=tuple(ref(fan) for fan in fresh)), at=at)
