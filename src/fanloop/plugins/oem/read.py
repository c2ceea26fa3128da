"""The files of an archived maker community as frozen rows. What cannot be read is a problem, not a guess.

A folder holds users.csv, topics.jsonl, posts.jsonl, supports.csv, links.csv, component_repos.csv, releases.csv,
commits.csv and topic_release.csv. Moments without an offset are UTC.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from fanloop.plugins.reading import Problems, Row, UnreadableError, csv_rows, json_rows, parsed

R = TypeVar("R")
NOBODY = "guest"
"""The forum's word for everybody who had not logged in."""


@dataclass(frozen=True)
class Person:
    handle: str
    first_seen: datetime


@dataclass(frozen=True)
class Topic:
    """A thread with its first words. `weak_kind` was guessed from the title by the archive's maker."""

    id: int
    forum: str
    title: str
    author: str
    at: datetime
    body: str
    weak_kind: str


@dataclass(frozen=True)
class Post:
    id: int
    topic: int
    author: str
    at: datetime
    depth: int
    body: str


@dataclass(frozen=True)
class Support:
    """A reply that backs its topic in words; `phrase` is the words that say so."""

    topic: int
    post: int
    author: str
    at: datetime
    phrase: str


@dataclass(frozen=True)
class Duplicate:
    """A post in `topic` that speaks of a duplicate or the same question, and names the topic `other`."""

    topic: int
    other: int


@dataclass(frozen=True)
class Component:
    key: str
    repo: str


@dataclass(frozen=True)
class Release:
    component: str
    tag: str
    at: datetime


@dataclass(frozen=True)
class Commit:
    """One commit; `released_in` is the first tag that holds it, or empty."""

    component: str
    id: str
    author: str
    at: datetime
    released_in: str
    subject: str
    is_merge: bool


@dataclass(frozen=True)
class Tie:
    """A topic tied to a commit, or to a release alone; `via` says how the tie is known."""

    topic: int
    component: str
    commit: str
    released_in: str
    via: str


@dataclass(frozen=True)
class Archive:
    """The folder. Each method streams one file and puts what it cannot read into `problems`."""

    folder: Path
    problems: Problems

    def people(self) -> Iterator[Person]:
        rows = self._csv("users.csv", "user", "first_seen")
        return parsed(rows, _person, self.problems, key=lambda person: person.handle)

    def topics(self) -> Iterator[Topic]:
        return parsed(self._json("topics.jsonl"), _topic, self.problems, key=lambda topic: topic.id)

    def posts(self, topics: set[int]) -> Iterator[Post]:
        """Replies to `topics`, in the order of the file."""
        read = _within(_post, lambda post: _known(post.topic, topics))
        return parsed(self._json("posts.jsonl"), read, self.problems, key=lambda post: post.id)

    def replies(self, topics: set[int]) -> Iterator[Post]:
        """Posts that can be read, for a first look; problems are told when they are read for good."""
        return Archive(self.folder, Problems()).posts(topics)

    def supports(self, topics: set[int]) -> Iterator[Support]:
        rows = self._csv("supports.csv", "topic_id", "post_id", "author", "created", "phrase")
        read = _within(_support, lambda support: _known(support.topic, topics))
        return parsed(rows, read, self.problems, key=lambda support: support.post)

    def duplicates(self) -> Iterator[Duplicate]:
        """Only the links that speak of a duplicate; others name anything."""
        rows = self._csv("links.csv", "from_topic", "kind", "target", "says_duplicate_or_see_also")
        return (found for found in parsed(rows, _duplicate, self.problems) if found is not None)

    def components(self) -> Iterator[Component]:
        rows = self._csv("component_repos.csv", "component", "repo")
        return parsed(rows, _component, self.problems, key=lambda component: component.key)

    def releases(self, components: set[str]) -> Iterator[Release]:
        rows = self._csv("releases.csv", "component", "tag", "date")
        read = _within(_release, lambda release: _known(release.component, components))
        return parsed(rows, read, self.problems, key=lambda release: (release.component, release.tag))

    def commits(self, components: set[str], releases: set[tuple[str, str]]) -> Iterator[Commit]:
        rows = self._csv(
            "commits.csv", "component", "commit", "author", "date", "released_in", "subject", "is_merge"
        )

        def check(commit: Commit) -> None:
            _known(commit.component, components)
            if commit.released_in:
                _known((commit.component, commit.released_in), releases)

        return parsed(
            rows, _within(_commit, check), self.problems, key=lambda commit: (commit.component, commit.id)
        )

    def ties(self, topics: set[int]) -> Iterator[Tie]:
        rows = self._csv("topic_release.csv", "topic_id", "component", "commit", "released_in", "via")
        return parsed(rows, _within(_tie, lambda tie: _known(tie.topic, topics)), self.problems)

    def _csv(self, name: str, *columns: str) -> Iterator[Row]:
        return csv_rows(self.folder / name, self.problems, columns=columns)

    def _json(self, name: str) -> Iterator[Row]:
        return json_rows(self.folder / name, self.problems)


