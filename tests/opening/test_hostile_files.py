"""Files that are no table of events, or a broken one: each is refused in one sentence and leaves nothing behind."""

import csv
import gzip
import io
import json
import os
import random
import sqlite3
import zipfile
from pathlib import Path

import pytest

from dashboard import store as stores
from dashboard.commands.ingest import main
from dashboard.store.catalogue import Catalogue
from tests.sources.files import (
    ACLED,
    ACLED_EVENT,
    GDELT_61,
    GDELT_EVENT,
    GED_23,
    GED_EVENT,
    row,
)

OWN = b"id,date,title\n1,2023-09-24,One\n"
NO_DATE = "has no column for date_start"


def table(*rows, delimiter=",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def without(columns, name, event) -> bytes:
    """A table with one column left out."""
    columns = [column for column in columns if column != name]
    return table(columns, row(columns, {key: cell for key, cell in event.items() if key != name}))


def ged(**changes) -> bytes:
    """Three events of GED, all with these cells changed."""
    return table(GED_23, *(row(GED_23, GED_EVENT, {"id": str(number), **changes}) for number in range(3)))


def gdelt(**changes) -> bytes:
    return table(row(GDELT_61, GDELT_EVENT, changes), delimiter="\t")


def zipped(*members, method=zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


def changed(content: bytes, *places: tuple[int, int]) -> bytes:
    """The bytes with some of them replaced, by position."""
    new = bytearray(content)
    for position, byte in places:
        new[position] = byte
    return bytes(new)


def encrypted() -> bytes:
    """A ZIP that says of its member that it is encrypted, in both places where it says so."""
    plain = zipped(("a.csv", OWN))
    return changed(plain, (6, 1), (plain.index(b"PK\x01\x02") + 8, 1))


def strangely_packed() -> bytes:
    """A ZIP whose member is packed by method 99."""
    plain = zipped(("a.csv", OWN))
    return changed(plain, (8, 99), (plain.index(b"PK\x01\x02") + 10, 99))


def geojson(*features, **members) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features} | members).encode()


def feature(properties, geometry=None) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(*coordinates) -> dict:
    return {"type": "Point", "coordinates": coordinates}


NOISE = random.Random(7).randbytes(4000)  # noqa: S311 - no secret
ZIP = zipped(("a.csv", OWN * 200))
LZMA = zipped(("a.csv", OWN + NOISE), method=zipfile.ZIP_LZMA)
BZIP2 = zipped(("a.csv", OWN + NOISE), method=zipfile.ZIP_BZIP2)
GZIP = gzip.compress(OWN * 200, mtime=0)
SQLITE = sqlite3.connect(":memory:")
SQLITE.execute("CREATE TABLE events (date)")

