"""Each imported dataset as it can be read now, also while an import replaces it, or why it cannot be shown."""

import json
import shlex
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from dashboard.language import _
from dashboard.store.about import EVENTS_SINCE, LAYOUT, About
from dashboard.store.catalogue import COMMAND, Catalogue, Fault, Version
from dashboard.store.dataset import Dataset
from dashboard.store.engine import DamagedError, Engine
from dashboard.store.tables import ABOUT, ALL

if TYPE_CHECKING:
    from ibis.expr.types import Table


# DuckDB's names for the types of the columns.
_TYPES = {
    "string": "VARCHAR", "int64": "BIGINT", "int32": "INTEGER", "date": "DATE", "float64": "DOUBLE",
    "boolean": "BOOLEAN",
}  # fmt: skip


class UnknownDatasetError(LookupError):
    """A dataset was asked for that is not there, or not any more, or cannot be shown; the message says why."""


class LayoutError(ValueError):
    """A dataset's file is of another version of this program; the message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """What opening a version came to: a dataset, or a sentence that says why there is none; and the file's size."""

    version: Version
    size: int
    dataset: Dataset | None
    fault: str = ""


class CurrentVersions:
    """Datasets of a catalogue, each opened when it is first asked for; one that is damaged takes no other with it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._opened: dict[str, _Opened] = {}
        self._opening = threading.Lock()

    def names(self) -> list[str]:
        """The datasets that can be read, in their order."""
        names = [version.dataset for version in self.catalogue.versions()]
        for gone in set(self._opened) - set(names):
            self._opened.pop(gone, None)
        return [name for name in names if (found := self._look(name)) and not self._fault(found)]

    def faults(self) -> list[Fault]:
        """What cannot be shown, and why, by name."""
        looked = [found for name in self.catalogue.datasets() if (found := self._look(name))]
        damaged = [Fault(seen.version.dataset, said) for seen in looked if (said := self._fault(seen))]
        return sorted((*self.catalogue.faults(), *damaged), key=lambda fault: fault.dataset)

    def dataset(self, name: str) -> Dataset:
        """The dataset of this name as it stands now; UnknownDatasetError if there is none or it cannot be read."""
        found = self._look(name)
        if found is None:
            raise UnknownDatasetError(_("There is no dataset “{name}” any more.").format(name=name))
        if found.dataset is None or (said := self._fault(found)):
            raise UnknownDatasetError(found.fault or said)
        return found.dataset

    def let_go(self) -> None:
        """Give up what does not stand any more: its file is closed when the last who reads it ends."""
        with self._opening:
            for name, opened in list(self._opened.items()):
                pointer = self.catalogue.pointer(name)
                if pointer is None or pointer.current != opened.version:
                    del self._opened[name]

    def _fault(self, opened: _Opened) -> str:
        """Why it cannot be shown; empty where it can."""
        if opened.dataset and opened.dataset.engine.damage:
            return _damaged(self.catalogue, opened.version, opened.dataset.engine.damage)
        return opened.fault

    def _look(self, name: str) -> _Opened | None:
        """What stands under the name; opened again only where it is another version or its file is of another size."""
        while pointer := self.catalogue.pointer(name):
            size = _size(pointer.current)
            found = self._opened.get(name)
            if found and (found.version, found.size) == (pointer.current, size):
                return found
            with self._opening:
                if self._opened.get(name) is found:
                    self._opened[name] = _open(self.catalogue, pointer.current, size, found)
            # Meanwhile another version may have come, and the file of this one gone.
        return None


def open_version(version: Version) -> Dataset:
    """The dataset of a version; DamagedError or LayoutError says why there is none."""
    try:
        dataset = Dataset(Engine.read_only(version.events))
        _check_columns(dataset.engine, ABOUT)
        layout = json.loads(dataset.card()).get("layout", 1)
        if layout > LAYOUT:
            raise LayoutError(
                _("“{dataset}” was imported by a newer version of this program and is not shown: run that one.").format(
                    dataset=version.dataset
                )
            )
        about = dataset.about()
    except (duckdb.Error, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, LayoutError):
            raise
        raise DamagedError(_("it holds no dataset")) from error
    if about.dataset != version.dataset:
        raise DamagedError(_("it is of the dataset “{name}”").format(name=about.dataset))
    if layout < LAYOUT:
        raise LayoutError(_of_before(about, layout))
    _check_columns(dataset.engine, *ALL)
    return dataset


def _check_columns(engine: Engine, *tables: "Table") -> None:
    """DamagedError where the file lacks a column of these tables, or has one of another type."""
    held = engine.columns()
    for table in tables:
        for column, dtype in table.schema().items():
            if (table.get_name(), column, _TYPES[str(dtype)]) not in held:
                raise DamagedError(
                    _("it holds no dataset: its table {table} is missing or another").format(table=table.get_name())
                )


def again(about: About) -> str:
    """The command that imports a dataset's files again, in its place."""
    command = "events" if about.card.is_own else about.card.key
    columns = [f"--column={field}={column}" for field, column in about.mapping.items()]
    files = [file.name for file in about.files]
    return shlex.join([*COMMAND.split(), command, *files, "--dataset", about.dataset, "--replace", *columns])


def _of_before(about: About, layout: int) -> str:
    if layout >= EVENTS_SINCE:
        return _(
            "“{dataset}” was imported by an earlier version of this program and is not shown: "
            "`{command} renew {dataset}` brings it over."
        ).format(dataset=about.dataset, command=COMMAND)
    return _(
        "“{dataset}” was imported by an earlier version of this program that kept less of each event, and is not "
        "shown. Only its files can bring it over: `{command}`."
    ).format(dataset=about.dataset, command=again(about))


def _open(catalogue: Catalogue, version: Version, size: int, before: _Opened | None) -> _Opened:
    try:
        if before and before.version == version and before.dataset:
            # The engine may answer from what it has read already, so it is not asked again.
            raise DamagedError(_("its size changed while the server had it open; a restart reads it anew"))
        return _Opened(version, size, open_version(version))
    except LayoutError as error:
        return _Opened(version, size, None, str(error))
    except DamagedError as error:
        return _Opened(version, size, None, _damaged(catalogue, version, str(error)))


def _damaged(catalogue: Catalogue, version: Version, reason: str) -> str:
    """What is wrong with the current version, and how the dataset comes back."""
    dataset, pointer = version.dataset, catalogue.pointer(version.dataset)
    others = [other for other in catalogue.kept(dataset) if other != version]
    if pointer and pointer.former in others:
        remedy = _("`{command} restore {dataset}` brings back the version before")
    elif others:
        remedy = _("`{command} repair {dataset}` looks for another version")
    else:
        remedy = _("import its files again with --replace, or `{command} remove {dataset}`")
    return _("“{dataset}” cannot be shown, since its file is damaged: {reason}. To mend it: {remedy}.").format(
        dataset=dataset, reason=reason, remedy=remedy.format(command=COMMAND, dataset=dataset)
    )


def _size(version: Version) -> int:
    """The size of the file of events in bytes, -1 where it is gone."""
    try:
        return version.events.lstat().st_size
    except OSError:
        return -1
