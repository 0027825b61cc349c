"""Imports files: what their publisher's module can read becomes a dataset, whole or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb

from dashboard.dossier.event import EventType
from dashboard.importing.building import ImportContext, OnProgress, Reading, build
from dashboard.importing.comparing import Change, Changes, compare
from dashboard.importing.placing import GazetteerContext
from dashboard.importing.publishers import AUTO, PUBLISHERS, of_others, recognise, warning_sentence
from dashboard.importing.writing import connect
from dashboard.language import _, ngettext
from dashboard.opening.records import check_lengths
from dashboard.opening.stopping import check
from dashboard.opening.table import Table, open_table, peek
from dashboard.query.wording import type_name
from dashboard.sources import not_events, own
from dashboard.sources.conventions import Order
from dashboard.sources.publisher import FileError, Layout, Sample, unique_names
from dashboard.store.about import About, ImportedFile
from dashboard.store.catalogue import Catalogue, CatalogueError, Draft, Version
from dashboard.store.current_versions import LayoutError, open_version
from dashboard.store.engine import DamagedError, reason_of

_MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Request:
    """What to import. `publisher` is a key of PUBLISHERS or AUTO; an empty `dataset` takes the publisher's key.

    `mapping` names the file's column for an incoming one, where people chose it, and is empty for one that they left
    out; what it does not name is guessed. `dates` says whether the day or the month comes first where the file does not
    prove it, `types` what words for types of events mean. `longest` is in bytes. `encoding` is found out where it is
    not named. `part` is a sheet or layer of the files. `before` is a version whose place the new one takes under
    another name; the two are compared.
    """

    files: tuple[Path, ...]
    publisher: str = AUTO
    dataset: str = ""
    is_replacing: bool = False
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    dates: Order | None = None
    types: Mapping[str, EventType] = field(default_factory=lambda: MappingProxyType({}))
    longest: int | None = None
    most_records: int | None = None
    encoding: str = ""
    part: str = ""
    before: Version | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import came to: the dataset's card, whether anything changed, the file of refused records, what is to be
    said of the files, and what changed since the version before, where there is one."""

    about: About
    is_new: bool
    refused_file: Path | None
    notes: tuple[str, ...] = ()
    changes: Changes | None = None


def import_files(
    request: Request, catalogue: Catalogue, known_places: GazetteerContext, on_progress: OnProgress
) -> Outcome:
    """Import files as one dataset; FileError or CatalogueError says what is wrong, and nothing has changed then.

    The same files again change nothing. Other files replace a dataset only where the request says so.
    """
    labels = {type_name(event_type): event_type for event_type in EventType} | dict(request.types)
    layouts = [
        replace(_layout(peek(file, request.longest, request.encoding, request.part), request), types=labels)
        for file in request.files
    ]
    publishers = sorted({layout.publisher for layout in layouts})
    if len(publishers) > 1:
        raise FileError(
            _("The files are of several publishers ({names}): import them one after another.").format(
                names=", ".join(publishers)
            )
        )
    dataset = request.dataset or publishers[0]
    with catalogue.writing(dataset) as new:
        on_progress(_("Opening"), 0)
        tables = [open_table(file, new.work, request.longest, request.encoding, request.part) for file in request.files]
        for table, layout in zip(tables, layouts, strict=True):
            check_lengths(table.path, table.delimiter, layout.is_quoted, table.file_name)
        about = About(
            dataset=dataset,
            card=PUBLISHERS[publishers[0]].SOURCE,
            vintage=", ".join(dict.fromkeys(layout.vintage for layout in layouts)),
            files=tuple(map(_imported, tables)),
            mapping=_common(layouts),
            dates=request.dates or "",
            types={word: str(event_type) for word, event_type in request.types.items()},
            imported=datetime.now(UTC).date(),
        )
        before = request.before
        if standing := catalogue.current(dataset):
            earlier = _about(standing)
            before = standing if earlier else None
            if earlier and _is_the_same(earlier, about):
                return Outcome(earlier, is_new=False, refused_file=None)
            if not request.is_replacing:
                raise _is_taken(dataset, earlier)
        with writing_engine(new.work) as connection:
            readings = [Reading(*pair) for pair in zip(tables, layouts, strict=True)]
            context = ImportContext(connection, known_places, on_progress, request.most_records)
            about = build(context, new, about, readings)
            changes = _changes(context, before, new) if before else None
        check()
        version = catalogue.publish(new)
    notes = [f"{table.file_name}: {note}" for table in tables for note in table.notes]
    if any(layout.mapping != about.mapping for layout in layouts):
        pairs = zip(tables, layouts, strict=True)
        notes += [f"{table.file_name}: {columns_line(layout.mapping)}" for table, layout in pairs]
    if standing and not before:
        notes.append(_("The version before cannot be read, so nobody knows what changed."))
    if changes and changes.are_any:
        changes = replace(changes, file=version.changes)
    return Outcome(about, True, version.refused if about.refused else None, tuple(notes), changes)


