"""Talk about a need: comments are a topic of the community that names it."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community import actions
from fanloop.listening.community import queries as community
from fanloop.listening.community.queries import Space, Topic
from fanloop.listening.moderation.actions import screened
from fanloop.listening.voices import queries as voices
from fanloop.people.fans.queries import Fan


@dataclass(frozen=True)
class Talk:
    """The topic about a need, if somebody began one. `is_open`: whether there is a place for it."""

    topic: Topic | None
    is_open: bool


def talk_about(row: voices.NeedRow, viewer: Viewer) -> Talk:
    """What stands on a private board is not talked about in open spaces."""
    if row.need.board_id is not None:
        return Talk(None, is_open=False)
    return Talk(community.topic_about(f"voices.need:{row.need.id}", viewer), _space(row) is not None)


def comment(row: voices.NeedRow, fan: Fan, body: str, viewer: Viewer) -> Topic:
    """Say something about a need. Raises the community's Refused for silence, or where there is no place."""
    talk, space, at = talk_about(row, viewer), _space(row), clock.now()
    if talk.topic:
        known = talk.topic
        screened(
            by=fan, text=body, act="reply", at=at,
            write=lambda: actions.reply(topic=known, author=fan, body=body, at=at),
        )  # fmt: skip
        return known
    if not talk.is_open or space is None:
        raise actions.Refused(_("There is no open place to talk about this yet."))
    language, about = get_language() or "en", f"voices.need:{row.need.id}"
    topic, _screening = screened(
        by=fan, text=body, act="topic", language=language, at=at,
        write=lambda: actions.start_topic(
            space=space, author=fan, title=row.title, body=body, language=language, at=at, about=about
        ),
    )  # fmt: skip
    return topic


def _space(row: voices.NeedRow) -> Space | None:
    """The space of the need's line, else the first one."""
    spaces = [one.space for one in community.spaces()]
    own = [space for space in spaces if space.line_id and space.line_id == row.need.line_id]
    return next(iter([*own, *spaces]), None)
