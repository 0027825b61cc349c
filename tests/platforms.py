"""Where the pinned packages can be installed: `make platforms` asks the package index for wheels, system by system.

It needs the internet, so it is no part of `make test`. uv resolves for a system and a Python that are not its own, with
their environment markers. Nothing is built or installed.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[1] / "requirements.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Platform:
    """A system: what uv calls it, the release of macOS, and what README and DECISIONS say of it."""

    name: str
    target: str
    said: str
    macos: str = ""


PLATFORMS = (
    Platform("Linux x86_64, glibc 2.28", "x86_64-manylinux_2_28", ALL),
    Platform("Linux aarch64, glibc 2.28", "aarch64-manylinux_2_28", "all but plutoprint"),
    Platform("Linux x86_64, musl", "x86_64-unknown-linux-musl", "no wheel of duckdb, plutoprint, playwright, watchdog"),
    Platform("Linux aarch64, musl", "aarch64-unknown-linux-musl", "no wheel of duckdb, playwright, watchdog"),
    Platform("macOS 15 arm64", "aarch64-apple-darwin", ALL, "15.0"),
    Platform("macOS 14 arm64", "aarch64-apple-darwin", "no wheel of plutoprint", "14.0"),
    Platform("macOS 14 x86_64", "x86_64-apple-darwin", "all but plutoprint", "14.0"),
    Platform("Windows x86_64", "x86_64-pc-windows-msvc", "all but uvloop"),
)
_NAME = re.compile(r"[\w.-]+")
_NO_WHEEL = re.compile(r"([\w.-]+)(?:\[\w+\])?(?:\{[^}]*\})?[<>=!~]*\S* has no usable wheels")


def pins() -> list[str]:
    """The lines of requirements.txt that name a package."""
    lines = REQUIREMENTS.read_text("utf-8").splitlines()
    return [line for line in lines if line[:1].isalnum()]


def found(platform: Platform, python: str) -> str:
    """What can be installed there: all, all but what a marker leaves out, or which packages have no wheel."""
    asked, without = pins(), []
    while True:
        answer = _resolve(asked, platform, python)
        if answer.returncode == 0:
            break
        missing = _NO_WHEEL.search(" ".join(answer.stderr.split()))
        if missing is None:
            raise RuntimeError(answer.stderr)
        without.append(missing[1])
        kept = [pin for pin in asked if _name(pin) != missing[1]]
        if kept == asked:  # a package that a pinned one needs: what else it needs stays unknown
            break
        asked = kept
    if without:
        return f"no wheel of {', '.join(without)}"
    left_out = [_name(pin) for pin in pins() if _name(pin) not in {_name(line) for line in answer.stdout.splitlines()}]
    return f"all but {', '.join(left_out)}" if left_out else ALL


def _resolve(asked: list[str], platform: Platform, python: str) -> "subprocess.CompletedProcess[str]":
    command = [
        sys.executable, "-m", "uv", "pip", "compile", "-", "--quiet", "--no-header", "--no-annotate",
        "--only-binary", ":all:", "--python-platform", platform.target, "--python-version", python,
    ]  # fmt: skip
    release = {"MACOSX_DEPLOYMENT_TARGET": platform.macos} if platform.macos else {}
    return subprocess.run(  # noqa: S603 - our own command
        command, input="\n".join(asked), capture_output=True, text=True, check=False, env=os.environ | release
    )


def _name(pin: str) -> str:
    found = _NAME.match(pin)
    return found[0].lower() if found else ""


def main() -> int:
    """Print a table; exit code 1 where it differs from what README and DECISIONS say."""
    otherwise = []
    for platform in PLATFORMS:
        for python in PYTHONS:
            answer = found(platform, python)
            print(f"{platform.name}, Python {python}: {answer}", flush=True)
            if answer != platform.said:
                otherwise.append(f"{platform.name}, Python {python}: {answer}, not {platform.said}")
    if otherwise:
        print("\nREADME and DECISIONS say otherwise:", *otherwise, sep="\n", file=sys.stderr)
    return bool(otherwise)


if __name__ == "__main__":
    sys.exit(main())
