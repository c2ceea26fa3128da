"""Every read of builds: what there is, and the signed papers about it."""

from fanloop.things.builds.models import Alarm, Build, BuildFile, Draft, Offer, Paper, Withdrawal
from fanloop.things.builds.queries.builds import (
    Standing,
    build,
    build_by_number,
    builds_by_ids,
    builds_of,
    describe_builds,
    files_of,
    offered,
    offered_file,
    standings,
)

__all__ = [
    "Alarm",
    "Build",
    "BuildFile",
    "Draft",
    "Offer",
    "Paper",
    "Standing",
    "Withdrawal",
    "build",
    "build_by_number",
    "builds_by_ids",
    "builds_of",
    "describe_builds",
    "files_of",
    "offered",
    "offered_file",
    "standings",
]
