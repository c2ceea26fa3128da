"""Words that the house itself says in public, where nobody is there whose language could be asked."""

from contextlib import AbstractContextManager

from django.utils import translation

from fanloop.people.team import queries as team


def our_words() -> AbstractContextManager[None]:
    """The maker's first language, while this lasts; English before there is a maker."""
    maker = team.maker()
    return translation.override(maker.languages[0] if maker and maker.languages else "en")
