"""The places of a plot's bars; the templates draw them as SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 400.0, 190.0
"""About a phone's own width, so that letters keep their size there."""
LEFT, BOTTOM, TOP = 28.0, 24.0, 12.0
ROW, LABELS = 32.0, 92.0
GAP = 0.3
"""The part of a group's room that is left free."""


@dataclass(frozen=True)
class Bar:
    """A bar of a plot, in the units of its view box."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    value: int
    label: str


@dataclass(frozen=True)
class Plot:
    """Bars, the labels of their axis, and the lines behind them.

    Args:
        width, height: of the view box.
        bars: in order.
        labels: text with its place.
        ticks: value with its height.
    """

    width: float
    height: float
    bars: list[Bar]
    labels: list[tuple[str, float, float]]
    ticks: list[tuple[int, float]]


def grouped_bars(labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Plot:
    """Return a group of bars for each label, one bar a series, on one scale that begins at zero.

    Args:
        labels: of the groups.
        series: name → a value for each label.
    """
    highest = max((value for values in series.values() for value in values), default=0)
    step = tick_step(highest)
    most = max(step, -(-highest // step) * step)
    room = HEIGHT - BOTTOM - TOP
    group = (WIDTH - LEFT) / max(1, len(labels))
    thick = group * (1 - GAP) / max(1, len(series))
    bars = [
        Bar(
            kind,
            round(LEFT + group * (place + GAP / 2) + thick * order, 1),
            round(TOP + room * (1 - value / most), 1),
            round(thick, 1),
            round(room * value / most, 1),
            value,
            labels[place],
        )
        for order, (kind, values) in enumerate(series.items())
        for place, value in enumerate(values)
    ]
    named = [
        (label, round(LEFT + group * (place + 0.5), 1), HEIGHT - 8) for place, label in enumerate(labels)
    ]
    ticks = [(value, round(TOP + room * (1 - value / most), 1)) for value in range(0, most + 1, step)]
    return Plot(WIDTH, HEIGHT, bars, named, ticks)


def tick_step(highest: int) -> int:
    """Return a round step that makes at most five lines."""
    step = 1
    while highest / step > 4:
        step = step * 2 if str(step)[0] in "15" else step // 2 * 5
    return step


def ranked_bars(rows: Sequence[tuple[str, int, int]]) -> Plot:
    """Return a horizontal bar for each name, and in it the part that was won.

    Args:
        rows: name, all, and how many of them were won; the largest first.
    """
    most = max((number for _, number, _ in rows), default=0) or 1
    room = WIDTH - LABELS - 40
    bars = []
    for place, (name, number, won) in enumerate(rows):
        y = round(ROW * place + 6, 1)
        bars.append(Bar("leads", LABELS, y, round(room * number / most, 1), ROW - 12, number, name))
        bars.append(Bar("won", LABELS, y, round(room * won / most, 1), ROW - 12, won, name))
    named = [(name, LABELS - 8, ROW * place + ROW / 2 + 5) for place, (name, _, _) in enumerate(rows)]
    return Plot(WIDTH, max(ROW, ROW * len(rows)), bars, named, [])
