"""Discourse: what its public addresses answer, saved as files. `/categories.json`, `/t/{id}.json`, `/t/{id}/posts.json`, `/posts.json`.

Words are the `raw` ones where the file has them, else the `cooked` HTML turned into Markdown. Private messages, what was
deleted, and notes the forum wrote itself stay there; likes are counted.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as _

from fanloop.listening.voices.rules import kinds
from fanloop.plugins.moving.hypertext import markdown
from fanloop.plugins.moving.jsons import json_objects
from fanloop.plugins.moving.parcel import Piece, Place, Reading, Reply, Thread
from fanloop.plugins.moving.people import key, person
from fanloop.plugins.reading import Problems, Row, UnreadableError
from fanloop.plugins.sentences import Sentence

ORIGIN = "discourse"
_LIKE = 2
_WRITTEN = {1, 2, None}
"""Post types people write; others are notes of the forum, such as "closed this topic"."""
_QUOTE = re.compile(r'\[quote(?:="?([^",\]]*)[^\]]*)?\]\n?(.*?)\n?\[/quote\]', re.DOTALL | re.IGNORECASE)


@dataclass
class _Shelf:
    """What a first look found: categories by number, files with further posts by topic, topics with a file of their own."""

    categories: dict[int, str] = field(default_factory=dict)
    more: dict[int, list[Path]] = field(default_factory=dict)
    topics: set[int] = field(default_factory=set)


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Piece]:
    """Categories, then each topic with its posts. Files are read twice; one topic is in memory at a time."""
    shelf = _look(paths)
    posts_in = lru_cache(maxsize=4)(_posts_in)
    told: set[int] = set()
    for path in paths:
        for row in json_objects(path, reading.problems):
            if _is_topic(row.values) and row.values.get("id") not in told:
                told.add(row.values["id"])
                yield from _topic(row, shelf, posts_in, reading)
            elif not _is_known(row.values):
                reading.left["files of another kind"] += 1
    for number in sorted(shelf.more.keys() - shelf.topics):
        posts = _unique(post for path in shelf.more[number] for post in posts_in(path).get(number, []))
        head = {
            "id": number,
            "title": posts[0].get("topic_title"),
            "category_id": posts[0].get("category_id"),
        }
        yield from _thread(Row(shelf.more[number][0].name, 0, head), posts, shelf, reading)


def _origin(reading: Reading) -> str:
    """What all keys begin with: two forums count alike and their people may be called alike."""
    return key(ORIGIN, reading.forum) if reading.forum else ORIGIN


def _look(paths: Sequence[Path]) -> _Shelf:
    shelf, unheard = _Shelf(), Problems()
    for path in paths:
        for row in json_objects(path, unheard):
            value = row.values
            shelf.categories.update(_categories(value))
            if _is_topic(value):
                shelf.topics.add(value["id"])
            else:
                for number in {_topic_of(post, value) for post in _posts(value)} - {0}:
                    shelf.more.setdefault(number, []).append(path)
    for number, files in shelf.more.items():
        shelf.more[number] = list(dict.fromkeys(files))
    return shelf


def _is_topic(value: dict[str, Any]) -> bool:
    return (
        isinstance(value.get("post_stream"), dict) and "title" in value and isinstance(value.get("id"), int)
    )


def _is_known(value: dict[str, Any]) -> bool:
    return (
        bool({"post_stream", "latest_posts", "category_list", "categories"} & value.keys())
        or "post_number" in value
    )


def _categories(value: dict[str, Any]) -> dict[int, str]:
    """Names by number, those of subcategories behind their parent's."""
    listed = value.get("category_list", value)
    rows = listed.get("categories") if isinstance(listed, dict) else None
    found: dict[int, str] = {}
    for row in _objects(rows):
        if isinstance(row.get("id"), int) and isinstance(row.get("name"), str):
            found[row["id"]] = row["name"]
            for below in _objects(row.get("subcategory_list")):
                if isinstance(below.get("id"), int):
                    found[below["id"]] = f"{row['name']} · {below.get('name', '')}"
    return found


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _posts(value: dict[str, Any]) -> list[dict[str, Any]]:
    stream = value.get("post_stream")
    if isinstance(stream, dict):
        return _objects(stream.get("posts"))
    if "latest_posts" in value:
        return _objects(value["latest_posts"])
    return [value] if "post_number" in value and "topic_id" in value else []


def _topic_of(post: dict[str, Any], around: dict[str, Any]) -> int:
    number = post.get("topic_id", around.get("id"))
    return number if isinstance(number, int) else 0


def _posts_in(path: Path) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in json_objects(path, Problems()):
        if not _is_topic(row.values):
            for post in _posts(row.values):
                found.setdefault(_topic_of(post, row.values), []).append(post)
    return found


