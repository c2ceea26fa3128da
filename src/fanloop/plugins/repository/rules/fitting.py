"""Two questions about a patch: is it the same as another, and does it apply to these files?"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fanloop.plugins.repository.rules.patches import FileChange, Hunk, NotAPatch, Patch, read


@dataclass(frozen=True)
class Misfit:
    """A file that is not as the patch expects: `reason` is missing, exists or differs; `hunk` counts from 1."""

    path: str
    reason: str
    hunk: int = 0


def fingerprint(files: Sequence[FileChange]) -> str:
    """What stays the same when a patch is rebased, merged, squashed or written by another diff: lines it nets per file.

    Spaces do not count. Empty for a patch that only moves lines: that would match too much.
    """
    told = []
    for path, signs in sorted(_netted(files).items()):
        for sign in "+-":
            told += [f"{path}\0{sign}{line}" for line in sorted(signs[sign].elements())]
    return hashlib.sha256("\n".join(told).encode("utf-8", "surrogateescape")).hexdigest() if told else ""


def _netted(files: Sequence[FileChange]) -> dict[str, dict[str, Counter[str]]]:
    """Path → sign → lines that are more, or fewer, afterwards."""
    counts: dict[str, dict[str, Counter[str]]] = {}
    for one in files:
        signs = counts.setdefault(one.path, {"+": Counter(), "-": Counter()})
        for line in (line for hunk in one.hunks for line in hunk.lines if line[0] in "+-"):
            if bare := "".join(line[1:].split()):
                signs[line[0]][bare] += 1
    return {path: {"+": s["+"] - s["-"], "-": s["-"] - s["+"]} for path, s in counts.items()}


def fingerprint_of(diff: str) -> str:
    """The fingerprint of a diff we made ourselves; empty where it cannot be read, as with binary files."""
    try:
        return fingerprint(read(diff).files)
    except NotAPatch:
        return ""


def fingerprints(patch: Patch) -> list[str]:
    """Of the whole first, then of each part where there are several; merged apart, each is known again."""
    parts = sorted({one.part for one in patch.files})
    each = [[one for one in patch.files if one.part == part] for part in parts] if len(parts) > 1 else []
    return [found for files in (patch.files, *each) if (found := fingerprint(files))]


def misfits(files: Sequence[FileChange], contents: Mapping[str, Sequence[str] | None]) -> list[Misfit]:
    """What keeps a patch from applying; nothing if it applies cleanly. `contents`: path → lines, None for no such file.

    Like `git apply`, a hunk may stand some lines away from where it says, in order and without fuzz.
    """
    here = {
        path: [line.rstrip("\r") for line in lines] if lines is not None else None
        for path, lines in contents.items()
    }
    found = []
    for one in files:
        before = here.get(one.old) if one.old else None
        if (not one.old and here.get(one.new) is not None) or (
            one.old and one.new not in {"", one.old} and here.get(one.new) is not None
        ):
            found.append(Misfit(one.path, "exists"))
        elif one.old and before is None:
            found.append(Misfit(one.path, "missing"))
        else:
            after, failed = applied(before or [], one.hunks)
            if failed:
                found.append(Misfit(one.path, "differs", failed))
            here[one.old] = None
            if one.new:
                here[one.new] = after
    return found


def applied(lines: Sequence[str], hunks: Sequence[Hunk]) -> tuple[list[str], int]:
    """The lines after all hunks and 0, or the number of the first hunk whose place is not found."""
    result, shift, floor = list(lines), 0, 0
    for number, hunk in enumerate(hunks, start=1):
        old, new = hunk.old, hunk.new
        wanted = hunk.old_start - (1 if old else 0) + shift
        at = _place(result, old, wanted, floor)
        if at is None:
            return result, number
        result[at : at + len(old)] = new
        shift, floor = at - wanted + shift + len(new) - len(old), at + len(new)
    return result, 0


def _place(lines: list[str], old: list[str], wanted: int, floor: int) -> int | None:
    """Where `old` stands, nearest to where it should, not above `floor`."""
    last = len(lines) - len(old)
    if not old:
        return wanted if floor <= wanted <= len(lines) else None
    for far in range(max(last - floor, abs(wanted)) + 1):
        for at in {wanted - far, wanted + far}:
            if floor <= at <= last and lines[at] == old[0] and lines[at : at + len(old)] == old:
                return at
    return None
