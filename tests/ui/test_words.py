from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from fanloop.ui import words

NOW = datetime(2026, 11, 26, 13, 20, tzinfo=UTC)
NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def _in_utc():
    with timezone.override("UTC"):
        yield


@pytest.mark.parametrize(
    ("language", "minor", "currency", "shown"),
    [
        ("en", 12900, "EUR", "€129.00"),
        ("en", -516, "EUR", "−€5.16"),
        ("en", 1500, "JPY", "¥1,500"),
        ("en", 98000, "CNY", "CN¥980.00"),
        ("zh-hans", 98000, "CNY", "¥980.00"),
        ("en", 123456, "BHD", f"BHD{NBSP}123.456"),
        ("de", 123456, "EUR", f"1.234,56{NBSP}€"),
        ("en", 0, "USD", "$0.00"),
    ],
)
def test_money_stands_as_the_language_writes_it(language, minor, currency, shown):
    with translation.override(language):
        assert words.money(minor, currency) == shown


@given(st.integers(-(10**12), 10**12))
def test_no_unit_of_money_is_lost_in_writing(minor):
    with translation.override("en"):
        digits = "".join(sign for sign in words.money(minor, "EUR") if sign.isdigit())
    assert int(digits) == abs(minor)


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "1,204,000"), ("zh-hans", "1,204,000"), ("de", "1.204.000")]
)
def test_large_numbers_are_grouped(language, shown):
    with translation.override(language):
        assert words.figure(1_204_000) == shown


def test_a_small_negative_number_that_rounds_to_nothing_has_no_minus():
    assert words.figure(-0.2) == "0"
    assert words.figure(-0.6) == "−1"


@pytest.mark.parametrize(("value", "shown"), [(3.0, "3"), (2.5, "2.5"), (0.125, "0.12"), (1500, "1,500")])
def test_axis_figures_have_the_decimals_they_need(value, shown):
    with translation.override("en"):
        assert words.short_figure(value) == shown


@pytest.mark.parametrize(("language", "shown"), [("en", f"94{NBSP}%"), ("zh-hans", "94%")])
def test_percent_is_spaced_by_the_language(language, shown):
    with translation.override(language):
        assert words.percent(0.94) == shown


def test_a_date_comes_with_its_weekday_and_a_far_one_with_its_year():
    friday = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
    with translation.override("en"):
        assert words.when(friday, NOW) == "Fri 27 Nov, 17:00"
        assert words.when(friday, NOW, hours=False) == "Fri 27 Nov"
        assert words.when(friday.replace(year=2024), NOW) == "Wed 27 Nov 2024, 17:00"
    with translation.override("zh-hans"):
        assert words.when(friday, NOW) == "11 月 27 日 周五 17:00"
        assert words.when(friday.replace(day=29), NOW, hours=False) == "11 月 29 日 周日"


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (timedelta(minutes=6), "6 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=26, minutes=40), "1 day 2 h"),
        (timedelta(days=3), "3 days"),
        (timedelta(minutes=-5), "0 min"),
    ],
)
def test_a_span_has_its_two_largest_units(length, shown):
    with translation.override("en"):
        assert words.span(length) == shown


def test_ago_looks_both_ways_and_ends_in_a_date():
    with translation.override("en"):
        assert words.ago(NOW - timedelta(seconds=20), NOW) == "just now"
        assert words.ago(NOW - timedelta(minutes=6), NOW) == "6 min ago"
        assert words.ago(NOW + timedelta(hours=3), NOW) == "in 3 h"
        assert words.ago(NOW - timedelta(days=17), NOW) == "Mon 9 Nov"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("mira.k", "MK"),
        ("Jonna Lind", "JL"),
        ("读书到天亮", "读"),
        ("wen", "W"),
        ("", "?"),
        ("old_book-binder", "OB"),
    ],
)
def test_initials(name, letters):
    assert words.initials(name) == letters


def test_a_number_in_a_form_or_an_address_has_no_separators():
    assert Template('value="{{ id }}"').render(Context({"id": 1579})) == 'value="1579"'
