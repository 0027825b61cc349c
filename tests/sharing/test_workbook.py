"""The workbook is read by openpyxl, and holds what Python's csv module reads from the CSV file of the same query."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from datetime import date, datetime

import openpyxl
import polars as pl
import pytest
from openpyxl.utils.escape import unescape

from dashboard.importing.importing import Request, import_files
from dashboard.importing.placing import GazetteerContext
from dashboard.query import DEFAULT, Query
from dashboard.sharing import workbook as workbooks
from dashboard.sharing.export import export
from dashboard.sharing.workbook import TooManyRowsError, cell_text, workbook
from dashboard.store import Store
from dashboard.store.catalogue import Catalogue

CREATED = date(2026, 11, 24)
DATES = {"date_start", "date_end"}
NUMBERS = {
    "lat", "lon", "distance_km", "fatalities_low", "fatalities_best", "fatalities_high", "injured_low", "injured_best",
    "injured_high",
}  # fmt: skip
HOSTILE = [
    "=1+1", "@SUM(A1)", "-1", "007", "1e5", "https://t.example/x?a=1&utm_source=rss", "<r><t>bold</t></r>",
    "<r></t></is></c><c><f>1+1</f></c></r>", "_x0041_", "\x1b[2J", "a;=1+1", 'two, "three"', "line\nline\ttab",
    "Звечан ë 😀", "<b>&amp;</b>", "{=1}", "true", "2023-09-24", "x" * 40_000, "\u200b=1",
]  # fmt: skip


@pytest.fixture(scope="module")
def hostile_store(curated_store, tmp_path_factory) -> Store:
    """The dossier, and an imported table whose titles and summaries try to be more than text."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "hostile.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "date", "title", "summary", "lat", "lon", "fatalities"])
        for number, text in enumerate(HOSTILE):
            writer.writerow([f"r{number}", "2023-09-24", text, text, 42.97, 20.78, number])
    mapping = {"publisher_id": "id", "date_start": "date", "title": "title", "summary": "summary", "lat": "lat",
               "lon": "lon", "fatalities_best": "fatalities"}  # fmt: skip
    catalogue = Catalogue(folder / "datasets")
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)
    request = Request((file,), publisher="own", dataset="hostile", mapping=mapping)
    import_files(request, catalogue, ground, lambda _step, _done: None)
    return Store(curated_store.dossier, curated_store.municipalities, catalogue=catalogue)


def sheet(content: bytes) -> list[tuple]:
    return list(openpyxl.load_workbook(io.BytesIO(content), read_only=True).active.iter_rows())


def as_in_csv(cell) -> str | float:
    """A cell as the CSV file writes it: a number for itself, a date in its form, Excel's spelling undone."""
    if cell.value is None:
        return ""
    if isinstance(cell.value, datetime):
        assert (cell.data_type, cell.value.time().isoformat()) == ("d", "00:00:00")
        return cell.value.date().isoformat()
    if isinstance(cell.value, str):
        assert cell.data_type == "s"
        return unescape(cell.value)
    assert cell.data_type == "n"
    return float(cell.value)


@pytest.mark.parametrize(
    "query",
    [DEFAULT, Query(), Query(datasets=("hostile",)), Query(datasets=("curated", "hostile")), Query(text="nothing so")],
    ids=["default", "everything", "hostile", "both", "none"],
)
def test_a_workbook_holds_what_the_csv_holds(hostile_store, query):
    header, *rows = csv.reader(
        io.StringIO(b"".join(export(hostile_store, query, "csv")).decode("utf-8-sig"), newline="")
    )
    names, *lines = sheet(b"".join(export(hostile_store, query, "xlsx")))
    assert [cell.value for cell in names] == header
    assert len(lines) == len(rows)
    for row, line in zip(rows, lines, strict=True):
        assert all(not isinstance(cell.value, str) for name, cell in zip(header, line, strict=True) if name in DATES)
        for name, text, cell in zip(header, row, map(as_in_csv, line), strict=True):
            if name in NUMBERS:
                assert cell == (float(text) if text else "")
            elif name in DATES:
                assert cell == text
            elif len(text) < 32_767:
                assert cell.replace("'", "") == text.replace("'", "")  # the CSV file has guards
            else:
                assert text == "x" * 40_000
                assert cell.startswith("x" * 32_600)


