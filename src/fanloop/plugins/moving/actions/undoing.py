"""Taking a run back, thread by thread: what nobody has touched goes altogether, what people built on stays whole."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from fanloop.foundation import holding, trail
from fanloop.foundation.refs import ids_by_kind
from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.community import actions as community
from fanloop.listening.voices import actions as voices
from fanloop.people.fans import actions as fans
from fanloop.plugins.moving.actions.bringing import one_at_a_time
from fanloop.plugins.moving.models import Made, Run
from fanloop.releasing.releases.actions import removing as releases

BATCH = 500
NAMED = 200


@dataclass
class Undone:
    """How many rows went, by kind, and the threads that stay, as references of what somebody built on."""

    gone: dict[str, int] = field(default_factory=dict)
    stayed: list[str] = field(default_factory=list)
    threads_kept: int = 0


def undo(run: Run, *, at: datetime) -> Undone:
    """Remove what this run made and nobody has touched since; name what stays. Can be broken off and run again."""
    found = Undone()
    for threads in _families(run):
        _family(run, threads, found, at)
    _rest(run, found, at)
    return found


def _families(run: Run) -> Iterator[list[str]]:
    """Threads in sets of a few hundred; threads that share a need are never parted."""
    rows = Made.objects.filter(run=run).exclude(thread="")
    joined = _Joined()
    shared: dict[str, str] = {}
    for ref, thread in (
        rows.filter(ref__startswith="voices.need:").values_list("ref", "thread").order_by("id").iterator()
    ):
        joined.join(thread, shared.setdefault(ref, thread))
    groups: dict[str, list[str]] = {}
    for thread in rows.values_list("thread", flat=True).distinct().order_by("thread"):
        groups.setdefault(joined.root(thread), []).append(thread)
    waiting: list[str] = []
    for group in groups.values():
        waiting += group
        if len(waiting) >= BATCH:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


class _Joined:
    """Union of threads, by the usual forest."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}

    def root(self, one: str) -> str:
        while (above := self._up.get(one, one)) != one:
            one = above
        return one

    def join(self, one: str, other: str) -> None:
        one, other = self.root(one), self.root(other)
        if one != other:
            self._up[one] = other


def _family(run: Run, threads: Collection[str], found: Undone, at: datetime) -> None:
    """A set of threads at once, and one by one where somebody acts in the same moment."""
    try:
        with transaction.atomic():
            _take(run, threads, found, at)
    except (ProtectedError, IntegrityError):
        if len(threads) == 1:
            found.threads_kept += 1
            return
        for thread in threads:
            _family(run, [thread], found, at)


def _take(run: Run, threads: Collection[str], found: Undone, at: datetime) -> None:
    one_at_a_time()
    made = list(Made.objects.filter(run=run, thread__in=threads).values_list("ref", "thread"))
    community.lock_topics(
        topic_ids=ids_by_kind(ref for ref, _thread in made).get("community.topic", set()), at=at
    )
    kept, touched = _kept(made)
    going = {ref for ref, thread in made if thread not in kept} - {
        ref for ref, thread in made if thread in kept
    }
    ids = ids_by_kind(going)
    voices.remove_imported(
        voice_ids=ids.get("voices.voice", set()), need_ids=ids.get("voices.need", set()),
        backing_ids=ids.get("voices.backing", set()), at=at,
    )  # fmt: skip
    community.remove_imported(
        topic_ids=ids.get("community.topic", set()), reply_ids=ids.get("community.reply", set()), at=at
    )
    releases.remove_imported(
        train_ids=ids.get("releases.train", set()), change_ids=ids.get("releases.change", set()), at=at
    )
    Made.objects.filter(run=run, ref__in=going).delete()
    for kind, rows in ids.items():
        found.gone[kind] = found.gone.get(kind, 0) + len(rows)
    found.stayed = [*found.stayed, *sorted(touched)][:NAMED]
    found.threads_kept += len(kept)


def _kept(made: Iterable[tuple[str, str]]) -> tuple[set[str], set[str]]:
    """Threads that stay and what holds them. What stays may hold others in turn, so it is asked until nothing changes."""
    rows = list(made)
    kept: set[str] = set()
    touched: set[str] = set()
    while True:
        staying = {ref for ref, thread in rows if thread in kept}
        going = {ref for ref, _thread in rows} - staying
        held = holding.held(going)
        if not held:
            return kept, touched
        touched |= held if not kept else set()
        kept |= {thread for ref, thread in rows if ref in held}


def _rest(run: Run, found: Undone, at: datetime) -> None:
    """Spaces in which nothing is left, statuses nothing stands in, and people who never came themselves."""
    ids = ids_by_kind(Made.objects.filter(run=run, thread="").values_list("ref", flat=True))
    _each(run, "community.space", ids.get("community.space", set()), found, at)
    _each(run, "voices.status", ids.get("voices.status", set()), found, at)
    people = sorted(ids.get("fans.fan", set()))
    for start in range(0, len(people), 2_000):
        with transaction.atomic():
            gone = fans.remove_imported(fan_ids=people[start : start + 2_000], at=at)
            _note(run, "fans.fan", gone, found)


def _each(run: Run, kind: str, ids: Collection[int], found: Undone, at: datetime) -> None:
    held = holding.held(f"{kind}:{each}" for each in ids)
    free = {each for each in ids if f"{kind}:{each}" not in held}
    try:
        with transaction.atomic():
            if kind == "community.space":
                community.remove_spaces(space_ids=free, at=at)
            else:
                voices.remove_statuses(status_ids=free, at=at)
            _note(run, kind, free, found)
    except (ProtectedError, IntegrityError):
        return


def _note(run: Run, kind: str, gone: Collection[int], found: Undone) -> None:
    Made.objects.filter(run=run, ref__in=[f"{kind}:{each}" for each in gone]).delete()
    if gone:
        found.gone[kind] = found.gone.get(kind, 0) + len(gone)


def named(refs: Collection[str]) -> list[dict[str, str]]:
    """What stays, in words for the page."""
    cards = trail.describe(refs, viewer=SYSTEM)
    return [{"ref": ref, "title": cards[ref].title if ref in cards else ref} for ref in refs]
