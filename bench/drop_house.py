"""Fill a fresh home with people and pools, and write a signed token for each person and pool.

    python -m bench.drop_house --home DIR --people N --stock N --pools N

The tokens of a pool lie in DIR/tokens-<pool>.txt, one a line. Prints the numbers of the pools.
"""

import argparse
import json
import os
import secrets
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
AT_ONCE = 5_000


def fill(home: Path, *, people: int, stock: int, pools: int) -> list[int]:
    """The people, the pools and the tokens. All that is slow happens here, before the opening."""
    from fanloop.foundation import clock
    from fanloop.people.fans.actions import NewFan, import_fans
    from fanloop.selling.stock.actions import open_pool
    from fanloop.selling.stock.queries import token_secret

    now, fans = clock.now(), list[int]()
    for begin in range(0, people, AT_ONCE):
        news = [
            NewFan(f"drop:{n}", f"buyer{n}", f"Buyer {n}", "drop", now)
            for n in range(begin, min(begin + AT_ONCE, people))
        ]
        fans += import_fans(news, at=now).values()
    made = [
        open_pool(about=f"bench.drop:{secrets.token_hex(8)}", total=stock, at=now).id for _ in range(pools)
    ]
    secret = token_secret()
    for pool in made:
        write_tokens(home / f"tokens-{pool}.txt", pool, fans, secret)
    return made


def write_tokens(path: Path, pool: int, fans: list[int], secret: bytes) -> None:
    from datetime import timedelta

    from fanloop.foundation import clock
    from fanloop.selling.stock.rules.tokens import mint

    begins = clock.now()
    ends = begins + timedelta(days=1)
    lines = (
        mint(pool=pool, fan=fan, quantity=1, not_before=begins, expires=ends, nonce=nonce, secret=secret)
        for nonce, fan in enumerate(fans)
    )
    path.write_text("\n".join(lines) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, required=True)
    for name, count in (("people", 50_000), ("stock", 10_000), ("pools", 1)):
        parser.add_argument(f"--{name}", type=int, default=count)
    options = parser.parse_args()
    os.environ["FANLOOP_HOME"] = str(options.home.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanloop.config.settings")
    from fanloop.config.house import open_house

    with open_house():
        from django.db import connection

        made = fill(options.home, people=options.people, stock=options.stock, pools=options.pools)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")
    print(json.dumps(made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
