"""Writes of moving in: look, begin, carry out, take back."""

from fanloop.plugins.moving.actions.changelogs import bring_changelog, look_changelog
from fanloop.plugins.moving.actions.running import (
    begin,
    bring_kept,
    bring_path,
    carry_out,
    forget_looks,
    look,
    take_back,
    take_back_later,
)
from fanloop.plugins.moving.queries import Refused

__all__ = [
    "Refused",
    "begin",
    "bring_changelog",
    "bring_kept",
    "bring_path",
    "carry_out",
    "forget_looks",
    "look",
    "look_changelog",
    "take_back",
    "take_back_later",
]
