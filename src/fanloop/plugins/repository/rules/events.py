"""What a webhook of GitHub or GitLab tells us, as far as we care: something was pushed, or a request was merged."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

MOST = 100_000
PUSH, MERGED, PING, OTHER = "push", "merged", "ping", "other"


class Unreadable(ValueError):
    """The body is not what its headers promise."""


@dataclass(frozen=True)
class Request:
    """A merge request (GitLab) or pull request (GitHub) that was merged. `commits` may hold its merge and squash commit.

    `count` is how many commits it had, 0 where the sender does not say.
    """

    number: int
    title: str
    words: str
    url: str
    commits: tuple[str, ...]
    count: int = 0


@dataclass(frozen=True)
class Event:
    kind: str
    branch: str = ""
    request: Request | None = None


def key_of(headers: Mapping[str, str], body: bytes) -> str:
    """What tells one delivery from its repetition: the sender's id, else the body itself."""
    names = ("x-github-delivery", "webhook-id", "idempotency-key", "x-gitlab-event-uuid")
    given = next((headers[name] for name in names if headers.get(name)), "")
    return given[:100] or hashlib.sha256(body).hexdigest()


def read(headers: Mapping[str, str], body: bytes) -> Event:
    """The event in a proven body. Raises Unreadable for broken JSON or an event without its parts."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"the body is not JSON: {problem}") from problem
    if not isinstance(said, dict):
        raise Unreadable("the body is not a JSON object")
    try:
        if "x-github-event" in headers:
            return _github(headers["x-github-event"], said)
        return _gitlab(said)
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise Unreadable(f"the event lacks a part: {problem}") from problem


def _github(name: str, said: dict[str, Any]) -> Event:
    if name == "ping":
        return Event(PING)
    if name == "push":
        return Event(PUSH, _branch(said["ref"]))
    if name == "pull_request" and said["action"] == "closed" and said["pull_request"]["merged"]:
        asked = said["pull_request"]
        request = _request(asked["number"], asked, "body", asked["html_url"], asked.get("merge_commit_sha"))
        counted = replace(request, count=min(max(0, int(asked.get("commits") or 0)), MOST))
        return Event(MERGED, asked["base"]["ref"], counted)
    return Event(OTHER)


def _gitlab(said: dict[str, Any]) -> Event:
    kind = said["object_kind"]
    if kind == "push":
        return Event(PUSH, _branch(said["ref"]))
    if kind == "merge_request" and said["object_attributes"].get("action") == "merge":
        asked = said["object_attributes"]
        last = (asked.get("last_commit") or {}).get("id")
        shas = (asked.get("merge_commit_sha"), asked.get("squash_commit_sha"), last)
        return Event(
            MERGED, asked["target_branch"], _request(asked["iid"], asked, "description", asked["url"], *shas)
        )
    return Event(OTHER)


def _request(number: Any, asked: dict[str, Any], words: str, url: str, *shas: str | None) -> Request:
    commits = tuple(dict.fromkeys(sha for sha in shas if isinstance(sha, str) and _is_sha(sha)))
    return Request(
        int(number),
        _text(asked["title"])[:300],
        _text(asked.get(words) or "")[:20_000],
        _text(url)[:500],
        commits,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where words should be")
    return value.replace("\0", "")


def _branch(name: object) -> str:
    return _text(name).removeprefix("refs/heads/")


def _is_sha(text: str) -> bool:
    return len(text) in {40, 64} and all(sign in "0123456789abcdef" for sign in text)
