import pytest

from fanloop.making.demand.rules.record import Said, record, widening


def test_both_the_method_and_the_person_are_scored():
    over = [Said(80, 100, 130, None, 120), Said(80, 100, 130, 190, 200), Said(80, 100, 130, 100, 0)]
    told = record(over)
    assert (told.count, told.held, told.overruled, told.closer) == (2, 1, 1, 1)
    assert told.person_error == pytest.approx(0.05)
    assert told.method_error == pytest.approx(0.5)
    assert told.error == pytest.approx((20 / 120 + 0.5) / 2)


def test_nothing_over_is_no_record():
    assert record([]) is None


def test_intervals_are_stretched_until_eight_in_ten_would_have_held():
    narrow = [Said(90, 100, 110, None, 100 + 6 * step) for step in range(-10, 11)]
    factor = widening(narrow)
    assert factor > 1.5
    log = [(100 / 90) ** factor, (110 / 100) ** factor]
    held = sum(100 / log[0] * 0.98 <= one.came <= 100 * log[1] * 1.02 for one in narrow)
    assert held >= 0.78 * len(narrow) or factor == 3.0


def test_few_or_honest_forecasts_leave_the_interval_alone():
    assert widening([Said(90, 100, 110, None, 300)] * 19) == 1.0
    assert widening([Said(90, 100, 110, None, 105)] * 40) == 1.0
