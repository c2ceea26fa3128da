"""The leaves of a draw: the entries in their order, streamed, and where one of them stands.

A million entries go by in portions; nothing here holds them all.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any, TypeAlias

from django.db import connection

from fanloop.selling.campaigns.models import Draw, DrawFile, Drop, Entry, LeafBlock, RankBlock, Reveal
from fanloop.selling.campaigns.rules import draw, merkle

BLOCK = 256
"""Leaves of a block; the nodes over whole blocks are the ninth row of the tree, which `Draw.crown` holds."""
AT_ONCE = 40
HASH = 32
Row: TypeAlias = tuple[int, str, str, int, str]
"""An entry as its leaf holds it: id, code, nonce, weight, moment as written."""

_WRITTEN = """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
_IN_ORDER = f"""
SELECT e.id, e.code, e.nonce, e.weight, {_WRITTEN} FROM campaigns_entry e WHERE e.drop_id = %s AND e.at < %s
ORDER BY date_trunc('milliseconds', e.at), e.code COLLATE "C"
"""  # noqa: S608 -- no value of anybody's is in it
_BY_IDS = f"""
SELECT e.id, e.code, e.nonce, e.weight, {_WRITTEN} FROM campaigns_entry e WHERE e.id = ANY(%s)
"""  # noqa: S608 -- as above
_SORTED_IN = "SET LOCAL work_mem = '64MB'"
_RANKED = f"""
SELECT b.first + u.at - 1, u.number, u.entry
FROM campaigns_rankblock b, unnest(b.leaves, b.entries) WITH ORDINALITY AS u(number, entry, at)
WHERE b.draw_id = %(draw)s AND b.first > %(after)s - {BLOCK} AND b.first <= %(after)s + %(count)s
AND b.first + u.at - 1 > %(after)s ORDER BY 1 LIMIT %(count)s
"""  # noqa: S608 -- as above


@dataclass(frozen=True)
class Leaf:
    """An entry's leaf in a closed draw, from 1, and its rank once the seed is revealed."""

    draw: Draw
    entry: Entry
    number: int
    rank: int | None


@dataclass(frozen=True)
class Ranked:
    """A rank of a drawn order, its leaf and whose entry it is; nobody's when they have left."""

    rank: int
    number: int
    entry: int
    fan: int | None


def blocks(drop: Drop, ends: datetime) -> Iterator[list[Row]]:
    """Who entered in time, in the order of leaves: by moment as written, then by code. Needs a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_SORTED_IN)
    with connection.chunked_cursor() as stream:
        stream.execute(_IN_ORDER, [drop.id, ends])
        while rows := stream.fetchmany(BLOCK * AT_ONCE):
            yield from (rows[begin : begin + BLOCK] for begin in range(0, len(rows), BLOCK))


def key_of(code: str, at: str) -> str:
    """Where an entry stands in the order of leaves; compared byte by byte."""
    return f"{at}|{code}"


def place_of(entry: Entry) -> Leaf | None:
    """Its leaf and rank; none for who came after entries were closed. Three queries."""
    drawn = Draw.objects.select_related("drop__campaign").filter(drop=entry.drop_id).first()
    key = key_of(entry.code, draw.written(entry.at))
    found = LeafBlock.objects.filter(draw=drawn, key__lte=key).order_by("-key").first() if drawn else None
    if drawn is None or found is None or entry.id not in found.entries:
        return None
    index = found.entries.index(entry.id)
    ranks = RankBlock.objects.filter(draw=drawn, first=found.first).values_list("ranks", flat=True).first()
    return Leaf(drawn, entry, found.first + index, ranks[index] if ranks else None)


def path_of(leaf: Leaf) -> list[bytes]:
    """The way up to the root, from one block of leaves and the crown of the tree."""
    index = leaf.number - 1
    first = index - index % BLOCK
    block = LeafBlock.objects.values_list("leaves", flat=True).get(draw=leaf.draw, first=first + 1)
    lower, upper = merkle.levels(parted(block)), merkle.levels(parted(leaf.draw.crown))
    return merkle.path(lower, index - first) + merkle.path(upper, index // BLOCK)


def by_ids(ids: Sequence[int]) -> list[Row]:
    """These entries, in this order."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_IDS, [list(ids)])
        found = {row[0]: row for row in cursor.fetchall()}
    return [found[id_] for id_ in ids]


def parted(crown: bytes | bytearray | memoryview) -> list[bytes]:
    """The hashes of a row of the tree that is kept as one string."""
    held = bytes(crown)
    return [held[start : start + HASH] for start in range(0, len(held), HASH)]


def ranked(drawn: Draw, *, after: int, count: int) -> list[Ranked]:
    """The next `count` ranks."""
    with connection.cursor() as cursor:
        cursor.execute(_RANKED, {"draw": drawn.id, "after": after, "count": count})
        rows = cursor.fetchall()
    fans = dict(Entry.objects.filter(id__in=[row[2] for row in rows]).values_list("id", "fan_id"))
    return [Ranked(rank, number, entry, fans[entry]) for rank, number, entry in rows]


def pieces(drop: Drop, drawn: Draw | None, reveal: Reveal | None, *, until: datetime) -> Iterator[str]:
    """The published paper as JSON, piece by piece; who entered before `until` counts. Needs a transaction. What `rules.draw_paper.paper` makes of all at once."""
    ends = {"late": reveal.late, "seed": bytes(drop.seed).hex()} if reveal else {"late": "", "seed": ""}
    head = {
        "format": draw.FORMAT, "drop": drop.campaign.slug, "rules": drop.rules, "rules_hash": drop.rules_hash,
        "commitment": drop.commitment, "count": drawn.entries if drawn else 0,
        "root": drawn.root if drawn else merkle.NOBODY.hex(), "until": draw.written(until) if drawn else "", **ends,
    }  # fmt: skip
    yield json.dumps(head, ensure_ascii=False)[:-1]
    yield ', "order": ['
    yield from _parted(_order(drawn) if drawn and reveal else ())
    yield '], "entries": ['
    yield from _parted(_entries(drop, drawn) if drawn else ())
    yield "]}\n"


def _parted(lists: Any) -> Iterator[str]:
    for number, each in enumerate(lists):
        yield ("\n, " if number else "\n") + json.dumps(each, ensure_ascii=False)[1:-1]


def _order(drawn: Draw) -> Iterator[list[int]]:
    for some in _portions(
        RankBlock.objects.filter(draw=drawn).order_by("first").values_list("leaves", flat=True)
    ):
        yield list(chain.from_iterable(some))


def _entries(drop: Drop, drawn: Draw) -> Iterator[list[list[Any]]]:
    """Rows of the paper, each with its mark."""
    before, rows = drop.rules_hash, LeafBlock.objects.filter(draw=drawn).order_by("first")
    for some in _portions(rows.values_list("entries", flat=True)):
        found = by_ids(list(chain.from_iterable(some)))
        marks = draw.marks([draw.leaf_of(*row[1:]) for row in found], before)
        before = marks[-1]
        yield [[*row[1:], mark] for row, mark in zip(found, marks, strict=True)]


def _portions(rows: Any) -> Iterator[list[list[int]]]:
    source = rows.iterator(chunk_size=AT_ONCE)
    while some := list(islice(source, AT_ONCE)):
        yield some


def file_of(drawn: Draw, *, is_revealed: bool) -> DrawFile | None:
    """The paper as a file, when it is written."""
    return DrawFile.objects.select_related("file").filter(draw=drawn, is_revealed=is_revealed).first()
