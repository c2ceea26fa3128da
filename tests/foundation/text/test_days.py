from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from fanloop.foundation.text.days import day_words

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("form", "english", "chinese"),
    [
        ("near", "Fri 27 Nov", "11 月 27 日 周五"),
        ("far", "Fri 27 Nov 2026", "2026 年 11 月 27 日 周五"),
        ("long", "Friday 27 November", "11 月 27 日 周五"),
        ("dated", "Friday 27 November 2026", "2026 年 11 月 27 日 周五"),
        ("bare", "27 Nov", "11 月 27 日"),
    ],
)
def test_a_day_is_written_in_the_order_of_its_language(form, english, chinese):
    with translation.override("en"):
        assert day_words(FRIDAY, form) == english
    with translation.override("zh-hans"):
        assert day_words(FRIDAY, form) == chinese


def test_sunday_closes_the_week_in_chinese():
    with translation.override("zh-hans"):
        assert day_words(date(2026, 11, 29)) == "11 月 29 日 周日"


def test_a_moment_is_the_day_it_falls_on_for_the_reader():
    late = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    with timezone.override("Asia/Shanghai"), translation.override("en"):
        assert day_words(late) == "Sat 28 Nov"
