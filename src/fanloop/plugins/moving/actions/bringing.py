"""Storing pieces: each batch is one transaction, its rows known to the run, and a second time changes nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.utils.text import slugify

from fanloop.foundation import live
from fanloop.listening.community import actions as community
from fanloop.listening.community import queries as talk
from fanloop.listening.community.actions import NewReply, NewSpace, NewTopic
from fanloop.listening.voices import actions as voices
from fanloop.listening.voices import queries as heard
from fanloop.listening.voices.actions import NewBacking, NewEnd, NewVoice
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as known
from fanloop.people.fans.actions import NewFan
from fanloop.plugins.moving.models import Made, Run
from fanloop.plugins.moving.parcel import Piece, Place, Reply, Same, Support, Thread
from fanloop.plugins.moving.preview import ASKING, people_of

LOCK = 71_009


class Stopped(Exception):
    """The run was ended by somebody while it went on."""


@dataclass
class Book:
    """What this run knows while it goes on: the run, and pairs to be looked at when all is here."""

    run: Run
    at: datetime
    same: list[Same] = field(default_factory=list)


def one_at_a_time() -> None:
    """Two runs that bring the same would each take the other's rows for its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@transaction.atomic
def store(book: Book, batch: Sequence[Piece]) -> None:
    """One batch: people and spaces first, then threads, then what belongs to them."""
    one_at_a_time()
    if not Run.objects.filter(id=book.run.id, ended_at=None).exists():
        raise Stopped
    people = _people(book, batch)
    spaces = _spaces(book, [each for each in batch if isinstance(each, Place)])
    threads = [each for each in batch if isinstance(each, Thread)]
    _topics(book, threads, people, spaces)
    asking = _voices(book, threads, people)
    _needs(book, asking)
    _ends(book, threads)
    _replies(book, [each for each in batch if isinstance(each, Reply)], people)
    _support(book, [each for each in batch if isinstance(each, Support)], people)
    book.same += [each for each in batch if isinstance(each, Same)]
    book.run.done += len(batch)
    book.run.save(update_fields=["done", "counts"])
    live.announce(f"moving-{book.run.id}", str(book.run.done))


def _people(book: Book, batch: Iterable[Piece]) -> dict[str, int]:
    found = people_of(batch)
    before = known.ids_by_source(found)
    new = [
        NewFan(who.key, who.handle, who.name, book.run.kind, at)
        for who, at in found.values()
        if who.key not in before
    ]
    ids = fans.import_fans(new, at=book.at) if new else {}
    _made(book, "people", {f"fans.fan:{row}": "" for key, row in ids.items() if key not in before})
    return before | ids


def _spaces(book: Book, places: Sequence[Place]) -> dict[str, int]:
    """Places as spaces, or nothing where one space was chosen for everything."""
    if book.run.space_id or not places:
        return {}
    named = {place.key: place for place in places}
    before = talk.space_ids_by_key(set(named))
    new = [
        NewSpace(place.key, _slug(book, place), place.name[:200], book.at, position=1_000)
        for place in named.values() if place.key not in before
    ]  # fmt: skip
    ids = community.import_spaces(spaces=new, at=book.at) if new else {}
    _made(book, "spaces", {f"community.space:{row}": "" for key, row in ids.items() if key not in before})
    return before | ids


def _slug(book: Book, place: Place) -> str:
    stem = f"{book.run.kind}-{slugify(place.name)[:80] or place.key.rpartition(':')[2][:40]}"
    taken = talk.slugs_like(stem)
    return next(
        slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken
    )


def _topics(book: Book, threads: Sequence[Thread], people: dict[str, int], spaces: dict[str, int]) -> None:
    before = talk.ids_by_key([each.key for each in threads])
    missing = {each.place for each in threads} - spaces.keys()
    spaces = spaces | (talk.space_ids_by_key(missing) if missing and not book.run.space_id else {})
    new = [
        NewTopic(
            each.key, book.run.space_id or spaces[each.place], each.title, each.words, each.at,
            people.get(each.author.key) if each.author else None,
        )
        for each in threads if each.key not in before
    ]  # fmt: skip
    ids = community.import_topics(topics=new, at=book.at, origin=book.run.kind) if new else {}
    _made(book, "topics", {f"community.topic:{ids[each.source_key]}": each.source_key for each in new})


def _voices(book: Book, threads: Sequence[Thread], people: dict[str, int]) -> dict[str, int]:
    """Threads that say something to the maker. Returns thread → voice of those that ask for something."""
    saying = [each for each in threads if each.kind]
    before = heard.ids_by_key([each.key for each in saying])
    topics = talk.ids_by_key([each.key for each in saying])
    new = [
        NewVoice(
            each.key, each.kind, each.title, each.words, each.at, people.get(each.author.key) if each.author else None,
            topic=f"community.topic:{topics[each.key]}", guessed=each.guessed,
        )
        for each in saying if each.kind and each.key not in before
    ]  # fmt: skip
    ids = voices.import_voices(voices=new, at=book.at) if new else {}
    _made(book, "voices", {f"voices.voice:{ids[each.source_key]}": each.source_key for each in new})
    return {each.key: (before | ids)[each.key] for each in saying if each.kind in ASKING}


