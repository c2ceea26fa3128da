"""Every write of builds: files that prove themselves, offers, and the signed papers about them."""

from fanloop.things.builds.actions.alarms import ring
from fanloop.things.builds.actions.builds import MOST_FILES, NewFile, add_build, offer, withdraw
from fanloop.things.builds.actions.papers import (
    Brought,
    bring,
    draft_root,
    draft_targets,
    found_repository,
    refresh,
)
from fanloop.things.builds.actions.pausing import let_go_on, pause
from fanloop.things.builds.rules.refusals import Refused

__all__ = [
    "MOST_FILES",
    "Brought",
    "NewFile",
    "Refused",
    "add_build",
    "bring",
    "draft_root",
    "draft_targets",
    "found_repository",
    "let_go_on",
    "offer",
    "pause",
    "refresh",
    "ring",
    "withdraw",
]
