"""The Friday line as a drawing: stations past and to come, who is aboard, who waits on the platform."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation.text.days import day_words
from fanloop.foundation.text.translated import read
from fanloop.releasing.releases import queries as releases
from fanloop.releasing.releases.rules.stations import DEPARTED
from fanloop.releasing.releases.rules.train import tuesday_after
from fanloop.ui.parts import FridayLine, Stop, Tile
from fanloop.ui.words import when


def day(moment: date | None) -> str:
    """`Friday 20 November` in the reader's language."""
    return day_words(moment, "long") if moment else ""


def short(moment: datetime) -> str:
    """`Fri 20 Nov, 17:00` in the reader's language."""
    return when(moment, moment)


def drawn(line: releases.FridayLine, now: datetime, state: releases.State) -> FridayLine:
    """A line with a coming train as the page draws it. Raises ValueError where no train is planned."""
    if line.coming is None:
        raise ValueError("a line without a coming train cannot be drawn")
    train = line.coming.train
    stops = [*_past(line, train, now), *_ahead(train, state, now)]
    aboard = [_tile(one) for one in line.aboard]
    left = [_left(one) for one in line.platform.held]
    return FridayLine(train.number, train.leaves_at, stops, aboard, left, _word(train, state))


def _past(line: releases.FridayLine, train: releases.Train, now: datetime) -> list[Stop]:
    """Who left last, and since when the next one boards."""
    stops = []
    if line.last and line.last.left_at:
        said = {"train": line.last.train.number, "count": line.last.aboard}
        left = ngettext("%(train)s left with %(count)d", "%(train)s left with %(count)d", line.last.aboard)
        stops.append(Stop(left % said, short(line.last.left_at)))
    if train.at < now:
        since = _("since %(day)s") % {"day": short(train.at)}
        stops.append(Stop(_("%(train)s boards") % {"train": train.number}, since))
    return stops


def _ahead(train: releases.Train, state: releases.State, now: datetime) -> list[Stop]:
    """Here and what follows, with the closing of the doors before or behind us."""
    here = Stop(_("We are here"), short(now), "here")
    zone = ZoneInfo(releases.cadence_of(train.line_id).zone)
    follows = [
        Stop(_("%(train)s leaves") % {"train": train.number}, short(train.leaves_at), "leaves"),
        Stop(_("You tell us how it was"), day(tuesday_after(train.leaves_at, zone)), "ahead"),
    ]
    if train.freezes_at is None:
        return [here, *follows]
    if state.is_shut:
        return [Stop(_("Doors closed"), short(train.freezes_at)), here, *follows]
    return [here, Stop(_("Doors close"), short(train.freezes_at), "ahead"), *follows]


def _word(train: releases.Train, state: releases.State) -> str:
    """What a train says in place of its countdown; nothing while it runs on time."""
    said = {"train": train.number, "due": short(train.leaves_at)}
    if state.hold:
        return _("Train %(train)s is stopped") % said
    if state.late and state.late.station == DEPARTED:
        return _("Train %(train)s is late: it should have left %(due)s") % said
    return ""


def _tile(held: releases.Held) -> Tile:
    return Tile(read(held.change.title), reverse("site:trail", args=[f"releases.change:{held.change.id}"]))


def _left(held: releases.Held) -> Tile:
    why = held.left_behind.why_left if held.left_behind else ""
    return Tile(
        read(held.change.title), reverse("site:trail", args=[f"releases.change:{held.change.id}"]), why
    )
