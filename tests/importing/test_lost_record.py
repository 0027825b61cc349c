"""Every record of a long file is kept or refused as itself: Python's csv module reads the same file."""

import csv
import io
import random
import tempfile
from pathlib import Path

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.importing.loading import Loaded, load
from dashboard.importing.refusing import lines_of, write_refused
from dashboard.opening.table import open_table
from dashboard.sources import acled, gdelt, own, ucdp
from dashboard.sources.publisher import FileError, Layout
from tests.sources.files import ACLED, ACLED_EVENT, GDELT_61, GDELT_EVENT, GED_23, GED_EVENT, row

OWN = ("id", "date", "title", "notes")
# By publisher its columns, an event, and which columns hold id, date and a free text.
LAYOUTS = {
    "own": (own, OWN, {"date": "2020-01-01"}, ("id", "date", "notes")),
    "ucdp": (ucdp, GED_23, GED_EVENT, ("id", "date_start", "source_headline")),
    "acled": (acled, ACLED, ACLED_EVENT, ("event_id_cnty", "event_date", "notes")),
    "gdelt": (gdelt, GDELT_61, GDELT_EVENT, ("globaleventid", "sqldate", "actor1name")),
}


def write(file: Path, publisher: str, size: int, seed: int, *, is_ragged: bool = False) -> Layout:
    """A file of at least so many bytes, some cells with line breaks and quotation marks, some records malformed; of a
    ragged one some lack their last cells."""
    module, columns, event, (key, _day, words) = LAYOUTS[publisher]
    chance = random.Random(seed)  # noqa: S311 - no secret
    is_quoted = publisher != "gdelt"
    written = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter="," if is_quoted else "\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        if is_quoted:
            writer.writerow(columns)
        number = 0
        while written < size:
            note = chance.choice(["Šest", "a" * chance.randrange(200)])
            if is_quoted and chance.random() < 0.1:
                note = f'two\n\nlines, "{note}"'
            record = list(row(columns, event, {key: str(number), words: note}))
            if chance.random() < 0.0005:
                record += ["more"]
            elif is_ragged and chance.random() < 0.001:
                record = record[: -chance.randrange(1, len(record))]
            writer.writerow(record)
            written = out.tell() if number % 500 == 0 else written
            number += 1
    sampled = open_table(file, file.parent).sample
    layout = module.recognise(sampled)
    assert layout is not None
    return layout


def by_csv(file: Path, layout: Layout) -> tuple[list[list[str]], list[tuple[int, str]]]:
    """As Python reads it: the cells of the records, those that lack filled up; line and text of the malformed ones."""
    lines = file.read_text("utf-8").split("\n")
    well, malformed = [], []
    with file.open(encoding="utf-8", newline="") as opened:
        options = {} if layout.is_quoted else {"quoting": csv.QUOTE_NONE, "delimiter": "\t"}
        reader = csv.reader(opened, **options)
        before = 0
        for number, cells in enumerate(reader):
            first, before = before + 1, reader.line_num
            if number < layout.header_records:
                continue
            least = 1 if layout.header_records else len(layout.columns)
            if least <= len(cells) <= len(layout.columns):
                well.append(cells + [""] * (len(layout.columns) - len(cells)))
            else:
                malformed.append((first, "\n".join(lines[first - 1 : before])))
    return well, malformed


def loaded_by_us(file: Path, layout: Layout, columns: tuple[str, ...], threads: int) -> tuple[Loaded, list, list]:
    """The loaded table, its rows in the order of their records, and line and text of what was set aside."""
    connection = ibis.duckdb.connect(threads=threads, memory_limit="900MB")
    table = open_table(file, file.parent)
    loaded = load(connection, table, layout, columns, "raw_0")
    named = ", ".join(f'"{column}"' for column in columns)
    rows = connection.raw_sql(f"SELECT record, {named} FROM raw_0 ORDER BY record").fetchall()  # noqa: S608
    refused = file.parent / f"refused-{threads}.csv"
    write_refused(refused, [(loaded, {})], lambda rule: rule)
    with refused.open(encoding="utf-8-sig", newline="") as opened:
        _header, *told = csv.reader(opened)
    connection.disconnect()
    return loaded, rows, [(int(line), record) for _file, line, _rule, record in told]


def check(file: Path, publisher: str, size: int, threads: int, seed: int, *, is_ragged: bool = False) -> Loaded:
    columns = LAYOUTS[publisher][3]
    layout = write(file, publisher, size, seed, is_ragged=is_ragged)
    expected, malformed = by_csv(file, layout)
    at = [layout.columns.index(column) for column in columns]
    loaded, rows, refused = loaded_by_us(file, layout, columns, threads)
    assert loaded.records == len(expected)
    wanted = [(number, *(cells[one] for one in at)) for number, cells in enumerate(expected)]
    assert [(number, *(cell or "" for cell in cells)) for number, *cells in rows] == wanted
    assert refused == malformed
    assert malformed, "the file has to hold malformed records"
    assert is_ragged or not loaded.short
    some = sorted(random.Random(seed).sample(range(len(expected)), 20))  # noqa: S311 - no secret
    found = [record for _where, record in lines_of(loaded, some)]
    assert [key_of(record.raw.decode(), layout, at[0]) for record in found] == [
        expected[number][at[0]] for number in some
    ]
    return loaded


