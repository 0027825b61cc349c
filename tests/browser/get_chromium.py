"""Finds a Chromium that starts, or gets one: Playwright's own, else Debian's package."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
# What a browser in a container needs, and what keeps it from asking anything of the internet by itself.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # One process for all tabs of a reader: it keeps what it has made of Streamlit's scripts.
    "--renderer-process-limit=1",
]
_LONGEST_START_S = 60


@cache
def chromium_path() -> str | None:
    """The first Chromium that really starts, by path; None if there is none. Ask before Playwright is started."""
    return next((path for path in _candidates() if _starts(path)), None)


def _candidates() -> Iterator[str]:
    yield from (path for name in NAMES if (path := shutil.which(name)))
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if Path(own).exists():
        yield own


def _starts(path: str) -> bool:
    """True where the browser opens a page: a file without its libraries, or a stub, does not."""
    command = [path, "--headless", *FLAGS, "--dump-dom", "data:text/html,<p>started</p>"]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=_LONGEST_START_S, check=False)  # noqa: S603 - our own list
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and b"started" in answer.stdout


def _ways() -> list[list[list[str]]]:
    """Each way to get a Chromium as its commands, in the order in which they are tried."""
    ways = [[[sys.executable, "-m", "playwright", "install", "chromium"]]]
    if os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        ways.append([[apt, "update"], [apt, "install", "-y", "--no-install-recommends", "chromium"]])
    return ways


def _run(commands: list[list[str]]) -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in commands:
        done = subprocess.run(command, env=quiet, stdout=sys.stderr, check=False)  # noqa: S603 - our own list
        if done.returncode:
            return


def _advice() -> str:
    apt = "apt-get update && apt-get install -y chromium"
    command = f"sudo sh -c '{apt}'" if shutil.which("apt-get") and os.geteuid() else apt
    if not shutil.which("apt-get"):
        command = f"{sys.executable} -m playwright install --with-deps chromium"
    return f"The browser tests need a Chromium and none could be had. Type:\n\n    {command}\n"


def main() -> int:
    """Exit code 0 where a Chromium starts, after getting one if need be."""
    if chromium_path():
        return 0
    print("No Chromium that starts was found; getting one.", file=sys.stderr)
    for commands in _ways():
        _run(commands)
        chromium_path.cache_clear()
        if chromium_path():
            return 0
    print(_advice(), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
