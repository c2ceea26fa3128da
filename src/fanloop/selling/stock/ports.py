"""What stock must know of the floors above: who is first in line when pieces come back."""

from collections.abc import Callable
from datetime import datetime

Serve = Callable[[int, int, datetime], None]
"""`serve(pool, pieces, at)`: claim for those who wait, in the running transaction. The pool's row is locked, so nobody is
quicker; it may claim fewer pieces than came back, or none.
"""

_lines: dict[str, Serve] = {}


def fill_line(serve: Serve, *, name: str = "") -> None:
    """Called by whoever keeps a waiting list when the house opens; one list for each name, and a pool is of one of them."""
    _lines[name] = serve


def serve_line(pool: int, pieces: int, at: datetime) -> None:
    """Let those who wait have what came back; with nobody above, nobody waits."""
    for serve in _lines.values():
        serve(pool, pieces, at)
