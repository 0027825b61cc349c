"""Workbooks as tables: what openpyxl and GDAL write is read, cell by cell."""

import csv
import datetime
import random
import subprocess
import sys
import zipfile

import openpyxl
import pyarrow
import pytest
from pyogrio import raw

from dashboard.importing.importing import Request, import_files
from dashboard.importing.placing import GazetteerContext
from dashboard.opening.foreign.request import Source
from dashboard.opening.foreign.sheets import read
from dashboard.opening.kinds import Kind, Reader, kind_of
from dashboard.opening.rows import as_text
from dashboard.opening.table import open_table, peek
from dashboard.query import Query
from dashboard.sources.file_error import FileError, PartError
from dashboard.store.catalogue import Catalogue
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine

TABLE = [["date", "title"], ["2023-09-24", "a"], ["2023-09-25", "b"]]


@pytest.fixture
def workbook(tmp_path):
    """A workbook of these sheets by their names; `merge` are ranges of the first one."""

    def make(merge=(), name="a.xlsx", **sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        for cells in merge:
            book.worksheets[0].merge_cells(cells)
        book.save(tmp_path / name)
        return tmp_path / name

    return make


def rows_of(path, part=""):
    """What the reader makes of a workbook, in this process: the columns, each row with its number, and the notes."""
    rows = read(Source(path, str(path), Kind(Reader.SHEETS, "xlsx"), part))
    return rows.columns, [(number, *map(as_text, cells)) for number, cells in rows.rows], rows.notes


def test_cells_are_what_the_workbook_shows(workbook):
    day, moment = datetime.date(2023, 9, 24), datetime.datetime(2023, 9, 24, 14, 5)
    cells = [day, moment, datetime.time(14, 5), 12, 12.0, 0.25, 45_193, True, None, "007", "#N/A", 'š; "x"\n2', 1e-7]
    file = workbook(A=[[f"c{at}" for at in range(len(cells))], cells, ["x"] * len(cells)])
    assert rows_of(file)[1][0] == (
        2, "2023-09-24", "2023-09-24T14:05:00", "14:05:00", "12", "12", "0.25", "45193", "true", "", "007", "#N/A",
        "š; \"x\"\n2", "1e-07",
    )  # fmt: skip


def test_a_workbook_becomes_the_one_csv(workbook, tmp_path):
    file = workbook(A=[["date", "title"], [datetime.date(2023, 9, 24), "a"], [datetime.date(2023, 9, 25), "b"]])
    table = open_table(file, tmp_path)
    with table.path.open(encoding="utf-8", newline="") as opened:
        assert list(csv.reader(opened)) == TABLE
    assert [list(row) for row in peek(file).rows] == TABLE
    assert (table.delimiter, table.part, table.notes) == (",", "A", ())


def open_document(path):
    """As GDAL writes it, each element on a line of its own."""
    raw.write_arrow(
        pyarrow.table({"date": [datetime.date(2023, 9, 24)], "title": ["š  š"], "n": [1.5], "m": [3.0]}),
        path, driver="ODS", layer="Events", geometry_type=None, crs=None,
    )  # fmt: skip
    return path


def in_one_line(path):
    """The same without line ends, as LibreOffice writes it."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(path.with_suffix(".new"), "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"\n", b""))
    return path.with_suffix(".new").rename(path)


@pytest.mark.parametrize("is_in_one_line", [True, False])
def test_an_open_document_is_read(tmp_path, is_in_one_line):
    file = open_document(tmp_path / "a.ods")
    if is_in_one_line:
        in_one_line(file)
    table = open_table(file.rename(tmp_path / "called otherwise.csv"), tmp_path)
    assert table.path.read_text("utf-8") == "date,title,n,m\n2023-09-24,š  š,1.5,3\n"


def test_rows_are_numbered_as_in_the_sheet_and_blank_ones_left_out(workbook):
    file = workbook(A=[[], [], ["date", "title"], ["d", "a"], [], ["e", "b"]])
    assert rows_of(file)[:2] == (("date", "title"), [(4, "d", "a"), (6, "e", "b")])


def test_what_stands_above_the_header_is_told(workbook):
    file = workbook(A=[["Events in the north"], ["by", "us"], [None], ["date", "title", "place", "n", "m"],
                       ["2023-09-24", "a", "b", 1, 2]])  # fmt: skip
    columns, rows, notes = rows_of(file)
    assert (columns, rows) == (("date", "title", "place", "n", "m"), [(5, "2023-09-24", "a", "b", "1", "2")])
    assert notes == ("The header is row 4; above it stands what was left out: Events in the north; by us",)


@pytest.mark.parametrize("last", [2023, datetime.date(2023, 9, 1), 0.5, True])
def test_a_heading_with_a_number_or_a_date_is_the_header(workbook, last):
    file = workbook(A=[["date", "title", "place", last], ["2023-09-24", "a", "b", "c"], ["2023-09-25", "d", "e", "f"]])
    columns, rows, notes = rows_of(file)
    assert columns[:3] == ("date", "title", "place")
    assert (rows, notes) == ([(2, "2023-09-24", "a", "b", "c"), (3, "2023-09-25", "d", "e", "f")], ())


def test_a_line_with_a_number_above_the_header_is_not_the_header(workbook):
    file = workbook(A=[["Report", "of", 2023], ["date", "title", "place", "n", "m"], ["2023-09-24", "a", "b", 1, 2]])
    assert rows_of(file)[0] == ("date", "title", "place", "n", "m")


def test_a_table_may_begin_anywhere(workbook):
    file = workbook(A=[[], [None, None, "date", "title"], [None, None, "d", "a"]])
    assert rows_of(file) == (("date", "title"), [(3, "d", "a")], ())


def test_a_header_of_two_rows_is_read_by_its_merged_cells(workbook):
    file = workbook(
        merge=["A1:A2", "B1:C1", "D1:E1"],
        A=[["date", "place", None, "killed", None], [None, "lat", "lon", "low", "low"], ["d", 1, 2, 3, 4]],
    )
    assert rows_of(file)[:2] == (("date", "lat", "lon", "killed low", "killed low"), [(3, "d", "1", "2", "3", "4")])


def test_a_cell_merged_over_several_rows_holds_for_each_of_them(workbook):
    rows = [["date", "title"], ["d", "a"], [None, "b"], [None, "c"], [None, "d"]]
    assert rows_of(workbook(merge=["A2:A4"], A=rows))[1] == [(2, "d", "a"), (3, "d", "b"), (4, "d", "c"), (5, "", "d")]


def test_merged_cells_count_from_where_the_table_begins(workbook):
    rows = [[None, "date", "title"], [None, "d", "a"], [None, None, "b"]]
    assert rows_of(workbook(merge=["B2:B3"], A=rows))[1] == [(2, "d", "a"), (3, "d", "b")]


def test_the_one_sheet_with_a_table_is_taken(workbook):
    file = workbook(Read_me=[["Words"], ["More words"]], Empty=[], Events=TABLE, Plan=[["a", "b"]])
    assert rows_of(file)[1] == [(2, "2023-09-24", "a"), (3, "2023-09-25", "b")]


def test_of_several_tables_one_is_asked_for(workbook):
    file = workbook(Events=TABLE, Codes=[["code", "word"], ["1", "x"]], Empty=[])
    with pytest.raises(PartError, match=r"has tables on several sheets: Events, Codes\. Say which one") as asked:
        peek(file)
    assert asked.value.parts == ("Events", "Codes")
    assert peek(file, part="Codes").rows == (("code", "word"), ("1", "x"))
    with pytest.raises(PartError, match=r"has no sheet “codes”\. It has: Events, Codes, Empty"):
        peek(file, part="codes")


def test_a_hidden_sheet_is_read_only_by_its_name(workbook):
    file = workbook(Events=TABLE, Lists=[["code", "word"], ["1", "x"]])
    book = openpyxl.load_workbook(file)
    book["Lists"].sheet_state = "hidden"
    book.save(file)
    assert rows_of(file)[0] == ("date", "title")
    assert rows_of(file, "Lists")[0] == ("code", "word")


def test_a_file_without_sheets_has_none_of_that_name(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(b"a,b\n1,2\n")
    for look in (lambda: peek(file, part="x"), lambda: open_table(file, tmp_path, part="x")):
        with pytest.raises(FileError, match="has no sheets or layers, so none is called “x”"):
            look()


def test_a_workbook_without_a_table_is_named(workbook):
    with pytest.raises(FileError, match="a workbook without a table; its sheets: A, B"):
        peek(workbook(A=[["only words"]], B=[]))


def test_a_workbook_is_told_by_its_content(workbook, tmp_path):
    assert kind_of(workbook(name="a.xlsx", A=TABLE)).reader == Reader.SHEETS
    renamed = workbook(name="b.xlsx", A=TABLE).rename(tmp_path / "b.csv")
    assert kind_of(renamed).reader == Reader.SHEETS
    (tmp_path / "c.xlsx").write_bytes(b"date,title\n2023-09-24,a\n")
    assert kind_of(tmp_path / "c.xlsx") is None
    assert peek(tmp_path / "c.xlsx").rows == (("date", "title"), ("2023-09-24", "a"))


def sparse(workbook):
    """A workbook of a few cells in a sheet whose last one is the last that there can be: 17 thousand million cells."""
    file = workbook(A=TABLE)
    book = openpyxl.load_workbook(file)
    book.active["XFD1048576"] = 1
    book.save(file)
    return file


def swollen(tmp_path):
    """A workbook of 1.5 MB whose one sheet is 400 MB of cells."""
    file = tmp_path / "swollen.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["date", "title"])
    book.save(file)
    cells = b"<c><v>1</v></c>" * 100
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(tmp_path / "new", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for _ in range(250_000):
                sheet.write(b"<row>" + cells + b"</row>")
            sheet.write(b"</sheetData></worksheet>")
    return (tmp_path / "new").rename(file)


def repeated(tmp_path):
    """An open document of some kilobytes whose one row stands 500 million times."""
    file = open_document(tmp_path / "a.ods")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(tmp_path / "new", "w") as new:
        for name in old.namelist():
            before, row, after = old.read(name).rpartition(b"<table:table-row>")
            new.writestr(name, before + row.replace(b">", b' table:number-rows-repeated="500000000">') + after)
    return (tmp_path / "new").rename(file)


def long_texts(tmp_path):
    """An ordinary workbook of 60,000 rows and 20 columns, one of which has texts of 370 letters that repeat."""
    file = tmp_path / "long.xlsx"
    book = openpyxl.Workbook()
    book.active.append([f"c{at}" for at in range(20)])
    book.save(file)
    chance = random.Random(1)  # noqa: S311 - no secret
    texts = ["".join(chance.choices("abcdefghklmn", k=370)) for _ in range(40)]
    rows = "".join(
        f'<row><c t="inlineStr"><is><t>{texts[row % 40]}</t></is></c>'
        + "".join(f"<c><v>{row * at * 7919 % 1009}</v></c>" for at in range(1, 20))
        + "</row>"
        for row in range(1000)
    )
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(tmp_path / "new", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"</row>", b"</row>" + rows.encode() * 60, 1))
    return (tmp_path / "new").rename(file), texts


def test_a_workbook_cut_off_is_damaged(workbook, tmp_path):
    with zipfile.ZipFile(workbook(A=TABLE)) as old, zipfile.ZipFile(tmp_path / "cut.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:60] if "sheet1" in name else old.read(name))
    with pytest.raises(FileError, match="damaged"):
        peek(tmp_path / "cut.xlsx")


@pytest.mark.parametrize("kind", ["sparse", "swollen", "repeated"])
def test_a_workbook_that_needs_more_memory_than_there_is_gets_that_sentence(workbook, tmp_path, kind):
    file = {"sparse": lambda: sparse(workbook), "swollen": lambda: swollen(tmp_path),
            "repeated": lambda: repeated(tmp_path)}[kind]()  # fmt: skip
    with pytest.raises(FileError, match=r"unpacks to more than the memory that is given.* Save the table as CSV"):
        peek(file)


def test_an_ordinary_workbook_of_long_texts_that_repeat_is_read(tmp_path):
    file, texts = long_texts(tmp_path)
    assert file.stat().st_size < 4_000_000
    rows = peek(file).rows
    assert rows[0][0] == "c0"
    assert [row[0] for row in rows[1:]] == texts[: len(rows) - 1]


def test_a_bomb_costs_no_more_than_its_size_allows(tmp_path):
    file = swollen(tmp_path)
    assert file.stat().st_size < 2**21
    look = (
        "import resource, sys; from pathlib import Path; from dashboard.opening.table import peek\n"
        "try: peek(Path(sys.argv[1]))\n"
        "except ValueError as error: print(error)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", look, file], capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
    sentence, kilobytes = done.stdout.splitlines()
    assert "unpacks to more than the memory that is given to a file of its size" in sentence
    assert int(kilobytes) < 200 * 1024


def test_a_workbook_longer_than_allowed_is_refused_before_it_fills_the_disk(workbook, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    with pytest.raises(FileError, match="holds more than"):
        open_table(workbook(A=[["date", "title"], *[["2023-09-24", "x" * 100]] * 100]), folder, longest=5_000)
    assert sum(one.stat().st_size for one in folder.iterdir()) <= 5_000


def test_where_the_disk_takes_no_more_it_is_the_disk_that_is_told(workbook, tmp_path):
    with pytest.raises(FileNotFoundError, match="No such file or directory"):
        open_table(workbook(A=TABLE), tmp_path / "no such folder")


def test_a_refused_row_is_told_by_its_number_and_another_sheet_is_another_import(workbook, tmp_path, curated_store):
    file = workbook(A=[["date", "title"], [], ["some\nday", "x"], ["2023-09-24", "a"]], B=TABLE)
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)
    catalogue = Catalogue(tmp_path / "datasets")

    def add(part):
        request = Request((file,), is_replacing=True, part=part)
        return import_files(request, catalogue, ground, lambda step, done: None)

    outcome = add("A")
    (refused,) = csv.DictReader(outcome.refused_file.open(encoding="utf-8-sig", newline=""))
    assert refused["line"] == "row 3"
    assert not add("A").is_new
    assert add("B").is_new


@pytest.mark.parametrize("tags", [[], [["#date", ""]]])
def test_a_kept_rows_id_is_the_number_by_which_the_refused_list_would_tell_it(workbook, tmp_path, curated_store, tags):
    rows = [
        ["Incidents of 2023"],
        [],
        ["date", "title"],
        *tags,
        [],
        ["soon", "x"],
        ["2023-09-24", "a"],
        [],
        ["2023", "y"],
    ]
    rows += [["2023-09-25", "b"]]
    file = workbook(A=rows)
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)
    catalogue = Catalogue(tmp_path / "datasets")
    outcome = import_files(Request((file,)), catalogue, ground, lambda step, done: None)
    sheet = openpyxl.load_workbook(file)["A"]
    at = {cell.value: f"row {cell.row}" for cell in sheet["B"] if cell.value}
    refused = csv.DictReader(outcome.refused_file.open(encoding="utf-8-sig", newline=""))
    assert [one["line"] for one in refused] == [at["x"], at["y"]]
    dataset = Dataset(Engine.read_only(catalogue.current(outcome.about.dataset).events))
    assert {one.title: one.publisher_id for one in dataset.events(Query(datasets=(outcome.about.dataset,)))} == {
        "a": at["a"], "b": at["b"],
    }  # fmt: skip
    dataset.engine.close()
