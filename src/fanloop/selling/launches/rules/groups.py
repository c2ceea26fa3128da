"""Whom a message is meant for, as plain data that is kept with it: groups joined, then narrowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ALL, GROUP, SIGNED, BACKERS, LINE = KINDS = ("all", "group", "signed", "backers", "line")


@dataclass(frozen=True)
class Meant:
    """`groups` are "all", "group:<key>", "signed:<launch>", "backers:<campaign>", "line:<campaign>", joined by or.

    `level` is the least one (0: any), `markets` are codes and `languages` tags; empty means every one.
    """

    groups: tuple[str, ...]
    level: int = 0
    markets: tuple[str, ...] = field(default=())
    languages: tuple[str, ...] = field(default=())

    def plain(self) -> dict[str, Any]:
        return {
            "groups": list(self.groups), "level": self.level, "markets": list(self.markets),
            "languages": list(self.languages),
        }  # fmt: skip

    def fits(self, *, level: int, market: str, language: str) -> bool:
        """Whether somebody in one of the groups is meant; a language fits with or without its region."""
        spoken = language.lower()
        speaks = any(spoken == tag or spoken.startswith(f"{tag}-") for tag in self.languages)
        return (
            level >= self.level
            and (not self.markets or market in self.markets)
            and (not self.languages or speaks)
        )


def meant(said: Mapping[str, Any]) -> Meant:
    """As it was kept."""
    return Meant(
        tuple(said.get("groups", ())),
        int(said.get("level", 0)),
        tuple(said.get("markets", ())),
        tuple(said.get("languages", ())),
    )


def is_group(text: str) -> bool:
    """Whether a text names a group as `Meant` does."""
    kind, _, which = text.partition(":")
    if kind == ALL:
        return not which
    return kind in KINDS and bool(which) and (kind == GROUP or which.isdecimal())
