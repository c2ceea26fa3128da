"""`{% load charts %}`: numbers as drawings, each with its words and its table."""

from collections.abc import Sequence
from typing import Any

from django import template

from fanloop.ui import charts, parts, plot, words

register = template.Library()

ROOMY = {"width": 800, "height": 360, "margin": 185}
SLIM = {"width": 358, "height": 280, "margin": 58}


@register.inclusion_tag("ui/charts/line.html")
def line_chart(chart: charts.LineChart, uid: str = "line") -> dict[str, Any]:
    """A line in its band. `uid` must be unique on the page."""
    today = max(0, len(chart.facts) - 1)
    rows = [
        {
            "step": step,
            "fact": chart.facts[at] if at < len(chart.facts) else None,
            "mid": later(chart.mid, at - today),
            "low": later(chart.most.low, at - today) if chart.most else None,
            "high": later(chart.most.high, at - today) if chart.most else None,
        }
        for at, step in enumerate(chart.steps)
    ]
    drawings = [("roomy", plot.draw_line(chart, **ROOMY)), ("slim", plot.draw_line(chart, **SLIM))]
    return {"chart": chart, "drawings": drawings, "rows": rows, "uid": uid}


def later(values: Sequence[float], at: int) -> float | None:
    """The value of a forecast that begins after the last fact."""
    return values[at] if 0 < at < len(values) else None


@register.inclusion_tag("ui/charts/bars.html")
def bar_chart(chart: charts.BarChart, uid: str = "bars") -> dict[str, Any]:
    """Values beside one another."""
    drawings = [("roomy", plot.draw_bars(chart)), ("slim", plot.draw_bars(chart, width=358))]
    return {"chart": chart, "drawings": drawings, "uid": uid}


@register.inclusion_tag("ui/charts/intervals.html")
def interval_chart(chart: charts.IntervalChart, uid: str = "intervals") -> dict[str, Any]:
    """Forecasts beside one another, and what came true."""
    drawings = [
        ("roomy", plot.draw_intervals(chart)),
        ("slim", plot.draw_intervals(chart, width=358)),
    ]
    return {"chart": chart, "drawings": drawings, "uid": uid}


@register.inclusion_tag("ui/charts/spark.html")
def sparkline(values: Sequence[float], label: str) -> dict[str, Any]:
    """A small line that goes with a figure; the label says what it shows."""
    line, last = plot.draw_spark(values)
    return {"line": line, "last": last, "label": label}


@register.inclusion_tag("ui/charts/direct_bars.html")
def bars(rows: Sequence[parts.BarRow]) -> dict[str, Any]:
    """A name, a bar, a figure."""
    top = max((row.value for row in rows), default=0)
    return {"rows": [(row, f"{row.value / top * 100 if top else 0:.1f}%") for row in rows]}


@register.inclusion_tag("ui/charts/price.html")
def price_bars(slices: Sequence[parts.Slice], currency: str) -> dict[str, Any]:
    """Where every cent goes: each piece begins where the last one ended."""
    total = sum(piece.minor for piece in slices)
    rows, start = [], 0
    for piece in slices:
        share = (start / total * 100, piece.minor / total * 100) if total else (0, 0)
        rows.append((piece, f"{share[0]:.1f}%", f"{share[1]:.1f}%", words.money(piece.minor, currency)))
        start += piece.minor
    return {"rows": rows, "total": words.money(total, currency)}
