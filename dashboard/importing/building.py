"""Builds a dataset's files from opened tables: records are kept or refused, and those kept are placed and written."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

import ibis
import pandas as pd
from ibis.expr.operations import Field

from dashboard.importing.date_and_number_formats import TOLD, settled, survey, told_of_each
from dashboard.importing.loading import Loaded, forget, load
from dashboard.importing.placing import GazetteerContext, place, warned
from dashboard.importing.publishers import PUBLISHERS, rule_sentence
from dashboard.importing.refusing import DUPLICATE, MALFORMED, write_refused
from dashboard.importing.shaping import marked, shape
from dashboard.importing.writing import in_map_order, write
from dashboard.language import _
from dashboard.opening.stopping import check, here, is_asked
from dashboard.opening.table import Table
from dashboard.sources import cells
from dashboard.sources.conventions import Order
from dashboard.sources.own import UNKNOWN_TYPE
from dashboard.sources.publisher import FileError, Layout
from dashboard.store.about import About
from dashboard.store.version_files import Draft

if TYPE_CHECKING:
    from ibis.expr.types import Table as Rows

Result = TypeVar("Result")
# A record by the number of its file and its own number in it, and the rule that it breaks.
Refused = dict[tuple[int, int], str]
_POLL_S = 0.2
# No table has as many records: in a batch, those of the second one are numbered from here on, and so forth.
_MOST_RECORDS = 2**40
_CALLED = ibis.schema({"file": "int32", "record": "int64", "number": "int64"})
_READINGS_KEPT = 16
# More words for types than these are not listed.
_MOST_TYPES = 30


class OnProgress(Protocol):
    """Is told how far an import has come."""

    def __call__(self, step: str, done: float) -> None:
        """`done` is the part of this step, 0 to 1."""


@runtime_checkable
class Counting(OnProgress, Protocol):
    """Who watches and wants to know of how many records an import is, once that is known."""

    def count(self, records: int) -> None:
        """So many were read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A table on disk and how to read it."""

    table: Table
    layout: Layout


@dataclass(frozen=True, slots=True)
class Batch:
    """Tables of one layout by their numbers, and their records as the publisher's module reads them.

    `records` is asked of a table `name` with the records of all of them, and has a column `file`, the table's number.
    """

    name: str
    numbers: tuple[int, ...]
    records: "Rows"


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What a build works with: an engine, the places known, who is told of its progress, and the most records."""

    connection: Any
    known_places: GazetteerContext
    on_progress: OnProgress
    most_records: int | None

    def run(self, step: str, work: Callable[[], Result]) -> Result:
        """What `work` returns; meanwhile it is told which part of it the engine has done. StoppedError where it shall
        stop, which interrupts the engine at whatever it does next too."""
        check()
        self.on_progress(step, 0)
        with ThreadPoolExecutor(1) as thread:
            running = thread.submit(here(work))
            try:
                while not wait([running], _POLL_S).done:
                    self.on_progress(step, max(0.0, self.connection.con.query_progress() / 100))
                    if is_asked():
                        self.connection.con.interrupt()
            finally:
                while not running.done():  # what watches has raised
                    self.connection.con.interrupt()
                    wait([running], _POLL_S)
        check()
        return running.result()

    def count(self, records: int) -> None:
        """Tell who wants to know of how many records the import is."""
        if isinstance(self.on_progress, Counting):
            self.on_progress.count(records)


