"""Out of sight and back again."""

from datetime import datetime

from django.db import IntegrityError, transaction

from fanloop.foundation import bus
from fanloop.listening.moderation.facts import ContentHidden, ContentShown
from fanloop.listening.moderation.models import Hiding
from fanloop.people.fans.queries import Fan


@transaction.atomic
def hide(*, about: str, by: Fan | None, why: str, at: datetime) -> bool:
    """Take something out of sight; `by` nobody when the house does it by its rules. Hiding it again changes nothing.

    Two at once: the database lets one row stand, and the other hears that it is hidden already.
    """
    try:
        with transaction.atomic():
            Hiding.objects.create(about=about, by=by, why=why, at=at)
    except IntegrityError:
        return False
    bus.publish(ContentHidden(about=about), at=at)
    return True


@transaction.atomic
def unhide(*, about: str, by: Fan | None, at: datetime, why: str = "") -> bool:
    """Show again what was hidden; who hid it and why stays written, and so does who undid it."""
    now_shown = Hiding.objects.filter(about=about, undone_at=None).update(
        undone_at=at, undone_by=by, undone_why=why
    )
    if now_shown:
        bus.publish(ContentShown(about=about), at=at)
    return bool(now_shown)
