"""Run every bench, one after another, each in a process of its own, and print one JSON object.

    python -m bench [--data DIR] [NAME …]      or: make bench DATA=DIR

Without real data only those run that draw their own. 0 when every bench that ran kept its limits.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

NEEDS_DATA = {
    "plan": False,
    "draw": False,
    "live": False,
    "listening": False,
    "release": False,
    "drop": False,
    "forecast": True,
    "loop": True,
    "pages": True,
}


def run(name: str, data: Path | None) -> dict[str, object]:
    """The object a bench prints, or why it did not run."""
    if NEEDS_DATA[name] and data is None:
        return {"skipped": "needs --data"}
    words = ["--data", str(data)] if NEEDS_DATA[name] else []
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}", *words], check=False, stdout=subprocess.PIPE, text=True
    )
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return {"ok": False, "problem": f"printed no JSON and ended with {done.returncode}"}
    assert isinstance(answer, dict)
    return answer


def main() -> int:
    """Print JSON; 0 when all is well."""
    parser = argparse.ArgumentParser(
        prog="bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NEEDS_DATA))
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("DATA") or None, help="folder of real data"
    )
    options = parser.parse_args()
    if unknown := set(options.names) - set(NEEDS_DATA):
        parser.error(f"there is no bench {', '.join(sorted(unknown))}; there are {', '.join(NEEDS_DATA)}")
    answers = {name: run(name, options.data) for name in options.names or NEEDS_DATA}
    good = all(answer.get("ok", True) for answer in answers.values())
    print(json.dumps({"ok": good, "benches": answers}, indent=1))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
