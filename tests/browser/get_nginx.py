"""Finds an nginx that starts, or gets one out of Debian's package: not installed, since that starts a web server."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

KEPT = Path(sys.prefix) / "nginx"
_PACKAGES = ("nginx", "nginx-core", "nginx-light")  # which of them holds the program differs by release
_PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"))


@cache
def nginx_path() -> str | None:
    """The first nginx that starts, by path; None if there is none."""
    return next((path for path in _candidates() if _starts(path)), None)


def _candidates() -> Iterator[str]:
    if found := shutil.which("nginx", path=_PLACES):
        yield found
    if (kept := KEPT / "usr/sbin/nginx").exists():
        yield str(kept)


def _starts(path: str) -> bool:
    try:
        return subprocess.run([path, "-v"], capture_output=True, timeout=60, check=False).returncode == 0  # noqa: S603 - ours
    except (OSError, subprocess.TimeoutExpired):
        return False


def _take_out_of(package: str) -> bool:
    """Download a package and unpack it beside the virtual environment's own programs; nothing is installed."""
    with tempfile.TemporaryDirectory() as folder:
        commands = [["apt-get", "download", package], ["sh", "-c", f'dpkg-deb -x ./*.deb "{KEPT}"']]
        return all(subprocess.run(one, cwd=folder, stdout=sys.stderr, check=False).returncode == 0 for one in commands)  # noqa: S603 - ours


def _advice() -> str:
    apt = "apt-get update && apt-get install -y nginx"
    if shutil.which("apt-get"):
        return f"sudo sh -c '{apt}'" if os.geteuid() else apt
    return "brew install nginx" if shutil.which("brew") else "nginx from your system's packages"


def main() -> int:
    """Exit code 0 where an nginx starts, after getting one if need be."""
    if nginx_path():
        return 0
    print("No nginx that starts was found; getting one.", file=sys.stderr)
    if shutil.which("apt-get") and shutil.which("dpkg-deb"):
        if os.geteuid() == 0:
            subprocess.run(["apt-get", "update"], stdout=sys.stderr, check=False)  # noqa: S607 - Debian's own
        for package in _PACKAGES:
            if _take_out_of(package):
                nginx_path.cache_clear()
                if nginx_path():
                    return 0
    print(f"The tests behind a proxy need an nginx and none could be had. Type:\n\n    {_advice()}\n", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
