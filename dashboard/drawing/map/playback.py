"""Playback: the days of a query one by one, as numbers, and as pins where there are too many for markers."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

import folium
import numpy as np
import pyarrow as pa
from babel.dates import get_month_names
from folium.template import Template

from dashboard.dossier.days import Days
from dashboard.dossier.event import EventType, Family
from dashboard.drawing.charts.histogram import family_name
from dashboard.drawing.map.density import density_address
from dashboard.drawing.map.event_layer import is_dense
from dashboard.drawing.map.payload import Counts, DatasetDays, Pins, PlaybackQuestion, Tension
from dashboard.drawing.map.payload import Days as DaysToPlay
from dashboard.language import _, current_language, ngettext
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.store import Store

# More than this is not sent to a browser.
MOST_EVENTS = 200_000
MOST_DAYS = 40_000  # a day fits into 16 bits
WINDOW_DAYS = 7
SPEEDS = (1, 2, 7, 30)  # days a second
# A pin is sent as a pixel of this zoom, closer than the map goes.
PIN_ZOOM = 14
_PARTS = ("low", "best", "high")
_COLUMNS = ("date_start", "last_day", "event_type", "x", "y", "area", *(f"fatalities_{part}" for part in _PARTS))
_SQUARES_A_PIXEL = 2 ** (30 - 8 - PIN_ZOOM)
_EPOCH = date(1970, 1, 1)

Numbers = np.ndarray[Any, np.dtype[Any]]
# Asked for one dataset and the first and last day to play, both included: both lines of its ledger.
Series = Callable[[Query, date, date], Tension]


class PlaybackBar(folium.MacroElement):
    """The bar under the map, closed until a reader opens it; part of the constant map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        dossier.playback({{ this.options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PlaybackBar"
        self.options = {"strings": strings()}


@dataclass(frozen=True, slots=True)
class _Rows:
    """Columns of one dataset's events by date_start; `start` and `end` are days since 1970, both included."""

    start: Numbers
    end: Numbers
    table: pa.Table

    def within(self, days: Days) -> tuple[Numbers, Numbers]:
        """Start and end as numbers of the days to play, from 0; what reaches beyond is cut off."""
        first = (days.first - _EPOCH).days
        return np.clip(self.start - first, 0, days.length - 1), np.clip(self.end - first, 0, days.length - 1)


def question(query: Query, options: Options, names: Mapping[str, str], key: str = "") -> PlaybackQuestion:
    """What the frame asks the playback route, and what readers call each dataset; `options` as for the ledger."""
    ledger = Options(half_life=options.half_life, is_peacekeeping_added=options.is_peacekeeping_added)
    parameters = [density_address(query, key), urlencode(ledger.to_params())]
    return {"address": "&".join(filter(None, parameters)), "datasets": dict(names)}


def playback(store: Store, query: Query, series: Series | None = None) -> DaysToPlay:
    """Every day from the first event of the query to the last, within its dates.

    Of each dataset `all` is its number of events, and `cumulative` and `window` hold a number per day: the events that
    have begun by then, or that touch the last WINDOW_DAYS; and those killed in them as Totals counts them, None where
    no event reported any. `series` gives hostility and cooperation by day. `pins` are None where the frame has all
    events itself.
    """
    asked = query.by_dataset()
    count = store.count(query)
    if count > MOST_EVENTS:
        return _nothing(is_too_much=True)
    rows = {part.dataset: found for part in asked if (found := _rows(store, part))}
    if not rows:
        return _nothing(is_too_much=False)
    days = _days(query, rows)
    if days.length > MOST_DAYS:
        return _nothing(is_too_much=True)
    return {
        "first": days.first.isoformat(),
        "days": days.length,
        "isTooMuch": False,
        "datasets": [_days_of(part, found, days, series) for part in asked if (found := rows.get(part.dataset))],
        "pins": _pins(rows, days) if is_dense(count) else None,
    }


def _days_of(query: Query, rows: _Rows, days: Days, series: Series | None) -> DatasetDays:
    cumulative, window = per_day(rows, days)
    found: DatasetDays = {
        "dataset": query.dataset,
        "all": len(rows.start),
        "cumulative": cumulative,
        "window": window,
    }
    further: Tension = series(query, days.first, days.last) if series else {}
    if "hostility" in further:
        found["hostility"] = further["hostility"]
    if "cooperation" in further:
        found["cooperation"] = further["cooperation"]
    return found


def per_day(rows: _Rows, days: Days) -> tuple[Counts, Counts]:
    """Events and killed for each day: of all that has begun, and of the last days."""
    start, end = rows.within(days)
    began = _Counter(start, days.length)
    left = _Counter(end + WINDOW_DAYS, days.length)
    each = np.ones(len(start))
    cumulative: Counts = {"events": _whole(began.sums(each)), "low": [], "best": [], "high": []}
    window: Counts = {"events": _whole(began.sums(each) - left.sums(each)), "low": [], "best": [], "high": []}
    for part, values in _killed(rows.table):
        is_known = ~np.isnan(values)
        numbers = np.where(is_known, values, 0)
        known, sums = began.sums(is_known), began.sums(numbers)
        cumulative[part] = _whole(sums, known)
        window[part] = _whole(sums - left.sums(numbers), known - left.sums(is_known))
    return cumulative, window


class _Counter:
    """Sums over all rows of the days up to each one."""

    def __init__(self, day: Numbers, days: int) -> None:
        self._day = day
        self._days = days

    def sums(self, values: Numbers) -> Numbers:
        counted = np.bincount(self._day, weights=values, minlength=self._days)[: self._days]
        return np.asarray(np.cumsum(counted))


def _killed(table: pa.Table) -> list[tuple[Literal["low", "best", "high"], Numbers]]:
    """Low, best and high of each row, not a number where unknown; a missing part takes the next, as in Totals."""
    low, best, high = (table[f"fatalities_{part}"].cast(pa.float64()).to_numpy() for part in _PARTS)
    best = np.where(np.isnan(best), low, best)
    return [("low", low), ("best", best), ("high", np.where(np.isnan(high), best, high))]


def _whole(values: Numbers, known: Numbers | None = None) -> list[int | None]:
    whole = values.astype(np.int64).astype(object)
    if known is not None:
        whole[known == 0] = None
    numbers: list[int | None] = whole.tolist()
    return numbers


def _nothing(*, is_too_much: bool) -> DaysToPlay:
    return {"first": "", "days": 0, "isTooMuch": is_too_much, "datasets": [], "pins": None}


def _rows(store: Store, query: Query) -> _Rows | None:
    """The events of one dataset; None if there are none."""
    batches = list(store.batches(query, _COLUMNS))
    table = pa.Table.from_batches(batches) if batches else None
    if not table:
        return None
    start, end = (table[name].cast(pa.date32()).cast(pa.int32()).to_numpy() for name in ("date_start", "last_day"))
    return _Rows(start.astype(np.int64), end.astype(np.int64), table)


def _days(query: Query, rows: Mapping[str, _Rows]) -> Days:
    first = _EPOCH + timedelta(min(int(one.start.min()) for one in rows.values()))
    last = _EPOCH + timedelta(max(int(one.end.max()) for one in rows.values()))
    return Days(max(first, query.since or first), min(last, query.until or last))


def _pins(rows: Mapping[str, _Rows], days: Days) -> Pins:
    """Pins and areas of all datasets as packed columns, the pins by their first day.

    x, y are pixels of PIN_ZOOM; start and end number the days; family is an index into `families`; area into `areas`.
    """
    spans = [one.within(days) for one in rows.values()]
    start, end = (np.concatenate(column) for column in zip(*spans, strict=True))
    area = pa.concat_arrays([chunk for one in rows.values() for chunk in one.table["area"].chunks])
    families = np.concatenate([_families(one.table) for one in rows.values()])
    x, y = (np.concatenate([_pixels(one.table, name) for one in rows.values()]) for name in ("x", "y"))
    names = np.asarray(area.to_numpy(zero_copy_only=False), dtype=object)
    is_pin = names == ""
    pin = np.flatnonzero(is_pin)
    pin = pin[np.argsort(start[pin], kind="stable")]
    is_area = ~is_pin & np.array([name is not None for name in names], dtype=bool)
    areas, number = np.unique(names[is_area].astype(str), return_inverse=True)
    return {
        "zoom": PIN_ZOOM,
        "families": [family.value for family in Family],
        "x": _packed(x[pin], "<i4"),
        "y": _packed(y[pin], "<i4"),
        "start": _packed(start[pin], "<u2"),
        "end": _packed(end[pin], "<u2"),
        "family": _packed(families[pin], "u1"),
        "areas": areas.tolist(),
        "area": _packed(number, "<u2"),
        "areaStart": _packed(start[is_area], "<u2"),
        "areaEnd": _packed(end[is_area], "<u2"),
    }


def _families(table: pa.Table) -> Numbers:
    """Each row's colour family as its place in Family."""
    encoded = table["event_type"].combine_chunks().dictionary_encode()
    order = list(Family)
    known = np.array([order.index(EventType(value).family) for value in encoded.dictionary.to_pylist()], dtype=np.int64)
    return np.asarray(known[encoded.indices.to_numpy()])


def _pixels(table: pa.Table, name: str) -> Numbers:
    squares = table[name].fill_null(0).to_numpy()
    return np.asarray(squares // _SQUARES_A_PIXEL)


def _packed(values: Numbers, kind: str) -> str:
    """Numbers as base64 of a typed array."""
    return base64.b64encode(values.astype(kind).tobytes()).decode()


def strings() -> dict[str, object]:
    """The texts of the bar under the map."""
    return {
        "playback": _("Playback"),
        "open": _("Play the days"),
        "play": _("Play"),
        "pause": _("Pause"),
        "back": _("One day back"),
        "on": _("One day on"),
        "day": _("Day"),
        "speed": _("Speed"),
        "speeds": {
            days: ngettext("{days} day a second", "{days} days a second", days).format(days=days) for days in SPEEDS
        },
        "mode": _("Days shown"),
        "cumulative": _("All days so far"),
        "window": _("The last {days} days").format(days=WINDOW_DAYS),
        "close": _("Close playback and show all days"),
        "shown": _("{shown} of {all} events"),
        "ofDataset": _("{dataset}: {text}"),
        "killed": _("killed: {killed}"),
        "noFigure": _("no figure"),
        "noneReported": _("none reported"),
        "atMost": _("at most {count}"),
        "range": _("{best} ({low} to {high})"),
        "hostility": _("hostility {value}"),
        "cooperation": _("cooperation {value}"),
        "date": _("{day} {month} {year}"),
        "dayAndMonth": _("{day} {month}"),
        "span": _("{first} – {last}"),
        "months": list(get_month_names("abbreviated", locale=current_language()).values()),
        "loading": _("Loading the days …"),
        "nothing": _("There is no day to play."),
        "tooMuch": _("Playback is for up to {events} events and {days} days: narrow the dates to play fewer.").format(
            events=f"{MOST_EVENTS:,}", days=f"{MOST_DAYS:,}"
        ),
        "families": {family.value: family_name(family) for family in Family},
        "windowDays": WINDOW_DAYS,
    }
