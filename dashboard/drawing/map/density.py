"""Density: the pins of one viewport, counted in square cells, or one by one where they are few."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pyarrow as pa

from dashboard.dossier.event import Event, EventType
from dashboard.dossier.extent import Box
from dashboard.dossier.profile import MAP
from dashboard.drawing.map.event_layer import markers
from dashboard.drawing.map.payload import Cells, DatasetPage, List, Marker, Picture, Singles, Square, Squares
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.wording import type_name
from dashboard.store import Store
from dashboard.store.columns import WORLD, square
from dashboard.store.dataset import Dataset, PerDay

# A viewport with at most so many pins shows them one by one.
MOST_SINGLE = 500
# A page of the list of a cell's events.
PAGE = 50
TOP_TYPES = 3
# A cell is 16 px wide at a whole zoom: 2**4 cells of 16 px are a tile of 256 px.
CELL_ZOOM_AHEAD = 4
LEAST_ZOOM, MOST_ZOOM = 8, 16
# Of a cell's number within its view: a row has fewer columns.
_COLUMN_BITS = 20
_LONGEST_PAGE = 9  # digits
_AREA = re.compile(r"(?:municipality|zone|circle):[\w-]{1,80}")
# What the largest screens show, padding included, and what an answer may cost.
MOST_CELLS = 120_000


class ViewError(ValueError):
    """A viewport cannot be taken; the message says why and what can be asked."""


@dataclass(frozen=True, slots=True)
class View:
    """A viewport: whole cells that cover what was asked for, at the zoom of the map."""

    box: Box
    zoom: int

    @property
    def cell_zoom(self) -> int:
        """The zoom whose tiles are the cells."""
        return self.zoom + CELL_ZOOM_AHEAD


def density_address(query: Query, key: str = "") -> str:
    """The query as parameters of the density route: complete, so that no default decides anything.

    `key` opens the reader's own datasets, where the query asks for one.
    """
    since = query.since.isoformat() if query.since else ""
    until = query.until.isoformat() if query.until else ""
    rest = [pair for pair in query.to_params() if pair[0] not in {"since", "until", "dataset"}]
    datasets = [("dataset", name) for name in query.datasets]
    secret = [("key", key)] if key else []
    return urlencode([("since", since), ("until", until), *rest, *datasets, *secret])


def read_view(box: str, zoom: str) -> View:
    """The viewport that an address asks for, `box` as "west,south,east,north" in EPSG:4326; ViewError if it is none.

    What lies outside the map's window is cut off; then the box grows to whole cells, so that no count is of a part.
    """
    if zoom not in {str(known) for known in range(LEAST_ZOOM, MOST_ZOOM + 1)}:
        raise ViewError(
            _("zoom={zoom} is not known: it can be a whole number from {least} to {most}.").format(
                zoom=zoom[:20], least=LEAST_ZOOM, most=MOST_ZOOM
            )
        )
    return _whole_cells(_clipped(_read_box(box)), int(zoom))


def picture(store: Store, query: Query, view: View) -> Picture:
    """What a viewport shows: for each dataset its pins counted by cell, or one by one if all of them are few.

    Cells are columns: x, y from the first cell of the view, n events, and top, which holds for every cell
    TOP_TYPES pairs of an index into `types` and a count, the largest first; a count of 0 fills up.
    """
    asked = query.by_dataset()
    tables = [store.of(part).cells(part, view.box, view.cell_zoom) for part in asked]
    counts = [int(table["events"].to_numpy().sum()) for table in tables]
    if sum(counts) <= MOST_SINGLE:
        pins = [_singles(store, part, view) if count else [] for part, count in zip(asked, counts, strict=True)]
        singles: Singles = {
            **_head(view),
            "datasets": [
                {"dataset": name, "count": count, "events": events}
                for name, count, events in zip(query.datasets, counts, pins, strict=True)
            ],
        }
        return singles
    squares: Squares = {
        **_head(view),
        "types": [{"type": kind.value, "name": type_name(kind)} for kind in EventType],
        "datasets": [
            {"dataset": name, "count": count, "cells": cells(table, view)}
            for name, count, table in zip(query.datasets, counts, tables, strict=True)
        ],
    }
    return squares


def read_page(text: str) -> int:
    """The number of a page of a list, from 1; ViewError if it is none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_PAGE else 0
    if not number:
        raise ViewError(
            _("list={page} is not known: it is the number of a page of {size} events, from 1.").format(
                page=text[:20], size=PAGE
            )
        )
    return number


def read_area(text: str) -> str:
    """What events without a pin are drawn as, "kind:feature"; ViewError if it is no such name."""
    if not _AREA.fullmatch(text):
        raise ViewError(
            _("area={area} is not known: it is a kind and a key such as municipality:zvecan.").format(area=text[:60])
        )
    return text


