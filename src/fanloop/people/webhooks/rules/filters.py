"""Which facts an endpoint hears of. A filter is data, so that a page can show it and a test can draw it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

Sign = Literal["=", "≠", "≥", "≤"]
SIGNS: tuple[Sign, ...] = get_args(Sign)


@dataclass(frozen=True)
class Condition:
    """A field of the fact compared with a value, such as votes ≥ 10."""

    field: str
    sign: Sign
    value: str

    def holds(self, data: Mapping[str, Any]) -> bool:
        """Whether the fact has the field and it compares so; numbers as numbers, all else as text."""
        if self.field not in data:
            return False
        here, there = _comparable(data[self.field], self.value)
        if self.sign == "=":
            return bool(here == there)
        if self.sign == "≠":
            return bool(here != there)
        return bool(here >= there) if self.sign == "≥" else bool(here <= there)


def _comparable(here: Any, there: str) -> tuple[Any, Any]:
    try:
        return float(here), float(there)
    except (TypeError, ValueError):
        return str(here), there


def wants(patterns: Collection[str], name: str) -> bool:
    """Whether a fact's name is asked for: by itself, by its noun, or because nothing was asked for.

    >>> wants(["voices.*"], "voices.NeedVoted"), wants(["orders.OrdersPlaced"], "voices.NeedVoted"), wants([], "x.Y")
    (True, False, True)
    """
    noun = name.partition(".")[0]
    return not patterns or name in patterns or f"{noun}.*" in patterns


def passes(conditions: Sequence[Condition], data: Mapping[str, Any]) -> bool:
    """All conditions hold; where there is none, everything passes."""
    return all(condition.holds(data) for condition in conditions)


def unknown(patterns: Collection[str], names: Collection[str]) -> list[str]:
    """Patterns that no fact of the house can ever match, for a clear refusal."""
    nouns = {f"{name.partition('.')[0]}.*" for name in names}
    return sorted(set(patterns) - set(names) - nouns)


def parsed(line: str) -> Condition | None:
    """A condition as people write it, `votes >= 10`; None for what is none.

    >>> parsed("votes >= 10")
    Condition(field='votes', sign='≥', value='10')
    """
    for written, sign in (
        (">=", "≥"),
        ("<=", "≤"),
        ("!=", "≠"),
        ("≥", "≥"),
        ("≤", "≤"),
        ("≠", "≠"),
        ("=", "="),
    ):
        field, found, value = line.partition(written)
        if found and field.strip().isidentifier() and value.strip():
            return Condition(field.strip(), sign, value.strip())  # type: ignore[arg-type] # the pairs above are signs
    return None
