"""One reader's own datasets: in a folder of their own, seen by nobody else, and gone when the reader is."""

import os
import secrets
import shutil
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from dashboard.importing.building import OnProgress
from dashboard.importing.importing import Outcome, Request, import_files
from dashboard.importing.placing import GazetteerContext
from dashboard.language import _, ngettext
from dashboard.opening.limits import MOST_BYTES, MOST_RECORDS
from dashboard.opening.stopping import check, stopped_by
from dashboard.sources.publisher import FileError
from dashboard.store.catalogue import Catalogue
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine
from dashboard.store.scratch import scratch_folder
from dashboard.store.settings import whole_number
from dashboard.store.store import Store, current

_MEGABYTE = 10**6
_POLL_S, _LONGEST_STOP_S = 0.2, 10.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How many datasets one reader may have, and how many bytes of disk those of all readers together may take."""

    datasets: int
    bytes_of_all: int


def limits() -> Limits:
    """As the settings OWN_DATASETS and OWN_MEGABYTES have them; SettingError where one cannot be read."""
    return Limits(whole_number("OWN_DATASETS", 5), whole_number("OWN_MEGABYTES", 500) * _MEGABYTE)


class Private:
    """A reader's own datasets; they are deleted when it is closed, nobody holds it any more, or the process ends.

    `store` is this reader's store: what everybody sees, and these datasets; `key` opens it.
    """

    def __init__(self, shared: Store, on_close: Callable[[], None], folder: Path | None = None) -> None:
        """`on_close` is called after the datasets are gone, so that no answer about them is kept; `folder` is that of
        all readers of this process."""
        self.key = secrets.token_urlsafe(24)
        self.store = shared.for_reader(self.key)
        self._root = folder or scratch_folder()
        self._folder = self._root / secrets.token_hex(8)
        self._folder.mkdir(mode=0o700)
        self._adding, self._closing = threading.Lock(), threading.Event()
        self.close = weakref.finalize(self, _close, self.store, self._folder, on_close, (self._closing, self._adding))
        _by_key[_digest(self.key)] = self

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the datasets, in the order in which they were added."""
        return tuple(self.store.own)

    def add(self, request: Request, on_progress: OnProgress, before: str = "") -> Outcome:
        """Import a file for this reader alone, within the limits; FileError says what is wrong with it.

        It takes the place of the dataset `before`, where that names one of this reader's, once it is there. It stops,
        with StoppedError, where all is deleted meanwhile.
        """
        with stopped_by(self._closing.is_set), _held(self._adding):
            check()
            refuse_one_more(self._beside(before), self._root)
            name = f"own-{secrets.token_hex(8)}"
            known_places = GazetteerContext(self.store.dossier.gazetteer, self.store.municipalities)
            limited = replace(
                request,
                dataset=name,
                longest=MOST_BYTES,
                most_records=MOST_RECORDS,
                before=self._catalogue.current(before) if before in self.names else None,
            )
            outcome = import_files(limited, self._catalogue, known_places, on_progress)
            try:
                refuse_one_more(self._beside(before), self._root)
            except FileError:
                self._catalogue.remove(name)
                raise
            if version := self._catalogue.current(name):
                # From here on it is there: nothing stops it any more.
                opened = Dataset(Engine.read_only(version.events))
                self.store.own = {**self.store.own, name: opened}
            self.remove(before)
            return outcome

    def _beside(self, before: str) -> int:
        """How many datasets there are beside one."""
        return sum(name != before for name in self.names)

    def remove(self, name: str) -> None:
        """Delete one of the datasets."""
        if name in self.names:
            removed = self.store.own[name]
            self.store.own = _without(self.store.own, name)
            removed.engine.close()
            self._catalogue.remove(name)

    def refused_file(self, name: str) -> Path | None:
        """The records that were refused of one of the datasets; None where there is no such file."""
        version = self._catalogue.current(name) if name in self.names else None
        return version.refused if version and version.refused.exists() else None

    @property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self._folder / "datasets")


# By the digest of its key, so that the time a look-up takes tells nothing of a key. It does not keep a reader's data.
_by_key: "weakref.WeakValueDictionary[str, Private]" = weakref.WeakValueDictionary()


def for_reader(key: str = "") -> Store:
    """The store as the reader sees it who has this key; with none, or one that opens nothing, what everybody sees.

    Every call of the page, its routes and its channel goes through here.
    """
    holder = _by_key.get(_digest(key)) if key else None
    return holder.store if holder else current()


def refused_file(key: str, name: str) -> Path | None:
    """The records that were refused of a dataset of the reader's who has this key; None where it opens none."""
    holder = _by_key.get(_digest(key)) if key else None
    return holder.refused_file(name) if holder else None


def close_all() -> None:
    """Delete what all readers hold, since the server ends."""
    for holder in list(_by_key.values()):
        holder.close()


def _digest(key: str) -> str:
    return sha256(key.encode(errors="surrogatepass")).hexdigest()


def _without(own: Mapping[str, Dataset], name: str) -> dict[str, Dataset]:
    return {known: dataset for known, dataset in own.items() if known != name}


def _bytes_in(folder: Path) -> int:
    total = 0
    for parent, _folders, files in os.walk(folder):
        for name in files:
            with suppress(FileNotFoundError):  # another reader's, deleted meanwhile
                total += (Path(parent) / name).lstat().st_size
    return total


def refuse_one_more(datasets: int, folder: Path | None = None) -> None:
    """FileError where a reader who has so many datasets may not add one, or there is no room left for it.

    `folder` is that of all readers of this process.
    """
    allowed = limits()
    if datasets >= allowed.datasets:
        raise FileError(
            ngettext(
                "You have {count} dataset of your own, which is the most: delete it first.",
                "You have {count} datasets of your own, which is the most: delete one of them first.",
                datasets,
            ).format(count=datasets)
        )
    if _bytes_in(folder or scratch_folder()) > allowed.bytes_of_all:
        raise FileError(
            _(
                "What readers have added takes all the room that this server has for it ({most} MB): delete a dataset "
                "of yours, or try again later."
            ).format(most=f"{allowed.bytes_of_all // _MEGABYTE:,}")
        )


@contextmanager
def _held(lock: threading.Lock) -> Iterator[None]:
    """While nobody else holds the lock; StoppedError where the wait for it shall stop."""
    while not lock.acquire(timeout=_POLL_S):
        check()
    try:
        yield
    finally:
        lock.release()


def _close(
    store: Store, folder: Path, on_close: Callable[[], None], adding: tuple[threading.Event, threading.Lock]
) -> None:
    closing, lock = adding
    closing.set()
    is_alone = lock.acquire(timeout=_LONGEST_STOP_S)  # what is being added would be written anew
    try:
        own, store.own = store.own, {}
        for dataset in own.values():
            dataset.engine.close()
        shutil.rmtree(folder, ignore_errors=True)
        on_close()
    finally:
        if is_alone:
            lock.release()
