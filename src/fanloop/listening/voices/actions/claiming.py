"""A voice that came without a name finds its person."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.listening.voices.actions.ranking import rank_needs
from fanloop.listening.voices.facts import VoiceClaimed
from fanloop.listening.voices.models import Backing, Merge, Voice
from fanloop.listening.voices.rules.refusals import Refused
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.terms import queries as terms


@transaction.atomic
def claim_voice(*, voice: Voice, fan: Fan, at: datetime) -> Voice:
    """Make a nameless voice the fan's, once. Whoever calls has proof that they wrote it.

    A me-too they had said to it ends, since nobody backs themselves. Raises Refused where it is somebody else's already;
    two at once: the first one has it.
    """
    row = Voice.objects.select_for_update(of=("self",)).get(id=voice.id)
    if row.fan_id == fan.id:
        return row
    if row.fan_id is not None:
        raise Refused(_("This voice belongs to somebody already."))
    row.fan, row.terms_id = fan, terms.agreed_version(fan.id)
    row.save(update_fields=["fan", "terms"])
    Backing.objects.filter(voice=row, fan=fan, withdrawn_at=None).update(withdrawn_at=at)
    needs = list(Merge.objects.filter(voice=row, undone_at=None).values_list("need_id", flat=True))
    if needs:
        rank_needs(at=at, need_ids=needs)
    fans.record_deeds([fans.NewDeed(fan_id=fan.id, day=at.date(), kind="voice", ref=ref(row))], at=at)
    bus.publish(VoiceClaimed(voice=ref(row), fan=ref(fan)), at=at)
    live.announce("voices", str(row.id))
    return row
