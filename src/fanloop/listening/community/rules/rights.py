"""Who may change what was said."""

from fanloop.foundation.viewer import Viewer

MODERATE = "community.moderate"


def may_change(author_id: int | None, viewer: Viewer) -> bool:
    """Its author, and moderators. What nobody known has written belongs to the moderators alone."""
    return viewer.may(MODERATE) or (author_id is not None and author_id == viewer.fan_id)


def may_settle(author_id: int | None, viewer: Viewer) -> bool:
    """Who may say which reply answered a topic: who asked, the maker's people, moderators."""
    return viewer.is_staff or may_change(author_id, viewer)