def build(context: ImportContext, new: Draft, about: About, readings: list[Reading]) -> About:
    """Write the files of the version and return its card with all counts; FileError if no record can be kept."""
    connection = context.connection
    loaded = context.run(_("Reading"), lambda: _loaded(connection, readings))
    about = replace(about, read=sum(file_loaded.records + len(file_loaded.malformed) for file_loaded in loaded))
    context.count(about.read)
    _check_number(about, context.most_records)
    surveys = context.run(_("Reading"), lambda: [survey(connection, file_loaded) for file_loaded in loaded])
    told: dict[str, Any] = {kind: sum(surveyed.told[kind] for surveyed in surveys) for kind in TOLD}
    about = replace(about, **told, short=sum(file_loaded.short for file_loaded in loaded))
    orders = told_of_each(surveys, Order(about.dates) if about.dates else None)
    found = list(zip(loaded, surveys, orders, strict=True))
    loaded = context.run(_("Reading"), lambda: [settled(connection, *of_a_file) for of_a_file in found])
    numbered = _numbered(connection, loaded)
    batches = _batches([file_loaded.layout for file_loaded in loaded], numbered)
    if any(reading.table.foreign for reading in readings):
        batches = [replace(batch, records=marked(batch.records)) for batch in batches]
    incoming = context.run(_("Checking"), lambda: _staged(connection, batches))
    refused = context.run(_("Checking"), lambda: _refused(connection, incoming))
    about = _with_counts(about, refused, loaded)
    kept = _kept(connection, incoming, refused)
    about = context.run(_("Checking"), lambda: _with_remarks(about, connection, kept))
    placed = context.run(_("Placing"), lambda: place(kept, connection, context.known_places))
    about = replace(about, warned=_warned(connection, kept), without_point=_without_point(connection, kept))
    rows = shape(in_map_order(placed), about.dataset, connection, context.known_places.gazetteer)
    with ThreadPoolExecutor(1) as thread:
        writing_refused = thread.submit(here(_write_refused), new, about, _by_table(refused, loaded))
        context.run(_("Writing"), lambda: write(connection, new.events, rows, about))
        writing_refused.result()
    return about


def _write_refused(new: Draft, about: About, refused: list[tuple[Loaded, Mapping[int, str]]]) -> None:
    """To find them the whole file is read again, which is done while the engine writes the others."""
    if about.refused:
        write_refused(new.refused, refused, lambda rule: rule_sentence(about.card.key, rule))


def _numbered(connection: Any, loaded: list[Loaded]) -> frozenset[int]:
    """The tables whose records have numbers in their file by which people find them; these as table `called`."""
    parts = {}
    for file, file_loaded in enumerate(loaded):
        if file_loaded.table.numbering:
            numbers = file_loaded.table.numbering.after(file_loaded.layout.header_records).numbers
            parts[file] = pd.DataFrame({"file": file, "record": range(len(numbers)), "number": numbers})
    if parts:
        connection.create_table("called", pd.concat(parts.values()), schema=_CALLED, temp=True)
    return frozenset(parts)


def _batches(layouts: list[Layout], numbered: frozenset[int]) -> list[Batch]:
    """Tables of one layout together: a day of GDELT is 96 files, and how they are read is worked out once."""
    numbers: dict[Hashable, list[int]] = {}
    for number, layout in enumerate(layouts):
        numbers.setdefault(_alike(layout), []).append(number)
    return [
        _batch(layouts[alike[0]], f"batch_{alike[0]}", tuple(alike), is_numbered=not numbered.isdisjoint(alike))
        for alike in numbers.values()
    ]


def _alike(layout: Layout) -> Hashable:
    """What two layouts have in common whose records are read in one way."""
    return (
        layout.publisher,
        layout.columns,
        layout.is_quoted,
        *layout.mapping.items(),
        layout.conventions,
        *layout.types.items(),
    )


