"""What the maker may do with an entry beyond showing it in its challenge: only what its author allowed, and only so long."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import Fan
from fanloop.selling.challenges.facts import UseWithdrawn
from fanloop.selling.challenges.models import Entry, Use
from fanloop.selling.challenges.rules.refusals import Refused


@transaction.atomic
def allow_use(*, entry: Entry, by: Fan, at: datetime) -> Use:
    """Its author lets the maker show it on campaign pages and to the press. Saying so twice is once."""
    row = Entry.objects.select_for_update(no_key=True).get(id=entry.id)
    if row.fan_id != by.id:
        raise Refused(_("Only its author decides about a picture."))
    if row.taken_back_at:
        raise Refused(_("This picture was taken back."))
    use, _new = Use.objects.get_or_create(entry=row, withdrawn_at=None, defaults={"at": at})
    return use


@transaction.atomic
def withdraw_use(*, entry: Entry, by: Fan, at: datetime) -> bool:
    """From this moment it stands on no page of the maker's any more; true if it did until now."""
    if entry.fan_id != by.id:
        raise Refused(_("Only its author decides about a picture."))
    is_ended = bool(Use.objects.filter(entry=entry, withdrawn_at=None).update(withdrawn_at=at))
    if is_ended:
        bus.publish(UseWithdrawn(entry=ref(entry)), at=at)
    return is_ended
