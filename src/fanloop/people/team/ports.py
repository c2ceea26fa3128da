"""What team must know of the floor above: for which partner a fan speaks. Partners fills it."""

from collections.abc import Callable

PartnerOf = Callable[[int], int | None]


def _nobody(fan_id: int) -> int | None:  # noqa: ARG001 -- the port's signature
    return None


_partner_of: list[PartnerOf] = [_nobody]


def fill_partner_of(lookup: PartnerOf) -> None:
    """Called once by partners when the house opens."""
    _partner_of[:] = [lookup]


def partner_of(fan_id: int) -> int | None:
    return _partner_of[0](fan_id)
