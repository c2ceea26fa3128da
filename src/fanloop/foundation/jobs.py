"""Background work behind our own verb, so that the engine underneath can change. Today: procrastinate.

`defer` joins the running transaction: the job exists only if the act commits.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

Work = TypeVar("Work", bound=Callable[..., Any])

_RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)


def defer(name: str, **arguments: Any) -> int:
    """Enqueue the task called `name`; return the job's number."""
    return app.configure_task(name).defer(**arguments)


def defer_all(name: str, arguments: Sequence[dict[str, Any]]) -> None:
    """Enqueue the task called `name` once with each of these arguments, in one statement."""
    if arguments:
        app.configure_task(name).batch_defer(*arguments)


def task(name: str) -> Callable[[Work], Work]:
    """Name a function of a noun's `tasks.py` as background work, retried with growing waits."""

    def register(work: Work) -> Work:
        app.task(name=name, retry=_RETRY)(work)
        return work

    return register


def periodic(name: str, *, cron: str) -> Callable[[Work], Work]:
    """Run a task by the clock; several workers agree in the database that it runs once."""

    def register(work: Work) -> Work:
        def on_time(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate hands it to every periodic task
            work()

        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(on_time))
        return work

    return register
