"""The command line: imports event files as datasets that every reader sees, lists them, mends them, removes them."""

import argparse
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from dashboard import store
from dashboard.commands import interrupting
from dashboard.commands.terminal import printable
from dashboard.dossier.event import EventType
from dashboard.dossier.layer_rules import LayerError
from dashboard.importing import import_profile
from dashboard.importing.importing import (
    Outcome,
    Request,
    changes_remarks,
    columns_line,
    import_files,
    remarks,
    types_remark,
)
from dashboard.importing.mending import renew, repair, restore, waiting
from dashboard.importing.placing import GazetteerContext
from dashboard.importing.progress import Progress, part_done
from dashboard.importing.publishers import AUTO, PUBLISHERS, decoding_sentence, rule_sentence
from dashboard.language import _
from dashboard.opening.encoding import known_encoding
from dashboard.opening.stopping import StoppedError, check, stopped_by
from dashboard.query.query import is_own
from dashboard.query.wording import type_name
from dashboard.sources.conventions import Order
from dashboard.sources.curated_rules import SeedError
from dashboard.sources.publisher import FileError
from dashboard.store.about import About
from dashboard.store.catalogue import COMMAND, Catalogue, CatalogueError, Version
from dashboard.store.current_versions import CurrentVersions

_COMMANDS = {"ucdp": "ucdp", "acled": "acled", "gdelt": "gdelt", "events": "own", AUTO: AUTO}
_DONE, _FAILED, _STOPPED = 0, 1, 130


class Bar:
    """A progress bar over the bytes of the files, with rate and remaining time; the steps weigh what they take.

    Once the records are known, they are named, with how many of them are done in a second.
    """

    def __init__(self, files: Sequence[Path]) -> None:
        size = sum(file.stat().st_size for file in files if file.is_file())
        self._bar = tqdm(total=size, unit="B", unit_scale=True, unit_divisor=1024, leave=False, file=sys.stderr)
        self._records: int | None = None

    def __call__(self, step: str, done: float) -> None:
        """Move to where the import is; never back."""
        part = part_done(step, done)
        told = step
        if self._records is not None:
            rate = Progress(step, part, self._records, self._bar.format_dict["elapsed"]).records_per_s
            told += ", " + _("{count} records").format(count=f"{self._records:,}")
            told += ", " + _("{count} a second").format(count=f"{round(rate):,}") if rate else ""
        self._bar.set_description(told, refresh=False)
        self._bar.update(max(0, int(part * (self._bar.total or 0)) - self._bar.n))

    def count(self, records: int) -> None:
        """So many records were read."""
        self._records = records

    def close(self) -> None:
        """Clear the line."""
        self._bar.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 where it did what was asked, 1 with a sentence where it could not, 2 for a wrong command, 130
    where it was stopped."""
    given = _parser().parse_args(arguments)
    catalogue = Catalogue(store.datasets_folder())
    try:
        if given.command in _COMMANDS:
            with _stopped_by_ctrl_c():
                return _import(given, catalogue)
        _check_loading()
        return _OTHERS[given.command](given, catalogue)
    except SeedError as error:
        for problem in str(error).split("\n"):
            _complain(problem)
    except StoppedError as error:
        _complain(str(error))
        return _STOPPED
    except (FileError, CatalogueError, LayerError) as error:
        _complain(str(error))
    except OSError as error:
        _complain(_("The disk says: {reason}. Nothing has changed.").format(reason=error.strerror or error))
    except KeyboardInterrupt:
        _complain(_("Stopped at once: `{command} list` says what stands.").format(command=COMMAND))
        return _STOPPED
    return _FAILED


@contextmanager
def _stopped_by_ctrl_c() -> Iterator[None]:
    """Let the first Ctrl-C stop what is under way in good order, and the next one at once."""
    asked = threading.Event()

    def ask(_number: int, _frame: object) -> None:
        asked.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, ask)
    try:
        with stopped_by(lambda: asked.is_set() or interrupting.is_noted()):
            check()
            yield
    finally:
        signal.signal(signal.SIGINT, before)


def _check_loading() -> None:
    """StoppedError where there was a Ctrl-C while this was loaded; the next one stops at once."""
    interrupting.end()
    if interrupting.is_noted():
        raise StoppedError


def _say(line: str) -> None:
    print(printable(line))


def _complain(line: str) -> None:
    print(printable(line), file=sys.stderr)


class _Parser(argparse.ArgumentParser):
    """Names what it cannot take without obeying it."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m dashboard.ingest",
        description=_("Import event files; afterwards every reader of the dashboard can choose the dataset."),
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, publisher in _COMMANDS.items():
        help_text = PUBLISHERS[publisher].SOURCE.name if publisher in PUBLISHERS else _("find out whose the file is")
        command = commands.add_parser(name, help=help_text)
        command.add_argument(
            "files",
            nargs="+",
            type=Path,
            metavar="FILE",
            help=_("a table of events: CSV, GeoJSON, JSON; also zip or gz"),
        )
        command.add_argument(
            "--dataset", default="", metavar="NAME", help=_("the dataset's name; the publisher's if absent")
        )
        command.add_argument(
            "--sheet", "--layer", dest="part", default=None, metavar="NAME",
            help=_("which sheet or layer of the file, where several hold tables; \"\" for none that was saved"),
        )  # fmt: skip
        command.add_argument(
            "--replace", action="store_true", help=_("put it in the place of the dataset of this name")
        )
        command.add_argument(
            "--column", action="append", default=[], metavar="FIELD=COLUMN", type=_pair,
            help=_("which column of the file holds a field, e.g. date_start=Datum; may be repeated"),
        )  # fmt: skip
        command.add_argument(
            "--encoding", default="", metavar="NAME", type=_encoding,
            help=_("the encoding of the files' letters, e.g. cp1250; found out if absent"),
        )  # fmt: skip
        command.add_argument(
            "--type", action="append", default=[], metavar="WORD=TYPE", type=_type, dest="types",
            help=_("which type of event a word in the file means, e.g. Roadblock=COERCE; may be repeated"),
        )  # fmt: skip
        command.add_argument(
            "--dates", choices=[str(order) for order in Order], default=None,
            help=_("whether the day or the month comes first in dates such as 10/6/2023, where nothing proves it"),
        )  # fmt: skip
        command.add_argument(
            "--profile", type=Path, default=None, metavar="FILE",
            help=_("say of the files what was saved in this one; what is said beside it counts more"),
        )  # fmt: skip
        command.add_argument(
            "--save-profile", type=Path, default=None, metavar="FILE",
            help=_("save what is said of the files (columns, types, dates, encoding, sheet) for other files"),
        )  # fmt: skip
    commands.add_parser("list", help=_("the datasets, with their counts"))
    for name, help_text in (
        ("renew", _("bring over what an earlier version of this program imported; all of it without a name")),
        ("restore", _("bring back the version before; the current one is kept in its place")),
        ("repair", _("find a version that is whole, for a dataset whose current one is not")),
        ("remove", _("remove a dataset, and what is left of one")),
    ):
        command = commands.add_parser(name, help=help_text)
        command.add_argument("dataset", metavar="NAME", nargs="?" if name == "renew" else None)
        if name == "repair":
            command.add_argument("version", metavar="VERSION", nargs="?", default="", help=_("where several are whole"))
    return parser


