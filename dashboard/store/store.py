"""Every dataset under one roof: the curated one, and the imported ones as they stand now."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from hmac import compare_digest
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa

from dashboard.boundaries import municipality_keys, read_layers
from dashboard.event import Event, Headline
from dashboard.language import _
from dashboard.query import Query, Vocabulary
from dashboard.query.question import CURATED
from dashboard.sources import curated
from dashboard.sources.curated import Curated
from dashboard.store.about import LAYOUT, About
from dashboard.store.bins import Bin, Histogram
from dashboard.store.catalogue import Catalogue, Version
from dashboard.store.columns import SCHEMA, row_of
from dashboard.store.dataset import Dataset, Totals
from dashboard.store.engine import Engine
from dashboard.store.tables import daily, ledger, pin_kinds, pins

Listed = TypeVar("Listed")
ROOT = Path(__file__).parents[2]


class UnknownDatasetError(LookupError):
    """A dataset was asked for that is not there, or not any more."""


class Store:
    """The datasets, asked by Query. What is counted is of one dataset: numbers of several are never added up."""

    def __init__(
        self,
        dossier: Curated,
        municipalities: frozenset[str],
        url: str = "duckdb://",
        catalogue: Catalogue | None = None,
    ) -> None:
        """`municipalities` holds the place keys of the municipalities that have a polygon on the map."""
        self.dossier = dossier
        self.municipalities = municipalities
        self.catalogue = catalogue
        self._curated = _curated(dossier, municipalities, url)
        self._opened: dict[str, tuple[Version, Dataset]] = {}
        self._readable: dict[Version, bool] = {}
        self._opening = threading.Lock()
        self._private: dict[str, tuple[str, Dataset]] = {}

    def datasets(self) -> list[str]:
        """The datasets that everybody may see, the curated one first; without those written for another version."""
        versions = self.catalogue.versions() if self.catalogue else []
        return [CURATED, *(version.dataset for version in versions if self._is_readable(version))]

    def versions(self, datasets: Iterable[str]) -> tuple[str, ...]:
        """What stands now under these names; another answer means that what was read before may be out of date."""
        return tuple(self._version(name) for name in datasets)

    def vocabulary(self, private: Iterable[str] = ()) -> Vocabulary:
        """What can be asked for: in the datasets that everybody may see, and in these of one reader's own."""
        names = (*self.datasets(), *private)
        return self._vocabulary(names, self.versions(names))

    def about(self, dataset: str) -> About | None:
        """The card of an imported dataset; None for the curated one."""
        return None if dataset == CURATED else self.dataset(dataset).about()

    def keep_private(self, name: str, file: Path, key: str) -> None:
        """Open a dataset of one reader's own: datasets() does not list it, and routes give it for the key alone."""
        self._private[name] = key, Dataset(Engine.read_only(file))

    def forget_private(self, name: str) -> None:
        """Close it again; its file can be removed then."""
        if found := self._private.pop(name, None):
            found[1].engine.close()

    def private_of(self, key: str) -> tuple[str, ...]:
        """The datasets that a key opens."""
        return tuple(
            name for name, (known, _dataset) in self._private.items() if compare_digest(known.encode(), key.encode())
        )

    def key_for(self, datasets: Iterable[str]) -> str:
        """The key that a route needs for these datasets; empty where everybody may see them."""
        return next((self._private[name][0] for name in datasets if name in self._private), "")

    def count(self, query: Query) -> int:
        """How many rows a list of the query has, whatever datasets they are from: for paging, not for showing."""
        return sum(self.totals(one).events for one in query.by_dataset())

    def totals(self, query: Query) -> Totals:
        """The number of events and their casualties, of one dataset."""
        return self._only(query).totals(query)

    def events(self, query: Query, limit: int | None = None, offset: int = 0) -> list[Event]:
        """Events of the query, dataset by dataset, each by date_start, then id; a page where a limit is given."""
        if limit is not None:
            return self._page(query, limit, offset, Dataset.events)
        return [event for one in query.by_dataset() for event in self._only(one).events(one)]

    def headlines(self, query: Query, limit: int, offset: int = 0) -> list[Headline]:
        """A page of events(), with no more of each than a list tells."""
        return self._page(query, limit, offset, Dataset.headlines)

    def _page(
        self, query: Query, limit: int, offset: int, ask: Callable[[Dataset, Query, int, int], list[Listed]]
    ) -> list[Listed]:
        """A page of what the datasets have one after another."""
        page: list[Listed] = []
        for one in query.by_dataset():
            if len(page) == limit:
                break
            found = ask(self._only(one), one, limit - len(page), offset)
            offset = 0 if found or not offset else offset - self.totals(one).events
            page += found
        return page

    def find(self, event_id: str) -> Event | None:
        """One event by its id, whatever the query."""
        dataset = self._of_event(event_id)
        return dataset.find(event_id) if dataset else None

    def position(self, query: Query, event: Event) -> int | None:
        """How many events of the query come before this one; None if it is not among them."""
        before = 0
        for one in query.by_dataset():
            if one.datasets == (event.dataset,):
                position = self._only(one).position(one, event)
                return None if position is None else before + position
            before += self.totals(one).events
        return None

    def histogram(self, query: Query, width: Bin) -> Histogram:
        """Events of one dataset per bin and type, as Dataset.histogram."""
        return self._only(query).histogram(query, width)

    def extent(self, query: Query) -> tuple[date, date] | None:
        """The first and last day on which an event of the query happened, whatever dates it asks for."""
        extents = [self._only(one).extent(one) for one in query.by_dataset()]
        known = [extent for extent in extents if extent]
        return (min(first for first, _last in known), max(last for _first, last in known)) if known else None

    def nearest_days(self, query: Query) -> tuple[date | None, date | None]:
        """The last day before the query's dates, and the first after them, on which it would find an event."""
        nearest = [self._only(one).nearest_days(one) for one in query.by_dataset()]
        before = [day for day, _after in nearest if day]
        after = [day for _before, day in nearest if day]
        return max(before, default=None), min(after, default=None)

    def batches(self, query: Query, columns: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
        """These columns of the query's events in the order of events(), a few thousand rows at a time.

        All are of the datasets as they stand when the first row is asked for.
        """
        for one, dataset in [(one, self._only(one)) for one in query.by_dataset()]:
            yield from dataset.batches(one, columns)

    def dataset(self, name: str) -> Dataset:
        """The dataset of this name as it stands now; UnknownDatasetError if there is none."""
        if name == CURATED:
            return self._curated
        if private := self._private.get(name):
            return private[1]
        while version := self._current(name):
            opened = self._opened.get(name)
            if opened and opened[0] == version:
                return opened[1]
            with self._opening:
                try:
                    self._opened[name] = version, _of_this_layout(Dataset(Engine.read_only(version.events)))
                except (duckdb.IOException, FileNotFoundError):
                    if self._current(name) == version:
                        raise
        raise UnknownDatasetError(_("There is no dataset “{name}” any more.").format(name=name))

    def _current(self, name: str) -> Version | None:
        return self.catalogue.current(name) if self.catalogue else None

    def _version(self, name: str) -> str:
        if name == CURATED:
            return self.dossier.version
        version = self._current(name)
        return version.version if version else ""

    @lru_cache(8)  # noqa: B019 - a store lives as long as its process
    def _vocabulary(self, names: tuple[str, ...], versions: tuple[str, ...]) -> Vocabulary:
        imported = [self.dataset(name) for name in names if name != CURATED]
        return Vocabulary(
            actors=frozenset(self.dossier.actors).union(*(one.names("actor") for one in imported)),
            places=frozenset(event.place for event in self.dossier.events).union(
                *(one.names("place") for one in imported)
            ),
            datasets=frozenset(names),
        )

    def _is_readable(self, version: Version) -> bool:
        if version not in self._readable:
            try:
                self.dataset(version.dataset)
                self._readable[version] = True
            except UnknownDatasetError:
                self._readable[version] = False
        return self._readable[version]

    def _only(self, query: Query) -> Dataset:
        """The one dataset that the query asks for; ValueError if it asks for several."""
        (name,) = query.datasets
        return self.dataset(name)

    def _of_event(self, event_id: str) -> Dataset | None:
        """The dataset that an id belongs to: those of imported events begin with its name and a colon."""
        name, colon, _rest = event_id.partition(":")
        if not colon:
            return self._curated
        return self.dataset(name) if name in self._private or self._current(name) else None


def _of_this_layout(dataset: Dataset) -> Dataset:
    """The dataset; UnknownDatasetError if its file was written by another version of this program."""
    about = dataset.about()
    if about.layout != LAYOUT:
        dataset.engine.close()
        raise UnknownDatasetError(
            _(
                "The dataset “{name}” was imported by another version of this program and cannot be read: import its "
                "files again, with --replace."
            ).format(name=about.dataset)
        )
    return dataset


def datasets_folder() -> Path:
    """The folder of the imported datasets."""
    return Path(os.environ.get("DATASETS", ROOT / ".datasets"))


def read_dossier() -> tuple[Curated, frozenset[str]]:
    """The curated dossier, and the keys of the municipalities that have a polygon on the map; SeedError or LayerError
    if a table or layer is broken."""
    return curated.read(ROOT / "seeds", ROOT / "geodata"), municipality_keys(read_layers(ROOT / "geodata"))


@cache
def current() -> Store:
    """The store of this process, made on first use; errors as read_dossier()."""
    catalogue = Catalogue(datasets_folder())
    catalogue.tidy()
    return Store(*read_dossier(), os.environ.get("EVENTS_URL", "duckdb://"), catalogue)


def _curated(dossier: Curated, municipalities: frozenset[str], url: str) -> Dataset:
    engine = Engine.connect(url)
    rows = [row_of(event, dossier, municipalities) for event in dossier.events]
    events = engine.root.create_table("events", pa.Table.from_pylist(rows, SCHEMA.to_pyarrow()), overwrite=True)
    engine.root.create_table("daily", daily(events), overwrite=True)
    engine.root.create_table("ledger", ledger(events), overwrite=True)
    kinds = engine.root.create_table("pin_kinds", pin_kinds(events), overwrite=True)
    engine.root.create_table("pins", pins(events, kinds), overwrite=True)
    return Dataset(engine)
