"""The cards that payments were really made with, as fingerprints: the same for one card, and nothing to read from them."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import QuerySet

from fanloop.selling.payments.models import PaidCard

__all__ = ["cards_about", "cards_of_people", "same_cards"]


def cards_about(refs: Collection[str]) -> dict[str, set[str]]:
    """What was paid for → the fingerprints of the cards that paid for it; what no card paid for is missing."""
    return _by_about(PaidCard.objects.filter(payment__about__in=refs))


def same_cards(refs: Collection[str]) -> dict[str, set[str]]:
    """The same, for all that was paid for with a card that paid for one of these."""
    prints = {each for held in cards_about(refs).values() for each in held}
    return _by_about(PaidCard.objects.filter(fingerprint__in=prints))


def cards_of_people(parties: Collection[str]) -> list[PaidCard]:
    """The cards these people paid with, by time; each payment by itself."""
    rows = PaidCard.objects.filter(payment__party__in=parties).exclude(fingerprint="")
    return list(rows.select_related("payment").order_by("id"))


def _by_about(rows: QuerySet[PaidCard]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for about, fingerprint in rows.exclude(fingerprint="").values_list("payment__about", "fingerprint"):
        found[about].add(fingerprint)
    return dict(found)
