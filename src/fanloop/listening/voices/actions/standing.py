"""How a need comes to stand: one row a change, with the person who decided and the reason."""

from collections.abc import Collection
from datetime import datetime

from fanloop.foundation import live
from fanloop.foundation.refs import ref
from fanloop.foundation.search import index as search
from fanloop.listening.voices.models import Need, NeedStatus, Status
from fanloop.listening.voices.rules.statuses import ENDED, ON_ROADMAP, TONE_OF, Kind
from fanloop.people.team.queries import Member


def enter(
    need_ids: Collection[int], kind: Kind, *, by: Member | None, because: str, at: datetime,
    status: Status | None = None, staged: bool = False,
) -> list[NeedStatus]:  # fmt: skip
    """These needs stand so from now on. Called by the acts that mean it, inside their transaction."""
    chosen = status or of_kind(kind, at)
    rows = NeedStatus.objects.select_for_update().filter(need__in=need_ids, ended_at=None)
    rows.update(ended_at=at)
    made = NeedStatus.objects.bulk_create(
        NeedStatus(need_id=need_id, status=chosen, because=because, by=by, at=at, staged=staged)
        for need_id in need_ids
    )
    Need.objects.filter(id__in=need_ids).update(stands=chosen.kind)
    search.weigh((f"voices.need:{number}" for number in need_ids), search.CLOSED if kind in ENDED else 1)
    for row in made:
        live.announce(f"voices.need:{row.need_id}", chosen.kind)
    return made


def changes(rows: Collection[NeedStatus]) -> tuple[str, ...]:
    """References of steps of the history, as facts name them."""
    return tuple(f"voices.needstatus:{row.id}" for row in rows)


def of_kind(kind: Kind, at: datetime) -> Status:
    """The maker's first status of a kind; the plain one is written down when it is needed for the first time."""
    found = Status.objects.filter(kind=kind, retired_at=None).order_by("position", "id").first()
    if found:
        return found
    plain = {"kind": kind, "tone": TONE_OF[kind], "on_roadmap": kind in ON_ROADMAP, "at": at}
    row, _is_new = Status.objects.get_or_create(slug=kind, defaults=plain)
    if row.retired_at is not None:
        Status.objects.filter(id=row.id).update(retired_at=None)
    return row


def step_back(need: Need, *, by: Member | None, because: str, at: datetime) -> NeedStatus | None:
    """A need stands again as it did before it came into its present kind. Returns None for one that was never touched."""
    steps = NeedStatus.objects.filter(need=need).select_related("status").order_by("-id")
    now = steps.filter(ended_at=None).first()
    if now is None:
        return None
    step = steps.exclude(status__kind=now.status.kind).first()
    before = step.status if step else of_kind("open", at)
    return enter([need.id], before.kind, by=by, because=because, at=at, status=before)[0]  # type: ignore[arg-type]


def kind_now(need: Need) -> str:
    """The kind a need stands in; one that was never touched is open."""
    row = NeedStatus.objects.filter(need=need, ended_at=None).values_list("status__kind", flat=True).first()
    return row or "open"


def announced(row: NeedStatus | None) -> str:
    return ref(row) if row else ""
