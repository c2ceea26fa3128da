"""What a fan made and a maintainer merged boards the next train by itself, where it keeps a promise; or it says why not."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.people.terms import queries as terms
from fanloop.plugins.repository.models import Commit, Mention
from fanloop.releasing.releases import queries as trains
from fanloop.releasing.releases.actions import sources
from fanloop.releasing.releases.actions.wording import our_words
from fanloop.releasing.releases.queries import Change

UNPROMISED, SHARED, NO_TRAIN, TERMS = STANDS = ("unpromised", "shared", "notrain", "terms")
"""Why a change stands on the platform: it answers nothing that is promised, an engineer makes it, no train has its doors
open, its fan has not signed.
"""


def name_of(change_id: int) -> str:
    """What a line of the desk calls a change, as commits do."""
    return f"CHANGE-{change_id}"


def has_signed(fan_id: int) -> bool:
    """Whether this fan's work may be used: under the terms, or where there are none."""
    return terms.current() is None or terms.agreed_version(fan_id) is not None


@transaction.atomic
def board_by_itself(*, change: Change, fan_id: int, is_named: bool, at: datetime) -> str:
    """Board what this fan made; return why it stands on the platform, empty where it has a place.

    `is_named` says that the commit names the change as one that is here. People have the last word: what they boarded,
    left behind or withdrew before is left as it is.
    """
    if trains.boardings_of(change.id) or trains.pulled([change.id]):
        return ""
    if not has_signed(fan_id):
        return TERMS
    if change.maker_id or change.maker_name:
        return SHARED
    if not is_named and not trains.needs_behind([change.id])[change.id]:
        return UNPROMISED
    with our_words():
        why = _("A fan’s patch that is merged and keeps a promise boards by itself.")
    return "" if sources.board_next(change=change, why=why, at=at) else NO_TRAIN


def standing(*outcomes: str) -> list[Commit]:
    """Commits of which something stands on the platform for one of these reasons, and nobody has left it there."""
    rows = Mention.objects.filter(line=0, outcome__in=outcomes, left_at=None)
    ids = rows.values_list("commit_id", flat=True).distinct()
    return list(
        Commit.objects.filter(id__in=ids, gone_at=None).select_related("repository__line").order_by("id")
    )


@transaction.atomic
def stands_no_more(*, change_id: int, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """A change has a place, whoever gave it: nothing is left to say about it."""
    rows = Mention.objects.filter(line=0, text=name_of(change_id), outcome__in=STANDS)
    rows.update(outcome=Mention.LINKED)
