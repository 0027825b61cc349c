"""Every dataset under one roof: the curated one, and the imported ones as they stand now."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from dashboard.dossier.boundaries import municipality_keys, read_layers
from dashboard.dossier.days import Days
from dashboard.dossier.event import Event, Headline
from dashboard.dossier.profile import FOLDER, GEODATA, SEEDS
from dashboard.language import _
from dashboard.query import Query, Vocabulary
from dashboard.query.query import CURATED
from dashboard.sources import curated
from dashboard.sources.curated import Curated
from dashboard.store.about import About
from dashboard.store.catalogue import Catalogue, Fault, Version
from dashboard.store.columns import SCHEMA, row_of
from dashboard.store.current_versions import CurrentVersions, UnknownDatasetError
from dashboard.store.dataset import Dataset
from dashboard.store.engine import DamagedError, Engine
from dashboard.store.tables import daily, ledger, pin_kinds, pins

Listed = TypeVar("Listed")


class Store:
    """The datasets, asked by Query. What is counted is of one dataset: numbers of several are never added up.

    The shared store knows what everybody may see. That of a reader knows this reader's own datasets too; no other store
    does, so that no name, id or parameter leads to them from elsewhere.
    """

    def __init__(
        self,
        dossier: Curated,
        municipalities: frozenset[str],
        catalogue: Catalogue | None = None,
    ) -> None:
        """`municipalities` holds the place keys of the municipalities that have a polygon on the map."""
        self.dossier = dossier
        self.municipalities = municipalities
        self.catalogue = catalogue
        self._curated = _curated(dossier, municipalities)
        self._imported = CurrentVersions(catalogue) if catalogue else None
        self.shared = self
        self.own: Mapping[str, Dataset] = {}
        self.key = ""

    def for_reader(self, key: str) -> "Store":
        """A store for one reader, whose own datasets are put into its `own`; `key` opens them to a route."""
        readers = copy(self.shared)
        readers.key = key
        return readers

    @property
    def scope(self) -> "Store":
        """The store whose answers are the same as this one's: the shared one where the reader has no datasets."""
        return self if self.own else self.shared

    def datasets(self) -> list[str]:
        """The datasets that everybody may see, the curated one first; without those of faults()."""
        return [CURATED, *(self._imported.names() if self._imported else [])]

    def faults(self) -> list[Fault]:
        """What was imported and cannot be shown, and why."""
        return self._imported.faults() if self._imported else []

    def versions(self, datasets: Iterable[str]) -> tuple[str, ...]:
        """What stands now under these names; another answer means that what was read before may be out of date."""
        return tuple(self._version(name) for name in datasets)

    def vocabulary(self) -> Vocabulary:
        """What can be asked for: in the datasets that everybody may see, and in the reader's own."""
        names = (*self.datasets(), *self.own)
        try:
            return self.scope._vocabulary(names, self.versions(names))
        except (DamagedError, UnknownDatasetError):
            if (*self.datasets(), *self.own) == names:
                raise
            return self.vocabulary()  # without the one whose damage has just come to light

    def known_options(self) -> dict[str, tuple[str, ...]]:
        """The values that options can have in this data, by parameter of the address."""
        vocabulary = self.vocabulary()
        return {
            "against_dataset": tuple(vocabulary.datasets),
            "story": tuple(self.dossier.stories),
            "data": vocabulary.versions,
        }

    def about(self, dataset: str) -> About | None:
        """The card of an imported dataset; None for the curated one."""
        return None if dataset == CURATED else self.dataset(dataset).about()

    def key_for(self, datasets: Iterable[str]) -> str:
        """The key that a route needs for these datasets; empty where everybody may see them."""
        return self.key if any(name in self.own for name in datasets) else ""

    def count(self, query: Query) -> int:
        """How many rows a list of the query has, whatever datasets they are from: for paging, not for showing."""
        return sum(self.of(part).totals(part).events for part in query.by_dataset())

    def events(self, query: Query, limit: int | None = None, offset: int = 0) -> list[Event]:
        """Events of the query, dataset by dataset, each by date_start, then id; a page where a limit is given."""
        if limit is not None:
            return self._page(query, limit, offset, Dataset.events)
        return [event for part in query.by_dataset() for event in self.of(part).events(part)]

    def headlines(self, query: Query, limit: int, offset: int = 0) -> list[Headline]:
        """A page of events(), with no more of each than a list tells."""
        return self._page(query, limit, offset, Dataset.headlines)

    def _page(
        self, query: Query, limit: int, offset: int, ask: Callable[[Dataset, Query, int, int], list[Listed]]
    ) -> list[Listed]:
        """A page of what the datasets have one after another."""
        page: list[Listed] = []
        for part in query.by_dataset():
            if len(page) == limit:
                break
            found = ask(self.of(part), part, limit - len(page), offset)
            offset = 0 if found or not offset else offset - self.of(part).totals(part).events
            page += found
        return page

    def find(self, event_id: str) -> Event | None:
        """One event by its id, whatever the query."""
        dataset = self._of_event(event_id)
        return dataset.find(event_id) if dataset else None

    def position(self, query: Query, event: Event) -> int | None:
        """How many events of the query come before this one; None if it is not among them."""
        before = 0
        for part in query.by_dataset():
            if part.datasets == (event.dataset,):
                position = self.of(part).position(part, event)
                return None if position is None else before + position
            before += self.of(part).totals(part).events
        return None

    def extent(self, query: Query) -> Days | None:
        """The first and last day on which an event of the query happened, whatever dates it asks for."""
        extents = [self.of(part).extent(part) for part in query.by_dataset()]
        known = [extent for extent in extents if extent]
        return Days(min(known).first, max(extent.last for extent in known)) if known else None

    def nearest_days(self, query: Query) -> tuple[date | None, date | None]:
        """The last day before the query's dates, and the first after them, on which it would find an event."""
        nearest = [self.of(part).nearest_days(part) for part in query.by_dataset()]
        before = [day for day, _after in nearest if day]
        after = [day for _before, day in nearest if day]
        return max(before, default=None), min(after, default=None)

    def batches(self, query: Query, columns: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
        """These columns of the query's events in the order of events(), a few thousand rows at a time.

        All are of the datasets as they stand when the first row is asked for.
        """
        for part, dataset in [(part, self.of(part)) for part in query.by_dataset()]:
            yield from dataset.batches(part, columns)

    def of(self, query: Query) -> Dataset:
        """The one dataset that the query asks for; ValueError if it asks for several."""
        return self.dataset(query.dataset)

    def dataset(self, name: str) -> Dataset:
        """The dataset of this name as it stands now; UnknownDatasetError if there is none."""
        if name == CURATED:
            return self._curated
        if name in self.own:
            return self.own[name]
        if self._imported is None:
            raise UnknownDatasetError(_("There is no dataset “{name}” any more.").format(name=name))
        return self._imported.dataset(name)

    def let_go(self) -> None:
        """Give up datasets that were removed or replaced: their files are closed when the last who reads them ends."""
        if self._imported:
            self._imported.let_go()

    def _current(self, name: str) -> Version | None:
        return self.catalogue.current(name) if self.catalogue else None

    def _version(self, name: str) -> str:
        if name == CURATED:
            return self.dossier.version
        if name in self.own:
            return name
        version = self._current(name)
        return version.version if version else ""

    @lru_cache(16)  # noqa: B019 - a store lives as long as its process
    def _vocabulary(self, names: tuple[str, ...], versions: tuple[str, ...]) -> Vocabulary:
        imported = [self.dataset(name) for name in names if name != CURATED]
        return Vocabulary(
            actors=frozenset(self.dossier.actors).union(*(dataset.names("actor") for dataset in imported)),
            places=frozenset(event.place for event in self.dossier.events).union(
                *(dataset.names("place") for dataset in imported)
            ),
            datasets=frozenset(names),
            versions=self.dossier.versions,
        )

    def _of_event(self, event_id: str) -> Dataset | None:
        """The dataset that an id belongs to: those of imported events begin with its name and a colon."""
        name, colon, _rest = event_id.partition(":")
        if not colon:
            return self._curated
        try:
            return self.dataset(name)
        except UnknownDatasetError:
            return None


def datasets_folder() -> Path:
    """The folder of the imported datasets, in which each dossier has one of its own."""
    return Path(os.environ.get("DATASETS") or FOLDER / ".datasets")


def read_dossier() -> tuple[Curated, frozenset[str]]:
    """The curated dossier, and the keys of the municipalities that have a polygon on the map; SeedError or LayerError
    if a table or layer is broken."""
    return curated.read(SEEDS, GEODATA), municipality_keys(read_layers())


@cache
def current() -> Store:
    """The store of this process, made on first use; errors as read_dossier()."""
    return Store(*read_dossier(), Catalogue(datasets_folder()))


def let_go() -> None:
    """Store.let_go() of this process's store, where it has been made."""
    if current.cache_info().currsize:
        current().let_go()


def _curated(dossier: Curated, municipalities: frozenset[str]) -> Dataset:
    engine = Engine.in_memory()
    rows = [row_of(event, dossier, municipalities) for event in dossier.events]
    events = engine.root.create_table("events", pa.Table.from_pylist(rows, SCHEMA.to_pyarrow()), overwrite=True)
    engine.root.create_table("daily", daily(events), overwrite=True)
    engine.root.create_table("ledger", ledger(events), overwrite=True)
    kinds = engine.root.create_table("pin_kinds", pin_kinds(events), overwrite=True)
    engine.root.create_table("pins", pins(events, kinds), overwrite=True)
    return Dataset(engine)
