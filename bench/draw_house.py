"""The house behind `bench.draw`: a lottery with very many entrants, closed, drawn and told by the product's own actions.

    python -m bench.draw_house fill|close|draw|file|tell|look --home DIR [--entrants N]

Each act is a process of its own, as a worker's job is, and prints one JSON object with its seconds and its peak memory.
"""

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

BEGIN = datetime(2026, 11, 1, 9, tzinfo=UTC)
ENTERING, ENDS = BEGIN + timedelta(days=9), BEGIN + timedelta(days=10)
DRAWS, OPENS = ENDS + timedelta(minutes=10), ENDS + timedelta(hours=1)
PLACES, SET = 10_000, 500
SLUG = "bench"
_FANS = """
INSERT INTO fans_fan (handle, email, name, language, origin, joined_at, is_active, password)
SELECT 'entrant' || n, 'entrant' || n || '@fans.example', 'Entrant ' || n, (ARRAY['en', 'zh-hans'])[1 + n %% 2], 'bench', %s, true, ''
FROM generate_series(1, %s) AS n
"""
_ENTRIES = """
INSERT INTO campaigns_entry (drop_id, fan_id, code, nonce, weight, by_work, at)
SELECT %s, id, left(md5('code' || id), 16), md5('nonce' || id), CASE WHEN id %% 7 = 0 THEN 3 ELSE 1 END, true,
       %s + random() * interval '1 day'
FROM fans_fan WHERE origin = 'bench'
"""


def fill(entrants: int) -> dict[str, Any]:
    """A published lottery for ten thousand pieces, and entrants by the million; that much is made in the database itself."""
    from django.db import connection

    from fanloop.people.fans import actions as fans
    from fanloop.people.markets.actions import open_market
    from fanloop.people.team import actions as team
    from fanloop.people.team.queries import members
    from fanloop.selling.campaigns.actions import NewOffer, open_campaign
    from fanloop.selling.campaigns.actions.drops import open_drop
    from fanloop.things.products.actions import add_line, add_variant

    founder = fans.join(handle="founder", email="founder@example.org", password="bench-only-12", at=BEGIN)
    team.found_maker(
        name="Bench", languages=["en"], currencies=["EUR"], founder=founder, member_name="Founder", at=BEGIN
    )
    (member,) = members()
    line = add_line(slug="lamp", name="Lamp", at=BEGIN)
    market = open_market(
        code="eu",
        name="Europe",
        currency="EUR",
        languages=["en"],
        tax_rate_bp=1900,
        time_zone="UTC",
        at=BEGIN,
    )
    lamp = add_variant(line=line, sku="LAMP", name="Lamp", at=BEGIN)
    campaign = open_campaign(
        line=line, slug=SLUG, title={"en": "Bench"}, words={"en": "Words."}, offers=[NewOffer(lamp, market, 12900, 12900)],
        causes=["voices.acceptance:1"], pool_total=PLACES, opens_at=BEGIN, closes_at=OPENS + timedelta(days=10), promise_from=date(2027, 2, 8),
        promise_to=date(2027, 2, 26), limit_per_person=1, way="drop", by=member, at=BEGIN,
    )  # fmt: skip
    drop = open_drop(
        campaign=campaign, fairness="lottery", entry_opens_at=ENTERING, entry_closes_at=ENDS, opens_at=OPENS,
        tickets={"everyone": 1, "level:2": 3}, by=member, at=BEGIN,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FANS, [BEGIN, entrants])
        cursor.execute(_ENTRIES, [drop.id, ENTERING])
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    return {}


def close() -> dict[str, Any]:
    from fanloop.selling.campaigns.actions.drawing import close_entries

    drawn = close_entries(drop=_drop(), by=None, at=ENDS)
    return {"root": drawn.root, "entries": drawn.entries}


def draw() -> dict[str, Any]:
    from fanloop.selling.campaigns.actions.drawing import draw
    from fanloop.selling.campaigns.models import Winner

    reveal = draw(drop=_drop(), by=None, at=DRAWS)
    return {"reveal": reveal.id, "winners": Winner.objects.count()}


def file() -> dict[str, Any]:
    """The paper as the job writes it, once more laid beside the home for whoever checks it."""
    from fanloop.foundation import files
    from fanloop.selling.campaigns.actions.draw_files import write_file
    from fanloop.selling.campaigns.models import Draw

    written = write_file(draw=Draw.objects.get().id, at=DRAWS)
    return {"mb": round(written.file.size / 1e6, 1), "path": files.opened(written.file.sha256).name}


def tell() -> dict[str, Any]:
    """Everybody gets the line in the inbox, portion by portion, as a chain of jobs does; then some letters are written."""
    from fanloop.people.fans.models import Notice
    from fanloop.selling.campaigns.actions.telling import tell_some
    from fanloop.selling.campaigns.models import Reveal
    from fanloop.site.reactions import post_notices

    began, portions, reveal = time.perf_counter(), 1, Reveal.objects.get().id
    first = 0.0
    while tell_some(reveal=reveal, at=DRAWS):
        first = first or time.perf_counter() - began
        portions += 1
    told = time.perf_counter() - began
    some = list(Notice.objects.filter(kind="drop_not_drawn").values_list("id", flat=True)[: 4 * SET])
    began = time.perf_counter()
    for each in range(0, len(some), SET):
        post_notices(some[each : each + SET], at=DRAWS)
    return {
        "told_s": round(told, 2), "portions": portions, "first_portion_s": round(first, 2), "lines": Notice.objects.count(),
        "letters_per_s": round(len(some) / (time.perf_counter() - began)),
    }  # fmt: skip


def look() -> dict[str, Any]:
    """Milliseconds of what a page asks: how it stands, and a receipt."""
    from fanloop.selling.campaigns.models import Entry
    from fanloop.selling.campaigns.queries import drops as queries

    drop, entry = _drop(), Entry.objects.select_related("drop__campaign").order_by("-id")[0]
    queries.standing(drop, OPENS)
    began = time.perf_counter()
    queries.standing(drop, OPENS)
    stood = time.perf_counter()
    queries.receipt(entry)
    return {
        "standing_ms": round(1000 * (stood - began), 1),
        "receipt_ms": round(1000 * (time.perf_counter() - stood), 1),
    }


def _spent() -> tuple[float, float]:
    """Seconds of processor this process has used, and its connection on the other side; 0 where that cannot be read."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    user, system = stat.read_text().rpartition(")")[2].split()[11:13] if stat.exists() else ("0", "0")
    return time.process_time(), (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _drop() -> Any:
    from fanloop.selling.campaigns.queries import drops as queries

    found = queries.drop(SLUG)
    assert found is not None
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    acts: dict[str, Callable[[], dict[str, Any]]] = {
        "fill": lambda: fill(options.entrants), "close": close, "draw": draw, "file": file, "tell": tell,
        "look": look,
    }  # fmt: skip
    parser.add_argument("act", choices=list(acts))
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--entrants", type=int, default=1_000_000)
    options = parser.parse_args()
    os.environ["FANLOOP_HOME"] = str(options.home.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanloop.config.settings")
    from fanloop.config.house import open_house

    with open_house():
        before, began = _spent(), time.perf_counter()
        told = acts[options.act]()
        took, after = time.perf_counter() - began, _spent()
    told |= {
        "seconds": round(took, 2), "cpu_s": round(after[0] - before[0], 2),
        "cpu_of_the_database_s": round(after[1] - before[1], 2),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }  # fmt: skip
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
