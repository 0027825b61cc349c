"""`python -m dashboard.commands.dossier`: make an empty dossier, or find everything that is wrong with one."""

import argparse
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from dashboard.commands.terminal import printable
from dashboard.language import _

_DONE, _FAILED = 0, 1
_NEXT = (
    "seeds/dossier.json: title, dates, name forms",
    "geodata/map.json: extent, metric reference system, parties, layers",
    "seeds/sides.csv: who speaks and acts",
    "seeds/sources.csv, actors.csv, places.csv, events.csv: what happened, and where it was read",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 where it did what was asked, 1 with what is wrong."""
    given = _parser().parse_args(arguments)
    # The dossier that is shown is another than the one that is made or checked, and may be a broken one.
    os.environ.pop("DOSSIER", None)
    folder: Path = given.folder
    try:
        return _new(folder) if given.command == "new" else _check(folder)
    except OSError as error:
        return _complain([_("The disk says: {reason}.").format(reason=error.strerror or error)])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m dashboard.commands.dossier", description=_("Make or check a dossier: a crisis in a folder.")
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, help_text in (
        ("new", _("make a dossier that holds nothing yet")),
        ("check", _("say everything that is wrong with a dossier")),
    ):
        command = commands.add_parser(name, help=help_text)
        command.add_argument("folder", type=Path, metavar="FOLDER")
    return parser


def _new(folder: Path) -> int:
    from dashboard.commands import empty_dossier

    try:
        empty_dossier.write(folder)
    except empty_dossier.FolderError as error:
        return _complain([str(error)])
    _say(_("{folder} holds a dossier without events. Fill in:").format(folder=folder))
    for step in _NEXT:
        _say(f"  {step}")
    typed, python = shlex.quote(str(folder)), shlex.quote(sys.executable)
    _say(_("Check it with: {python} -m dashboard.commands.dossier check {folder}").format(python=python, folder=typed))
    _say(_("Look at it with: DOSSIER={folder} make run").format(folder=typed))
    return _DONE


def _check(folder: Path) -> int:
    """Whatever can be checked is: with a broken profile the tables still are, each for itself."""
    from dashboard.commands.dossier_faults import faults_of_profile, faults_of_schema

    if broken := faults_of_profile(folder):
        _complain([*broken, *faults_of_schema(folder)])
        return _complain(
            [_("What rows and layers say of each other is checked once dossier.json and map.json are whole.")]
        )
    # What a dossier is called and where it lies is read once in a process.
    command = [sys.executable, "-m", "dashboard.commands.dossier_faults"]
    return subprocess.run(command, env={**os.environ, "DOSSIER": str(folder.resolve())}, check=False).returncode  # noqa: S603 - our own command


def _say(line: str) -> None:
    print(printable(line))


def _complain(lines: Iterable[str]) -> int:
    for line in lines:
        print(printable(line), file=sys.stderr)
    return _FAILED


if __name__ == "__main__":
    sys.exit(main())
