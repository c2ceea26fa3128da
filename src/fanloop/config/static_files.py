"""Styles and scripts gathered into the home and compressed once, so that no page sends them in full."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

GATHERED = "FANLOOP_STATIC_GATHERED"


def will_be_gathered() -> None:
    """Say before Django is set up that this process serves from the gathered folder alone."""
    os.environ[GATHERED] = "1"


def gather() -> None:
    """Gather and compress what changed since the last start; nothing, when nothing did."""
    if settings.STATIC_ROOT is None:
        return
    marker = Path(settings.STATIC_ROOT) / ".gathered"
    now = _fingerprint()
    if marker.exists() and marker.read_text() == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    marker.write_text(now)


def _fingerprint() -> str:
    """Names, sizes and times of every source: cheap, and different after an upgrade."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
