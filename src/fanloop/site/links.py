"""Where the trail's references live. Pages link to `/go/<ref>`, so drawing a thousand nodes asks nothing;
the one that is followed is looked up then. Rooms never know an address.
"""

from collections.abc import Callable

from fanloop.foundation.refs import parse
from fanloop.foundation.viewer import Viewer

Find = Callable[[int, Viewer], str]
_pages: dict[str, Find] = {}


def page_of(kind: str) -> Callable[[Find], Find]:
    """Register how to find the address of a kind's page: `def page(id_: int, viewer: Viewer) -> str`."""

    def register(find: Find) -> Find:
        _pages[kind] = find
        return find

    return register


def has_page(kind: str) -> bool:
    return kind in _pages


def href(ref: str, viewer: Viewer) -> str:
    """The address of a reference's page for this viewer; empty where there is none. Raises BadRef."""
    kind, number = parse(ref)
    return _pages[kind](number, viewer) if kind in _pages else ""
