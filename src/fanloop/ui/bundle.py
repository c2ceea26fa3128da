"""All styles in one file and all behaviours in another, so that a page asks for two files.

The sources stay one file per component. `python -m fanloop.ui.bundle` joins them into `fanloop.css` and
`fanloop.js`, which are committed, because an installed Fanloop must not write into its own code; a test
fails while they are behind. Under DEBUG a page joins them itself when a source has changed.
"""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.templatetags.static import static

Kind = Literal["css", "js"]

PLACE = Path(__file__).parent / "static" / "ui"
LAYERS = "@layer reset, tokens, base, components, pages;"
FIRST = ("reset", "tokens", "base")
LAST = ("pages", "finish")


def squeeze(css: str) -> str:
    """Drop comments and idle white space; no string of ours holds `/*`, `;` or two spaces."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").replace(": ", ":").strip()


def rank(file: Path) -> tuple[int, str]:
    """Foundations first and the finish last; between them the order of names."""
    if file.stem in FIRST:
        return FIRST.index(file.stem) - len(FIRST), file.stem
    return (LAST.index(file.stem) + 1 if file.stem in LAST else 0), file.stem


def sources(kind: Kind) -> list[Path]:
    """The files of a bundle in their order."""
    return sorted((PLACE / kind).rglob(f"*.{kind}"), key=rank)


def joined(kind: Kind) -> str:
    """The text of a bundle. Each behaviour gets its own block, so its names stay its own."""
    texts = [file.read_text(encoding="utf-8") for file in sources(kind)]
    if kind == "css":
        return f"{LAYERS}\n{squeeze(chr(10).join(texts))}\n"
    return "".join(f"{{\n{text}}}\n" for text in texts)


def write(kind: Kind) -> None:
    """Join a bundle and store it when it differs from what is there."""
    file, text = PLACE / f"fanloop.{kind}", joined(kind)
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")


@cache
def digest(kind: Kind) -> str:
    """A short hash of a stored bundle: it makes an old copy in a browser a different address."""
    return hashlib.sha256((PLACE / f"fanloop.{kind}").read_bytes()).hexdigest()[:10]


def address(kind: Kind) -> str:
    """Where a page finds a bundle."""
    if settings.DEBUG:
        write(kind)
        digest.cache_clear()
    return f"{static(f'ui/fanloop.{kind}')}?{digest(kind)}"


if __name__ == "__main__":
    write("css")
    write("js")
