"""Names that end up in addresses, on disks and in signed metadata: roles, numbers, files, revisions."""

import re
from typing import Final

ROOT, TARGETS, SNAPSHOT, TIMESTAMP = ROLES = ("root", "targets", "snapshot", "timestamp")
SIGNED_AWAY: Final = (ROOT, TARGETS)
"""Roles whose keys are never on the server."""
SIGNED_HERE: Final = (SNAPSHOT, TIMESTAMP)

_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_~-]{0,79}")
_FILE = re.compile(r"[0-9A-Za-z_][0-9A-Za-z.+_~-]{0,119}")
_REVISION = re.compile(r"[^\s,;\x00-\x1f][^,;\x00-\x1f]{0,59}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def is_number(text: str) -> bool:
    """Whether a version can stand in an address as it is: 2.4.0-rc2, 2026.11+g1f3c."""
    return bool(_NUMBER.fullmatch(text)) and ".." not in text


def is_file(text: str) -> bool:
    """Whether a file's name means the same on every system; it has no folders and begins with no dot."""
    return bool(_FILE.fullmatch(text)) and ".." not in text


def is_revision(text: str) -> bool:
    return bool(_REVISION.fullmatch(text)) and text == text.strip()


def is_sha256(text: str) -> bool:
    return bool(_SHA256.fullmatch(text))


def target_path(line: str, number: str, name: str) -> str:
    """What a file is called in the signed list of targets.

    >>> target_path("dawn", "2.4.0", "dawn.bin")
    'dawn/2.4.0/dawn.bin'
    """
    return f"{line}/{number}/{name}"
