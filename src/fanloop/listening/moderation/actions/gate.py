"""The gate: what every public write passes first. Faces ask it; seeds and imports bring what was public elsewhere already."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation.refs import ref
from fanloop.listening.moderation.actions.hiding import hide
from fanloop.listening.moderation.actions.rounds import flag_by_house
from fanloop.listening.moderation.models import Passage, Review
from fanloop.listening.moderation.queries import gate
from fanloop.listening.moderation.rules import limits, scores, watching
from fanloop.listening.moderation.rules.figures import Figures
from fanloop.listening.moderation.rules.refusals import Refused
from fanloop.listening.moderation.rules.strikes import Consequence
from fanloop.listening.moderation.rules.words import BLOCK, HOLD
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels.queries import level_of
from fanloop.people.team.queries import member_of

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Screening:
    """What the gate says: `held` means write it and `hold` it, `noted` words flag it without hiding it.

    `reasons` are codes: `word:…`, `fast`, `host`, `watched`.
    """

    held: bool
    reasons: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()

    @property
    def is_clear(self) -> bool:
        return not self.held and not self.noted


CLEAR = Screening(held=False)


@transaction.atomic
def screen(
    *, by: Fan, text: str, act: str, at: datetime, typed_seconds: float | None = None, language: str = "",
    scope: str = "",  # noqa: ARG001 -- limits are the same everywhere; callers say where all the same
) -> Screening:  # fmt: skip
    """Decide about words before they are public, and keep a trace of them. The team passes without being asked.

    Two posts of one person at once wait for each other, so that both cannot be the third of the first day. Call it in
    the transaction of the write: a write that fails then leaves no trace. Raises Refused with a code, and with the
    moment from which it may be tried again where time alone helps.
    """
    if member_of(by.id) is not None:
        return CLEAR
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('moderation.gate'), %s)", [by.id % 2**31])
    _let_in(gate.stopped(by.id, at=at))
    figures, level = gate.figures(at), level_of(by.id)
    draft = limits.Draft(act, text, at, level, typed_seconds)
    before, first_at = gate.passed(by.id, at=at), gate.first_passage_at(by.id, at=at)
    own = _own_hosts()
    if found := limits.stop(draft, before, own_hosts=own, first_at=first_at, figures=figures):
        raise Refused(_why(found), code=found.code, again_at=found.again_at)
    screening = _doubted(draft, by, watching.found(text, gate.watched(), language=language),
                         limits.doubts(draft, before, own_hosts=own, first_at=first_at, figures=figures), figures)  # fmt: skip
    Passage.objects.create(
        fan=by, act=act, at=at, digest=limits.digest_of(text), hosts=list(limits.hosts_of(text, own))
    )
    return screening


def _let_in(now: Consequence | None) -> None:
    if now is None or now.until is None:
        return
    said = _(
        "You cannot write until %(when)s; reading and ordering go on. Why, and how to appeal: see your standing."
    )
    raise Refused(said % {"when": _when(now.until)}, code=now.kind, again_at=now.until)


@transaction.atomic
def screen_stranger(
    *, text: str, act: str, at: datetime, typed_seconds: float | None = None, language: str = ""
) -> Screening:
    """What can be said about words nobody stands for: doubts, or Refused for blocked words and too many links."""
    figures, own = gate.figures(at), _own_hosts()
    draft = limits.Draft(act, text, at, 0, typed_seconds)
    if found := limits.stop(draft, (), own_hosts=own, figures=figures):
        raise Refused(_why(found), code=found.code, again_at=found.again_at)
    words = watching.found(text, gate.watched(), language=language)
    return _heard(words, limits.doubts(draft, (), own_hosts=own, figures=figures))


def _doubted(
    draft: limits.Draft, by: Fan, words: list[watching.Watched], doubts: list[str], figures: Figures
) -> Screening:
    screening = _heard(words, doubts)
    weight, people = gate.spam_pending(by.id) if draft.level == 0 else (0.0, 0)
    if scores.under_watch(level=draft.level, spam_score=weight, reporters=people, figures=figures):
        return Screening(True, (*screening.reasons, "watched"), screening.noted)
    return screening


def _heard(words: list[watching.Watched], doubts: list[str]) -> Screening:
    """Watched words and doubts together; a blocked word is refused by its name."""
    blocked = [each.word for each in words if each.effect == BLOCK]
    if blocked:
        raise Refused(
            _("“%(word)s” cannot be said here. Please say it in other words.") % {"word": blocked[0]},
            code="word",
        )
    reasons = [f"word:{each.word}" for each in words if each.effect == HOLD] + doubts
    noted = tuple(f"word:{each.word}" for each in words if each.effect not in {BLOCK, HOLD})
    return Screening(bool(reasons), tuple(reasons), noted)


def _own_hosts() -> frozenset[str]:
    return frozenset({urlsplit(settings.PUBLIC_URL).hostname or ""} - {""})


def _when(moment: datetime) -> str:
    here = localtime(moment)
    return f"{date_format(here, 'j M')}, {here:%H:%M:%S}".removesuffix(":00")


def _why(found: limits.Stop) -> str:
    when = {"when": _when(found.again_at) if found.again_at else "", "n": found.limit}
    if found.code == "links":
        return ngettext(
            "New people may put %(n)s link into one text. Leave the others out for now.",
            "New people may put %(n)s links into one text. Leave the others out for now.",
            found.limit,
        ) % {"n": found.limit}
    said = {
        "too_soon": _("That was quick. You can send this at %(when)s; your words stay in the box."),
        "first_day": _("On your first day you can do this %(n)s times. It goes on at %(when)s."),
        "same_words": _("You have said exactly this already. The same words can be sent again at %(when)s."),
    }
    return said[found.code] % when


@transaction.atomic
def hold(*, about: str, screening: Screening, at: datetime, scope: str = "") -> Review | None:
    """After the write, in its transaction: what is held goes out of sight and waits in the queue; its author is told.

    What is only noted waits in the queue and stays in sight. A clear screening changes nothing.
    """
    if screening.is_clear:
        return None
    if screening.held:
        hide(about=about, by=None, why=", ".join(screening.reasons), at=at)
    review = flag_by_house(
        about=about,
        words=", ".join((*screening.reasons, *screening.noted)),
        scope=scope,
        held=screening.held,
        at=at,
    )
    if screening.held and review.author_id:
        fans.notify([review.author_id], kind="words_held", data={}, about=ref(review), at=at)
    return review


@transaction.atomic
def screened(
    *, by: Fan, text: str, act: str, at: datetime, write: Callable[[], Row], scope: str = "",
    typed_seconds: float | None = None, language: str = "",
) -> tuple[Row, Screening]:  # fmt: skip
    """Gate, write and hold in one transaction: what a face calls. `write` returns the new row.

    Raises Refused before anything is written, and whatever `write` raises.
    """
    screening = screen(
        by=by, text=text, act=act, scope=scope, at=at, typed_seconds=typed_seconds, language=language
    )
    row = write()
    hold(about=ref(row), screening=screening, scope=scope, at=at)
    return row, screening
