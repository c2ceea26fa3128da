"""How large a kept picture is: its name ends with its size since it was made harmless."""

import re

_SIZE = re.compile(r"-(\d{1,5})x(\d{1,5})\.\w+$")


def size_of(name: str) -> tuple[int, int]:
    """Width and height in pixels, zeros where the name does not say.

    >>> size_of("window-800x600.jpg"), size_of("window.jpg")
    ((800, 600), (0, 0))
    """
    found = _SIZE.search(name)
    return (int(found[1]), int(found[2])) if found else (0, 0)
