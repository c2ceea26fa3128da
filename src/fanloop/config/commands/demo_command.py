import argparse
import os
import sys
from pathlib import Path

from fanloop.config.house import open_house
from fanloop.config.progress import to_terminal
from fanloop.config.server import open_port, serve, url_of

PASSWORD = "golden-hour-2026"  # noqa: S105 -- the demo's accounts are public
ACCOUNTS = {
    "Fan": "mira.k",
    "Founder and engineer": "jonna",
    "Lead": "wen",
    "Engineer": "mateo",
    "Supplier": "lichtbogen",
    "Another supplier": "holzhaus",
}


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, help="serve the world of `fanloop loop` on this folder of real data instead"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)


def run(options: argparse.Namespace) -> int:
    os.environ["FANLOOP_DEMO"] = "replay" if options.data else "story"
    if options.data and "FANLOOP_HOME" not in os.environ:
        os.environ["FANLOOP_HOME"] = ".fanloop-data"
    listener = open_port(options.host, options.port)
    os.environ.setdefault("FANLOOP_URL", url_of(listener))
    os.environ.setdefault("FANLOOP_HOSTS", "*")
    with open_house():
        from fanloop.config import loop, story  # noqa: PLC0415 -- models exist only once the house is open
        from fanloop.foundation import bus, clock  # noqa: PLC0415 -- as above
        from fanloop.people.team import queries as team  # noqa: PLC0415 -- as above

        if team.maker() is None:
            if options.data:
                _say("Turning the loop once on real input; this takes about two minutes.")
                loop.turn(options.data, progress=to_terminal)
            else:
                _say("Telling the story of Northwindow and its lamp.")
                story.tell()
        latest = bus.latest_at()
        clock.run_from(max(story.PRESENT, latest) if latest and not options.data else latest or story.PRESENT)
        serve(listener, announce=lambda: _welcome(url_of(listener)))
    return 0


def _welcome(url: str) -> None:
    lines = [f"\nThe demo is open at {url}", f"Password of every account: {PASSWORD}", ""]
    lines += [f"  {who:<22} {handle}@northwindow.example" for who, handle in ACCOUNTS.items()]
    lines += ["", f"Letters that would be sent: {url}/letters", "Stop with Ctrl-C.", ""]
    _say("\n".join(lines))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
