"""Excerpts of texts without spaces between words, with what was found between ⟦ and ⟧."""

import re
from collections.abc import Sequence

AROUND = 60


def excerpt(text: str, pairs: Sequence[str], *, around: int = AROUND) -> str:
    """The text around the first find; neighbouring pairs are one mark.

    >>> excerpt("最低亮度还是太亮了", ["亮度", "度还"])
    '最低⟦亮度还⟧是太亮了'
    """
    plain = " ".join(text.replace("⟦", "").replace("⟧", "").split())
    hit = [False] * len(plain)
    for pair in pairs:
        for found in re.finditer(f"(?={re.escape(pair)})", plain):
            hit[found.start() : found.start() + len(pair)] = [True] * len(pair)
    if not any(hit):
        return plain[: 2 * around]
    first = hit.index(True)
    start, end = max(0, first - around), min(len(plain), first + around)
    said = "".join(
        f"{'⟦' if hit[at] and (at == start or not hit[at - 1]) else ''}{plain[at]}"
        f"{'⟧' if hit[at] and (at + 1 == end or not hit[at + 1]) else ''}"
        for at in range(start, end)
    )
    return f"{'… ' if start else ''}{said}{' …' if end < len(plain) else ''}"
