"""Charts as pure geometry: numbers in, positions as text out; templates only place them.

Positions are strings with a point, so no locale can break an SVG path. Values stay numbers and are
written in the reader's language by the template.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fanloop.ui.charts import Band, BarChart, IntervalChart, LineChart, Pair

Scale = Callable[[float], float]

TEXT_GAP = 16.0


@dataclass(frozen=True)
class Mark:
    """A text or a point: where it stands, and the number or word it shows."""

    x: str
    y: str
    value: float | None = None
    text: str = ""
    anchor: str = "start"
    tone: str = ""


@dataclass(frozen=True)
class LineDrawing:
    """Everything a line template places; paths are ready for `d`."""

    width: int
    height: int
    left: str
    right: str
    base: str
    grid: Sequence[Mark]
    steps: Sequence[Mark]
    fact: str
    mid: str
    half: str
    most: str
    ghosts: Sequence[str]
    pledge: str
    today: Mark
    labels: Sequence[Mark]
    ghost: Mark | None


@dataclass(frozen=True)
class RowDrawing:
    """One row of a bar or interval chart."""

    label: str
    y: str
    text_y: str
    x: str
    width: str
    value: float
    value_x: str
    tone: str = ""
    whisker: str = ""
    most: Pair | None = None
    half: Pair | None = None
    boxes: Sequence[tuple[str, str, str]] = ()
    actual: float | None = None
    actual_x: str = ""


@dataclass(frozen=True)
class RowsDrawing:
    """A bar or interval chart."""

    width: int
    height: int
    label_x: str
    grid: Sequence[Mark]
    base: str
    rows: Sequence[RowDrawing]


def place(value: float) -> str:
    """A position as SVG reads it: one decimal, a point in every language."""
    return f"{value:.1f}"


def scale(domain: Pair, pixels: Pair) -> Scale:
    """A linear map; a domain without extent maps to the middle of the pixels."""
    (low, high), (start, end) = domain, pixels
    if high == low:
        return lambda _value: (start + end) / 2
    return lambda value: start + (value - low) / (high - low) * (end - start)


def ticks(high: float, wanted: int = 5) -> list[float]:
    """Round steps from 0 to at least `high`: 1, 2 or 5 times a power of ten; below a billionth is nothing."""
    if not math.isfinite(high) or high < 1e-9:
        return [0.0, 1.0]
    rough = high / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough * (1 - 1e-9))
    count = math.ceil(high / step - 1e-9)
    return [step * number for number in range(count + 1)]


def path(points: Sequence[Pair]) -> str:
    """An open path through the points; nothing for fewer than two."""
    if len(points) < 2:
        return ""
    return "M" + "L".join(f"{place(x)} {place(y)}" for x, y in points)


def area(upper: Sequence[Pair], lower: Sequence[Pair]) -> str:
    """A closed area between two lines over the same steps."""
    outline = path([*upper, *reversed(lower)])
    return f"{outline}Z" if outline else ""


def apart(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart until none is nearer than `gap`; order is kept, the block stays inside if it can."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    moved = list(heights)
    edge = low
    for index in order:
        moved[index] = max(moved[index], edge)
        edge = moved[index] + gap
    edge = high
    for index in reversed(order):
        moved[index] = min(moved[index], edge)
        edge = moved[index] - gap
    return moved


def reach(chart: LineChart) -> float:
    """The highest number the chart must hold."""
    bands = [value for band in (chart.half, chart.most) if band for value in band.high]
    ghosts = [value for ghost in chart.ghosts for value in ghost.values]
    pledge = [chart.pledge] if chart.pledge is not None else []
    return max([*chart.facts, *chart.mid, *bands, *ghosts, *pledge], default=0)


def text_width(text: str) -> float:
    """About how wide a label is at 13 units; a Chinese sign is as wide as two letters."""
    return sum(13.0 if ord(sign) > 0x2E7F else 7.4 for sign in text)


def stretch(text: str, at: float, anchor: str) -> Pair:
    """Where a label begins and ends, with the gap it needs."""
    width = text_width(text)
    start = at - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return start - 9, start + width + 9


def step_marks(chart: LineChart, x: Scale, y: float) -> list[Mark]:
    """Names below the axis: first, last, today, then even ones between, wherever there is room."""
    last, today = len(chart.steps) - 1, max(0, len(chart.facts) - 1)
    anchors = {0: "start", last: "end"}
    wanted = [0, last, today, *(round(last * part / 6) for part in range(1, 6))]
    taken: dict[int, Pair] = {}
    for index in wanted if chart.steps else ():
        start, end = stretch(chart.steps[index], x(index), anchors.get(index, "middle"))
        if index not in taken and all(end <= other[0] or start >= other[1] for other in taken.values()):
            taken[index] = (start, end)
    return [
        Mark(place(x(index)), place(y), text=chart.steps[index], anchor=anchors.get(index, "middle"))
        for index in sorted(taken)
    ]


def end_labels(chart: LineChart, y: Scale, left: float, box: Pair) -> list[Mark]:
    """What the lines end at, written beside them and moved apart."""
    wanted: list[tuple[float, str, str]] = []
    if chart.most and chart.most.high:
        wanted += [(chart.most.high[-1], "", ""), (chart.most.low[-1], "", "")]
    if chart.mid:
        wanted.append((chart.mid[-1], chart.mid_label, "strong"))
    if chart.pledge is not None:
        wanted.append((chart.pledge, chart.pledge_label, "pledge-t"))
    heights = apart([y(value) + 4 for value, _text, _tone in wanted], TEXT_GAP, *box)
    return [
        Mark(place(left), place(height), value=value, text=text, tone=tone)
        for height, (value, text, tone) in zip(heights, wanted, strict=True)
    ]


def ghost_label(chart: LineChart, x: Scale, y: Scale) -> Mark | None:
    """The name of the earlier forecasts, below the lowest of them."""
    ends = [
        (y(ghost.values[-1]), x(ghost.start + len(ghost.values) - 1))
        for ghost in chart.ghosts
        if ghost.values
    ]
    if not ends or not chart.ghost_label:
        return None
    height, end = max(ends)
    return Mark(place(end - 8), place(min(height + 28, y(0) - 8)), text=chart.ghost_label, anchor="end")


def draw_line(chart: LineChart, *, width: int = 800, height: int = 360, margin: int = 140) -> LineDrawing:
    """Lay a line chart out on `width` by `height` units, with `margin` units for labels at the end."""
    marks = ticks(reach(chart))
    left = 14.0 + 8 * len(f"{marks[-1]:,.0f}")
    right, top, bottom = float(width - margin), 12.0, float(height - 34)
    last = max(1, len(chart.steps) - 1)
    x, y = scale((0, last), (left, right)), scale((0, marks[-1]), (bottom, top))
    today = max(0, len(chart.facts) - 1)

    def points(values: Sequence[float], start: int) -> list[Pair]:
        return [(x(start + index), y(value)) for index, value in enumerate(values)]

    def ribbon(band: Band | None) -> str:
        return area(points(band.high, today), points(band.low, today)) if band else ""

    now = chart.facts[-1] if chart.facts else 0
    return LineDrawing(
        width=width,
        height=height,
        left=place(left),
        right=place(right),
        base=place(bottom),
        grid=[Mark(place(left - 8), place(y(value)), value=value) for value in marks],
        steps=step_marks(chart, x, bottom + 24),
        fact=path(points(chart.facts, 0)),
        mid=path(points(chart.mid, today)),
        half=ribbon(chart.half),
        most=ribbon(chart.most),
        ghosts=[path(points(ghost.values, ghost.start)) for ghost in chart.ghosts],
        pledge=f"M{place(x(today))} {place(y(chart.pledge))}H{place(right)}"
        if chart.pledge is not None
        else "",
        today=Mark(place(x(today)), place(y(now)), value=now, text=chart.fact_label),
        labels=end_labels(chart, y, right + 10, (top + 4, bottom)),
        ghost=ghost_label(chart, x, y),
    )


def label_room(names: Sequence[str], width: int) -> int:
    """Units the names need, at most two fifths of the chart."""
    return int(min(max(map(text_width, names), default=0) + 24, width * 0.4))


def shortened(name: str, room: float) -> str:
    """A name that fits; the table below has it in full."""
    if text_width(name) <= room:
        return name
    fits = next((end for end in range(len(name), 0, -1) if text_width(name[:end]) + 13 <= room), 1)
    return f"{name[:fits].rstrip()}…"


def draw_bars(chart: BarChart, *, width: int = 640, row: int = 32) -> RowsDrawing:
    """Lay bars out as lying rows of `row` units."""
    label = label_room([bar.label for bar in chart.bars], width)
    values = [max(bar.value, bar.high if bar.high is not None else bar.value) for bar in chart.bars]
    marks = ticks(max(values, default=0), 4)
    x = scale((0, marks[-1]), (float(label), float(width - 72)))
    rows = []
    for index, bar in enumerate(chart.bars):
        middle = index * row + row / 2
        ends = (bar.low, bar.high)
        whisker = ""
        if ends[0] is not None and ends[1] is not None:
            whisker = f"M{place(x(ends[0]))} {place(middle)}H{place(x(ends[1]))}"
        rows.append(
            RowDrawing(
                label=shortened(bar.label, label - 14),
                y=place(middle - 6),
                text_y=place(middle + 4.5),
                x=place(x(0)),
                width=place(max(0.0, x(bar.value) - x(0))),
                value=bar.value,
                value_x=place(max(x(bar.value), x(ends[1] if ends[1] is not None else 0)) + 8),
                tone=bar.tone,
                whisker=whisker,
            )
        )
    return _rows_drawing(rows, x, marks, (width, row, label))


def draw_intervals(chart: IntervalChart, *, width: int = 640, row: int = 36) -> RowsDrawing:
    """Lay forecasts out as lying boxes: the 80 % range, the 50 % range in it, the middle, what came true."""
    label = label_room([one.label for one in chart.rows], width)
    highs = [max(one.most[1], one.mid, one.actual or 0) for one in chart.rows]
    marks = ticks(max(highs, default=0), 4)
    x = scale((0, marks[-1]), (float(label), float(width - 72)))
    rows = []
    for index, one in enumerate(chart.rows):
        middle = index * row + row / 2
        boxes = [
            (tone, place(x(low)), place(max(0.0, x(high) - x(low))))
            for tone, (low, high) in (("b80", one.most), ("b50", one.half))
        ]
        rows.append(
            RowDrawing(
                label=shortened(one.label, label - 14),
                y=place(middle - 8),
                text_y=place(middle + 4.5),
                x=place(x(one.mid)),
                width="0",
                value=one.mid,
                value_x=place(max(x(one.most[1]), x(one.actual or 0)) + 8),
                whisker=f"M{place(x(one.mid))} {place(middle - 9)}V{place(middle + 9)}",
                most=one.most,
                half=one.half,
                boxes=boxes,
                actual=one.actual,
                actual_x=place(x(one.actual)) if one.actual is not None else "",
            )
        )
    return _rows_drawing(rows, x, marks, (width, row, label))


def _rows_drawing(
    rows: Sequence[RowDrawing], x: Scale, marks: Sequence[float], size: tuple[int, int, int]
) -> RowsDrawing:
    width, row, label = size
    bottom = max(1, len(rows)) * row
    grid = [Mark(place(x(value)), place(bottom + 18), value=value) for value in marks]
    return RowsDrawing(width, bottom + 28, place(label - 12.0), grid, place(float(bottom)), rows)


def draw_spark(values: Sequence[float], *, width: int = 120, height: int = 28) -> tuple[str, Mark | None]:
    """A line without axes between its own least and most, and its last point."""
    if not values:
        return "", None
    x = scale((0, max(1, len(values) - 1)), (2, width - 4))
    y = scale((min(values), max(values)), (height - 4, 4))
    points = [(x(index), y(value)) for index, value in enumerate(values)]
    return path(points), Mark(place(points[-1][0]), place(points[-1][1]), value=values[-1])
