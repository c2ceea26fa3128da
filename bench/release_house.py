"""The house behind `bench.release`: filled with backers and reports, told to depart, asked to sum a Tuesday.

    python -m bench.release_house fill|depart|sum --home DIR [--backers N --reports N]

Each prints one JSON object.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

BEGIN = datetime(2026, 11, 1, 9, tzinfo=UTC)
CHANGES, SET = 20, 5_000
DISLIKED = (
    "the hinge creaks",
    "the dial is too fine",
    "it wakes the cat",
    "the cable is short",
    "it hums at night",
)


def batches(rows: Any, size: int = SET) -> Iterator[list[Any]]:
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


def fill(backers: int, reports: int) -> dict[str, Any]:
    """One line with a train that has left and is told about, and one that leaves with twenty changes for everybody."""
    from django.db import connection

    from fanloop.foundation import bus
    from fanloop.people.fans import actions as fans
    from fanloop.people.team import actions as team
    from fanloop.releasing.releases import actions
    from fanloop.things.products.actions import add_line

    founder = fans.join(handle="founder", email="founder@example.org", password="bench-only-12", at=BEGIN)
    team.found_maker(
        name="Bench", languages=["en"], currencies=["EUR"], founder=founder, member_name="Founder", at=BEGIN
    )
    ids: dict[str, int] = {}
    news = (fans.NewFan(f"bench:{n}", f"backer{n}", f"Backer {n}", "bench", BEGIN) for n in range(backers))
    for batch in batches(news):
        ids |= fans.import_fans(batch, at=BEGIN)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE fans_fan SET email = handle || '@fans.example' WHERE email IS NULL")
    people = list(ids.values())
    line = add_line(slug="lamp", name="Lamp", at=BEGIN)
    told, coming = actions.plan_fridays(line=line, at=BEGIN, count=2)
    for train in (told, coming):
        for number in range(CHANGES):
            row = actions.make_change(
                line=line, title=f"Change {number} of {train.number}", kind="improved", at=BEGIN
            )
            actions.board(change=row, train=train, at=BEGIN)
            if train == coming:
                actions.credit(change=row, fan_ids=people[number::CHANGES], for_what="backed", at=BEGIN)
    actions.depart(train=told, at=told.leaves_at)
    _report(told.id, people[:reports])
    bus.drain()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {"told": told.id, "coming": coming.id, "numbers": [told.number, coming.number]}


def _report(train_id: int, people: list[int]) -> None:
    """Reports as people write them: one box filled, which became a voice, and a verdict on five of the changes."""
    from django.db import connection

    from fanloop.listening.voices import actions as voices
    from fanloop.releasing.releases import queries

    draw, at = Random(48), BEGIN + timedelta(days=9)
    changes = [held.change.id for held in queries.changes_of(train_id)]
    words = [f"{draw.choice(DISLIKED)}, since week {number % 50}" for number in range(len(people))]
    said = [
        voices.NewVoice(f"bench:{number}", "bug", each, each, at, fan_id=fan)
        for number, (fan, each) in enumerate(zip(people, words, strict=True))
    ]
    keys: dict[str, int] = {}
    for batch in batches(said):
        keys |= voices.import_voices(voices=batch, at=at)
    with connection.cursor() as cursor:
        with cursor.copy(
            "COPY releases_report (train_id, fan_id, used, liked, disliked, want, variant, build, language, at) FROM STDIN"
        ) as copy:
            for number, fan in enumerate(people):
                language = ("en", "zh-hans", "de")[number % 3]
                copy.write_row(
                    (train_id, fan, "", "", words[number], "", ("oak", "ash")[number % 2], "1", language, at)
                )
        cursor.execute("SELECT id FROM releases_report WHERE train_id = %s ORDER BY id", [train_id])
        reports = [row[0] for row in cursor.fetchall()]
        with cursor.copy("COPY releases_verdict (report_id, change_id, says, at) FROM STDIN") as copy:
            for report in reports:
                for change in draw.sample(changes, min(5, len(changes))):
                    copy.write_row((report, change, draw.choice(("yes", "yes", "no", "not_tried")), at))
        with cursor.copy("COPY releases_boxvoice (report_id, box, voice_id) FROM STDIN") as copy:
            for number, report in enumerate(reports):
                copy.write_row((report, "disliked", keys[f"bench:{number}"]))


def depart(train_id: int) -> dict[str, Any]:
    """Close the doors of the full train; what follows is the server's work."""
    from fanloop.releasing.releases import actions, queries

    train = queries.train_by_id(train_id)
    assert train is not None
    began = time.perf_counter()
    actions.depart(train=train, at=train.leaves_at)
    return {"seconds": round(time.perf_counter() - began, 2)}


def add_up(train_id: int) -> dict[str, Any]:
    """Seconds to sum the week, three times: the counts, and the themes with their quotes."""
    from fanloop.foundation.viewer import ANYONE
    from fanloop.releasing.releases import queries

    taken = []
    for _ in range(3):
        began = time.perf_counter()
        found = queries.sums(train_id)
        counted = time.perf_counter()
        themes = queries.themes(train_id, viewer=ANYONE)
        taken.append((counted - began, time.perf_counter() - counted))
    return {
        "reports": found.reports,
        "themes": len(themes),
        "counts_s": [round(a, 3) for a, _ in taken],
        "themes_s": [round(b, 3) for _, b in taken],
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("act", choices=["fill", "depart", "sum"])
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--train", type=int, default=0)
    parser.add_argument("--backers", type=int, default=50_000)
    parser.add_argument("--reports", type=int, default=20_000)
    options = parser.parse_args()
    os.environ["FANLOOP_HOME"] = str(options.home.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanloop.config.settings")
    from fanloop.config.house import open_house

    with open_house():
        acts = {
            "fill": lambda: fill(options.backers, options.reports),
            "depart": lambda: depart(options.train),
            "sum": lambda: add_up(options.train),
        }
        print(json.dumps(acts[options.act]()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
