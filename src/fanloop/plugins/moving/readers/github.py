"""GitHub: issues and discussions as its API and its command line give them.

Arrays of `/repos/{owner}/{repo}/issues` and `/issues/comments`, what `gh issue list --json …` prints, and discussions with
their comments. Pull requests stay there. Labels suggest the kind, and how an issue was closed says how the need ended.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext_noop as _

from fanloop.listening.voices.rules import kinds
from fanloop.plugins.moving.jsons import json_objects
from fanloop.plugins.moving.parcel import End, Person, Piece, Place, Reading, Reply, Same, Thread
from fanloop.plugins.moving.people import key, person
from fanloop.plugins.reading import Problems, Row, UnreadableError
from fanloop.plugins.sentences import Sentence

ORIGIN = "github"
_ADDRESS = re.compile(r"github\.com/(?:repos/)?([\w.-]+/[\w.-]+)/(issues|pull|pulls|discussions)/(\d+)")
_REPOSITORY = re.compile(r"github\.com/(?:repos/)?([\w.-]+/[\w.-]+?)(?:\.git)?/?$")
_DUPLICATE = re.compile(
    r"\bduplicate of\s+(?:https://github\.com/[\w.-]+/[\w.-]+/(?:issues|discussions)/|#)(\d+)", re.IGNORECASE
)
_DECLINED = {"not_planned", "duplicate", "outdated", "wontfix", "invalid"}
_TALK = {"announcements", "general", "polls"}


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Piece]:
    """Issues and discussions of all files with what hangs on them, then comments that came in files of their own."""
    same: list[Same] = []
    for path in paths:
        for row in _entries(path, reading.problems):
            if _is_comment(row.values):
                continue
            if "number" not in row.values:
                reading.problems.add(
                    row.file,
                    row.line,
                    Sentence(_("neither an issue, a discussion nor a comment: it has no number")),
                )
            elif _is_pull(row.values):
                reading.left["pull requests"] += 1
            else:
                yield from _issue(row, reading, same)
    for path in paths:
        for row in _entries(path, Problems()):
            if _is_comment(row.values) and (reply := _loose_comment(row, reading, same)):
                yield reply
    yield from same


def _entries(path: Path, problems: Problems) -> Iterator[Row]:
    """Rows of a file; an answer of GraphQL is opened down to its nodes."""
    for row in json_objects(path, problems):
        if "data" not in row.values:
            yield row
            continue
        for node in _nodes_below(row.values):
            yield Row(row.file, row.line, node)


def _nodes_below(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if isinstance(value.get("nodes"), list):
            yield from (node for node in value["nodes"] if isinstance(node, dict))
        else:
            for below in value.values():
                yield from _nodes_below(below)


def _is_comment(value: dict[str, Any]) -> bool:
    return "issue_url" in value and "title" not in value


def _is_pull(value: dict[str, Any]) -> bool:
    return bool(value.get("pull_request") or value.get("isPullRequest")) or "/pull/" in str(
        value.get("html_url") or value.get("url")
    )


def _repository(row: Row) -> str:
    """`owner/name`, from whichever address the row has, else from the file's name."""
    for name in ("html_url", "url", "issue_url", "repository_url"):
        address = row.values.get(name)
        if isinstance(address, str) and (match := _ADDRESS.search(address) or _REPOSITORY.search(address)):
            return match[1].lower()
    return re.sub(r"[^\w.-]+", "-", Path(row.file).stem.lower()) or "repository"


def _issue(row: Row, reading: Reading, same: list[Same]) -> Iterator[Piece]:
    try:
        number = row.integer("number", least=1)
        repository = _repository(row)
        labels = _labels(row.values)
        category = _name(row.values.get("category"))
        thread = Thread(
            key(ORIGIN, repository, number), key(ORIGIN, repository), row.named("title", longest=1_000),
            _body(row.values), _moment(row, "created_at", "createdAt"), _author(row.values),
            _kind(category, labels, str(row.values.get("title"))), True,
        )  # fmt: skip
        thread = _with_end(row, thread, labels, same)
    except UnreadableError as error:
        reading.problems.add(
            row.file,
            row.line,
            Sentence(
                _("issue %(number)s: %(why)s"), number=str(row.values.get("number", "?")), why=error.sentence
            ),
        )
        return
    reading.left["reactions"] += _reactions(row.values)
    yield Place(thread.place, repository)
    yield thread
    yield from _comments(row, thread, reading, same)


def _kind(category: str, labels: list[str], title: str) -> kinds.Kind | None:
    """Labels first, then the discussion's category, then the words of the title. General talk says nothing by itself."""
    if found := kinds.named([*labels, category]):
        return found
    if category:
        return (
            "praise"
            if "show" in category.lower()
            else None
            if category.lower() in _TALK
            else kinds.plainly(title)
        )
    return kinds.plainly(title) or "question"


