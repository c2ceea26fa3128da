"""Fill a fresh home with a crowd through the same verbs an import uses, and hand out sessions of signed-in readers.

    python -m bench.crowd_house --home DIR --people N --posts N --voices N --sessions N

Prints one JSON object: cookies of the signed-in readers, and the addresses the bench asks for.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from bench.crowd import BEGIN, LONG, Crowd

BATCH = 2_000


def batches(rows: Any, size: int = BATCH) -> Iterator[list[Any]]:
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


def fill(crowd: Crowd, sessions: int) -> dict[str, Any]:
    """The whole world, and what the bench must know of it."""
    from fanloop.foundation import bus

    fans = _people(crowd)
    topic = _talk(crowd, fans)
    needs = _voices(crowd, fans)
    bus.drain()
    _settle()
    return {
        "cookies": _sessions(fans[:sessions]), "long_topic": topic, "needs": needs, "replies": LONG,
    }  # fmt: skip


def _people(crowd: Crowd) -> list[int]:
    from fanloop.people.fans import actions as fans
    from fanloop.people.team import actions as team

    founder = fans.join(handle="founder", email="founder@example.org", password="bench-only-12", at=BEGIN)
    team.found_maker(
        name="Bench", languages=["en"], currencies=["EUR"], founder=founder, member_name="Founder", at=BEGIN
    )
    ids: dict[str, int] = {}
    news = (
        fans.NewFan(f"bench:{n}", f"reader{n}", f"Reader {n}", "bench", BEGIN) for n in range(crowd.people)
    )
    for batch in batches(news):
        ids |= fans.import_fans(batch, at=BEGIN)
    return [ids[f"bench:{n}"] for n in range(crowd.people)]


def _talk(crowd: Crowd, fans: Sequence[int]) -> int:
    from fanloop.listening.community import actions as talk

    spaces = [talk.open_space(slug=f"space-{n}", name=f"Space {n}", at=BEGIN).id for n in range(8)]
    last = 0
    for batch in batches(crowd.topics(), 400):
        ids = talk.import_topics(
            topics=[
                talk.NewTopic(
                    f"bench:{t.number}", spaces[t.number % 8], t.title, t.body, t.at, author_id=fans[t.author], language=t.language,
                )
                for t in batch
            ],
            at=BEGIN, findable=False,
        )  # fmt: skip
        talk.import_replies(
            replies=[
                talk.NewReply(f"bench:{t.number}:{place}", ids[f"bench:{t.number}"], words, t.reply_at(place), author_id=fans[author])
                for t in batch
                for place, (author, words) in enumerate(t.replies)
            ],
            at=BEGIN,
        )  # fmt: skip
        last = ids[f"bench:{batch[-1].number}"]
    return last


def _voices(crowd: Crowd, fans: Sequence[int]) -> list[int]:
    from fanloop.listening.voices import actions as voices

    wishes = list(enumerate(crowd.wishes()))
    ids: dict[str, int] = {}
    for batch in batches(wishes):
        ids |= voices.import_voices(
            voices=[
                voices.NewVoice(f"bench:{n}", "idea", title, words, at, fan_id=fans[author])
                for n, (title, words, author, at, _same) in batch
            ],
            at=BEGIN,
        )
    pairs = [
        (ids[f"bench:{n}"], ids[f"bench:{same}"])
        for n, (_t, _w, _a, _at, same) in wishes
        if same != n and n % 3
    ]
    needs = voices.needs_from_voices(voice_ids=ids.values(), same=pairs, at=BEGIN + timedelta(days=200))
    return sorted(set(needs.values()))


def _settle() -> None:
    """What a house does by itself in the minutes after an import: words are drawn, the database counts its rows."""
    from django.db import connection

    from fanloop.foundation import clock
    from fanloop.listening.community import actions as talk

    while talk.draw_old(at=clock.now(), limit=5_000):
        pass
    talk.rank_topics(at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _sessions(fan_ids: Sequence[int]) -> list[str]:
    """Session keys of signed-in readers, as the log-in would have made them."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from fanloop.people.fans.queries import Fan

    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = []
    for fan in Fan.objects.filter(id__in=fan_ids).order_by("id"):
        session = store()
        session[SESSION_KEY] = str(fan.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = fan.get_session_auth_hash()
        session.save()
        keys.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    return keys


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, required=True)
    for name, count in (("people", 10_000), ("posts", 100_000), ("voices", 10_000), ("sessions", 200)):
        parser.add_argument(f"--{name}", type=int, default=count)
    options = parser.parse_args()
    os.environ["FANLOOP_HOME"] = str(options.home.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanloop.config.settings")
    from fanloop.config.house import open_house

    crowd = Crowd(people=options.people, posts=options.posts, voices=options.voices)
    with open_house():
        told = fill(crowd, options.sessions)
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
