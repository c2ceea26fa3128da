"""Days as the reader's language writes them: with the weekday, because people plan by it."""

from datetime import date, datetime
from typing import Literal

from django.utils import dateformat, timezone
from django.utils.translation import get_language

Form = Literal["near", "far", "long", "dated", "bare"]
"""`near` Fri 27 Nov · `far` Fri 27 Nov 2026 · `long` Friday 27 November · `dated` the same with its year · `bare` 27 Nov"""

_FORMS: dict[str, dict[Form, str]] = {
    "zh": {
        "near": "n 月 j 日 周w",
        "far": "Y 年 n 月 j 日 周w",
        "long": "n 月 j 日 周w",
        "dated": "Y 年 n 月 j 日 周w",
        "bare": "n 月 j 日",
    },
    "": {"near": "D j M", "far": "D j M Y", "long": "l j F", "dated": "l j F Y", "bare": "j M"},
}


def day_words(moment: date | datetime, form: Form = "near") -> str:
    """A day in words; a moment is the day it falls on in the reader's time zone.

    >>> day_words(date(2026, 11, 27), "long")
    'Friday 27 November'
    """
    day = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    language = (get_language() or "en").split("-")[0]
    pattern = _FORMS.get(language, _FORMS[""])[form]
    if language == "zh":
        pattern = pattern.replace("w", "日一二三四五六"[day.isoweekday() % 7])
    return dateformat.format(day, pattern)
