"""The story's firmware: one version withdrawn, one that everybody has, one for those who test. Its keys are a demo's."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile

from fanloop.foundation.story import World
from fanloop.things.builds import actions, queries
from fanloop.things.builds.actions import NewFile
from fanloop.things.builds.rules import keys, papers
from fanloop.things.builds.rules.keys import KeyPair
from fanloop.things.builds.rules.names import ROOT, SIGNED_AWAY, TARGETS
from fanloop.things.products.queries import Line

_HOLDERS = {ROOT: ("jonna", "wen", "ilse"), TARGETS: ("wen",)}
_LIFETIME = timedelta(days=3_650)
"""A demo is opened long after it was written."""
_BYTES = 48 * 1024

_BUILDS = [
    # number, commit, by, made, offered, word
    ("2.3.0", "git:3c1e0a7", "mateo", "2026-11-12 16:10", "2026-11-13 16:30", "The dial in half steps."),
    (
        "2.3.1",
        "git:9b44d02",
        "mateo",
        "2026-11-19 15:20",
        "2026-11-20 16:30",
        "The one of Friday 20 November.",
    ),
    ("2.4.0-rc2", "git:e07f1c5", "wen", "2026-11-25 11:40", "", ""),
]
_WITHDRAWN = "It forgets its brightness after a power cut. 2.3.1 does not."


def built(world: World) -> None:
    pairs = _demo_keys()
    at = world.at("2026-11-12 15:00")
    actions.found_repository(keys=[pair.public for pair in pairs], at=at, demo=True, lifetime=_LIFETIME)
    for number, origin, by, made, offered, word in _BUILDS:
        build = world[f"build.{number}"] = actions.add_build(
            line=world["line.dawn"], number=number, files=_files(world["line.dawn"], number),
            by=world[f"member.{by}"], at=world.at(made), origin=origin,
        )  # fmt: skip
        if offered:
            actions.offer(build=build, by=world["member.wen"], at=world.at(offered), why=word)
    actions.withdraw(
        build=world["build.2.3.0"], why=_WITHDRAWN, by=world["member.wen"], at=world.at("2026-11-20 16:31")
    )
    actions.draft_targets(at=world.at("2026-11-20 16:32"), anew=True, lifetime=_LIFETIME)
    for role in SIGNED_AWAY:
        _sign(world, role, pairs)
    actions.refresh(at=world.at("2026-11-26 14:00"))


def _sign(world: World, role: str, pairs: list[KeyPair]) -> None:
    waits = queries.draft(role)
    assert waits is not None
    signers = [keys.signer_from(pair.secret, bytes) for pair in pairs if pair.public.role == role]
    signed = papers.written(papers.sign(papers.read(waits.body), signers))
    actions.bring(text=signed, by=world["member.wen"], at=world.at("2026-11-20 16:40"))


def _files(line: Line, number: str) -> list[NewFile]:
    """Bytes that say what they are and do nothing, the same every time, for two revisions of the lamp."""
    found = []
    for revision in ("a", "b"):
        name = f"{line.slug}-{revision}-{number}.bin"
        said = f"Northwindow {name}: made for a demo, does nothing.\n".encode()
        data = said + hashlib.shake_256(said).digest(_BYTES)
        found.append(NewFile(name, ContentFile(data, name=name), revisions=[f"DN2-{revision.upper()}"]))
    return found


def _demo_keys() -> list[KeyPair]:
    """Keys that a real maker would never keep here: in the home, for everybody who tries the demo to sign with."""
    pairs = [keys.fresh(role, name, demo=True) for role, names in _HOLDERS.items() for name in names]
    folder = Path(settings.HOME) / "demo-keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for pair in pairs:
        path = folder / f"{pair.public.role}-{pair.public.holder}.key"
        with open(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as out:  # noqa: PTH123 -- Path cannot open with a mode
            out.write(pair.secret)
        path.with_suffix(".pub").write_text(pair.public.text())
    return pairs
