"""The story's source: Dawn's firmware in a small repository, a fan's patch that has left, and work that waits."""

import difflib
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from dulwich.index import commit_tree
from dulwich.objects import Blob, Commit
from dulwich.refs import Ref
from dulwich.repo import Repo

from fanloop.foundation.story import World
from fanloop.plugins.repository.actions import (
    add_repository,
    decide,
    hand_in_patch,
    hand_in_translation,
    read_repository,
)

FOLDER = "sources/dawn-firmware.git"
_MAIL = "northwindow.example"
_BRANCH = Ref(b"refs/heads/main")

_DIAL = """#include "dial.h"

/* One detent of the ring is one step of light. */
int dial_step(int turned)
{
    return turned * STEP;
}
"""
_LIGHT = """#include "light.h"

static int kept = 40;

int light_after_power(void)
{
    return LIGHT_FULL;
}

int light_least(void)
{
    return 1;
}
"""
_HOME = """#include "network.h"

/* Home Assistant listens for lamps that say who they are. */
void home_announce(struct lamp *lamp)
{
    mdns_say("_northwindow._tcp", lamp->name);
    mdns_say("_hap._tcp", lamp->name);
}
"""
_HALF = _DIAL.replace("return turned * STEP;", "return turned * STEP / 2;")
_KEPT = _LIGHT.replace("return LIGHT_FULL;", "return kept;")
_SOFT = _HALF.replace(
    "One detent of the ring is one step of light. */", "The spring is soft, the detent stays. */"
)
_DIM = _KEPT.replace("return 1;", "return 0;")

_Row = tuple[str, str, str, Mapping[str, str]]
_FIRST: list[_Row] = [
    ("mateo", "2026-10-12 08:40", "First light", {"README.md": "# Dawn\n", "src/dial.c": _DIAL, "src/light.c": _LIGHT}),
    ("wen", "2026-10-29 15:20",
     "fix: remember the brightness after a power cut\n\nFixes NEED-{powercut}\nPart-Of: CHANGE-{change.powercut}\nRisk: low",
     {"src/light.c": _KEPT}),
    ("mateo", "2026-11-06 09:30",
     "Turn by half steps\n\nThe detents were there all along.\n\nAnswers NEED-{halfsteps}\nPart-Of: CHANGE-{change.halfsteps}",
     {"src/dial.c": _HALF}),
]  # fmt: skip
_PATCHED: _Row = (
    "wen", "2026-11-16 13:02",
    "Say who we are, so that Home Assistant finds us\n\nAnswers NEED-{ha}\nPatch-From: @gridwalker\nPart-Of: CHANGE-{change.ha}",
    {"src/home.c": _HOME},
)  # fmt: skip
_LAST: list[_Row] = [
    ("mateo", "2026-11-19 09:50", "A softer spring\n\nPart-Of: CHANGE-{change.quiet}", {"src/dial.c": _SOFT}),
    ("ilse", "2026-11-25 17:40", "Dim further down\n\nAnswers NEED-4711", {"src/light.c": _DIM}),
    ("wen", "2026-11-26 10:15", "Listen to the hum\n\nAnswers NEED-{need.hum}", {"src/hum.c": "int hum_heard;\n"}),
]  # fmt: skip


def handed_in(world: World) -> None:
    """The firmware is connected, gridwalker's patch is merged, and three things wait for somebody."""
    source = _Source(Path(settings.HOME) / FOLDER)
    for row in _FIRST:
        source.commit(world, row)
    repository = world["repository.dawn"] = add_repository(
        line=world["line.dawn"], address=FOLDER, name="dawn-firmware", web="https://git.northwindow.example/dawn-firmware",
        by=world["member.wen"], at=world.at("2026-11-14 09:00"), may_be_local=True,
    )  # fmt: skip
    read_repository(repository_id=repository.id, at=world.at("2026-11-14 09:01"))
    _merged_patch(world)
    source.commit(world, _PATCHED)
    read_repository(repository_id=repository.id, at=world.at("2026-11-16 13:15"))
    for row in _LAST:
        source.commit(world, row)
    read_repository(repository_id=repository.id, at=world.at("2026-11-26 10:20"))
    _waiting(world)


