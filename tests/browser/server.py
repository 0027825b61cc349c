"""A dashboard server of its own for tests and measurements, from this tree or from a copy with other seeds."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LONGEST_START_S = 60
_COPIED = ("dashboard", "geodata", "seeds")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it answers, its process and what it has printed."""

    url: str
    pid: int
    log_file: Path

    def log(self) -> str:
        """Everything that the server printed so far."""
        return self.log_file.read_text("utf-8", errors="replace")

    def get(self, path: str) -> bytes:
        """The body of an answer, of an error too."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:  # noqa: S310 - loopback
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            return error.read()

    def headers(self, path: str) -> Mapping[str, str]:
        """The headers of an answer."""
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:  # noqa: S310 - loopback
            return dict(answer.headers)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(  # noqa: PLR0917 - each by its name
    root: Path = ROOT,
    script: str = "dashboard/app.py",
    ready: str = "/api/health",
    environment: Mapping[str, str | None] | None = None,
    port: int | None = None,
    limit: str = "",
) -> Iterator[Server]:
    """The server of the tree at `root`, once `ready` answers anything; ended on the way out.

    `limit` says what it may take as `ulimit` does: "-n 256" files and connections, "-f 100" blocks of 512 bytes a file.
    """
    port = port or free_port()
    limited = ["sh", "-c", f'ulimit {limit} && exec "$0" "$@"'] if limit else []
    command = [
        *limited,
        sys.executable, "-m", "streamlit", "run", script,
        "--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true",
        "--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false",
    ]  # fmt: skip
    with started(command, port, root, ready, environment) as server:
        yield server


@contextmanager
def started(
    command: Sequence[str],
    port: int,
    root: Path = ROOT,
    ready: str = "/api/health",
    environment: Mapping[str, str | None] | None = None,
) -> Iterator[Server]:
    """A server by its own command, in the folder `root`; variables of `environment` that are None are not set."""
    given = {**os.environ, "PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1", **(environment or {})}
    variables = {name: value for name, value in given.items() if value is not None}
    with tempfile.TemporaryDirectory() as folder:
        log_file = Path(folder) / "server.log"
        with log_file.open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - our own command
                command, cwd=root, env=variables, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        server = Server(f"http://127.0.0.1:{port}", process.pid, log_file)
        try:
            _wait_until_it_answers(server, process, ready)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_it_answers(server: Server, process: "subprocess.Popen[bytes]", ready: str) -> None:
    end = time.monotonic() + _LONGEST_START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with code {process.returncode}:\n{server.log()}")
        try:
            server.get(ready)
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not answer {ready} in {_LONGEST_START_S} s:\n{server.log()}")


def copy_project(to: Path) -> Path:
    """The parts of the project that a server reads, copied so that a test may change the seeds."""
    for name in _COPIED:
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    return to
