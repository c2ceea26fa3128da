"""Opening places to talk."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fanloop.foundation.text.translated import words
from fanloop.listening.community.models import Space
from fanloop.listening.community.rules.refusals import Refused
from fanloop.people.markets.queries import Market
from fanloop.things.products.queries import Line


@transaction.atomic
def open_space(
    *, slug: str, name: str | Mapping[str, str], at: datetime, line: Line | None = None, language: str = "en",
    position: int = 0, market: Market | None = None,
) -> Space:  # fmt: skip
    """Open a place to talk. Raises Refused for an address that another space has."""
    try:
        with transaction.atomic():
            return Space.objects.create(
                slug=slug,
                name=words(name),
                line=line,
                market=market,
                language=language,
                position=position,
                at=at,
            )
    except IntegrityError:
        raise Refused(_("Another space has the address %(slug)s.") % {"slug": slug}) from None
