"""Facts go up: an act writes a fact into the outbox in its own transaction, a worker calls the reactions.

At least once: a fact is marked delivered only after every reaction has left its receipt, and a receipt is
written in the transaction of the reaction's own writes. So a worker may be killed between any two
statements: what was not committed is done again, what was committed is not.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, ClassVar, TypeVar

from django.db import connection, transaction
from django.db.models import Q

from fanloop.foundation import clock, jobs
from fanloop.foundation.models import FactRow, Receipt

CHANNEL = "fanloop_facts"
_LONGEST_WAIT = timedelta(hours=1)

_facts: dict[str, type["Fact"]] = {}
_reactions: dict[str, list["Reaction"]] = {}
_taps: list["Tap"] = []


@dataclass(frozen=True)
class Fact:
    """Base of all facts: frozen, in the past tense, fields of plain JSON types only.

    What follows some takes seconds where many are concerned. Such a fact names a number of its own and beyond which one
    it is `heavy`: a server leaves it to the process of its heavy jobs.
    """

    name: ClassVar[str]
    heavy: ClassVar[tuple[str, int] | None] = None

    def __init_subclass__(cls) -> None:
        noun = cls.__module__.removesuffix(".facts").rpartition(".")[2]
        cls.name = f"{noun}.{cls.__name__}"
        _facts[cls.name] = cls


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True)
class Reaction:
    """What a noun does about a fact. `run` gets the fact, its id and the moment it happened."""

    name: str
    fact: type[Fact]
    run: Callable[..., None]


@dataclass(frozen=True)
class Tap:
    """Somebody who hears of every fact that `wants` says yes to, whatever its kind, once."""

    name: str
    wants: Callable[[str], bool]
    run: Callable[..., None]


def publish(fact: Fact, *, at: datetime) -> int:
    """Write `fact` into the outbox of the running transaction; return its id. Raises outside one."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"{fact.name} was announced outside a transaction")
    row = FactRow.objects.create(name=fact.name, payload=asdict(fact), at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    if fact.heavy and getattr(fact, fact.heavy[0]) > fact.heavy[1]:
        jobs.ring()
    return row.id


def reaction(fact: type[F]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a reaction: `def thank_makers(fact: NeedAccepted, *, fact_id: int, at: datetime) -> None`."""

    def register(run: Callable[..., None]) -> Callable[..., None]:
        name = f"{run.__module__.removeprefix('fanloop.')}.{run.__name__}"
        _reactions.setdefault(fact.name, []).append(Reaction(name, fact, run))
        return run

    return register


def tap(*, wants: Callable[[str], bool]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register somebody who listens to all facts, such as the signed webhooks; called as a reaction is."""

    def register(run: Callable[..., None]) -> Callable[..., None]:
        _taps.append(Tap(f"{run.__module__.removeprefix('fanloop.')}.{run.__name__}", wants, run))
        return run

    return register


def facts() -> dict[str, type[Fact]]:
    """Every fact the house can announce, by name."""
    return dict(sorted(_facts.items()))


def reactions_to(name: str) -> list[Reaction]:
    return list(_reactions.get(name, []))


def rebuild(name: str, payload: dict[str, Any]) -> Fact:
    """The fact as it was announced; JSON lists become tuples again. Raises KeyError for an unknown name."""
    cls = _facts[name]
    known = {field.name for field in fields(cls)}
    return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in payload.items() if k in known})


def deliver(*, limit: int = 100, heavy: bool | None = None) -> int:
    """Deliver up to `limit` pending facts, oldest first: all, only the heavy ones, or all but these. Return how many were
    taken up.

    Rows are locked with SKIP LOCKED, so several workers share the work and none waits.
    """
    taken = 0
    while taken < limit and _deliver_next(_due(heavy)):
        taken += 1
    return taken


def heavy_waits() -> bool:
    """Whether a heavy fact could be delivered now."""
    return FactRow.objects.filter(_due(True)).exists()


def _due(heavy: bool | None) -> Q:
    due = Q(Q(retry_at=None) | Q(retry_at__lte=clock.now()), delivered_at=None)
    if heavy is None:
        return due
    limits = ((name, *fact.heavy) for name, fact in _facts.items() if fact.heavy)
    weighs = reduce(
        or_, (Q(name=name, **{f"payload__{of}__gt": limit}) for name, of, limit in limits), Q(pk=None)
    )
    return due & (weighs if heavy else ~weighs)


def drain(*, rounds: int = 10_000) -> int:
    """Deliver until nothing is due: for the story, imports and tests, which cannot wait for a worker."""
    total = 0
    for _ in range(rounds):
        done = deliver()
        total += done
        if not done:
            return total
    raise RuntimeError("facts keep causing facts; a reaction causes at most one further fact")


def pending() -> int:
    return FactRow.objects.filter(delivered_at=None).count()


def undelivered() -> list[str]:
    """The oldest hundred pending facts as `name: what its reaction said`, which is empty before the first try."""
    rows = FactRow.objects.filter(delivered_at=None).order_by("id")[:100]
    return [f"{row.name}: {row.error}" for row in rows]


def latest_at() -> datetime | None:
    """When the newest fact happened; a demo's clock never starts before it."""
    return FactRow.objects.order_by("-at").values_list("at", flat=True).first()


def _deliver_next(due: Q) -> bool:
    with transaction.atomic():
        row = FactRow.objects.select_for_update(skip_locked=True).filter(due).order_by("id").first()
        if row is None:
            return False
        error = _run_reactions(row)
        if error:
            row.attempts += 1
            row.error = error
            row.retry_at = clock.now() + min(timedelta(seconds=2**row.attempts), _LONGEST_WAIT)
        else:
            row.delivered_at, row.error = clock.now(), ""
        row.save(update_fields=["attempts", "error", "retry_at", "delivered_at"])
    return True


def _run_reactions(row: FactRow) -> str:
    """Run what has no receipt yet, each in its own savepoint; return the last error or nothing. The row is locked, so
    nobody else writes receipts for it meanwhile.
    """
    error = ""
    if row.name not in _facts:
        return f"no code knows the fact {row.name}"
    fact = rebuild(row.name, row.payload)
    listeners: list[Reaction | Tap] = [*_reactions.get(row.name, [])]
    listeners += [tapped for tapped in _taps if tapped.wants(row.name)]
    done = set(Receipt.objects.filter(fact=row).values_list("reaction", flat=True)) if listeners else set()
    for listener in listeners:
        if listener.name in done:
            continue
        try:
            with transaction.atomic():
                Receipt.objects.create(fact=row, reaction=listener.name)
                listener.run(fact, fact_id=row.id, at=row.at)
        except Exception as problem:  # noqa: BLE001 -- one reaction's failure must not stop the others
            error = f"{listener.name}: {type(problem).__name__}: {problem}"
    return error
