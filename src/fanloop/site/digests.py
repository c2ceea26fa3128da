"""Digests: what somebody would rather read in one letter a day or a week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from fanloop.foundation import mail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.community import queries as community
from fanloop.listening.community.queries import Line
from fanloop.listening.community.rules.lists import FOLLOWED, HOT
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries
from fanloop.people.fans.queries import Fan, Notice
from fanloop.people.fans.rules.mailing import NEWS, WEEKLY, begins, family_of, period, rhythm_of
from fanloop.people.team import queries as team
from fanloop.releasing.releases import queries as releases
from fanloop.site.letters import Part, Post, Way, address, write
from fanloop.site.notices import said
from fanloop.ui.words import figure

LINES, TALKED_ABOUT = 20, 5
CHUNK = 200


def send(rhythm: str, *, now: datetime, limit: int = CHUNK) -> int:
    """Write the digests of the running period for up to `limit` people; return for how many they were made.

    Asking again makes none twice: a row says that a period was done, and the letter's key says so once more.
    """
    running = period(rhythm, now)
    people = queries.due_for_digest(rhythm, running, limit=limit)
    since = begins(rhythm, running).replace(tzinfo=UTC)
    waiting = queries.notices_for_digest((fan.pk for fan in people), since=since)
    chosen = queries.mail_choices(fan.pk for fan in people)
    maker, news = team.maker(), News(rhythm, since, now)
    posts = [
        compose(
            fan, rhythm, running, notices=waiting.get(fan.pk, ()), chosen=chosen.get(fan.pk, {}), news=news,
            maker=maker.name if maker else "",
        )
        for fan in people
    ]  # fmt: skip
    mail.write_all((vars(post) for post in posts if post is not None), at=now)
    fans.digested(fan_ids=[fan.pk for fan in people], rhythm=rhythm, period=running, at=now)
    return len(people)


def are_due(rhythm: str, *, now: datetime) -> bool:
    """Whether somebody still has to be looked at for the running period."""
    return bool(queries.due_for_digest(rhythm, period(rhythm, now), limit=1))


def compose(
    fan: Fan, rhythm: str, of: date, *, notices: Sequence[Notice], chosen: Mapping[str, str], news: "News", maker: str
) -> Post | None:  # fmt: skip
    """The digest of one person in their language; None where there is nothing to say."""
    with override(fan.language):
        mine = [row for row in notices if rhythm_of(family_of(row.kind), chosen) == rhythm]
        parts = [_inbox(mine)] if mine else []
        if rhythm_of(NEWS, chosen) == rhythm:
            parts += news.of(fan)
        if not parts:
            return None
        subject = _("%(maker)s: your week") if rhythm == WEEKLY else _("%(maker)s: your day")
        return write(
            fan, subject=subject % {"maker": maker or settings.MFA_TOTP_ISSUER}, parts=parts, about="", maker=maker,
            family=rhythm, key=f"digest:{rhythm}:{of.isoformat()}:{fan.pk}",
        )  # fmt: skip


def _inbox(notices: Sequence[Notice]) -> Part:
    ways = [
        Way(
            said(row).title,
            address(reverse("site:go", args=[row.about]) if row.about else reverse("site:inbox")),
        )
        for row in notices[:LINES]
    ]
    left = len(notices) - len(ways)
    more = ngettext("%(n)s more in your inbox.", "%(n)s more in your inbox.", left) % {"n": figure(left)}
    return Part(_("For you"), [more] if left > 0 else [], ways)


@dataclass
class News:
    """What moved in what somebody follows; and, read once for everybody of one language, what was talked about most and
    the trains that left.
    """

    rhythm: str
    since: datetime
    now: datetime
    _common: dict[str, tuple[list[Line], list[Way]]] = field(default_factory=dict)

    def of(self, fan: Fan) -> list[Part]:
        viewer = Viewer(fan_id=fan.pk)
        followed = community.listing(FOLLOWED, viewer=viewer, now=self.now, size=LINES).lines
        moved = [line for line in followed if line.last_at > self.since and line.unread]
        known = {line.id for line in followed}
        hot, trains = self._for_everybody()
        parts = [
            Part(_("In what you follow"), ways=[_way(line) for line in moved]),
            Part(_("Talked about most"), ways=[_way(line) for line in hot if line.id not in known]),
            Part(_("What left on Friday"), ways=trains),
        ]
        return [part for part in parts if part.ways]

    def _for_everybody(self) -> tuple[list[Line], list[Way]]:
        language = get_language() or "en"
        if language not in self._common:
            most = community.listing(HOT, viewer=ANYONE, now=self.now, size=TALKED_ABOUT).lines
            self._common[language] = (
                list(most) if self.rhythm == WEEKLY else [],
                _trains(self.since),
            )
        return self._common[language]


def _way(line: Line) -> Way:
    replies = ngettext("%(n)s reply", "%(n)s replies", line.replies) % {"n": figure(line.replies)}
    return Way(line.title, address(reverse("site:topic", args=[line.id])), replies)


def _trains(since: datetime) -> list[Way]:
    gone = [row for row in releases.trains_of(is_gone=True, limit=5) if row.left_at and row.left_at > since]
    changes = releases.changes_by_train([row.train.id for row in gone], each=4)
    return [
        Way(
            f"{read(row.train.line.name)} {row.train.number}",
            address(reverse("site:train", args=[row.train.line.slug, row.train.number])),
            " · ".join(read(change.title) for change in changes.get(row.train.id, ())),
        )
        for row in gone
    ]