def key_of(record: str, layout: Layout, at: int) -> str:
    if not layout.is_quoted:
        return record.rstrip("\n").split("\t")[at]
    return next(csv.reader(io.StringIO(record, newline="")))[at]


@pytest.mark.parametrize("publisher", LAYOUTS)
@pytest.mark.parametrize(("size", "threads"), [(4_100_000, 4), (8_000_000, 1)])
def test_every_record_of_a_long_file_is_what_pythons_csv_reads(publisher, size, threads, tmp_path):
    check(tmp_path / "events.csv", publisher, size, threads, seed=size)


@pytest.mark.parametrize("publisher", LAYOUTS)
def test_in_a_long_file_cells_that_lack_at_a_records_end_are_empty(publisher, tmp_path):
    loaded = check(tmp_path / "events.csv", publisher, 4_100_000, 4, seed=3, is_ragged=True)
    assert bool(loaded.short) is (publisher != "gdelt")  # whose files have no header


def without(cells, *names, columns=GDELT_61) -> list[str]:
    return [cell for name, cell in zip(columns, cells, strict=True) if name not in names]


CODES = tuple(name for name in GDELT_61 if name.endswith("adm2code"))
WHOLE = row(GDELT_61, GDELT_EVENT)
DAILY = without(WHOLE, *CODES)


@pytest.mark.parametrize(
    ("module", "delimiter", "whole", "short"),
    [
        (gdelt, "\t", WHOLE, DAILY),  # of another layout
        (gdelt, "\t", WHOLE, without(WHOLE, "actor1code")),
        (gdelt, "\t", WHOLE, WHOLE[:-1]),
        (gdelt, "\t", DAILY, DAILY[:-2]),
        (ucdp, ",", row(GED_23, GED_EVENT), without(row(GED_23, GED_EVENT), "relid", columns=GED_23)),
        (ucdp, ",", row(GED_23, GED_EVENT), row(GED_23, GED_EVENT)[:-1]),
    ],
)
def test_without_a_header_a_record_that_lacks_cells_is_refused_with_its_line(tmp_path, module, delimiter, whole, short):
    file = tmp_path / "events.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
        writer.writerows([whole, whole, whole, short, whole])
    layout = module.recognise(open_table(file, tmp_path).sample)
    lines = file.read_text("utf-8").split("\n")
    loaded, rows, refused = loaded_by_us(file, layout, layout.columns, 1)
    assert refused == [(4, lines[3])]
    assert [cells for _number, *cells in rows] == [[cell or None for cell in whole]] * 4
    assert loaded.short == 0


def test_a_daily_record_of_gdelt_may_lack_its_address_alone(tmp_path):
    file = tmp_path / "events.csv"
    file.write_text("".join("\t".join(cells) + "\n" for cells in (DAILY, DAILY, DAILY[:-1])), "utf-8")
    layout = gdelt.recognise(open_table(file, tmp_path).sample)
    loaded, rows, refused = loaded_by_us(file, layout, layout.columns, 1)
    assert (loaded.short, refused, rows[2][-2:]) == (1, [], (DAILY[-2], None))


@pytest.mark.parametrize("fault", ["two ranges changed places", "a record is missing", "the header is not first"])
def test_an_order_that_the_engine_did_not_keep_is_seen_and_mended(fault, tmp_path, monkeypatch):
    file = tmp_path / "events.csv"
    layout = write(file, "own", 2_000_000, seed=1)
    expected, _malformed = by_csv(file, layout)
    spoilt = {
        "two ranges changed places": "SELECT * FROM text_before ORDER BY rowid >= 5000, rowid < 2000, rowid",
        "a record is missing": "SELECT * FROM text_before WHERE rowid <> 4321 ORDER BY rowid",
        "the header is not first": "SELECT * FROM text_before ORDER BY rowid = 0, rowid",
    }[fault]
    plain = ibis.duckdb.connect(threads=2)
    original = plain.raw_sql
    spoils = []

    def raw_sql(query):
        answer = original(query)
        if isinstance(query, str) and query.startswith("CREATE TEMP TABLE raw_0_text") and not spoils:
            spoils.append(fault)
            original("ALTER TABLE raw_0_text RENAME TO text_before")
            original(f"CREATE TEMP TABLE raw_0_text AS {spoilt}")
        return answer

    monkeypatch.setattr(plain, "raw_sql", raw_sql)
    load(plain, open_table(file, tmp_path), layout, ("id", "date", "notes"), "raw_0")
    assert spoils == [fault]
    rows = original('SELECT record, "id" FROM raw_0 ORDER BY record').fetchall()
    assert rows == [(number, cells[0]) for number, cells in enumerate(expected)]
    plain.disconnect()


