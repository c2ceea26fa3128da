"""What a machine may be allowed to do in a fan's name. Reading what is public needs no scope."""

from collections.abc import Iterable

SCOPES = (
    "voices:write",
    "votes:write",
    "seats:write",
    "attention:write",
    "orders:read",
    "trail:read",
    "supply:read",
    "supply:answer",
    "builds:write",
)
OF_PARTNERS = frozenset({"supply:read", "supply:answer"})
OF_MAKERS = frozenset({"builds:write"})


def cleaned(wanted: Iterable[str]) -> list[str]:
    """The known ones among `wanted`, each once, in the order of the table.

    >>> cleaned(["votes:write", "desk:burn", "voices:write", "votes:write"])
    ['voices:write', 'votes:write']
    """
    asked = set(wanted)
    return [scope for scope in SCOPES if scope in asked]