def _with_end(row: Row, thread: Thread, labels: list[str], same: list[Same]) -> Thread:
    """How it was closed; a duplicate that names its original ends with it."""
    state = str(row.values.get("state") or "").lower()
    if state != "closed" and row.values.get("closed") is not True:
        return thread
    reason = str(row.values.get("state_reason") or row.values.get("stateReason") or "").lower()
    reason = reason or next((label for label in labels if label in _DECLINED), "completed")
    if reason == "duplicate" and _same_as(thread, str(row.values.get("body") or ""), same):
        return thread
    at = _moment(row, "closed_at", "closedAt", "updated_at", "updatedAt", "created_at", "createdAt")
    outcome: Literal["shipped", "declined"] = "declined" if reason in _DECLINED else "shipped"
    because = f"Closed on GitHub as {reason.replace('_', ' ')}."
    return Thread(**{**vars(thread), "end": End(outcome, because, at)})


def _same_as(thread: Thread, words: str, same: list[Same]) -> bool:
    match = _DUPLICATE.search(words)
    if match is None:
        return False
    other = key(thread.place, match[1])
    if other != thread.key:
        same.append(Same(thread.key, other))
    return True


def _comments(row: Row, thread: Thread, reading: Reading, same: list[Same]) -> Iterator[Reply]:
    answer = row.values.get("answer")
    accepted = (
        answer.get("id") or answer.get("url")
        if isinstance(answer, dict)
        else row.values.get("answer_html_url")
    )
    for place, comment in enumerate(_list(row.values.get("comments")), 1):
        settles = bool(comment.get("isAnswer")) or (
            accepted is not None
            and accepted in {comment.get("id"), comment.get("url"), comment.get("html_url")}
        )
        reply = _reply(row, comment, thread.key, place, reading, settles=settles)
        if reply is None:
            continue
        yield reply
        if thread.end and thread.end.because.endswith("duplicate."):
            _same_as(thread, reply.words, same)
        for below, one in enumerate(_list(comment.get("replies")), 1):
            under = _reply(row, one, thread.key, f"{place}.{below}", reading, answers=reply.key)
            if under:
                yield under


def _reply(
    row: Row,
    comment: dict[str, Any],
    thread: str,
    place: object,
    reading: Reading,
    *,
    settles: bool = False,
    answers: str = "",
) -> Reply | None:
    said = Row(row.file, row.line, comment)
    try:
        at = _moment(said, "created_at", "createdAt")
    except UnreadableError as error:
        reading.problems.add(
            row.file,
            row.line,
            Sentence(
                _("issue %(number)s, comment %(place)s: %(why)s"),
                number=str(row.values.get("number", "?")),
                place=place,
                why=error.sentence,
            ),
        )
        return None
    reading.left["reactions"] += _reactions(comment)
    mark = comment.get("id") or place
    return Reply(
        key(thread, "comment", mark), thread, _body(comment), at, _author(comment), answers, settles=settles
    )


def _loose_comment(row: Row, reading: Reading, same: list[Same]) -> Reply | None:
    match = _ADDRESS.search(str(row.values["issue_url"]))
    if match is None:
        reading.problems.add(row.file, row.line, Sentence(_("a comment whose issue_url names no issue")))
        return None
    thread = key(ORIGIN, match[1].lower(), match[3])
    reply = _reply(Row(row.file, row.line, {"number": match[3]}), row.values, thread, row.line, reading)
    if reply and (named := _DUPLICATE.match(reply.words.strip())):
        same.append(Same(thread, key(ORIGIN, match[1].lower(), named[1])))
    return reply


def _list(value: Any) -> list[dict[str, Any]]:
    """Comments as a list or as nodes; a bare number is only their count."""
    rows = value.get("nodes") if isinstance(value, dict) else value
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _labels(value: dict[str, Any]) -> list[str]:
    labels = value.get("labels")
    rows = labels.get("nodes") if isinstance(labels, dict) else labels
    return [_name(label).lower() for label in rows] if isinstance(rows, list) else []


def _name(value: Any) -> str:
    return (
        str(value.get("name") or "") if isinstance(value, dict) else value if isinstance(value, str) else ""
    )


def _body(value: dict[str, Any]) -> str:
    body = value.get("body")
    return body.replace("\r\n", "\n").strip() if isinstance(body, str) else ""


def _author(value: dict[str, Any]) -> Person | None:
    who = value.get("user") or value.get("author")
    return person(ORIGIN, who.get("login"), who.get("name")) if isinstance(who, dict) else person(ORIGIN, who)


def _moment(row: Row, *names: str) -> Any:
    named = next((name for name in names if row.values.get(name)), names[0])
    return row.moment(named)


def _reactions(value: dict[str, Any]) -> int:
    counted = value.get("reactions")
    if isinstance(counted, dict):
        number = counted.get("total_count", counted.get("totalCount"))
        return number if isinstance(number, int) else 0
    groups = value.get("reactionGroups")
    if not isinstance(groups, list):
        return 0
    users = [group.get("users") for group in groups if isinstance(group, dict)]
    return sum(
        each["totalCount"]
        for each in users
        if isinstance(each, dict) and isinstance(each.get("totalCount"), int)
    )
