"""Close and draw a lottery of very many entrants through the product's own tables, and check it as anybody would.

    python -m bench.draw [--entrants 1000000] [--home DIR] [--tell]      one JSON object
    python -m bench.draw --alone [--entrants N] [--seed 1]               the rules alone, without tables

On a fresh home: entrants are put into the tables, then the product closes entries (the root), draws (ranks, and ten thousand
winners hold a piece), writes the file it publishes, and with --tell tells everybody. Closing and drawing together count;
the file and the telling are jobs that follow. The published file is checked by `fanloop verify-draw` and by the script
beside it, and once more with one row touched. 0 when the draw takes under twenty seconds, both agree, and the
touched row is named.
"""

import argparse
import contextlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from fanloop.selling.campaigns.rules import draw, merkle, verify_draw
from fanloop.selling.campaigns.rules.draw import Entrant
from fanloop.selling.campaigns.rules.draw_paper import check, drawn, paper
from fanloop.selling.campaigns.rules.receipts import check_receipt, receipt

LIMIT = 20.0
RULES = {"drop": "bench", "places": 10_000, "tickets": {"everyone": 1, "builders": 3}}


def rows(count: int, chance: random.Random) -> list[Entrant]:
    """Entrants as they come; every seventh has three tickets."""
    at = "2026-11-20T10:00:00.000Z"
    return [Entrant(f"c{n}", chance.randbytes(16).hex(), 1 if n % 7 else 3, at) for n in range(count)]


def house(act: str, home: Path, entrants: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.draw_house", act, "--home", str(home), f"--entrants={entrants}"],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def checked(*command: str) -> dict[str, Any]:
    """What a checker says of a file, in how many seconds and megabytes."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "right": process.returncode == 0, "said": said.strip()[-300:],
        "seconds": round(time.perf_counter() - began, 2), "peak_rss_mb": used.ru_maxrss // 1024,
    }  # fmt: skip


def touch(whole: Path, into: Path, leaf: int) -> None:
    """The same file with one digit of one row's nonce changed, without reading it all."""
    with whole.open("rb") as source, into.open("wb") as target:
        seen = 0
        for line in source:
            rows = line.split(b"], [") if b'", "' in line and seen >= 0 else [line]
            if seen < leaf <= seen + len(rows) and len(rows) > 1:
                row = rows[leaf - seen - 1]
                at = row.index(b'", "') + 4
                rows[leaf - seen - 1] = (
                    row[:at] + (b"0" if row[at : at + 1] != b"0" else b"1") + row[at + 1 :]
                )
            seen += len(rows) if len(rows) > 1 else 0
            target.write(b"], [".join(rows))


def in_a_house(options: argparse.Namespace) -> dict[str, Any]:
    """Everything through the tables of a house of its own."""
    with contextlib.ExitStack() as stack:
        home = options.home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fanloop-bench-")))
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o755)
        acts = ["fill", "close", "draw", "file", "look", *(["tell"] if options.tell else [])]
        done = {act: house(act, home, options.entrants) for act in acts}
        file, root = done["file"].pop("path"), done["close"]["root"]
        said = checked("-m", "fanloop.config.command_line", "verify-draw", file, "--root", root)
        alone = checked(str(Path(verify_draw.__file__)), file)
        leaf, wrong = options.entrants // 2 + 1, home / "touched.json"
        touch(Path(file), wrong, leaf)
        found = checked(str(Path(verify_draw.__file__)), str(wrong))
    close_s, draw_s = done["close"]["seconds"], done["draw"]["seconds"]
    named = not found["right"] and f"leaf {leaf} " in found["said"]
    return {
        "ok": bool(close_s + draw_s < LIMIT and said["right"] and alone["right"] and named),
        "entrants": options.entrants, "winners": done["draw"]["winners"], "limit_seconds": LIMIT,
        "close_s": close_s, "draw_s": draw_s, "told_s": done.get("tell", {}).get("told_s"),
        "peak_rss_mb": max(done[act]["peak_rss_mb"] for act in acts[1:]), "file_mb": done["file"]["mb"],
        "acts": done, "verify_draw": said, "script": alone, "touched_leaf_named": named,
    }  # fmt: skip


def alone(options: argparse.Namespace) -> dict[str, Any]:
    """The rules alone: from the rows to the published root and the drawn order, and the check of the paper."""
    chance = random.Random(options.seed)
    entered, seed = rows(options.entrants, chance), chance.randbytes(32)
    began = time.perf_counter()
    leaves = [draw.leaf(each) for each in entered]
    tree = merkle.levels(leaves)
    root = tree[-1][0]
    closed = time.perf_counter()
    order = drawn(entered, leaves, root, seed=seed, late="")
    done = time.perf_counter()
    found = paper(drop="bench", rules=RULES, commitment=draw.commitment(seed), entrants=entered, seed=seed)
    written = time.perf_counter()
    checked = check(found, root=root.hex())
    ended = time.perf_counter()
    index = options.entrants // 2
    is_kept = not check_receipt(receipt(found, tree, index), root=root.hex())
    found["entries"][index][1] = "touched"
    wrong = check(found).first_wrong_leaf
    same = found["order"] == [each + 1 for each in order]
    good = done - began < LIMIT and checked.is_good and is_kept and same and wrong == index + 1
    return {
        "ok": good,
        "entrants": options.entrants,
        "draw_seconds": round(done - began, 2),
        "root_seconds": round(closed - began, 2),
        "order_seconds": round(done - closed, 2),
        "paper_seconds": round(written - done, 2),
        "check_seconds": round(ended - written, 2),
        "receipt_hashes": len(tree) - 1,
        "receipt_verifies": is_kept,
        "first_wrong_leaf_found": wrong == index + 1,
        "max_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "limit_seconds": LIMIT,
    }


def main() -> int:
    """Print JSON; 0 when within the limit and right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entrants", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path, help="an empty folder to keep the home in")
    parser.add_argument("--tell", action="store_true", help="tell everybody as well, which takes minutes")
    parser.add_argument("--alone", action="store_true", help="the rules alone, without a house")
    parser.add_argument("--seed", type=int, default=1, help="of the rules alone")
    options = parser.parse_args()
    before = os.getloadavg()[0]
    answer = alone(options) if options.alone else in_a_house(options)
    answer |= {"load": [round(before, 2), round(os.getloadavg()[0], 2)], "cores": os.cpu_count()}
    print(json.dumps(answer, indent=1))
    return 0 if answer["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