def _merged_patch(world: World) -> None:
    row = world["contribution.ha"] = hand_in_patch(
        line=world["line.dawn"], change=world["change.ha"], fan=world["fan.gridwalker"],
        text=_patch("Say who we are, so that Home Assistant finds us", "src/home.c", "", _HOME),
        words="Two lines of mDNS are all it takes. It runs on my desk for a week.", at=world.at("2026-11-15 20:10"),
    )  # fmt: skip
    decide(
        contribution=row, accepted=True, why="Small, clean, and it says its name twice as it should. Thank you!",
        by=world["member.wen"], at=world.at("2026-11-16 09:10"),
    )  # fmt: skip


def _waiting(world: World) -> None:
    near = _SOFT.replace("STEP / 2", "STEP / 4")
    hand_in_patch(
        line=world["line.dawn"], change=world["change.quiet"], fan=world["fan.attic"],
        text=_patch("Quarter steps below ten per cent", "src/dial.c", _SOFT, near),
        words="Down there half a step is still a jump.", at=world.at("2026-11-26 11:20"),
    )  # fmt: skip
    told = hand_in_translation(
        change=world["change.quiet"], fan=world["fan.kalt"], language="de", title="Leiser Regler",
        words="Das Klicken ist weg, die Rastung bleibt.", at=world.at("2026-11-24 19:30"),
    )  # fmt: skip
    decide(
        contribution=told, accepted=True, why="Reads like a person wrote it, as always.", by=world["member.ilse"],
        at=world.at("2026-11-25 09:05"),
    )  # fmt: skip
    hand_in_translation(
        change=world["change.sunrise"], fan=world["fan.kalt"], language="de", title="Echter Sonnenaufgang",
        words="Nenn der Lampe einmal deinen Ort. Sie geht mit der Sonne auf, oder eine halbe Stunde vorher.",
        at=world.at("2026-11-26 08:45"),
    )  # fmt: skip


def _patch(title: str, path: str, old: str, new: str) -> str:
    lines = difflib.unified_diff(
        old.splitlines(keepends=True),
        new.splitlines(keepends=True),
        f"a/{path}" if old else "/dev/null",
        f"b/{path}",
    )
    mode = "" if old else "new file mode 100644\n"
    return f"Subject: [PATCH] {title}\n\n---\n\ndiff --git a/{path} b/{path}\n{mode}{''.join(lines)}-- \n2.43.0\n"


class _Source:
    """A bare repository that is told commit by commit. The same story makes the same hashes."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        Repo.init_bare(str(folder), default_branch=b"main").close()
        self._folder, self._files = folder, dict[str, str]()

    def commit(self, world: World, row: _Row) -> None:
        who, at, message, files = row
        self._files |= files
        with Repo(str(self._folder)) as store:
            self._make(store, who, world.at(at), _numbered(world, message))

    def _make(self, store: Repo, who: str, at: datetime, message: str) -> None:
        blobs = {name: Blob.from_string(text.encode()) for name, text in self._files.items()}
        for blob in blobs.values():
            store.object_store.add_object(blob)
        made = Commit()
        made.tree = commit_tree(
            store.object_store, [(name.encode(), one.id, 0o100644) for name, one in blobs.items()]
        )
        made.parents = [store.refs[_BRANCH]] if _BRANCH in store.refs.allkeys() else []
        made.author = made.committer = f"{who.title()} <{who}@{_MAIL}>".encode()
        made.commit_time = made.author_time = int(at.timestamp())
        made.commit_timezone = made.author_timezone = 0
        made.message = message.encode()
        store.object_store.add_object(made)
        store.refs[_BRANCH] = made.id


def _numbered(world: World, message: str) -> str:
    """A message with the numbers that needs and changes have in this world."""
    for word in [part.partition("}")[0] for part in message.split("{")[1:]]:
        row = world[word if "." in word else f"acceptance.{word}"]
        message = message.replace(f"{{{word}}}", str(row.id if "." in word else row.need_id))
    return message
