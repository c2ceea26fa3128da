"""Moments of the desk in words: the hour alone today, with the day otherwise, in a zone that is named."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from fanloop.foundation.text.days import day_words


def place(zone: str) -> str:
    """The town a zone is named after: `Europe/Oslo` is Oslo."""
    return zone.rpartition("/")[2].replace("_", " ")


def moment_words(moment: datetime, *, now: datetime, zone: str) -> str:
    """By the clocks of `zone`: 16:32 today, 09:15 tomorrow, 09:15 on Mon 30 Nov."""
    local, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock = local.strftime("%H:%M")
    if local.date() == today:
        return clock
    if local.date() == today + timedelta(days=1):
        return _("%(time)s tomorrow") % {"time": clock}
    return _("%(time)s on %(day)s") % {"time": clock, "day": day_words(local.date(), "near")}