def test_hostile_texts_are_texts_letter_by_letter(hostile_store):
    names, *lines = sheet(b"".join(export(hostile_store, Query(datasets=("hostile",)), "xlsx")))
    at = [cell.value for cell in names].index("summary")
    found = {as_in_csv(line[at]) for line in lines}
    # A mark of no width before a text is stripped by the import.
    kept = [text.removeprefix("\u200b") for text in HOSTILE if len(text) < 32_767 and "\x1b" not in text]
    assert set(kept) | {r"\x1b[2J"} <= found


def test_nothing_is_computed_or_linked(hostile_store):
    content = b"".join(export(hostile_store, Query(datasets=("hostile",)), "xlsx"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        cells = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in cells
        assert "hyperlink" not in cells
        assert [name for name in archive.namelist() if "rels/sheet" in name] == []


def one_column(*texts: str) -> bytes:
    return b"".join(workbook(["text"], [pl.DataFrame({"text": texts})], CREATED))


MARK = "… [cut here, since a cell of a workbook holds no more: the CSV file has it all]"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * (32_767 - len(MARK)) + MARK),
        # A character beyond the first 65,536 counts twice.
        ("😀" * 16_383, "😀" * 16_383),
        ("😀" * 16_384, "😀" * ((32_767 - len(MARK)) // 2) + MARK),
        ("\0", r"\x00"),
    ],
    ids=["longest", "too long", "longest of pairs", "too long of pairs", "control"],
)
def test_a_cell_is_cut_with_a_mark_where_excel_would_refuse_it(text, cell):
    assert cell_text(text) == cell
    assert len(cell.encode("utf-16-le")) <= 2 * 32_767
    assert sheet(one_column(text))[1][0].value == cell


def test_a_text_like_a_formula_stays_text_when_it_is_edited():
    formats = openpyxl.load_workbook(io.BytesIO(one_column("=1+1", "plain"))).active
    assert [formats[cell].quotePrefix for cell in ("A2", "A3")] == [True, False]


def test_the_same_table_gives_the_same_bytes_and_nothing_of_today():
    content = one_column("a")
    assert content == one_column("a")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 31, 0, 0, 0)}
    properties = openpyxl.load_workbook(io.BytesIO(content)).properties
    assert (properties.created, properties.modified) == (datetime(2026, 11, 24), datetime(2026, 11, 24))


def test_more_events_than_a_sheet_holds_get_a_sentence(curated_store, monkeypatch):
    assert workbooks.MOST_ROWS == 2**20 - 1  # Excel's specifications and limits: 1,048,576 rows, one of them the header
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    workbooks.check_rows(3)
    with pytest.raises(TooManyRowsError):
        workbooks.check_rows(4)
    with pytest.raises(TooManyRowsError) as refused:
        export(curated_store, DEFAULT, "xlsx")
    assert str(refused.value).startswith("An Excel sheet holds 3 events, and these are ")
    assert "ask for fewer" in str(refused.value)


def test_who_stops_taking_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("dashboard.sharing.workbook.scratch_folder", lambda: tmp_path)
    chunks = workbook(["text"], iter([pl.DataFrame({"text": ["a"]})] * 3), CREATED)
    assert next(chunks) == b""
    assert list(tmp_path.iterdir()) != []
    chunks.close()
    assert list(tmp_path.iterdir()) == []


GROWTH = """
import json, resource
from datetime import date
import polars as pl
from dashboard.sharing.workbook import workbook

def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

def tables(rows):
    for first in range(0, rows, 1000):
        yield pl.DataFrame({f"c{n}": [f"{first + at} {n} " + "x" * 1500 for at in range(1000)] for n in range(3)})

def write(rows):
    for chunk in workbook([f"c{n}" for n in range(3)], tables(rows), date(2026, 11, 24)):
        pass
    return peak_mb()

print(json.dumps([write(2_000), write(15_000)]))
"""


def test_a_long_table_needs_no_more_memory_than_a_short_one():
    # 15,000 rows are 70 MB of text.
    done = subprocess.run([sys.executable, "-c", GROWTH], capture_output=True, check=True, text=True)  # noqa: S603
    short, long = json.loads(done.stdout)
    assert long - short < 20
