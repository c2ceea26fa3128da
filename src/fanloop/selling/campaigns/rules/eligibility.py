"""Who may have what is offered: what drops ask, and what somebody did before. One rule for codes and offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fanloop.selling.campaigns.rules.fairness import Person
from fanloop.selling.campaigns.rules.fairness import refusal as drop_refusal

Why = Literal["", "unproven", "young", "level", "market", "group", "tested", "backed", "ambassadors"]
KNOWN = frozenset({"proven", "days", "level", "markets", "groups", "tested", "backed", "ambassadors"})


@dataclass(frozen=True)
class Past:
    """What a fan did and is here: tried builds in a beta, ordered before, speaks for the maker."""

    has_tested: bool = False
    has_backed: bool = False
    is_ambassador: bool = False


def reasons(who: Mapping[str, Any], person: Person, past: Past) -> list[Why]:
    """Everything that leaves a fan out, in the order in which it is said; empty when nothing does.

    `who` may hold days, proven, level, markets, groups, tested, backed and ambassadors; what it does not name is not asked.
    """
    named = [{name: who[name]} for name in ("proven", "days", "level", "markets", "groups") if name in who]
    found: list[Why] = [why for each in named if (why := drop_refusal(each, person))]  # type: ignore[misc]  # these five say nothing else
    if who.get("tested") and not past.has_tested:
        found.append("tested")
    if who.get("backed") and not past.has_backed:
        found.append("backed")
    if who.get("ambassadors") and not past.is_ambassador:
        found.append("ambassadors")
    return found


def together(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any] | None:
    """One rule that asks what both ask; None where they name different markets or groups, which is nobody's."""
    found = dict(first)
    for name, value in second.items():
        known = found.get(name)
        if not isinstance(value, list):
            found[name] = max(known or 0, value)
        elif known and value and sorted(known) != sorted(value):
            return None
        else:
            found[name] = value or known
    return found


def is_rule(who: Mapping[str, Any]) -> bool:
    """Whether every part of a rule is one that can be asked."""
    return who.keys() <= KNOWN and 0 <= int(who.get("level", 0)) <= 4 and int(who.get("days", 0)) >= 0