def _batch(layout: Layout, name: str, numbers: tuple[int, ...], *, is_numbered: bool) -> Batch:
    read = _read(layout, name)
    file = ibis.literal(list(numbers), "array<int32>")[read.record // _MOST_RECORDS]
    numbered = read.mutate(file=file, record=read.record % _MOST_RECORDS)
    row = numbered.record + 1
    if is_numbered:
        called = ibis.table(_CALLED, name="called").rename(of_file="file", of_record="record")
        numbered = numbered.left_join(called, [numbered.file == called.of_file, numbered.record == called.of_record])
        row = ibis.coalesce(numbered.number, numbered.record + 1)
    of_file = ibis.ifelse(numbered.file == 0, "", ibis.literal("file ") + (numbered.file + 1).cast("string") + " ")
    place = of_file + "row " + row.cast("string")
    named = ibis.ifelse(numbered.publisher_id == "", place, numbered.publisher_id)
    found = numbered.mutate(publisher_id=named, is_given=numbered.publisher_id != "")
    return Batch(name, numbers, found.drop("of_file", "of_record", "number") if is_numbered else found)


@lru_cache(_READINGS_KEPT)
def _read(layout: Layout, name: str) -> "Rows":
    """The records of a table of this name as the publisher's module reads them. Kept: a small file is read sooner."""
    raw = ibis.table({"record": "int64"} | dict.fromkeys(layout.columns, "string"), name=name)
    return PUBLISHERS[layout.publisher].read(raw, layout)


def _columns(layout: Layout) -> list[str]:
    """The columns of the files that are read: no others need be loaded."""
    fields = _read(layout, "batch_0").op().find(Field)
    raw = [field for field in fields if isinstance(field.rel, ibis.expr.operations.UnboundTable)]
    return [name for name in dict.fromkeys(field.name for field in raw) if name != "record"]


def _loaded(connection: Any, readings: list[Reading]) -> list[Loaded]:
    """Every table in its order, loaded as raw_0, raw_1 …"""
    columns: dict[Hashable, list[str]] = {}
    loaded = []
    for number, reading in enumerate(readings):
        alike = _alike(reading.layout)
        if alike not in columns:
            columns[alike] = _columns(reading.layout)
        loaded.append(load(connection, reading.table, reading.layout, columns[alike], f"raw_{number}"))
    return loaded


def _put_together(connection: Any, batch: Batch) -> None:
    """The loaded tables of a batch as one of its name."""
    tables = [
        f"SELECT * REPLACE ({turn} * {_MOST_RECORDS} + record AS record) FROM raw_{number}"  # noqa: S608 - ours
        for turn, number in enumerate(batch.numbers)
    ]
    connection.raw_sql(f"CREATE TEMP VIEW {batch.name}_given AS {' UNION ALL '.join(tables)}")
    # A view of its own, so that a cell is cleaned once, however often the publisher's module reads it.
    given = connection.table(f"{batch.name}_given")
    connection.raw_sql(f"CREATE TEMP VIEW {batch.name} AS {_cleaning(given.get_name(), given.schema())}")


@lru_cache(_READINGS_KEPT)
def _cleaning(name: str, schema: ibis.Schema) -> str:
    """SQL that cleans the cells of a table. Kept as the readings are."""
    return str(ibis.to_sql(cells.known(ibis.table(schema, name=name)), dialect="duckdb"))


def _check_number(about: About, most_records: int | None) -> None:
    if most_records is not None and about.read > most_records:
        raise FileError(
            _("The file has {count} records, and at most {limit} can be added here: import it by command line.").format(
                count=f"{about.read:,}", limit=f"{most_records:,}"
            )
        )


def _staged(connection: Any, batches: list[Batch]) -> "Rows":
    """All records as they were read, worked out once; the raw ones are let go."""
    for turn, batch in enumerate(batches):
        _put_together(connection, batch)
        if turn:
            connection.insert("staged", batch.records)
        else:
            connection.create_table("staged", batch.records, temp=True)
        connection.raw_sql(f"DROP VIEW {batch.name}; DROP VIEW {batch.name}_given")
        for number in batch.numbers:
            forget(connection, f"raw_{number}")
    _tell_apart(connection)
    return connection.table("staged").drop("is_given")


def _tell_apart(connection: Any) -> None:
    """Call a record without an id otherwise where another one was given the name of its place for an id: by the first
    number behind it that makes an id of its own, so that the same files give the same ids."""
    of_places = "publisher_id LIKE 'row %' OR publisher_id LIKE 'file %'"
    given = f"SELECT publisher_id FROM staged WHERE is_given AND ({of_places})"  # noqa: S608 - ours
    taken = connection.raw_sql(
        f"SELECT publisher_id FROM staged WHERE NOT is_given AND publisher_id IN ({given})"  # noqa: S608 - ours
    ).fetchall()
    if not taken:
        return
    known = {name for (name,) in connection.raw_sql(given).fetchall()}
    others = [
        {"old": name, "new": next(other for at in count(2) if (other := f"{name} ({at})") not in known)}
        for (name,) in taken
    ]
    schema = {"old": "string", "new": "string"}
    connection.create_table("others", ibis.memtable(others, schema=schema), temp=True)
    connection.raw_sql(
        "UPDATE staged SET publisher_id = others.new FROM others WHERE NOT is_given AND publisher_id = others.old"
    )


def _refused(connection: Any, incoming: "Rows") -> Refused:
    """The records that break a rule; of those with the same id, the first stands."""
    broken = incoming.filter(incoming.refused.notnull()).select("file", "record", "refused")
    refused = {(row["file"], row["record"]): row["refused"] for row in connection.to_pyarrow(broken).to_pylist()}
    kept = incoming.filter(incoming.refused.isnull()).select("file", "record", "publisher_id")
    (counts,) = connection.to_pyarrow(kept.aggregate(records=kept.count(), ids=kept.publisher_id.nunique())).to_pylist()
    if counts["records"] > counts["ids"]:
        order = ibis.row_number().over(group_by=kept.publisher_id, order_by=[kept.file, kept.record])
        numbered = kept.mutate(order=order)
        repeated = numbered.filter(numbered.order > 0).select("file", "record")
        refused |= {(row["file"], row["record"]): DUPLICATE for row in connection.to_pyarrow(repeated).to_pylist()}
    return refused


def _with_counts(about: About, refused: Refused, loaded: list[Loaded]) -> About:
    """The card with what was kept and refused; FileError if nothing is left."""
    counts = Counter(refused.values())
    if malformed := sum(len(file_loaded.malformed) for file_loaded in loaded):
        counts[MALFORMED] = malformed
    about = replace(about, kept=about.read - counts.total(), refused=dict(counts.most_common()))
    if about.kept:
        return about
    if not about.read:
        raise FileError(_("“{file}” holds no records: nothing was imported.").format(file=about.files[0].name))
    rule, count = counts.most_common(1)[0]
    raise FileError(
        _("None of the {read} records can be used, so nothing was imported. Of {count} it is said: {rule}.").format(
            read=f"{about.read:,}", count=f"{count:,}", rule=rule_sentence(about.card.key, rule)
        )
    )


def _kept(connection: Any, incoming: "Rows", refused: Refused) -> "Rows":
    kept = incoming.filter(incoming.refused.isnull())
    repeated = [{"file": file, "record": record} for (file, record), rule in refused.items() if rule == DUPLICATE]
    if not repeated:
        return kept
    schema = {"file": "int32", "record": "int64"}
    return kept.anti_join(
        connection.create_table("repeated", ibis.memtable(repeated, schema=schema), temp=True), ["file", "record"]
    )


def _unread(connection: Any, kept: "Rows") -> dict[str, int]:
    """By column the kept records of which a cell cannot be read."""
    return dict(sorted(_each(connection, kept, "unread").items()))


def _warned(connection: Any, kept: "Rows") -> dict[str, int]:
    """By warning the kept records that have it, from their publisher's module or from their place."""
    counts = _each(connection, kept, "warning")
    counts.update(warned(connection))
    return dict(counts.most_common())


def _each(connection: Any, kept: "Rows", column: str) -> Counter[str]:
    """The kept records by each of the words that a column holds with semicolons between them."""
    told = kept.filter(kept[column].notnull()).select(column)
    counts: Counter[str] = Counter()
    for row in connection.to_pyarrow(told.group_by(column).aggregate(records=told.count())).to_pylist():
        counts.update(dict.fromkeys(row[column].split(";"), row["records"]))
    return counts


def _without_point(connection: Any, kept: "Rows") -> int:
    absent = kept.filter(kept.lat.isnull() | kept.lon.isnull())
    return int(connection.to_pyarrow(absent.count()).as_py())


def _with_remarks(about: About, connection: Any, kept: "Rows") -> About:
    """The card with what cannot be read, and with the words for types that nobody knows, the most frequent ones first,
    and how many records have others."""
    # Beside it an event can have other warnings.
    told = kept.filter(kept.warning.split(";").contains(UNKNOWN_TYPE)).select("publisher_type")
    counted = told.group_by("publisher_type").aggregate(records=told.count())
    listed = counted.order_by(ibis.desc("records"), "publisher_type").limit(_MOST_TYPES)
    words = {row["publisher_type"]: row["records"] for row in connection.to_pyarrow(listed).to_pylist()}
    unlisted = connection.to_pyarrow(told.count()).as_py() - sum(words.values()) if len(words) == _MOST_TYPES else 0
    return replace(about, unread=_unread(connection, kept), unknown_types=words, unlisted_types=unlisted)


def _by_table(refused: Refused, loaded: list[Loaded]) -> list[tuple[Loaded, Mapping[int, str]]]:
    by_table: list[dict[int, str]] = [{} for _one in loaded]
    for (file, record), rule in refused.items():
        by_table[file][record] = rule
    return list(zip(loaded, by_table, strict=True))
