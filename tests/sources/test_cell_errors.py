"""A cell whose formula failed is unknown and counted, or its record is refused: in workbooks of openpyxl, in documents
as LibreOffice and Excel write them, and in the CSV that is saved from one."""

import csv
import zipfile
from html import escape
from pathlib import Path

import openpyxl
import pytest

from dashboard.importing.importing import Request, import_files, remarks
from dashboard.importing.placing import GazetteerContext
from dashboard.opening.foreign import sheets
from dashboard.opening.foreign.request import Source
from dashboard.opening.kinds import Kind, Reader
from dashboard.opening.table import open_table
from dashboard.query import Query
from dashboard.sources.cell_errors import ERRORS
from dashboard.store.catalogue import Catalogue
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine
from tests.sources.files import ACLED, ACLED_EVENT, GDELT_58, GDELT_EVENT, GED_23, GED_EVENT, row

HEADER = ["id", "date", "title", "place", "killed", "type", "lat", "lon", "note of ours"]
ROWS = [
    HEADER,
    ["e1", "2023-09-24", "A raid", "Zvečan", "3", "ASSAULT", "42.9", "20.8", "#N/A"],  # that column is not read
    ["e2", "#N/A", "Without a day", "Zvečan", "1", "ASSAULT", "42.9", "20.8", ""],
    ["#REF!", "2023-09-25", "#N/A", "#NAME?", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!", ""],
    ["#N/A", "2023-09-26", "#N/A", "", "", "", "", "", ""],
    ["#N/A"] * 9,
]
# openpyxl knows these alone as errors of a workbook.
NAMES = [one for one in ERRORS if one in openpyxl.cell.cell.ERROR_CODES]


def workbook(path: Path, rows=ROWS) -> Path:
    book = openpyxl.Workbook()
    for cells in rows:
        book.active.append([cell or None for cell in cells])
    book.save(path)
    return path


def cell_of(cell: str) -> str:
    """As LibreOffice writes it, which has no value for an error."""
    if cell in ERRORS:
        return (
            '<table:table-cell table:formula="of:=IF([.A1]>3;NA();1)" office:value-type="string" '
            f'office:string-value="" calcext:value-type="error"><text:p>{escape(cell)}</text:p></table:table-cell>'
        )
    if not cell:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'


def document(path: Path, rows: list[list[str]]) -> Path:
    """An OpenDocument whose cells are such elements."""
    spaces = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }
    names = " ".join(f'xmlns:{name}="{address}"' for name, address in spaces.items())
    table = "".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{manifest}"/>')
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body><office:spreadsheet>'
            f'<table:table table:name="A">{table}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def saved_as_csv(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(ROWS)
    return path


FILES = {
    "xlsx": lambda folder: workbook(folder / "a.xlsx"),
    "ods": lambda folder: document(folder / "a.ods", [list(map(cell_of, cells)) for cells in ROWS]),
    "csv": lambda folder: saved_as_csv(folder / "a.csv"),
}


def added(file: Path, curated_store):
    """What an import of the file came to, and its events."""
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)
    catalogue = Catalogue(file.parent / "datasets")
    outcome = import_files(Request((file,)), catalogue, ground, lambda step, done: None)
    engine = Engine.read_only(catalogue.current(outcome.about.dataset).events)
    events = Dataset(engine).events(Query(datasets=(outcome.about.dataset,)))
    engine.close()
    return outcome, events


@pytest.fixture(scope="module", params=FILES)
def imported(request, tmp_path_factory, curated_store):
    """Of each kind of file: the kind, what its import came to, and its events."""
    return request.param, *added(FILES[request.param](tmp_path_factory.mktemp("errors")), curated_store)


def test_an_errors_cell_is_unknown_and_counted_by_column(imported):
    kind, outcome, events = imported
    first, all_errors, untitled = events
    assert first.title == "A raid"
    assert all_errors.publisher_id == ("row 3" if kind == "csv" else "row 4")
    assert (all_errors.title, all_errors.fatalities.best, all_errors.lat, all_errors.lon) == ("", None, None, None)
    assert (all_errors.event_type, all_errors.warning) == ("OTHER", "")
    assert (all_errors.place_name, untitled.title) == ("", "")
    assert outcome.about.unread == {
        "event_type": 1, "fatalities_best": 1, "lat": 1, "lon": 1, "place": 1, "publisher_id": 2, "title": 2,
    }  # fmt: skip
    assert "killed: what stands there cannot be read in 1 record, so it is unknown." in remarks(outcome.about)
    assert "id: what stands there cannot be read in 2 records, so it is unknown." in remarks(outcome.about)


