"""A fan's level, explained: what they hold, what is missing in words, what each level opens."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.people.levels import queries
from fanloop.people.levels.ports import Benefit, benefits_of
from fanloop.people.levels.rules.levels import Requirement
from fanloop.site.links import page_of
from fanloop.ui.parts import Crumb, Moment

_LABELS: dict[str, str | Promise] = {
    "days": gettext_lazy("Days you came by"),
    "topics": gettext_lazy("Topics you read in"),
    "posts": gettext_lazy("Posts you read"),
    "replied": gettext_lazy("Topics of others you replied in"),
    "given": gettext_lazy("Reactions you gave"),
    "received": gettext_lazy("Reactions you got, one a person and day"),
    "givers": gettext_lazy("People who reacted to you"),
    "giver_days": gettext_lazy("Days on which they did"),
    "helped": gettext_lazy("Shipped voices, best answers, flags that were right"),
    "flagged": gettext_lazy("Posts of yours that moderators took down"),
    "flaggers": gettext_lazy("People who reported them"),
    "strikes": gettext_lazy("Suspensions"),
}
_RECENT = "_recent"


def _missing(key: str, n: int) -> str:
    """What is still needed, as the rest of "You need …"."""
    words = {
        "days": ngettext("one more day here", "%(n)s more days here", n),
        "topics": ngettext("one more topic to read in", "%(n)s more topics to read in", n),
        "posts": ngettext("one more post to read", "%(n)s more posts to read", n),
        "replied": ngettext(
            "a reply in one more topic that somebody else started",
            "replies in %(n)s more topics that others started", n,
        ),
        "given": ngettext("one more reaction to what others say", "%(n)s more reactions to what others say", n),
        "received": ngettext("one more reaction by somebody else", "%(n)s more reactions by other people", n),
        "givers": ngettext("a reaction by one more person", "reactions by %(n)s more people", n),
        "giver_days": ngettext("a reaction on one more day", "reactions on %(n)s more days", n),
        "helped": ngettext(
            "one thing that helped: a voice that ships, a best answer, a flag that was right",
            "%(n)s things that helped: voices that ship, best answers, flags that were right", n,
        ),
    }  # fmt: skip
    return words[key] % {"n": n}


@dataclass(frozen=True)
class Line:
    """One requirement as it is read: `missing` is empty where it is met."""

    label: str
    is_recent: bool
    has: int
    needs: int
    is_met: bool
    at_most: bool
    missing: str

    @property
    def shown(self) -> int:
        """For the bar, which ends where the need does."""
        return min(self.has, self.needs)


def line(one: Requirement) -> Line:
    key = one.key.removesuffix(_RECENT)
    recent = one.key.endswith(_RECENT) or one.at_most
    missing = _missing(key, one.missing) if one.missing else ""
    if one.at_most and not one.is_met:
        missing = _("time: this is counted for a hundred days")
    return Line(str(_LABELS[key]), recent, one.has, one.needs, one.is_met, one.at_most, missing)


@dataclass(frozen=True)
class Step:
    """One level with what it opens."""

    level: int
    name: str
    benefits: list[Benefit]
    is_held: bool


def steps(held: int) -> list[Step]:
    return [Step(level, queries.name_of(level), benefits_of(level), level <= held) for level in range(5)]


@login_required
@require_safe
def level(request: HttpRequest) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    assert viewer.fan_id is not None
    standing = queries.standing(viewer.fan_id, at=clock.now())
    ahead, keeping = [line(one) for one in standing.ahead], [line(one) for one in standing.keeping]
    page = {
        "standing": standing, "name": queries.name_of(standing.level), "steps": steps(standing.level),
        "next_name": queries.name_of(standing.next) if standing.next else "",
        "ahead": ahead, "keeping": keeping, "missing": [one.missing for one in ahead if one.missing],
        "moments": [_moment(one) for one in queries.changes_of(viewer.fan_id, viewer=viewer)],
        "crumbs": [Crumb(_("You"), reverse("site:me")), Crumb(_("Your level"))],
    }  # fmt: skip
    return render(request, "site/levels/level.html", page)


def _moment(change: queries.LevelChange) -> Moment:
    reached = _("Level %(level)s, %(name)s") % {"level": change.after, "name": queries.name_of(change.after)}
    by = _("by hand: %(name)s") % {"name": change.by.shown_name} if change.by else _because(change.why)
    return Moment(reached, change.at, by, "", "kept" if change.after > change.before else "risk")


def _because(why: dict[str, list[int]]) -> str:
    known = {key.removesuffix(_RECENT): figures for key, figures in why.items()}
    return " · ".join(f"{_LABELS[key]}: {has}" for key, (has, _needs) in known.items() if key in _LABELS)


@page_of("levels.step")
def level_page(number: int, viewer: Viewer) -> str:  # noqa: ARG001 -- everybody may read how levels work
    return reverse("site:level")


urlpatterns = [path("me/level", level, name="level")]
