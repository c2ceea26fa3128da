"""Where an ambassadorship stands, and whose turn it is."""

from typing import Literal

Standing = Literal["applied", "invited", "active", "declined", "ended"]


def standing(*, is_invited: bool, accepted: bool | None, is_ended: bool) -> Standing:
    """`accepted` is None until somebody has answered.

    >>> standing(is_invited=True, accepted=None, is_ended=False), standing(is_invited=True, accepted=True, is_ended=True)
    ('invited', 'ended')
    """
    if is_ended:
        return "ended"
    if accepted is None:
        return "invited" if is_invited else "applied"
    return "active" if accepted else "declined"