def _pair(text: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(_("write FIELD=COLUMN, e.g. date_start=Datum"))
    return field.strip(), column.strip().lower()


def _encoding(name: str) -> str:
    try:
        return known_encoding(name) if name else ""
    except FileError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _type(text: str) -> tuple[str, EventType]:
    word, _equals, meant = text.rpartition("=")
    known = {str(event_type).lower(): event_type for event_type in EventType} | {
        type_name(event_type).lower(): event_type for event_type in EventType
    }
    if not word.strip() or meant.strip().lower() not in known:
        raise argparse.ArgumentTypeError(
            _("write WORD=TYPE, e.g. Roadblock=COERCE; types are {types}").format(types=", ".join(EventType))
        )
    return word.strip(), known[meant.strip().lower()]


def _import(given: argparse.Namespace, catalogue: Catalogue) -> int:
    if is_own(given.dataset):
        raise CatalogueError(
            _("“{name}” is what a reader’s own dataset could be called: give --dataset another name.").format(
                name=given.dataset
            )
        )
    if given.save_profile:
        import_profile.check_may_be_saved(given.save_profile)
    saved = import_profile.load(given.profile) if given.profile else import_profile.Profile()
    if given.part is not None:
        saved = replace(saved, part=given.part)
    dossier, municipalities = store.read_dossier()
    request = Request(
        files=tuple(given.files),
        publisher=_COMMANDS[given.command],
        dataset=given.dataset,
        is_replacing=given.replace,
        mapping=dict(given.column),
        encoding=given.encoding,
        part=given.part or "",
        types=dict(given.types),
        dates=Order(given.dates) if given.dates else None,
    )
    request = import_profile.filled(request, saved)
    bar = Bar(request.files)
    try:
        outcome = import_files(request, catalogue, GazetteerContext(dossier.gazetteer, municipalities), bar)
    finally:
        bar.close()
    for line in report(outcome):
        _say(line)
    if given.save_profile:
        import_profile.save(given.save_profile, import_profile.said(request, outcome.about))
        _say(_("What was said of the files is saved in {file}").format(file=given.save_profile))
    return _DONE


def report(outcome: Outcome) -> list[str]:
    """What an import came to, line by line: read = kept + refused, and the refused ones by rule."""
    about = outcome.about
    if not outcome.is_new:
        sentence = _("“{dataset}” holds exactly this already ({kept} events, imported {day}): nothing has changed.")
        return [sentence.format(dataset=about.dataset, kept=f"{about.kept:,}", day=about.imported)]
    lines = [
        f"{about.dataset}: {about.card.name}, {about.vintage}",
        _("read {read} = kept {kept} + refused {refused}").format(
            read=f"{about.read:,}", kept=f"{about.kept:,}", refused=f"{about.read - about.kept:,}"
        ),
    ]
    lines += [f"  {count:>10,}  {rule_sentence(about.card.key, rule)}" for rule, count in about.refused.items()]
    lines += [sentence for file in about.files if (sentence := decoding_sentence(file))]
    lines += remarks(about)
    if unknown := types_remark(about):
        lines.append(unknown + " " + _("--type WORD=TYPE says what one means."))
    if about.mapping:
        lines.append(columns_line(about.mapping))
    lines += outcome.notes
    if outcome.refused_file:
        lines.append(_("The refused records are in {file}").format(file=outcome.refused_file))
    if outcome.changes:
        counted, *listed = changes_remarks(outcome.changes)
        lines += [counted, *(f"  {line}" for line in listed)]
        if outcome.changes.file:
            lines.append(_("All that changed is in {file}").format(file=outcome.changes.file))
    return lines


def _list(given: argparse.Namespace, catalogue: Catalogue) -> int:
    current = CurrentVersions(catalogue)
    names, faults, left = current.names(), current.faults(), catalogue.left()
    if not names and not faults:
        _say(_("No datasets have been imported yet."))
    for name in names:
        _say(_line(current.dataset(name).about()))
    for fault in faults:
        _say(fault.sentence)
    for name in left:
        _say(
            _("An import of “{dataset}” was stopped: `{command} remove {dataset}` deletes what it left.").format(
                dataset=name, command=COMMAND
            )
        )
    return _FAILED if any(not fault.dataset for fault in faults) else _DONE


def _remove(given: argparse.Namespace, catalogue: Catalogue) -> int:
    if catalogue.remove(given.dataset):
        _say(_("Removed “{dataset}”.").format(dataset=given.dataset))
    else:
        _say(_("Removed “{dataset}”; its folder stays, since it holds files of others.").format(dataset=given.dataset))
    return _DONE


def _restore(given: argparse.Namespace, catalogue: Catalogue) -> int:
    return _stands(restore(catalogue, given.dataset))


def _repair(given: argparse.Namespace, catalogue: Catalogue) -> int:
    return _stands(repair(catalogue, given.dataset, given.version))


def _stands(version: Version) -> int:
    _say(_("Of “{dataset}” stands now {version}.").format(dataset=version.dataset, version=version.version))
    return _DONE


def _renew(given: argparse.Namespace, catalogue: Catalogue) -> int:
    """Each for itself: one that cannot be brought over keeps no other back."""
    code = _DONE
    names = [given.dataset] if given.dataset else waiting(catalogue)
    if not names:
        _say(_("Nothing has to be renewed."))
    for name in names:
        try:
            is_renewed = renew(catalogue, name)
        except CatalogueError as error:
            _complain(str(error))
            code = _FAILED
            continue
        said = _("Renewed “{dataset}”.") if is_renewed else _("“{dataset}” is of this version: nothing has changed.")
        _say(said.format(dataset=name))
    return code


_OTHERS = {"list": _list, "remove": _remove, "restore": _restore, "repair": _repair, "renew": _renew}


def _line(about: About) -> str:
    files = ", ".join(file.name for file in about.files)
    return f"{about.dataset:20}{about.kept:>14,}  {about.card.name}, {about.vintage}, {about.imported}, {files}"
