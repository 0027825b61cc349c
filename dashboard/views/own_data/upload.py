"""What a reader uploaded, as a file that can be opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.opening.file_names import safe_name
from dashboard.store.scratch import scratch_folder


@contextmanager
def on_disk(name: str, content: bytes | memoryview) -> Iterator[Path]:
    """What a reader uploaded, as a file; where the next start finds it should the process be killed meanwhile."""
    with TemporaryDirectory(prefix="upload-", dir=scratch_folder()) as folder:
        path = Path(folder) / safe_name(name)
        path.write_bytes(content)
        yield path