def listed(store: Store, query: Query, place: View | str, page: int) -> List:
    """A page of the pins of a viewport, or of the events that are drawn as an area ("kind:feature"), one by one,
    dataset by dataset, each by date_start, then id.

    Of each dataset its events on the page, `first`, the number of the first of them from 1, and `count`, all that it
    has here; `pages` is how many pages there are. ViewError for a page beyond the last.
    """
    asked = [(part.dataset, *_found(store.of(part), part, place)) for part in query.by_dataset()]
    pages = max(1, -(-sum(per_day.events for _name, per_day, _read in asked) // PAGE))
    if page > pages:
        raise ViewError(_("list={page} is beyond the last page, {pages}.").format(page=page, pages=pages))
    datasets: list[DatasetPage] = []
    skipped, room = (page - 1) * PAGE, PAGE
    for name, per_day, read in asked:
        offset, skipped = min(skipped, per_day.events), max(0, skipped - per_day.events)
        here = min(room, per_day.events - offset)
        room -= here
        shown = markers(read(here, offset) if here else [], store.dossier.gazetteer, store.municipalities)
        datasets.append({"dataset": name, "count": per_day.events, "first": offset + 1 if here else 0, "events": shown})
    return {"page": page, "pages": pages, "datasets": datasets}


def _found(dataset: Dataset, query: Query, place: View | str) -> tuple[PerDay, Callable[[int, int], list[Event]]]:
    """The days on which the events at a place begin, and what reads so many of them from a number on."""
    if isinstance(place, View):
        per_day = dataset.pins_per_day(query, place.box)
        return per_day, partial(dataset.page_of_pins, query, place.box, per_day)
    per_day = dataset.area_per_day(query, place)
    return per_day, partial(dataset.page_of_area, query, place, per_day)


def cells(table: pa.Table, view: View) -> Cells:
    """The rows of Dataset.cells() as the columns that the frame draws, by numpy alone: there may be 20,000."""
    first_x, first_y = _first_cell(view)
    x, y, types, events = (table[name].to_numpy().astype(np.int64) for name in ("x", "y", "type", "events"))
    by_row = (y - first_y) << _COLUMN_BITS | (x - first_x)
    if (by_row[1:] < by_row[:-1]).any():
        order = np.argsort(by_row)
        by_row, types, events = by_row[order], types[order], events[order]
    is_first = np.append(True, by_row[1:] != by_row[:-1])[: len(by_row)]
    cell = by_row[is_first]
    by_type = np.zeros((len(cell), len(EventType)), dtype=np.int64)
    by_type[np.cumsum(is_first) - 1, types] = events
    return {
        "x": (cell & ((1 << _COLUMN_BITS) - 1)).tolist(),
        "y": (cell >> _COLUMN_BITS).tolist(),
        "n": by_type.sum(axis=1).tolist(),
        "top": _most_frequent(by_type).ravel().tolist(),
    }


def _most_frequent(by_type: "np.ndarray[Any, np.dtype[np.int64]]") -> "np.ndarray[Any, np.dtype[np.int64]]":
    """The types with the most events of each cell and their counts, TOP_TYPES pairs a row; of equal ones the first."""
    rest, rows = by_type.copy(), np.arange(len(by_type))
    top = np.zeros((len(by_type), TOP_TYPES, 2), dtype=np.int64)
    for rank in range(TOP_TYPES):
        types = rest.argmax(axis=1)
        events = rest[rows, types]
        top[:, rank, 0], top[:, rank, 1] = types, events
        rest[rows, types] = 0
    return top


def _singles(store: Store, query: Query, view: View) -> list[Marker]:
    pins: list[Event] = store.of(query).pins(query, view.box, MOST_SINGLE)
    return markers(pins, store.dossier.gazetteer, store.municipalities)


def _head(view: View) -> Square:
    x, y = _first_cell(view)
    box = view.box
    return {"box": [box.west, box.south, box.east, box.north], "zoom": view.cell_zoom, "x": x, "y": y}


def _first_cell(view: View) -> tuple[int, int]:
    size = WORLD >> view.cell_zoom
    x, y = square(view.box.west, view.box.north)
    return x // size, y // size


def _read_box(text: str) -> Box:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ViewError(
            _(
                "box={box} is not a box: write it as west,south,east,north in degrees, such as 20.5,42.8,21.5,43.3."
            ).format(box=text[:60])
        )
    return Box(west, south, east, north)


def _clipped(box: Box) -> Box:
    clipped = Box(
        max(box.west, MAP.extent.west),
        max(box.south, MAP.extent.south),
        min(box.east, MAP.extent.east),
        min(box.north, MAP.extent.north),
    )
    if clipped.west >= clipped.east or clipped.south >= clipped.north:
        raise ViewError(
            _("The box lies outside the map, which is {west},{south},{east},{north}.").format(
                west=MAP.extent.west, south=MAP.extent.south, east=MAP.extent.east, north=MAP.extent.north
            )
        )
    return clipped


def _whole_cells(box: Box, zoom: int) -> View:
    size = WORLD >> (zoom + CELL_ZOOM_AHEAD)
    west, north = (part // size for part in square(box.west, box.north))
    east, south = (part // size + 1 for part in square(box.east, box.south))
    if (east - west) * (south - north) > MOST_CELLS:
        raise ViewError(_("The box is too large for zoom={zoom}: ask for a smaller one.").format(zoom=zoom))
    # Half a square inside the edges, since a box includes its edges and the next cell begins there.
    whole = Box(
        _longitude(west * size + 0.5),
        _latitude(south * size - 0.5),
        _longitude(east * size - 0.5),
        _latitude(north * size + 0.5),
    )
    return View(whole, zoom)


def _longitude(x: float) -> float:
    return x / WORLD * 360 - 180


def _latitude(y: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / WORLD))))