def _unique(posts: Any) -> list[dict[str, Any]]:
    by_number = {post.get("post_number"): post for post in posts if isinstance(post.get("post_number"), int)}
    return [by_number[number] for number in sorted(by_number)]


def _topic(row: Row, shelf: _Shelf, posts_in: Any, reading: Reading) -> Iterator[Piece]:
    value, number = row.values, row.values["id"]
    if value.get("archetype") == "private_message":
        reading.left["private messages"] += 1
        return
    more = (post for path in shelf.more.get(number, []) for post in posts_in(path).get(number, []))
    posts = _unique([*_posts(value), *more])
    listed = value["post_stream"].get("stream")
    missing = len(set(listed) - {post.get("id") for post in posts}) if isinstance(listed, list) else 0
    if missing:
        reading.problems.add(
            row.file,
            row.line,
            Sentence(
                _("topic %(number)s: %(missing)s of %(all)s posts are not in these files"),
                number=number,
                missing=missing,
                all=len(listed),
            ),
        )
    yield from _thread(row, posts, shelf, reading)


def _thread(row: Row, posts: list[dict[str, Any]], shelf: _Shelf, reading: Reading) -> Iterator[Piece]:
    number, first = row.values["id"], next(iter(posts), None)
    if first is None or first.get("post_number") != 1:
        reading.problems.add(
            row.file,
            row.line,
            Sentence(_("topic %(number)s: its first post is not in these files"), number=number),
        )
        return
    category = row.values.get("category_id")
    name = (
        shelf.categories.get(category, f"Discourse {category}" if category else "Discourse")
        if isinstance(category, int)
        else "Discourse"
    )
    place = Place(key(_origin(reading), "category", category or 0), name)
    try:
        head = Row(row.file, row.line, row.values | first)
        labels = [*reversed(name.split(" · ")), *_tags(row.values.get("tags"))]
        thread = Thread(
            key(_origin(reading), "topic", number), place.key, row.named("title", longest=1_000), _words(first), head.moment("created_at"),
            person(_origin(reading), first.get("username"), first.get("name")), kinds.named(labels),
        )  # fmt: skip
    except UnreadableError as error:
        reading.problems.add(
            row.file, row.line, Sentence(_("topic %(number)s: %(why)s"), number=number, why=error.sentence)
        )
        return
    yield place
    yield thread
    _count_likes(first, reading.left)
    yield from _replies(row, thread, posts[1:], reading)


def _tags(value: Any) -> list[str]:
    tags = value if isinstance(value, list) else []
    return [str(tag.get("name", "")) if isinstance(tag, dict) else str(tag) for tag in tags]


def _replies(row: Row, thread: Thread, posts: list[dict[str, Any]], reading: Reading) -> Iterator[Reply]:
    settled = row.values.get("accepted_answer")
    accepted = settled.get("post_number") if isinstance(settled, dict) else None
    for post in posts:
        number = post["post_number"]
        if post.get("post_type") not in _WRITTEN or post.get("action_code"):
            reading.left["notes of the forum"] += 1
            continue
        if post.get("deleted_at") or post.get("user_deleted") or post.get("hidden"):
            reading.left["deleted or hidden posts"] += 1
            continue
        above = post.get("reply_to_post_number")
        answers = key(thread.key, "post", above) if isinstance(above, int) and above > 1 else ""
        try:
            at = Row(row.file, row.line, post).moment("created_at")
        except UnreadableError as error:
            reading.problems.add(
                row.file,
                row.line,
                Sentence(
                    _("topic %(topic)s, post %(number)s: %(why)s"),
                    topic=row.values["id"],
                    number=number,
                    why=error.sentence,
                ),
            )
            continue
        _count_likes(post, reading.left)
        yield Reply(
            key(thread.key, "post", number), thread.key, _words(post), at,
            person(_origin(reading), post.get("username"), post.get("name")), answers,
            settles=bool(post.get("accepted_answer")) or number == accepted,
        )  # fmt: skip


def _count_likes(post: dict[str, Any], left: Counter[str]) -> None:
    for row in _objects(post.get("actions_summary")):
        if row.get("id") == _LIKE and isinstance(row.get("count"), int):
            left["likes"] += row["count"]


def _words(post: dict[str, Any]) -> str:
    raw, cooked = post.get("raw"), post.get("cooked")
    if isinstance(raw, str) and raw.strip():
        return _QUOTE.sub(_quoted, raw).strip()
    return markdown(cooked) if isinstance(cooked, str) else ""


def _quoted(match: re.Match[str]) -> str:
    """A quote as the forum writes it, set in; whose words they were stands above."""
    who = f"{match[1]}:\n" if match[1] else ""
    return "\n".join(f"> {line}" for line in f"{who}{match[2]}".split("\n")) + "\n"