def _needs(book: Book, asking: dict[str, int]) -> None:
    """A need for each voice that asks."""
    before = heard.needs_of_voices(asking.values())
    fresh = {thread: voice for thread, voice in asking.items() if voice not in before}
    after = voices.needs_from_voices(voice_ids=sorted(fresh.values()), at=book.at)
    rows = [
        Made(run=book.run, ref=f"voices.need:{after[voice]}", thread=thread)
        for thread, voice in fresh.items()
    ]
    _keep(book, "needs", rows, len(rows))


def _ends(book: Book, threads: Iterable[Thread]) -> None:
    ended = {each.key: each.end for each in threads if each.end and each.kind in ASKING}
    by_voice = {voice: ended[thread] for thread, voice in heard.ids_by_key(list(ended)).items()}
    needs = heard.needs_of_voices(list(by_voice))
    statuses = heard.status_ids()
    ends = [
        NewEnd(needs[voice], end.outcome, end.because, end.at)
        for voice, end in by_voice.items()
        if voice in needs
    ]
    book.run.counts["ended"] = book.run.counts.get("ended", 0) + voices.import_ends(ends=ends, at=book.at)
    _made(book, "", {f"voices.status:{each}": "" for each in heard.status_ids() - statuses})


def _replies(book: Book, replies: Sequence[Reply], people: dict[str, int]) -> None:
    before = talk.reply_ids_by_key({each.key for each in replies})
    topics = talk.ids_by_key({each.thread for each in replies})
    new = [
        NewReply(
            each.key, topics[each.thread], each.words or "…", each.at, people.get(each.author.key) if each.author else None,
            each.depth, each.answers, each.settles,
        )
        for each in replies if each.key not in before and each.thread in topics
    ]  # fmt: skip
    ids = community.import_replies(replies=new, at=book.at, origin=book.run.kind) if new else {}
    thread = {each.key: each.thread for each in replies}
    _made(
        book, "replies", {f"community.reply:{ids[each.source_key]}": thread[each.source_key] for each in new}
    )


def _support(book: Book, support: Sequence[Support], people: dict[str, int]) -> None:
    before = heard.backing_ids_by_key([each.key for each in support])
    said = heard.ids_by_key({each.thread for each in support})
    thread = {each.key: each.thread for each in support if each.key not in before and each.thread in said}
    new = [
        NewBacking(each.key, said[each.thread], each.at, people.get(each.by.key))
        for each in support
        if each.key in thread
    ]
    if new:
        voices.import_backings(backings=new, at=book.at)
    ids = heard.backing_ids_by_key(list(thread))
    _made(book, "backings", {f"voices.backing:{row}": thread[key] for key, row in ids.items()})


def _made(book: Book, what: str, refs: dict[str, str]) -> None:
    _keep(book, what, [Made(run=book.run, ref=ref, thread=thread) for ref, thread in refs.items()], len(refs))


def _keep(book: Book, what: str, rows: Collection[Made], count: int) -> None:
    Made.objects.bulk_create(rows, ignore_conflicts=True, batch_size=4_000)
    if what and count:
        book.run.counts[what] = book.run.counts.get(what, 0) + count


@transaction.atomic
def join_same(book: Book) -> None:
    """Threads said to mean the same there count in one need here: those of this run that nobody has decided about."""
    one_at_a_time()
    said = heard.ids_by_key({key for pair in book.same for key in (pair.one, pair.other)})
    needs = heard.needs_of_voices(said.values())
    made = set(
        Made.objects.filter(
            run=book.run, ref__in=[f"voices.need:{each}" for each in needs.values()]
        ).values_list("ref", flat=True)
    )
    pairs = []
    for pair in book.same:
        one, other = (needs.get(said.get(key, 0), 0) for key in (pair.one, pair.other))
        if {f"voices.need:{one}", f"voices.need:{other}"} <= made:
            pairs.append((one, other))
            rows = [
                Made(run=book.run, ref=f"voices.need:{one}", thread=pair.other),
                Made(run=book.run, ref=f"voices.need:{other}", thread=pair.one),
            ]
            _keep(book, "", rows, 0)
    statuses = heard.status_ids()
    joined = voices.import_same(pairs=pairs, at=book.at)
    _made(book, "", {f"voices.status:{each}": "" for each in heard.status_ids() - statuses})
    book.run.counts["duplicates"] = book.run.counts.get("duplicates", 0) + joined
    book.run.save(update_fields=["counts"])
