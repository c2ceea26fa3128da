"""The Friday line as a drawing: stations past and to come, who is aboard, who waits on the platform."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation.text.days import day_words
from fanloop.foundation.text.translated import read
from fanloop.releasing.releases import queries as releases
from fanloop.releasing.releases.actions import zone
from fanloop.releasing.releases.rules.train import tuesday_after
from fanloop.ui.parts import FridayLine, Stop, Tile
from fanloop.ui.words import when


def day(moment: date | None) -> str:
    """`Friday 20 November` in the reader's language."""
    return day_words(moment, "long") if moment else ""


def short(moment: datetime) -> str:
    """`Fri 20 Nov, 17:00` in the reader's language."""
    return when(moment, moment)


def drawn(line: releases.FridayLine, now: datetime) -> FridayLine:
    """A line with a coming train as the page draws it. Raises ValueError where no train is planned."""
    if line.coming is None:
        raise ValueError("a line without a coming train cannot be drawn")
    train = line.coming.train
    number = train.number
    stops = []
    if line.last and line.last.left_at:
        left = ngettext("%(train)s left with %(count)d", "%(train)s left with %(count)d", line.last.aboard)
        stops.append(
            Stop(
                left % {"train": line.last.train.number, "count": line.last.aboard}, short(line.last.left_at)
            )
        )
    if train.at < now:
        stops.append(
            Stop(_("%(train)s boards") % {"train": number}, _("since %(day)s") % {"day": short(train.at)})
        )
    stops.append(Stop(_("We are here"), short(now), "here"))
    stops.append(Stop(_("%(train)s leaves") % {"train": number}, short(train.leaves_at), "leaves"))
    stops.append(Stop(_("You tell us how it was"), day(tuesday_after(train.leaves_at, zone())), "ahead"))
    return FridayLine(
        number,
        train.leaves_at,
        stops,
        [_tile(one) for one in line.aboard],
        [_left(one) for one in line.platform.held],
    )


def _tile(held: releases.Held) -> Tile:
    return Tile(read(held.change.title), reverse("site:trail", args=[f"releases.change:{held.change.id}"]))


def _left(held: releases.Held) -> Tile:
    why = held.left_behind.why_left if held.left_behind else ""
    return Tile(
        read(held.change.title), reverse("site:trail", args=[f"releases.change:{held.change.id}"]), why
    )
