"""Message catalogues compiled here: a fresh machine has no `msgfmt`, and a `.mo` file is never committed.

The binary layout is the one of the GNU gettext manual, chapter "The Format of GNU MO Files".
"""

import ast
import os
import struct
import sys
from itertools import accumulate
from pathlib import Path

Entry = dict[str, str]
"""The parts of one message: `msgctxt`, `msgid`, `msgid_plural`, `msgstr` or `msgstr[0]`…"""

MAGIC, REVISION, HEADER = 0x950412DE, 0, 28


class CatalogueError(ValueError):
    """A line that is not gettext; names file, line and what stands there."""


def compile_stale(root: Path) -> list[Path]:
    """Compile each catalogue below the root that is newer than its `.mo`; return what was written."""
    return [binary for source in sorted(root.glob("**/LC_MESSAGES/*.po")) if (binary := _refresh(source))]


def compiled(text: str, *, name: str = "catalogue") -> bytes:
    """The `.mo` for the text of a `.po`. Fuzzy and empty translations are left out: the reader gets English.

    Raises CatalogueError.
    """
    messages = dict(pair for entry in entries(text, name) if (pair := _pair(entry)))
    keys, values = zip(*sorted(messages.items()), strict=True) if messages else ((), ())
    table = HEADER
    texts = table + 16 * len(keys)
    lengths = [len(each) for each in (*keys, *values)]
    offsets = accumulate((length + 1 for length in lengths), initial=texts)
    places = b"".join(struct.pack("<2I", *pair) for pair in zip(lengths, offsets, strict=False))
    head = struct.pack("<7I", MAGIC, REVISION, len(keys), table, table + 8 * len(keys), 0, texts)
    return head + places + b"".join(each + b"\0" for each in (*keys, *values))


def _refresh(source: Path) -> Path | None:
    binary = source.with_suffix(".mo")
    if binary.exists() and binary.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return None
    part = binary.with_suffix(f".{os.getpid()}")
    part.write_bytes(compiled(source.read_text(encoding="utf-8"), name=str(source)))
    os.utime(part, ns=(source.stat().st_atime_ns, source.stat().st_mtime_ns))
    part.replace(binary)
    return binary


def entries(text: str, name: str = "catalogue") -> list[Entry]:
    """The messages in order; a part `fuzzy` marks one that nobody has confirmed."""
    found: list[Entry] = [{}]
    part = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        word, _, rest = line.partition(" ")
        is_full = any(each.startswith("msgstr") for each in found[-1])
        if is_full and word in {"#,", "msgctxt", "msgid"}:
            found.append({})
        if word == "#," and "fuzzy" in rest:
            found[-1]["fuzzy"] = ""
        if not line or line.startswith("#"):
            continue
        if not line.startswith('"'):
            part, line = word, rest
        found[-1][part] = found[-1].get(part, "") + _unquoted(line, f"{name}:{number}")
    return found


def _unquoted(quoted: str, place: str) -> str:
    try:
        value = ast.literal_eval(quoted.strip())
    except (SyntaxError, ValueError) as error:
        raise CatalogueError(f"{place}: not a quoted text: {quoted}") from error
    return str(value)


def _pair(entry: Entry) -> tuple[bytes, bytes] | None:
    """Key and value as gettext looks them up; None where nothing is translated."""
    forms = [entry[part] for part in sorted(entry) if part.startswith("msgstr")]
    is_header = entry.get("msgid") == ""
    if not forms or not all(forms) or ("fuzzy" in entry and not is_header):
        return None
    key = "\0".join(entry[part] for part in ("msgid", "msgid_plural") if part in entry)
    if "msgctxt" in entry:
        key = f"{entry['msgctxt']}\x04{key}"
    return key.encode(), "\0".join(forms).encode()


if __name__ == "__main__":
    compile_stale(Path(sys.argv[1]))
