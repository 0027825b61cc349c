"""What is installed where: the markers of requirements.txt by another library, and make with a pip that says no."""

import os
import shutil
import stat
import subprocess

import pytest
from packaging.requirements import Requirement

from dashboard.dossier.profile import OWN_FOLDER as ROOT

# The names are what Python itself says on these systems, in platform.machine() and sys.platform.
LINUX, LINUX_ARM = ("linux", "x86_64"), ("linux", "aarch64")
MAC, MAC_INTEL, WINDOWS = ("darwin", "arm64"), ("darwin", "x86_64"), ("win32", "AMD64")


def left_out(system, machine):
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line[:1].isalnum()]
    here = {"sys_platform": system, "platform_machine": machine}
    return [pin.name for pin in pins if pin.marker and not pin.marker.evaluate(here)]


@pytest.mark.parametrize(
    ("system", "without"),
    [(LINUX, []), (LINUX_ARM, ["plutoprint"]), (MAC, []), (MAC_INTEL, ["plutoprint"]), (WINDOWS, ["uvloop"])],
)
def test_a_system_is_asked_only_for_what_has_a_wheel_for_it(system, without):
    assert left_out(*system) == without


PYTHON = """#!/bin/sh
# Stands for `python -m venv .venv`: a pip that finds no wheel of what REFUSED names, and writes down what it installs.
mkdir -p .venv/bin
cat >.venv/bin/pip <<'PIP'
#!/bin/sh
for last; do :; done
if grep -q "^$REFUSED" "$last"; then echo "No matching distribution found for $REFUSED" >&2; exit 1; fi
cat "$last" >installed.txt
PIP
chmod +x .venv/bin/pip
"""


@pytest.fixture
def make(tmp_path):
    """Sets up a copy of our own files with a stand-in for pip; the finished process and what was installed."""
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / "python"
    python.write_text(PYTHON)
    python.chmod(python.stat().st_mode | stat.S_IXUSR)

    def run(refused):
        command = [shutil.which("make") or "make", ".venv/.ready", f"PYTHON={python}"]
        done = subprocess.run(  # noqa: S603 - our own command
            command,
            cwd=tmp_path, env={**os.environ, "REFUSED": refused}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        installed = tmp_path / "installed.txt"
        return done, installed.read_text("utf-8").splitlines() if installed.exists() else []

    return run


def test_where_plutoprint_has_no_wheel_all_else_is_installed_and_make_says_so(make):
    done, installed = make("plutoprint")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "Installed without plutoprint: PDF and PNG are missing."
    assert not any("plutoprint" in line for line in installed)
    assert {"-e .", "streamlit==1.67.0", "duckdb==1.5.6", "pypdf==7.1.1"} <= set(installed)


def test_where_another_package_has_no_wheel_make_fails(make):
    done, installed = make("duckdb")
    assert done.returncode != 0
    assert "No matching distribution found for duckdb" in done.stderr
    assert "Installed" not in done.stdout
    assert installed == []


def test_everything_is_installed_where_everything_has_a_wheel(make):
    done, installed = make("nothing")
    assert done.returncode == 0
    assert "without" not in done.stdout
    assert any(line.startswith("plutoprint==") for line in installed)
