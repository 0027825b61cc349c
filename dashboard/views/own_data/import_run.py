"""An import of a reader's, in a thread of its own, so that the page can tell how far it is and be told to stop it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from time import monotonic

from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.importing.importing import Outcome, Request
from dashboard.importing.private import Private
from dashboard.importing.progress import Progress, part_done
from dashboard.opening.stopping import here, stopped_by
from dashboard.views.own_data.upload import on_disk

# A page whose connection was cut can come back for so long; then nobody waits for its import any more.
_RETURN_S = 10.0


class Run:
    """An import from its beginning to its outcome; it is stopped where its reader wants that, or is gone.

    `is_there` tells whether the reader's page is open.
    """

    def __init__(
        self, upload: UploadedFile, request: Request, before: str, holder: Private, is_there: Callable[[], bool]
    ) -> None:
        self.upload, self.request, self.before = upload, request, before
        self.progress = Progress()
        self._is_there, self._began, self._seen = is_there, monotonic(), monotonic()
        self._stop = threading.Event()
        thread = ThreadPoolExecutor(1, "import")
        self._outcome: Future[Outcome] = thread.submit(here(self._work), holder)
        thread.shutdown(wait=False)

    def stop(self) -> None:
        """Let it stop, which takes it some moments."""
        self._stop.set()

    @property
    def is_stopping(self) -> bool:
        """True once it shall stop."""
        return self._stop.is_set()

    def has_ended(self, wait_s: float) -> bool:
        """Whether it has ended, in any way, or does so in these seconds."""
        return bool(wait([self._outcome], wait_s).done)

    def outcome(self) -> Outcome:
        """What it came to; FileError (StoppedError), CatalogueError or OSError says why nothing was added."""
        return self._outcome.result()

    def __call__(self, step: str, done: float) -> None:
        """Note how far it is; this is what the import tells."""
        part = max(self.progress.done, part_done(step, done))
        self.progress = replace(self.progress, step=step, done=part, seconds=monotonic() - self._began)

    def count(self, records: int) -> None:
        """So many records were read."""
        self.progress = replace(self.progress, records=records)

    def _work(self, holder: Private) -> Outcome:
        with stopped_by(self._is_unwanted), on_disk(self.upload.name, self.upload.getbuffer()) as path:
            return holder.add(replace(self.request, files=(path,)), self, self.before)

    def _is_unwanted(self) -> bool:
        now = monotonic()
        if self._is_there():
            self._seen = now
        return self._stop.is_set() or now - self._seen > _RETURN_S
