import itertools
import math
import re

from hypothesis import given
from hypothesis import strategies as st

from fanloop.ui import charts, plot

numbers = st.floats(0, 1e9, allow_nan=False, allow_infinity=False)
NUMBER = re.compile(r"-?\d+\.\d+")


@st.composite
def line_charts(draw):
    facts = draw(st.lists(numbers, min_size=1, max_size=20))
    ahead = draw(st.integers(0, 20))
    mid = [facts[-1], *draw(st.lists(numbers, min_size=ahead, max_size=ahead))] if ahead else []
    spread = draw(st.floats(0, 1))
    half = (
        charts.Band([m * (1 - spread / 2) for m in mid], [m * (1 + spread / 2) for m in mid]) if mid else None
    )
    most = charts.Band([m * (1 - spread) for m in mid], [m * (1 + spread) for m in mid]) if mid else None
    ghosts = [charts.Ghost(0, draw(st.lists(numbers, max_size=len(facts))))]
    pledge = draw(st.none() | numbers)
    steps = [f"day {at}" for at in range(len(facts) + ahead)]
    return charts.LineChart("t", steps, facts, mid, half, most, ghosts, pledge)


def coordinates(*paths):
    return [float(number) for path in paths for number in NUMBER.findall(path)]


@given(line_charts(), st.sampled_from([(800, 360, 185), (358, 280, 58)]))
def test_every_line_and_band_lies_inside_the_picture(chart, size):
    width, height, margin = size
    drawn = plot.draw_line(chart, width=width, height=height, margin=margin)
    found = coordinates(drawn.fact, drawn.mid, drawn.half, drawn.most, drawn.pledge, *drawn.ghosts)
    assert all(math.isfinite(number) for number in found)
    xs_and_ys = coordinates(drawn.fact, drawn.mid, drawn.half, drawn.most, *drawn.ghosts)
    assert all(-0.1 <= x <= width for x in xs_and_ys[::2])
    assert all(-0.1 <= y <= height for y in xs_and_ys[1::2])


@given(line_charts())
def test_the_half_band_lies_in_the_wide_band(chart):
    drawn = plot.draw_line(chart)
    half, most = coordinates(drawn.half)[1::2], coordinates(drawn.most)[1::2]
    steps = len(half) // 2
    for upper_half, upper_most in zip(half[:steps], most[:steps], strict=True):
        assert upper_most <= upper_half + 0.11
    for lower_half, lower_most in zip(half[steps:], most[steps:], strict=True):
        assert lower_most >= lower_half - 0.11


@given(line_charts())
def test_labels_at_the_end_never_touch(chart):
    heights = sorted(float(mark.y) for mark in plot.draw_line(chart).labels)
    assert all(after - before >= plot.TEXT_GAP - 0.2 for before, after in itertools.pairwise(heights))


@given(line_charts())
def test_names_below_the_axis_never_touch(chart):
    marks = plot.draw_line(chart, width=358, height=280, margin=58).steps
    spans = [plot.stretch(mark.text, float(mark.x), mark.anchor) for mark in marks]
    assert marks[0].text == chart.steps[0]
    assert all(before[1] <= after[0] + 0.2 for before, after in itertools.pairwise(spans))


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_scale_keeps_the_order(low, high, one, other):
    if low == high:
        assert plot.scale((low, high), (0, 100))(one) == 50
        return
    to_pixels = plot.scale((min(low, high), max(low, high)), (0, 100))
    if one <= other:
        assert to_pixels(one) <= to_pixels(other)


@given(st.floats(1e-6, 1e12))
def test_ticks_are_few_round_and_reach_the_top(high):
    found = plot.ticks(high)
    step = found[1] - found[0]
    assert found[0] == 0
    assert found[-1] >= high * (1 - 1e-9)
    assert 2 <= len(found) <= 7
    assert any(
        math.isclose(step, size * 10 ** math.floor(math.log10(step * 1.0000001))) for size in (1, 2, 5)
    )


def test_ticks_of_nothing_still_draw_an_axis():
    assert plot.ticks(0) == [0.0, 1.0]
    assert plot.ticks(math.nan) == [0.0, 1.0]


@given(st.lists(st.floats(0, 300), max_size=6))
def test_moving_labels_apart_keeps_their_order(heights):
    moved = plot.apart(heights, 16, 0, 400)
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    assert [moved[index] for index in order] == sorted(moved)


@given(st.lists(st.builds(charts.Bar, st.text(min_size=1, max_size=60), numbers), min_size=1, max_size=8))
def test_a_longer_bar_is_a_larger_value(bars):
    drawn = plot.draw_bars(charts.BarChart("t", bars), width=358)
    pairs = sorted(zip((bar.value for bar in bars), (float(row.width) for row in drawn.rows), strict=True))
    assert [width for _value, width in pairs] == sorted(width for _value, width in pairs)
    assert all(float(row.x) + float(row.width) <= 358 for row in drawn.rows)


def test_a_forecast_box_holds_its_middle_and_its_half():
    one = charts.Interval("Dawn 2", 1960, (1820, 2110), (1640, 2340), 2000)
    row = plot.draw_intervals(charts.IntervalChart("t", [one])).rows[0]
    (_, most_x, most_width), (_, half_x, half_width) = row.boxes
    assert (
        float(most_x)
        < float(half_x)
        < float(row.x)
        < float(half_x) + float(half_width)
        < float(most_x) + float(most_width)
    )
    assert float(row.x) < float(row.actual_x)


def test_a_name_too_long_for_its_room_is_cut_with_a_sign():
    assert plot.shortened("Oak", 100) == "Oak"
    assert plot.shortened("Main board, assembled and tested", 100).endswith("…")


def test_a_sparkline_of_nothing_draws_nothing():
    assert plot.draw_spark([]) == ("", None)
    line, last = plot.draw_spark([3, 3, 3])
    assert line.startswith("M")
    assert last.value == 3