# name: the file's bytes, and words of the sentence that it is refused with
HOSTILE: dict[str, tuple[bytes, str]] = {
    # nothing in it
    "nothing": (b"", "an empty file"),
    "byte order mark alone": (b"\xef\xbb\xbf", "an empty file"),
    "blank lines": (b"\n\r\n  \n\t\n", "an empty file"),
    "delimiters alone": (b";;;\r\n;;;\r\n", "an empty file"),
    "header alone": (b"date,title\n", "holds no records"),
    "header and tags alone": (b"date,title\n#date,#event\n", "holds no records"),
    # other kinds of file
    "noise": (NOISE, "a binary file"),
    "noise without zeros": (NOISE.replace(b"\0", b""), "a text without columns"),
    "a zero byte": (b"date,title\n2023-09-24,a\0b\n", "a zero byte (NUL) in line 2"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + NOISE, "a picture"),
    "JPEG": (b"\xff\xd8\xff\xe0" + NOISE, "a picture"),
    "GIF": (b"GIF89a\x01\0\x01\0,;,;", "a binary file"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF document"),
    "Excel workbook": (
        zipped(("[Content_Types].xml", "<a/>"), ("xl/workbook.xml", "<a/>")),
        "damaged or encrypted workbook",
    ),
    "Excel workbook with a CSV in it": (
        zipped(("xl/workbook.xml", "<a/>"), ("a.csv", OWN)),
        "damaged or encrypted workbook",
    ),
    "old Excel workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, "an old Excel or Word document"),
    "OpenDocument": (zipped(("mimetype", "x"), ("content.xml", "<a/>")), "holds mimetype, content.xml"),
    "Parquet": (b"PAR1" + NOISE + b"PAR1", "a damaged Parquet file"),
    "SQLite": (SQLITE.serialize(), "a SQLite database"),
    "DuckDB": (b"\1\2\3\4\5\6\7\x08DUCK" + bytes(40), "a binary file"),
    "7-Zip": (b"7z\xbc\xaf\x27\x1c\0\4" + NOISE, "a 7-Zip archive"),
    "RAR": (b"Rar!\x1a\x07\x01\0" + NOISE, "a RAR archive"),
    "bzip2": (b"BZh91AY&SY" + NOISE, "a binary file"),
    "UTF-32 without its mark": ("date,title\n2023-09-24,a\n".encode("utf-32-le"), "a binary file"),
    "a zero byte far behind": (b"id,date,title\n1,2023-09-24," + b"x" * 2**17 + b"\0\n", "a zero byte (NUL) in line 2"),
    # archives
    "empty ZIP": (b"PK\x05\x06" + bytes(18), "an empty ZIP archive"),
    "ZIP without a table": (zipped(("readme.md", "x")), "holds readme.md; needed is one table"),
    "ZIP of two tables": (zipped(("a.csv", OWN), ("b.tsv", OWN)), "holds a.csv, b.tsv; needed is one table"),
    "ZIP of two tables and a README": (
        zipped(("a.csv", OWN), ("README.txt", b"Two tables.\n"), ("b.geojson", b'{"features": []}')),
        "holds a.csv, b.geojson; needed is one table",
    ),
    "ZIP of a README": (zipped(("README.txt", b"Nothing here.\n")), "a text without columns"),
    "ZIP of a ZIP": (zipped(("a.zip", ZIP)), "holds a.zip; needed is one table"),
    "ZIP called a table in a ZIP": (zipped(("a.csv", ZIP)), "a binary file"),
    "ZIP of an empty table": (zipped(("a.csv", b"")), "an empty file"),
    "ZIP of a folder": (zipped(("a.csv/", b"")), "holds nothing"),
    "ZIP that climbs out twice": (zipped(("../../a.csv", OWN), ("/b.csv", OWN)), "needed is one table"),
    "ZIP of a Mac's shadow": (zipped(("__MACOSX/._a.csv", OWN)), "needed is one table"),
    "ZIP cut short": (ZIP[:60], "a damaged or encrypted archive"),
    "ZIP without its middle": (ZIP[:40] + ZIP[80:], "a damaged or encrypted archive"),
    "ZIP with a wrong checksum": (
        changed(ZIP, (ZIP.index(b"PK\x01\x02") + 16, 0), (14, 0)),
        "a damaged or encrypted archive",
    ),
    "ZIP encrypted": (encrypted(), "a damaged or encrypted archive"),
    "ZIP of an unknown method": (strangely_packed(), "a damaged or encrypted archive"),
    "ZIP of LZMA with changed bytes": (
        changed(LZMA, *((place, 0) for place in range(60, 90))),
        "a damaged or encrypted",
    ),
    "ZIP of bzip2 with changed bytes": (
        changed(BZIP2, *((place, 0) for place in range(60, 90))),
        "a damaged or encrypted",
    ),
    "ZIP of bzip2 cut short": (BZIP2[:70] + BZIP2[-100:], "a damaged or encrypted archive"),
    "ZIP of a web page": (zipped(("a.csv", b"<!DOCTYPE html>\n<p>Log in, please</p>")), "a web page"),
    "gzip cut short": (GZIP[:-12], "a damaged or encrypted archive"),
    "gzip of two bytes": (GZIP[:2], "a damaged or encrypted archive"),
    "gzip with a wrong checksum": (changed(GZIP, (-6, GZIP[-6] ^ 0xFF)), "a damaged or encrypted archive"),
    "gzip of noise": (gzip.compress(NOISE), "a binary file"),
    "gzip of nothing": (gzip.compress(b""), "an empty file"),
    "gzip of a gzip": (gzip.compress(GZIP), "a binary file"),
    # pages and messages
    "HTML": (b"<!DOCTYPE html><html><body>Log in, please</body></html>", "a web page"),
    "HTML after blanks": (b"\xef\xbb\xbf\n  <html><body>Log in, please</body></html>", "a web page"),
    "HTML table": (b"<table><tr><td>date,title</td></tr></table>", NO_DATE),
    "XML": (b'<?xml version="1.0"?>\n<events><event date="2023-09-24,"/></events>', "a web page or XML"),
    "JSON error": (b'{"error": "access denied", "status": 403}', "JSON without events"),
    "JSON list": (b'["2023-09-24", "a"]', "JSON without events"),
    "JSON cut short": (geojson(feature({"date": "2023-09-24"}))[:-20], "damaged JSON"),
    "JSON in Latin-1": (b'{"type": "FeatureCollection", "name": "\xe9", "features": []}', "damaged JSON"),
    # GeoJSON
    "GeoJSON without features": (geojson(), "an empty GeoJSON or JSON file"),
    "GeoJSON of empty features": (geojson({}, {}), "an empty GeoJSON or JSON file"),
    "GeoJSON of words": (geojson("a", "b"), "JSON without events"),
    "GeoJSON geometry alone": (json.dumps(point(20.8, 42.9)).encode(), "JSON without events"),
    "GeoJSON without dates": (geojson(feature({"title": "a"}, point(20.8, 42.9))), NO_DATE),
    "GeoJSON name of half a letter": (
        b'{"features": [{}, {"properties": {"\\ud800col": "a"}}]}',
        "half of a character (a lone surrogate) in a column's name",
    ),
    "GeoJSON value of half a letter": (
        b'{"features": [{"properties": {"date": "2023-09-24", "title": "a\\ud800"}}]}',
        "half of a character (a lone surrogate) in record 1",
    ),
    "GeoJSON name of a NUL": (
        b'{"features": [{"properties": {"date": "2023-09-24", "a\\u0000b": ""}}]}',
        "a zero byte in a column's name",
    ),
    "GeoJSON value of a NUL": (
        b'{"features": [{"properties": {"date": "2023-09-24", "title": ["a\\u0000b"]}, "id": "\\u0000"}]}',
        "a zero byte in record 1",
    ),
    "no date among semicolons": (b"Naslov;Broj\r\nA;1,5\r\nB;2,5\r\n", "It has: naslov, broj"),
    "header of blanks": (b" , , \n2023-09-24,a,b\n", "It has: column 1, column 2, column 3"),
    "one name for all columns": (b"a,a,a\n1,2,3\n", "It has: a, a 2, a 3"),
    "10,000 columns": (table([f"c{one}" for one in range(10_000)]), "a table of more than 2000 columns"),
    "prose": (b"On 24 September there was an attack.\nIt ended in the evening.\n", "a text without columns"),
    "quotation mark never closed": (b'date,title\n"2023-09-24,a\n2023-09-25,b\n', "not closed"),
    "no record of the header's length": (b"date,title\na,b,c\n", "too many cells"),
    "two orders": (
        b"date,title\n09/24/2023,a\n24/09/2023,b\n",
        "24/09/2023 in line 3 (“24/09/2023,b”) and 09/24/2023 in line 2 (“09/24/2023,a”)",
    ),
    "no order": (b"date,title\n10/6/2023,a\n", "nothing proves whether the day or the month comes first: 10/6/2023."),
    "tags for a header": (b"#date,#event\n2023-09-24,a\n", "It has: #date, #event"),
    # names of columns
    "SQL": (b'"x""; DROP TABLE events; --",b\n1,2\n', 'It has: x"; drop table events; --, b'),
    "quotes": (b'it\'s,"a ""b"""\n1,2\n', 'It has: it\'s, a "b"'),
    "formulas": (b"=1+1,@sum(a1),-2\n1,2,3\n", "It has: =1+1, @sum(a1), -2"),
    "scripts": (b"<script>alert(1)</script>,${7*7},{{7*7}}\n1,2,3\n", "<script>alert(1)</script>, ${7*7}, {{7*7}}"),
    "formats": (b"a{0},{name},%s,%(x)d\n1,2,3,4\n", "It has: a{0}, {name}, %s, %(x)d"),
    # UCDP
    "GED without where_prec": (without(GED_23, "where_prec", GED_EVENT), "lacks the columns where_prec"),
    "GED of wrong dates": (ged(date_start="some day"), "None of the 3 records can be used"),
    "GED of dyads by year": (
        b"dyad_id,conflict_id,location,side_a,side_b,intensity_level,year\n1,1,Somewhere,A,B,1,1999\n",
        "armed conflicts or dyads by year",
    ),
    "battle-related deaths": (b"conflict_id,dyad_id,year,bd_best\n1,1,1999,25\n", "battle-related deaths"),
    "one-sided violence": (b"conflict_id,actor_name,year,best_fatality_estimate\n1,A,1999,25\n", "sums by actor"),
    "country and year": (b"country_cy,year_cy,sb_exist_cy\nSomewhere,1999,1\n", "by country and year"),
    # ACLED and HDX
    "ACLED without event_date": (without(ACLED, "event_date", ACLED_EVENT), "lacks the columns event_date"),
    "ACLED by month": (b"country,month,year,events,fatalities\nKosovo,May,2023,5,0\n", "ACLED's counts of events"),
    "HDX HAPI": (
        b"location_code,admin1_name,event_type,events,fatalities,reference_period_start\nUKR,,a,1,0,2023-01-01\n",
        "HDX HAPI's counts of events by district and month",
    ),
    # GDELT
    "GDELT's knowledge graph": (
        table(["20230924120000-1", "20230924120000", "1", *[""] * 24], delimiter="\t"),
        "GDELT's Global Knowledge Graph",
    ),
    "GDELT's mentions": (
        table(["1", "20230924120000", "20230924120000", *[""] * 13], delimiter="\t"),
        "GDELT's mentions of events",
    ),
    "GDELT of 59 columns": (table(row(GDELT_61, GDELT_EVENT)[:59], delimiter="\t"), NO_DATE),
    "GDELT with words for dates": (gdelt(sqldate="yesterday"), NO_DATE),
    "GDELT of impossible dates": (gdelt(sqldate="20231399"), "a date is missing or cannot be read"),
}


@pytest.fixture
def datasets(curated_store, tmp_path, monkeypatch) -> Path:
    """The folder that files are imported into."""
    folder = tmp_path / "datasets"
    monkeypatch.setenv("DATASETS", str(folder))
    # A command of its own reads the dossier, for a second; here there is one already.
    monkeypatch.setattr(stores, "read_dossier", lambda: (curated_store.dossier, curated_store.municipalities))
    return folder


@pytest.fixture
def refusal(datasets, tmp_path, capsys):
    """The sentence that files are refused with, after a look that nothing has come of them."""

    def sentence(*arguments: object) -> str:
        before = {path for path in tmp_path.rglob("*") if datasets not in (path, *path.parents)}
        assert main(["auto", *map(str, arguments)]) == 1
        answer = capsys.readouterr()
        assert answer.out == ""
        bar = "B/s]"
        lines = [line for line in answer.err.replace("\r", "\n").split("\n") if line.strip() and bar not in line]
        assert len(lines) == 1, lines
        assert Catalogue(datasets).datasets() == []
        assert list(datasets.glob("*")) == []
        assert {path for path in tmp_path.rglob("*") if path != datasets} == before
        return lines[0]

    return sentence


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(name, tmp_path, refusal):
    content, expected = HOSTILE[name]
    file = tmp_path / "events.csv"
    file.write_bytes(content)
    assert expected in refusal(file)


@pytest.mark.parametrize(
    "name",
    ["it's.csv", 'a "b".csv', "100%.csv", "%s.csv", "{0} {name}.csv", "a\\b.csv", "š Ж.csv", "x" * 251 + ".csv", "csv"],
)
def test_a_refused_file_is_called_by_its_name(name, tmp_path, refusal):
    (tmp_path / name).write_bytes(b"a,b\n1,2\n")
    assert refusal(tmp_path / name).startswith(f"“{name}” has no column for date_start")


def test_a_file_that_is_not_there_is_refused(tmp_path, refusal):
    assert refusal(tmp_path / "nothing.csv") == "There is no file “nothing.csv”: check the path."


def test_a_folder_is_refused(tmp_path, refusal):
    (tmp_path / "folder.csv").mkdir()
    assert "no file “folder.csv”" in refusal(tmp_path / "folder.csv")


def test_a_link_to_nothing_is_refused(tmp_path, refusal):
    (tmp_path / "link.csv").symlink_to(tmp_path / "nothing.csv")
    assert "no file “link.csv”" in refusal(tmp_path / "link.csv")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path, refusal):
    os.mkfifo(tmp_path / "pipe.csv")
    assert "no file “pipe.csv”" in refusal(tmp_path / "pipe.csv")


@pytest.mark.parametrize("name", ["../x", "x/y", "curated", "A", "x" * 41, "1x", "žuto", "x y", ".", "x'; --"])
def test_a_dataset_cannot_have_every_name(name, tmp_path, refusal):
    (tmp_path / "events.csv").write_bytes(OWN)
    sentence = refusal(tmp_path / "events.csv", f"--dataset={name}")
    assert "cannot be called" in sentence
    assert "use up to 40 small letters" in sentence


def test_files_of_two_publishers_are_refused(tmp_path, refusal):
    (tmp_path / "a.csv").write_bytes(OWN)
    (tmp_path / "b.csv").write_bytes(ged())
    assert "of several publishers (own, ucdp)" in refusal(tmp_path / "a.csv", tmp_path / "b.csv")


def test_of_two_files_the_hostile_one_is_named(tmp_path, refusal):
    (tmp_path / "a.csv").write_bytes(OWN)
    (tmp_path / "b.csv").write_bytes(b"a,b\n1,2\n")
    assert refusal(tmp_path / "a.csv", tmp_path / "b.csv").startswith("“b.csv”")