def check(folder: Path) -> Problems:
    """Read everything and keep nothing but the problems: what a strict import looks at first."""
    archive = Archive(folder, Problems())
    topics = {topic.id for topic in archive.topics()}
    components = {component.key for component in archive.components()}
    releases = {(release.component, release.tag) for release in archive.releases(components)}
    rows = (archive.people(), archive.posts(topics), archive.supports(topics), archive.duplicates(),
            archive.commits(components, releases), archive.ties(topics))  # fmt: skip
    for part in rows:
        for _row in part:
            pass
    return archive.problems


def _known(name: object, names: set[int] | set[str] | set[tuple[str, str]]) -> None:
    if name not in names:
        shown = " ".join(name) if isinstance(name, tuple) else name
        raise UnreadableError(f"nothing before this speaks of {shown!r}")


def _within(read: Callable[[Row], R], check: Callable[[R], None]) -> Callable[[Row], R]:
    def read_and_check(row: Row) -> R:
        value = read(row)
        check(value)
        return value

    return read_and_check


def _person(row: Row) -> Person:
    return Person(row.named("user", longest=60), row.moment("first_seen"))


def _topic(row: Row) -> Topic:
    return Topic(
        row.integer("topic_id", least=1), row.named("forum"), row.named("title", longest=1_000),
        row.named("author", longest=60), row.moment("created"), row.text("body"), row.text("weak_kind"),
    )  # fmt: skip


def _post(row: Row) -> Post:
    return Post(
        row.integer("post_id", least=1), row.integer("topic_id"), row.named("author", longest=60),
        row.moment("created"), row.integer("depth", least=0), row.text("body"),
    )  # fmt: skip


def _support(row: Row) -> Support:
    return Support(
        row.integer("topic_id"), row.integer("post_id"), row.named("author", longest=60),
        row.moment("created"), row.text("phrase"),
    )  # fmt: skip


def _duplicate(row: Row) -> Duplicate | None:
    if row.text("kind") != "topic" or not row.flag("says_duplicate_or_see_also"):
        return None
    return Duplicate(row.integer("from_topic"), row.integer("target"))


def _component(row: Row) -> Component:
    return Component(row.named("component", longest=60), row.named("repo"))


def _release(row: Row) -> Release:
    return Release(row.named("component"), row.named("tag", longest=60), row.moment("date"))


def _commit(row: Row) -> Commit:
    return Commit(
        row.named("component"), row.named("commit", longest=40), row.named("author", longest=60), row.moment("date"),
        row.text("released_in").strip(), row.named("subject", longest=1_000), row.flag("is_merge"),
    )  # fmt: skip


def _tie(row: Row) -> Tie:
    return Tie(
        row.integer("topic_id"),
        row.named("component"),
        row.text("commit"),
        row.text("released_in"),
        row.text("via"),
    )
