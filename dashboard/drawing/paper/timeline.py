"""Events by day, week or month and colour family, as a small bar chart in SVG."""

import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from dashboard.dossier.days import Days
from dashboard.dossier.event import Family
from dashboard.drawing.cartography import COLOURS
from dashboard.drawing.charts.histogram import bin_end, bin_start, family_name
from dashboard.drawing.paper.canvas import Lettering, add, picture, source_of, title, write
from dashboard.drawing.paper.marks import family_ink
from dashboard.drawing.paper.typeface import width_px
from dashboard.language import _, ngettext
from dashboard.query.wording import short_day, short_span
from dashboard.store import Bin, Histogram

_LEFT_PX, _TOP_PX, _BOTTOM_PX = 34.0, 20.0, 15.0
_SMALL = 9.5
_MOST_BAR_PX = 26.0
_MOST_LINES = 4

Bars = Mapping[date, Mapping[Family, int]]


def timeline_svg(counts: Histogram, axis: Days, width_of_bin: Bin, size: tuple[int, int], label: str) -> str:
    """The chart in a size in px; `label` says what is counted; `axis` holds the first and last day, both included."""
    width, height = size
    bars = _bars(counts)
    most = max((sum(one.values()) for one in bars.values()), default=0)
    svg = picture(width, height, label)
    first, last = bin_start(axis.first, width_of_bin), bin_end(axis.last, width_of_bin)
    days = (last - first).days + 1
    per_day = (width - _LEFT_PX) / days
    floor = height - _BOTTOM_PX
    step = _step(most)
    top = max(step, -(-most // step) * step)
    unit = (floor - _TOP_PX) / top
    for number in range(0, top + 1, step):
        y = floor - number * unit
        add(svg, "path", d=f"M{_LEFT_PX:.1f} {y:.1f}H{width}", stroke=COLOURS["rule"], stroke_width=0.7)
        write(svg, f"{number:,}", _LEFT_PX - 5, y + 3, Lettering(size=_SMALL, anchor="end", fill=COLOURS["secondary"]))
    for start, families in sorted(bars.items()):
        end = bin_end(start, width_of_bin)
        room = ((end - start).days + 1) * per_day
        bar = min(_MOST_BAR_PX, room * 0.8)
        left = _LEFT_PX + (start - first).days * per_day + (room - bar) / 2
        group = add(svg, "g")
        title(group, _told(start, end, families))
        y = floor
        for family in Family:
            if families.get(family):
                y -= families[family] * unit
                add(group, "rect", x=left, y=y, width=bar, height=families[family] * unit, fill=family_ink(family))
    _write_days(svg, first, days, per_day, height - 3.5)
    _write_legend(svg, [family for family in Family if any(one.get(family) for one in bars.values())])
    return source_of(svg)


def _bars(counts: Histogram) -> dict[date, dict[Family, int]]:
    bars: defaultdict[date, defaultdict[Family, int]] = defaultdict(lambda: defaultdict(int))
    for start, event_type, events in counts:
        bars[start][event_type.family] += events
    return {start: dict(families) for start, families in bars.items()}


def _step(most: int) -> int:
    """The distance of lines: 1, 2 or 5 times a power of ten, so that there are at most four."""
    step, factors = 1, (2, 2.5, 2)
    number = 0
    while most > step * _MOST_LINES:
        step = int(step * factors[number % 3])
        number += 1
    return step


def _write_days(svg: Element, first: date, days: int, per_day: float, y: float) -> None:
    """Days below the axis, as many as find room, at equal distances."""
    half = width_px(short_day(first), _SMALL) / 2 + 7
    every = max(1, math.ceil(2 * half / per_day))
    right = 0.0  # where the last one ends
    for number in range(0, days, every):
        x = max(_LEFT_PX - 8 + half, _LEFT_PX + (number + 0.5) * per_day)
        if x - half >= right and x + half <= _LEFT_PX + days * per_day + 7:
            text = short_day(first + timedelta(days=number))
            write(svg, text, x, y, Lettering(_SMALL, anchor="middle", fill=COLOURS["secondary"]))
            right = x + half


def _write_legend(svg: Element, families: list[Family]) -> None:
    x = _LEFT_PX
    for family in families:
        add(svg, "rect", x=x, y=3, width=9, height=9, rx=1.5, fill=family_ink(family))
        write(svg, family_name(family), x + 13, 11, Lettering(size=_SMALL + 0.5, fill=COLOURS["secondary"]))
        x += 13 + width_px(family_name(family), _SMALL + 0.5) + 14


def _told(start: date, end: date, families: Mapping[Family, int]) -> str:
    total = sum(families.values())
    events = ngettext("{count} event", "{count} events", total).format(count=f"{total:,}")
    each = ", ".join(f"{family_name(family)}: {families[family]:,}" for family in Family if families.get(family))
    return _("{dates}: {events} ({each})").format(dates=short_span(start, end), events=events, each=each)
