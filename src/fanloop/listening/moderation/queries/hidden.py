"""What is out of sight now."""

from collections.abc import Iterable
from datetime import datetime

from fanloop.foundation.refs import parse
from fanloop.listening.moderation.models import Hiding


def hidden_ids(kind: str) -> set[int]:
    """Numbers of hidden references of a kind; moderators hide few, so all of them fit."""
    rows = Hiding.objects.filter(about__startswith=f"{kind}:", undone_at=None)
    return {parse(about).id for about in rows.values_list("about", flat=True)}


def hidden_now(abouts: Iterable[str]) -> set[str]:
    """Which of these references are out of sight."""
    rows = Hiding.objects.filter(about__in=set(abouts), undone_at=None)
    return set(rows.values_list("about", flat=True))


def hiding_of(about: str) -> Hiding | None:
    """Why this is out of sight now; None when everybody sees it."""
    return Hiding.objects.filter(about=about, undone_at=None).first()


def held_from_birth(about: str, *, born: datetime) -> Hiding | None:
    """The hiding that the house laid on words in the moment they were written: until it is undone nobody has read them.
    What is hidden later, by a moderator or after an edit, has been seen.
    """
    return Hiding.objects.filter(about=about, by=None, at=born).first()


def is_hidden(about: str) -> bool:
    return Hiding.objects.filter(about=about, undone_at=None).exists()
