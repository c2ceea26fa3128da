"""Every address of the house with its door, as it is checked in beside this file, and as the code has it.

A line of `doors.txt` is the name of an address and who may pass:

    public        everybody
    fan           who has logged in
    say           everybody reads, who has logged in writes
    late          as fan, but who is not logged in is asked once the thing is found
    partner       who speaks for a supplier or brand
    team WORD…    members of the team with one of these permissions
    unseen WORD…  the same, but for others there is no such page
    token         machines with a token of the right scope; a session opens nothing
    token-writes  everybody reads, a machine with a token writes
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

TABLE = Path(__file__).with_name("doors.txt")
ELSEWHERE = ("account/", "desk/drawer/", "i18n/")
"""Prefixes whose addresses are those of a library; they are guarded by it, and their doors have tests of their own."""

SAMPLES = {
    "IntConverter": 999_999,
    "SlugConverter": "nothing",
    "StringConverter": "nothing",
    "PathConverter": "nothing",
}
GIVEN = {"sha256": "0" * 64, "code": "nothing"}


class Address(NamedTuple):
    """One address: its name, a path with samples in it, and the view."""

    name: str
    path: str
    view: object


class Door(NamedTuple):
    kind: str
    permissions: frozenset[str]

    def opens_to(self, viewer, method, *, is_anonymous):
        """in, login or no: what somebody is told at this door."""
        if self.kind == "public" or (self.kind == "say" and method == "get"):
            return "in"
        if self.kind == "token-writes":
            return "in" if method == "get" else "login"
        if is_anonymous and self.kind != "unseen":
            return "no" if self.kind == "late" else "login"
        opened = {
            "fan": True,
            "say": True,
            "late": True,
            "partner": viewer.partner_id is not None,
            "team": bool(self.permissions & viewer.permissions),
            "unseen": bool(self.permissions & viewer.permissions),
        }[self.kind]
        return "in" if opened else "no"


def table() -> dict[str, Door]:
    """The doors that were checked in."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    assert len({line[0] for line in lines}) == len(lines), "an address stands there twice"
    return {name: Door(kind, frozenset(words)) for name, kind, *words in lines}


def addresses(**given: int) -> list[Address]:
    """Every address the house answers to, but those of libraries; `given`: what to write for a part of the path."""
    return [*_walk(get_resolver().url_patterns, "", (), GIVEN | given)]


def _walk(patterns, prefix: str, spaces: tuple[str, ...], given: dict[str, object]) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(ELSEWHERE):
            continue
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, route, inner, given)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*spaces, pattern.name or route))
            yield Address(name, "/" + _filled(route, pattern, given), pattern.callback)


def _filled(route: str, pattern: URLPattern, given: dict[str, object]) -> str:
    for name, converter in pattern.pattern.converters.items():
        sample = given.get(name, SAMPLES.get(type(converter).__name__, "nothing"))
        route = re.sub(rf"<(\w+:)?{name}>", str(sample), route)
    return route


def guard_of(view) -> frozenset[str]:
    """The permissions a guard of the desk carries; none where there is no guard."""
    return frozenset(getattr(view, "permissions", ()))
