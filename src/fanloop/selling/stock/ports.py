"""What stock must know of the floors above: who is first in line when pieces come back."""

from collections.abc import Callable
from datetime import datetime

Serve = Callable[[int, int, datetime], None]
"""`serve(pool, pieces, at)`: claim for those who wait, in the running transaction. The pool's row is locked, so nobody is
quicker; it may claim fewer pieces than came back, or none.
"""

_line: list[Serve] = []


def fill_line(serve: Serve) -> None:
    """Called once by whoever keeps the waiting list when the house opens."""
    _line[:] = [serve]


def serve_line(pool: int, pieces: int, at: datetime) -> None:
    """Let those who wait have what came back; with nobody above, nobody waits."""
    for serve in _line:
        serve(pool, pieces, at)