def _common(layouts: Sequence[Layout]) -> dict[str, str]:
    """The columns that all files call the same."""
    first, *others = (layout.mapping for layout in layouts)
    return {field: column for field, column in first.items() if all(other.get(field) == column for other in others)}


def columns_line(mapping: Mapping[str, str]) -> str:
    """Which column stands for what, in a line."""
    return _("columns: ") + ", ".join(f"{field} = {column}" for field, column in mapping.items())


def _changes(context: ImportContext, before: Version, new: Draft) -> Changes:
    return context.run(_("Comparing"), lambda: compare(context.connection, before.events, new.events, new.changes))


def changes_remarks(changes: Changes) -> list[str]:
    """What changed since the version before, with the first ids of each kind."""
    if not changes.are_any:
        return [_("No event is another than in the version before.")]
    labels = {Change.ADDED: _("added"), Change.REVISED: _("revised"), Change.GONE: _("gone")}
    counted = ", ".join(f"{changes.counts[change]:,} {label}" for change, label in labels.items())
    said = [_("Since the version before: {counts}.").format(counts=counted)]
    for change, label in labels.items():
        if ids := changes.first[change]:
            is_all = len(ids) == changes.counts[change]
            said.append(f"{label}: " + ", ".join(ids) + ("" if is_all else ", …"))
    return said


def remarks(about: About) -> list[str]:
    """What a reader of an import's outcome has to know besides its counts, a sentence each."""
    said = [sentence.format(count=f"{count:,}") for count, sentence in _of_dates_and_cells(about) if count]
    for column, count in about.unread.items():
        said.append(
            ngettext(
                "{column}: what stands there cannot be read in {count} record, so it is unknown.",
                "{column}: what stands there cannot be read in {count} records, so it is unknown.",
                count,
            ).format(column=about.mapping.get(column, column), count=f"{count:,}")
        )
    for warning, count in about.warned.items():
        if warning != own.UNKNOWN_TYPE:  # told above by its words
            said.append(
                ngettext("{count} event: {warning}", "{count} events: {warning}", count).format(
                    count=f"{count:,}", warning=warning_sentence(about.card.key, warning)
                )
            )
    if about.without_point is not None:
        said.append(
            ngettext("{count} record without a point.", "{count} records without a point.", about.without_point).format(
                count=f"{about.without_point:,}"
            )
        )
    return said


