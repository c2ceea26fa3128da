"""Which changes keep a promise and have not shipped: a commit that answers the same need belongs to them."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from fanloop.foundation import trail
from fanloop.foundation.refs import parse
from fanloop.releasing.releases.models import Boarding, Change, Departure


def unshipped_for(acceptance_ids: Iterable[int], *, line_id: int) -> dict[int, list[Change]]:
    """Acceptance id → changes of the line that keep it and have not left, the first made first."""
    ids = {one: _effects(one) for one in acceptance_ids}
    left = Boarding.objects.filter(
        Exists(Departure.objects.filter(train=OuterRef("train"))), change=OuterRef("pk"), left_at=None
    )
    asked = {change_id for found in ids.values() for change_id in found}
    rows = Change.objects.filter(~Exists(left), id__in=asked, line_id=line_id, source_key=None)
    here = rows.select_related("maker").in_bulk()
    return {one: [here[change_id] for change_id in found if change_id in here] for one, found in ids.items()}


def _effects(acceptance_id: int) -> list[int]:
    nodes = (
        parse(node.ref) for node in trail.effects_of(f"voices.acceptance:{acceptance_id}", depth=1).nodes
    )
    return sorted(node.id for node in nodes if node.kind == "releases.change")