def test_a_record_whose_day_is_an_error_is_refused_with_its_line_and_that_text(imported):
    kind, outcome, _events = imported
    assert outcome.about.refused == {"date": 2}
    with outcome.refused_file.open(encoding="utf-8-sig", newline="") as file:
        refused = list(csv.DictReader(file))
    assert [one["line"] for one in refused] == (["3", "6"] if kind == "csv" else ["row 3", "row 6"])
    assert {one["rule"] for one in refused} == {"a date is missing or cannot be read"}
    assert [one["record"].split(",")[1] for one in refused] == ["#N/A", "#N/A"]


def test_a_first_row_of_errors_is_no_row_of_tags(tmp_path, curated_store):
    file = workbook(tmp_path / "a.xlsx", [["date", "title"], ["#N/A", "#REF!"], ["2023-09-24", "A raid"]])
    outcome, events = added(file, curated_store)
    assert (outcome.about.read, outcome.about.refused, len(events)) == (2, {"date": 1}, 1)


def text_of(file: Path) -> str:
    folder = file.parent / "work"
    folder.mkdir(exist_ok=True)
    return open_table(file, folder).path.read_text("utf-8")


def test_every_error_of_a_workbook_is_its_text_with_or_without_its_formula(tmp_path):
    file = workbook(tmp_path / "a.xlsx", [["a", "b"], *([name, "x"] for name in NAMES)])
    assert text_of(file) == "a,b\n" + "".join(f"{name},x\n" for name in NAMES)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b't="e"><v>', b't="e"><f>NA()</f><v>') if "sheet1" in name else content)
    assert text_of(tmp_path / "b.xlsx") == text_of(file)


def test_the_errors_of_a_sheet_that_is_looked_through_in_pieces_are_all_read(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "_PIECE", 1 << 13)
    rows = [["a", "b"], *([f"{number}", "#N/A" if number % 7 else "x" * (number * 37 % 997)] for number in range(6000))]
    expected = "".join(f"{number},{cell}\n" for number, cell in rows)
    file = workbook(tmp_path / "a.xlsx", rows)
    found = sheets.read(Source(file, str(file), Kind(Reader.SHEETS, "xlsx"), ""))
    assert (
        "".join(f"{number},{cell}\n" for number, cell in [found.columns, *(cells for _row, cells in found.rows)])
        == expected
    )


def test_an_open_documents_error_is_read_whatever_the_language_and_value_beside_it(tmp_path):
    cells = [
        '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
        "<text:p>#NV</text:p></table:table-cell>",
        '<table:table-cell table:style-name="x" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p>'
        "</table:table-cell>",
        '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
        "<office:annotation><text:p>why?</text:p></office:annotation><text:p>Err:502</text:p></table:table-cell>",
        '<table:table-cell table:number-columns-repeated="2" calcext:value-type="error" office:value-type="string" '
        'office:string-value=""><text:p>#N/A</text:p></table:table-cell>',
        cell_of("#not an error"),
    ]
    rows = [[cell_of(name) for name in "abcdef"], cells]
    assert (
        text_of(document(tmp_path / "a.ods", rows)) == "a,b,c,d,e,f\n#ERROR!,#DIV/0!,Err:502,#N/A,#N/A,#not an error\n"
    )


@pytest.mark.parametrize(
    ("columns", "event", "column"),
    [(GED_23, GED_EVENT, "side_b"), (ACLED, ACLED_EVENT, "notes"), (GDELT_58, GDELT_EVENT, "actor1name")],
    ids=["ucdp", "acled", "gdelt"],
)
def test_in_the_files_of_publishers_too(tmp_path, curated_store, columns, event, column):
    file = tmp_path / "a.csv"
    header = [columns] if columns is not GDELT_58 else []
    records = [row(columns, event | {column: "#N/A"}), row(columns, event | {columns[0]: "2"})]
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter="," if header else "\t").writerows([*header, *records])
    outcome, events = added(file, curated_store)
    assert outcome.about.unread == {column: 1}
    assert not any("#N/A" in f"{one.title}{one.summary}{one.actor1}{one.actor2}" for one in events)
