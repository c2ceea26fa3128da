"""Numbers, money and moments as the reader's language writes them."""

import math
from datetime import datetime, timedelta

from django.utils import dateformat, timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from fanloop.foundation.money import exponent
from fanloop.foundation.text.days import day_words

MINUS = "\u2212"
WIDE = "\u00a0"

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "CNY": "CN¥"}
SIGN_FIRST = ("en", "zh", "ja", "ko")

CLOCKS = {"zh": " H:i", "": ", H:i"}
FAR = timedelta(days=300)


def language() -> str:
    """The primary part of the reader's language."""
    return (get_language() or "en").split("-")[0]


def figure(value: float, decimals: int = 0) -> str:
    """A number with separators and a true minus; `decimals` places."""
    rounded = round(value, decimals)
    if language() == "zh":
        text = f"{abs(rounded):,.{decimals}f}"
    else:
        text = number_format(abs(rounded), decimal_pos=decimals, use_l10n=True, force_grouping=True)
    return f"{MINUS}{text}" if rounded < 0 else text


def short_figure(value: float) -> str:
    """A number with the decimals it needs, at most two: axis marks and rates."""
    for decimals in (0, 1):
        if math.isclose(value, round(value, decimals), abs_tol=1e-9):
            return figure(value, decimals)
    return figure(value, 2)


def percent(ratio: float) -> str:
    """A ratio of 0 to 1 as a whole percentage, spaced as the language wants it."""
    return f"{figure(ratio * 100)}{'' if language() in {'zh', 'ja'} else WIDE}%"


def money(minor: int, currency: str) -> str:
    """An amount in minor units with its sign where the language puts it."""
    digits = exponent(currency)
    amount = figure(abs(minor) / 10**digits, digits)
    sign = "¥" if currency == "CNY" and language() == "zh" else SIGNS.get(currency, currency)
    minus = MINUS if minor < 0 else ""
    if language() not in SIGN_FIRST:
        return f"{minus}{amount}{WIDE}{sign}"
    gap = WIDE if sign.isalpha() else ""
    return f"{minus}{sign}{gap}{amount}"


def when(at: datetime, now: datetime, *, hours: bool = True) -> str:
    """A moment with its weekday: "Fri 27 Nov, 17:00"; the year appears when it is far from `now`."""
    day = day_words(at, "far" if abs(at - now) > FAR else "near")
    clock = CLOCKS.get(language(), CLOCKS[""])
    return day + dateformat.format(timezone.localtime(at), clock) if hours else day


def span(length: timedelta) -> str:
    """A length of time in its two largest units: "1 day 2 h", "6 min"."""
    minutes = max(0, int(length.total_seconds() // 60))
    days, hours, left = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        text = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
        return f"{text} {hours_text(hours)}" if hours else text
    if hours:
        return f"{hours_text(hours)} {minutes_text(left)}" if left else hours_text(hours)
    return minutes_text(left)


def span_patterns() -> list[str]:
    """The same words for a script that counts down: one day, days, hours, minutes, seconds."""
    one, many = (ngettext("%(days)d day", "%(days)d days", days).replace("%(days)d", "%d") for days in (1, 2))
    rest = [
        pgettext("length of time", "%(hours)d h").replace("%(hours)d", "%d"),
        pgettext("length of time", "%(minutes)d min").replace("%(minutes)d", "%d"),
        pgettext("length of time", "%(seconds)d s").replace("%(seconds)d", "%d"),
    ]
    return [one, many, *rest]


def hours_text(hours: int) -> str:
    """Hours, short."""
    return pgettext("length of time", "%(hours)d h") % {"hours": hours}


def minutes_text(minutes: int) -> str:
    """Minutes, short."""
    return pgettext("length of time", "%(minutes)d min") % {"minutes": minutes}


def ago(at: datetime, now: datetime) -> str:
    """How long ago or how soon, in one unit or two; a week or more is said as a date."""
    away = now - at
    if abs(away) >= timedelta(days=7):
        return when(at, now, hours=False)
    if abs(away) < timedelta(minutes=1):
        return _("just now")
    if away < timedelta(0):
        return _("in %(span)s") % {"span": span(-away)}
    return _("%(span)s ago") % {"span": span(away)}


def initials(name: str) -> str:
    """Two letters of a name; one sign of a name that is not written in letters."""
    words = [word for word in name.replace(".", " ").replace("_", " ").replace("-", " ").split() if word]
    if not words:
        return "?"
    if ord(words[0][0]) > 0x2E7F:  # CJK begins here
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()
