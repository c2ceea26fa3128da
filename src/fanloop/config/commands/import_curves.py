"""`fanloop import curves`: finished campaigns of others, from which the end of an own one is learned."""

import argparse
import json
import sys

from fanloop.config.house import CommandError, open_house
from fanloop.plugins.pledges.past import Recorded, read

FEWEST, SHORTEST, LONGEST = 10, 15, 80


def run(options: argparse.Namespace) -> int:
    """A second run brings nothing twice: a campaign is known by the folder's name and its number."""
    folder = options.path
    try:
        found = read(
            folder / "projects.csv", folder / "daily_contributions.csv",
            fewest=FEWEST, shortest=SHORTEST, longest=LONGEST,
        )  # fmt: skip
    except (OSError, KeyError, ValueError) as problem:
        raise CommandError(f"nothing was imported: {problem!r}") from problem
    with open_house():
        new = _keep(folder.resolve().name, found)
    said = {"ok": True, "campaigns": len(found), "new": new}
    told = f"{len(found):,} finished campaigns to learn from, {new:,} of them new.\n"
    sys.stdout.write(json.dumps(said) + "\n" if options.json else told)
    return 0


def _keep(source: str, found: list[Recorded]) -> int:
    from fanloop.foundation import clock  # noqa: PLC0415 -- models exist only once the house is open
    from fanloop.making.demand.actions import NewPast, keep_past  # noqa: PLC0415 -- as above

    campaigns = [NewPast(one.name, one.begun, one.campaign) for one in found]
    return keep_past(source=source, campaigns=campaigns, at=clock.now())