CELL = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff") | st.just("\n"), max_size=8
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(CELL, min_size=1, max_size=3), min_size=1, max_size=12),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_any_small_table_is_what_pythons_csv_reads(rows, quoting):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n", quoting=quoting)
            writer.writerow(["id", "date", "notes"])
            writer.writerows(rows)
        layout = own.recognise(open_table(file, file.parent).sample)
        expected, malformed = by_csv(file, layout)
        _loaded, found, refused = loaded_by_us(file, layout, ("id", "date", "notes"), 1)
    assert [[cell or "" for cell in cells] for _number, *cells in found] == expected
    assert refused == malformed == []


BLANK_BEFORE_A_MARK = (
    'id,date,title,notes\n1,2023-09-24,A, "one\ntwo"\n2,no day,B,plain\n3,2023-09-25,C,plain\n4,no day,D, "x, ""y"""\n'
    '5,2023-09-26,E,"too","many"\n6,2023-09-27, "F\n\n", "short, of \n one"\n7,2023-09-27,G, "a\nb",c\n'
    '8,2023-09-27, "H\n\n"\n9,2023-09-27,I,\n'
)


@pytest.mark.parametrize("size", [0, 1_500_000])
def test_a_cell_with_a_blank_before_its_mark_is_what_pythons_csv_reads_without_the_blank(size, tmp_path):
    file = tmp_path / "events.csv"
    good = '10,2023-09-28,J,"plain\ntoo"\n'
    file.write_text(BLANK_BEFORE_A_MARK + good * (size // len(good)), "utf-8")
    layout = own.recognise(open_table(file, tmp_path).sample)
    with file.open(encoding="utf-8", newline="") as opened:
        _header, *read = csv.reader(opened, skipinitialspace=True)
    expected = [cells + [""] * (4 - len(cells)) for cells in read if len(cells) <= 4]
    loaded, rows, refused = loaded_by_us(file, layout, OWN, 2)
    assert [[cell or "" for cell in cells] for _number, *cells in rows] == expected
    assert refused == [(7, '5,2023-09-26,E,"too","many"'), (12, '7,2023-09-27,G, "a\nb",c')]
    told = [(where, record.raw.decode()) for where, record in lines_of(loaded, [0, 1, 3])]
    assert told == [
        (2, '1,2023-09-24,A, "one\ntwo"\n'),
        (4, "2,no day,B,plain\n"),
        (6, '4,no day,D, "x, ""y"""\n'),
    ]


def test_a_refused_record_has_its_line_in_a_file_whose_lines_end_in_many_ways(tmp_path):
    file = tmp_path / "events.csv"
    file.write_bytes(b'id,date,notes\r\n1,2023-09-24,a\r2,2023-09-25,b,c\n3,2023-09-26,"x\ry"\r\n4,2023-09-27,d,e\r')
    layout = own.recognise(open_table(file, tmp_path).sample)
    _loaded, rows, refused = loaded_by_us(file, layout, ("id", "date", "notes"), 1)
    with file.open(encoding="utf-8", newline="") as opened:
        reader = csv.reader(opened)
        expected = [(reader.line_num, ",".join(cells)) for cells in reader if len(cells) > 3]
    assert refused == expected == [(3, "2,2023-09-25,b,c"), (6, "4,2023-09-27,d,e")]
    assert rows == [(0, "1", "2023-09-24", "a"), (1, "3", "2023-09-26", "x\ny")]


def test_two_blanks_before_a_mark_are_text_as_to_pythons_csv(tmp_path):
    file = tmp_path / "events.csv"
    file.write_text('id,date,notes\n1,2023-09-24,  "a\n2,2023-09-25,  "b, "c"\n3,2023-09-26,"d"\n', "utf-8")
    layout = own.recognise(open_table(file, tmp_path).sample)
    expected, malformed = by_csv(file, layout)
    _loaded, rows, refused = loaded_by_us(file, layout, ("id", "date", "notes"), 1)
    assert [list(cells) for _number, *cells in rows] == expected
    assert refused == malformed == [(3, '2,2023-09-25,  "b, "c"')]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            'id,date,notes\n1,2023-09-24,a\n2,2023-09-24,"a" "b\nc"\n3,2023-09-25,d\n',
            "In “events.csv” the record that begins in line 3 has a cell whose quotation marks close and open again",
        ),
        # Here the engine tells of one record more than there are, at places where none begin.
        (
            'id,date,notes\n""\ta,,a, a, "1,"x\ny",3\n\n\n4,5,6',
            "“events.csv” has 4 records by its quotation marks, and 5 were read",
        ),
    ],
)
def test_marks_that_can_be_read_in_two_ways_are_refused_in_words(content, sentence, tmp_path):
    file = tmp_path / "events.csv"
    file.write_text(content, "utf-8")
    layout = own.recognise(open_table(file, tmp_path).sample)
    with pytest.raises(FileError, match=sentence):
        loaded_by_us(file, layout, ("id", "date", "notes"), 1)
