"""People, topics, voices, replies and backings of an archive, stored in batches through the nouns' actions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.utils.text import slugify

from fanloop.listening.community import actions as community
from fanloop.listening.community.actions import NewReply, NewSpace, NewTopic
from fanloop.listening.voices import actions as voices
from fanloop.listening.voices.actions import NewBacking, NewVoice
from fanloop.people.fans import actions as fans
from fanloop.people.fans.actions import NewFan
from fanloop.plugins.oem import guesses
from fanloop.plugins.oem.book import ORIGIN, Book, Said
from fanloop.plugins.oem.prose import around, as_markdown
from fanloop.plugins.oem.read import NOBODY, Archive, Person, Post, Support, Topic

BATCH = 4_000
T = TypeVar("T")


def batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """`rows` in lists of at most `size`, so that one transaction holds a known amount."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def know_people(book: Book, seen: Iterable[tuple[str, datetime]]) -> None:
    """Take in authors nobody has seen before, as of the moment they are first seen at."""
    new: dict[str, datetime] = {}
    for handle, moment in seen:
        if handle != NOBODY and handle not in book.people:
            new[handle] = min(new.get(handle, moment), moment)
    people = [NewFan(f"oem:user:{handle}", handle, "", ORIGIN, moment) for handle, moment in new.items()]
    if people:
        ids = fans.import_fans(people, at=book.at)
        book.people.update({handle: ids[f"oem:user:{handle}"] for handle in new})


def import_people(book: Book, people: Iterable[Person]) -> None:
    for batch in batches(people):
        know_people(book, ((person.handle, person.first_seen) for person in batch))
        book.step("people", len(batch))


def import_topics(book: Book, archive: Archive) -> dict[int, list[Support]]:
    """Forums become spaces, topics topics, and those that say something to the maker voices.

    Returns the supports by topic: they are few, and a topic's kind may hang on them.
    """
    topics = list(archive.topics())
    supports, sizes = _supports(archive, {topic.id for topic in topics})
    answered = {f"oem:topic:{topic}" for topic in sizes}
    _open_spaces(book, topics)
    for batch in batches(topics):
        know_people(book, ((topic.author, topic.at) for topic in batch))
        _store_topics(book, batch, answered)
        _store_voices(book, batch, supports)
        book.step("topics", len(batch), len(topics))
    return supports


def _supports(archive: Archive, topics: set[int]) -> tuple[dict[int, list[Support]], Counter[int]]:
    """Supports by topic, each with its sentence, and how many replies a topic has.

    Left out is what agrees with something far below, and the archive's own misunderstandings.
    """
    said = {support.post: support for support in archive.supports(topics)}
    found: dict[int, list[Support]] = defaultdict(list)
    places: Counter[int] = Counter()
    for post in archive.replies(topics):
        if support := said.get(post.id):
            words = around(post.body, support.phrase)
            if guesses.backs(words, places[post.topic]):
                found[post.topic].append(replace(support, phrase=words))
        places[post.topic] += 1
    return found, places


def _open_spaces(book: Book, topics: Sequence[Topic]) -> None:
    first: dict[str, datetime] = {}
    for topic in topics:
        first[topic.forum] = min(first.get(topic.forum, topic.at), topic.at)
    spaces = [
        NewSpace(
            f"oem:forum:{forum}"[:120],
            f"oem-{slugify(forum)[:100] or position}",
            forum,
            at,
            position=position,
        )
        for position, (forum, at) in enumerate(sorted(first.items()))
    ]
    if spaces:
        ids = community.import_spaces(spaces=spaces, at=book.at)
        book.spaces.update({str(space.name): ids[space.source_key] for space in spaces})


def _store_topics(book: Book, topics: Sequence[Topic], answered: set[str]) -> None:
    """Topics with replies are made findable together with those, once."""
    new = [
        NewTopic(
            f"oem:topic:{topic.id}",
            book.spaces[topic.forum],
            topic.title,
            as_markdown(topic.body),
            topic.at,
            book.people.get(topic.author),
        )
        for topic in topics
    ]
    book.authors.update(
        {topic.id: book.people[topic.author] for topic in topics if topic.author in book.people}
    )
    for is_silent in (True, False):
        part = [topic for topic in new if (topic.source_key not in answered) == is_silent]
        ids = community.import_topics(topics=part, at=book.at, origin=ORIGIN, findable=is_silent)
        book.topics.update({int(key.removeprefix("oem:topic:")): row for key, row in ids.items()})


def _store_voices(book: Book, topics: Sequence[Topic], supports: dict[int, list[Support]]) -> None:
    new = [voice for topic in topics if (voice := _voice(book, topic, supports.get(topic.id, [])))]
    ids = voices.import_voices(voices=new, at=book.at)
    found = {topic.id: ids[key] for topic in topics if (key := f"oem:voice:{topic.id}") in ids}
    book.voices.update(found)
    kinds = {voice.source_key: voice.kind for voice in new}
    for topic in topics:
        if row := found.get(topic.id):
            people = {book.who(topic.author, f"topic {topic.id}")}
            book.said[row] = Said(kinds[f"oem:voice:{topic.id}"], topic.title, topic.body, people)
    book.step("voices", len(found))


def _voice(book: Book, topic: Topic, supports: Sequence[Support]) -> NewVoice | None:
    phrases = [support.phrase for support in supports]
    kind = guesses.voice_kind(
        weak_kind=topic.weak_kind, forum=topic.forum, title=topic.title, phrases=phrases
    )
    if kind is None:
        return None
    component = guesses.component_in(topic.title, book.lines)
    return NewVoice(
        source_key=f"oem:voice:{topic.id}",
        kind=kind,
        guessed=True,
        title=topic.title,
        words=as_markdown(topic.body),
        fan_id=book.people.get(topic.author),
        line_id=book.lines[component] if component else None,
        topic=book.topic_ref(topic.id),
        source="import",
        at=topic.at,
    )


def import_replies(book: Book, posts: Iterable[Post], supports: dict[int, list[Support]]) -> None:
    """Posts become replies in the order of the file, and those that back a voice its backings."""
    backing = {support.post: support for found in supports.values() for support in found}
    for batch in batches(posts):
        know_people(book, ((post.author, post.at) for post in batch))
        new = [
            NewReply(
                f"oem:post:{post.id}",
                book.topics[post.topic],
                as_markdown(post.body),
                post.at,
                book.people.get(post.author),
                post.depth,
            )
            for post in batch
        ]
        ids = community.import_replies(replies=new, at=book.at, origin=ORIGIN)
        book.step("replies", len(batch))
        _store_backings(book, [post for post in batch if post.id in backing], backing, ids)


def _store_backings(
    book: Book, posts: Sequence[Post], supports: dict[int, Support], replies: dict[str, int]
) -> None:
    new = [
        NewBacking(
            source_key=f"oem:support:{post.id}",
            voice_id=book.voices[post.topic],
            fan_id=book.people.get(post.author),
            words=supports[post.id].phrase,
            reply=f"community.reply:{replies[f'oem:post:{post.id}']}",
            at=post.at,
        )
        for post in posts
        if post.topic in book.voices
    ]
    voices.import_backings(backings=new, at=book.at)
    for post in posts:
        if row := book.voices.get(post.topic):
            book.said[row].people.add(book.who(post.author, f"post {post.id}"))
    book.step("backings", len(new))
