"""Background work behind our own verb, so that the engine underneath can change. Today: procrastinate.

`defer` joins the running transaction: the job exists only if the act commits. Heavy jobs wait in a line of their own,
so that a server can have another process do them.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

Work = TypeVar("Work", bound=Callable[..., Any])

_RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)
_WAITS = """
SELECT true FROM procrastinate_jobs
WHERE queue_name = %s AND status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) LIMIT 1
"""
LIGHT, HEAVY = "default", "heavy"
CHANNEL = "fanloop_heavy"
"""Where those who do heavy jobs hear that one waits."""


def defer(name: str, **arguments: Any) -> int:
    """Enqueue the task called `name`; return the job's number."""
    waiting = app.configure_task(name)
    number = waiting.defer(**arguments)
    if waiting.job.queue == HEAVY:
        ring()
    return number


def defer_all(name: str, arguments: Sequence[dict[str, Any]]) -> None:
    """Enqueue the task called `name` once with each of these arguments, in one statement. So many are heavy together."""
    if arguments:
        app.configure_task(name, queue=HEAVY).batch_defer(*arguments)
        ring()


def ring() -> None:
    """Tell who does heavy work that there is some, once the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def heavy_waits() -> bool:
    """Whether a heavy job could be done now."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITS, [HEAVY])
        return cursor.fetchone() is not None


def task(name: str, *, heavy: bool = False, yields: bool = False) -> Callable[[Work], Work]:
    """Name a function of a noun's `tasks.py` as background work, retried with growing waits. Heavy is what computes for
    seconds; it must not count on this process' memory. What yields is done when nothing else of its queue waits.
    """

    def register(work: Work) -> Work:
        queue = HEAVY if heavy else LIGHT
        app.task(name=name, retry=_RETRY, queue=queue, priority=-1 if yields else 0)(work)
        return work

    return register


def periodic(name: str, *, cron: str, heavy: bool = False) -> Callable[[Work], Work]:
    """Run a task by the clock; several workers agree in the database that it runs once."""

    def register(work: Work) -> Work:
        def on_time(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate hands it to every periodic task
            work()

        queue = HEAVY if heavy else LIGHT
        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name, queue=queue)(on_time))
        return work

    return register