def _of_dates_and_cells(about: About) -> list[tuple[int, str]]:
    """What was read in a way that people may not expect: how often, and the sentence."""
    return [
        (
            about.zoned,
            ngettext(
                "{count} date has a time zone: it counts by the day that is written.",
                "{count} dates have a time zone: they count by the day that is written.",
                about.zoned,
            ),
        ),
        (
            about.serial,
            ngettext(
                "{count} date is a number such as 45193: it was read as a spreadsheet’s day, counted from 1900.",
                "{count} dates are numbers such as 45193: they were read as a spreadsheet’s days, counted from 1900.",
                about.serial,
            ),
        ),
        (
            about.milliseconds,
            ngettext(
                "{count} date is a number of 12 digits or more: it was read as milliseconds since 1970 in UTC.",
                "{count} dates are numbers of 12 digits or more: they were read as milliseconds since 1970 in UTC.",
                about.milliseconds,
            ),
        ),
        (
            about.two_digits,
            ngettext(
                "{count} date has a year of two digits, which was taken to stand last: 00 to 29 as 2000 to 2029, else "
                "as 1930 to 1999.",
                "{count} dates have a year of two digits, which was taken to stand last: 00 to 29 as 2000 to 2029, "
                "else as 1930 to 1999.",
                about.two_digits,
            ),
        ),
        (
            about.short,
            ngettext(
                "{count} record has fewer cells than there are columns: those that lack at its end are empty.",
                "{count} records have fewer cells than there are columns: those that lack at their end are empty.",
                about.short,
            ),
        ),
    ]


def types_remark(about: About) -> str:
    """The words for types that nobody knows, with their numbers of events; empty where all are known."""
    if not about.unknown_types:
        return ""
    words = [f"{word} ({count:,})" for word, count in about.unknown_types.items()]
    if about.unlisted_types:
        words.append(_("others ({count})").format(count=f"{about.unlisted_types:,}"))
    return _("Types that nobody knows, shown as “other”: {words}.").format(words=", ".join(words))


@contextmanager
def writing_engine(work: Path) -> Iterator[Any]:
    """An engine to write a dataset with; CatalogueError where the disk takes no more."""
    try:
        connection = connect(work)
        try:
            yield connection
        finally:
            connection.disconnect()
    except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException) as error:
        raise CatalogueError(
            _("The dataset could not be written: {reason}. Nothing has changed.").format(reason=reason_of(error))
        ) from error


def _layout(sample: Sample, request: Request) -> Layout:
    if not request.mapping:
        return recognise(sample, request.publisher)
    not_events.refuse(sample)
    publisher = request.publisher
    if publisher == AUTO and (layout := of_others(sample)):
        publisher = layout.publisher
    if publisher not in {AUTO, own.SOURCE.key}:
        raise FileError(
            _(
                "Columns can be named for your own tables only, and this is to be a file of {publisher}. "
                "Leave the columns out, or say events."
            ).format(publisher=PUBLISHERS[publisher].SOURCE.name)
        )
    named = own.propose(unique_names(sample.rows[0]) if sample.rows else ()) | dict(request.mapping)
    return own.layout(sample, {field: column for field, column in named.items() if column})


def _about(version: Version) -> About | None:
    """The card of a version; None where its file is damaged or of another layout."""
    try:
        dataset = open_version(version)
    except (DamagedError, LayoutError):
        return None
    try:
        return dataset.about()
    finally:
        dataset.engine.close()


def _imported(table: Table) -> ImportedFile:
    named = ", ".join(f"{line:,}" for line in table.foreign[:_MOST_LINES])
    foreign = named + (", …" if len(table.foreign) > _MOST_LINES else "")
    return ImportedFile(table.file_name, table.sha256, table.encoding, table.is_settled, foreign, table.part)


def _is_the_same(standing: About, asked: About) -> bool:
    """Whether the same bytes are asked for, to be read in the same way."""
    are_encoded_alike = all(
        one.encoding in {"", other.encoding} for one, other in zip(standing.files, asked.files, strict=False)
    )
    return are_encoded_alike and _asked(standing) == _asked(asked)


def _asked(about: About) -> tuple[object, ...]:
    return [(file.sha256, file.part) for file in about.files], about.mapping, about.dates, about.types


def _is_taken(dataset: str, standing: About | None) -> CatalogueError:
    files = ", ".join(file.name for file in standing.files) if standing else _("files that nobody can read any more")
    return CatalogueError(
        _(
            "There is a dataset “{dataset}” already, from {files}: say --replace to put this in its place, or "
            "--dataset with another name."
        ).format(dataset=dataset, files=files)
    )
