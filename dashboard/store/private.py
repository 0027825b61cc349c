"""One reader's own datasets: in a folder of their own, seen by nobody else, and gone when the reader is."""

import fcntl
import secrets
import shutil
import tempfile
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO

from dashboard.store.building import Watch
from dashboard.store.catalogue import Catalogue
from dashboard.store.importing import Outcome, Request, import_files
from dashboard.store.placing import Ground
from dashboard.store.store import Store

MOST_BYTES = 50 * 2**20
MOST_RECORDS = 200_000
_LOCK = "LOCK"


def private_folder() -> Path:
    """Where readers' own datasets lie while they are there."""
    return Path(tempfile.gettempdir()) / "kosovo-serbia-dashboard-own"


class Private:
    """A reader's own datasets; they are deleted when it is closed, nobody holds it any more, or the process ends."""

    def __init__(self, store: Store, on_close: Callable[[], None], folder: Path | None = None) -> None:
        """`on_close` is called after the datasets are gone, so that no answer about them is kept."""
        root = folder or private_folder()
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._store = store
        self._folder = Path(tempfile.mkdtemp(dir=root))
        self._names: list[str] = []
        self._key = secrets.token_urlsafe(24)
        lock = (self._folder / _LOCK).open("w", encoding="ascii")
        fcntl.flock(lock, fcntl.LOCK_EX)
        self.close = weakref.finalize(self, _close, store, self._names, self._folder, lock, on_close)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the datasets, in the order in which they were added."""
        return tuple(self._names)

    def add(self, request: Request, watch: Watch) -> Outcome:
        """Import a file for this reader alone, within the limits; FileError says what is wrong with it."""
        name = f"own-{secrets.token_hex(4)}"
        catalogue = Catalogue(self._folder / "datasets")
        ground = Ground(self._store.dossier.gazetteer, self._store.municipalities)
        limited = replace(request, dataset=name, longest=MOST_BYTES, most_records=MOST_RECORDS)
        outcome = import_files(limited, catalogue, ground, watch)
        version = catalogue.current(name)
        if version:
            self._store.keep_private(name, version.events, self._key)
            self._names.append(name)
        return outcome

    def remove(self, name: str) -> None:
        """Delete one of the datasets."""
        if name in self._names:
            self._names.remove(name)
            self._store.forget_private(name)
            Catalogue(self._folder / "datasets").remove(name)


def tidy(folder: Path | None = None) -> None:
    """Delete what servers left behind that were killed; what another one is using stays."""
    root = folder or private_folder()
    if not root.is_dir():
        return
    for path in filter(Path.is_dir, root.iterdir()):
        with (path / _LOCK).open("w", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(path, ignore_errors=True)


def _close(store: Store, names: list[str], folder: Path, lock: IO[str], on_close: Callable[[], None]) -> None:
    for name in names:
        store.forget_private(name)
    shutil.rmtree(folder, ignore_errors=True)
    lock.close()
    on_close()
