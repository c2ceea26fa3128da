"""What fans must know of the floors above: only whether a person may open the emergency drawer."""

from collections.abc import Callable

_founder_check: list[Callable[[int], bool]] = []


def fill_founder_check(check: Callable[[int], bool]) -> None:
    """Called once by team when the house opens."""
    _founder_check[:] = [check]


def is_founder(fan_id: int) -> bool:
    """Whether somebody above says so; with nobody above, nobody is."""
    return any(check(fan_id) for check in _founder_check)
