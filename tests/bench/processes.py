"""What other processes use: processor time, memory now, and the most memory of a process that ends."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.browser.server import ROOT

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class Run:
    """A process from start to end: seconds, and the most memory that it held."""

    took_s: float
    peak_mb: float


@dataclass(slots=True)
class Memory:
    """Memory of a process while it is watched."""

    before_mb: float
    peak_mb: float = field(default=0)

    @property
    def growth_mb(self) -> float:
        """How much more it held at most than when the watch began."""
        return max(0.0, self.peak_mb - self.before_mb)


def cpu_s(pid: int) -> float:
    """Seconds of processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def resident_mb(pid: int) -> float:
    """Memory that a process holds now."""
    status = Path(f"/proc/{pid}/status").read_text("ascii", errors="replace")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


@contextmanager
def watching_memory(pid: int) -> Iterator[Memory]:
    """Look at a process's memory again and again until the end of the block."""
    memory = Memory(resident_mb(pid))
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(_POLL_S):
            memory.peak_mb = max(memory.peak_mb, resident_mb(pid))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield memory
    finally:
        is_over.set()
        thread.join()


def run_python(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run Python with these arguments to its end, its start included; RuntimeError if it fails."""
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, *arguments], cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=log, stderr=log
        )
        _pid, status, usage = os.wait4(process.pid, 0)  # unlike wait(), it tells this child's peak alone
        took_s = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            said = log.read().decode(errors="replace")[-1000:]
            raise RuntimeError(f"{' '.join(arguments)[:200]} ended with code {process.returncode}: {said}")
    return Run(took_s, usage.ru_maxrss / 1024)
