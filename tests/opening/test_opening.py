import gzip
import io
import json
import os
import zipfile

import pytest

from dashboard.opening.file_names import safe_name
from dashboard.opening.records import Record, records
from dashboard.opening.table import open_table, peek
from dashboard.sources.publisher import FileError

# As sha256sum says of the ten bytes of two short lines that end as on Windows.
SHA256 = "ea14f99c47575613ab22111122c847728c61007f6bfd7b062d02fcb99df3feb0"


@pytest.fixture
def file(tmp_path):
    """Make a file of these bytes."""

    def make(content: bytes, name: str = "events.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return make


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def zipped(*members) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


def geojson(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def feature(properties, geometry=None, **members) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": geometry} | members


# Of peek().


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a,b\n1,2\n", (("a", "b"), ("1", "2"))),
        (b"a;b\r\n1,5;2\r\n", (("a", "b"), ("1,5", "2"))),
        (b"a\tb\n1\t2", (("a", "b"), ("1", "2"))),
        (b"a|b\n1|2\n", (("a", "b"), ("1", "2"))),
        (b"a,b\r1,2\r", (("a", "b"), ("1", "2"))),
        (b"\n\na,b\n\n1,2\n", (("a", "b"), ("1", "2"))),
        (b"\xef\xbb\xbfa,b\n1,2\n", (("a", "b"), ("1", "2"))),
        (b'"a;b;c",d\n"1\n2",3\n', (("a;b;c", "d"), ("1\n2", "3"))),
        (b'a,b\n"1 ""x""",2\n', (("a", "b"), ('1 "x"', "2"))),
        ("a,b\nš,Ж\n".encode(), (("a", "b"), ("š", "Ж"))),
        ("a,b\nš,ž\n".encode("cp1250"), (("a", "b"), ("š", "ž"))),
        ("a,b\nš,Ж\n".encode("utf-16"), (("a", "b"), ("š", "Ж"))),
        (b"\xfe\xff" + "a,b\nš,Ж\n".encode("utf-16-be"), (("a", "b"), ("š", "Ж"))),
    ],
)
def test_the_first_records_are_seen_whatever_their_form(file, content, rows):
    assert peek(file(content)).rows == rows


def test_a_look_takes_thirty_records(file):
    assert len(peek(file(b"a,b\n" + b"1,2\n" * 100)).rows) == 30


def test_a_character_that_the_first_part_of_the_file_cuts_is_no_reason_to_doubt_its_encoding(file):
    # 65,536 bytes are looked at, and the last of them is the first half of the letter.
    start = b"a,b\n"
    content = start + b"x" * (65_535 - len(start)) + "š,1\n".encode()
    assert peek(file(content)).rows[1][0].isascii()


@pytest.mark.parametrize(("name", "called"), [("a b.csv", "a b.csv"), ("Подаци.csv", "Подаци.csv")])
def test_a_sample_is_called_like_its_file(file, name, called):
    assert peek(file(b"a,b\n", name)).file_name == called


def test_the_header_is_read_in_small_letters_without_blanks(file):
    assert peek(file(b"Event Date, TITLE \n")).header == ("event date", "title")


# Of open_table().


@pytest.mark.parametrize(
    ("content", "header"),
    [
        # As R's write.table() writes it, whose header has no cell for the numbers of the rows.
        (b'"date","title"\n"1","2023-09-24","a"\n"2","2023-09-25","b"\n', ("row", "date", "title")),
        (b"date;title\n2023-09-24;a;\n2023-09-25;b;\n", ("date", "title", "")),
        (b"date,title\n1,2023-09-24,a\n3,2023-09-25,b\n", ("date", "title")),
        (b"date,title\n2023-09-24,a,\n2023-09-25,b\n", ("date", "title")),
        (b"date,title\n2023-09-24,a,x\n2023-09-25,b,y\n", ("date", "title")),
    ],
)
def test_a_header_gets_the_cell_that_it_lacks_only_where_all_rows_tell_which(file, work, content, header):
    assert peek(file(content)).rows[0] == header
    assert open_table(file(content), work).sample.rows[0] == header


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        ("a,b\nš,1\n".encode(), "utf-8", "a,b\nš,1\n"),
        ("\ufeffa,b\nš,1\n".encode(), "utf-8-sig", "a,b\nš,1\n"),
        ("a,b\nš,ž\n".encode("cp1250"), "cp1250", "a,b\nš,ž\n"),
        ("a,b\nЖ,1\n".encode("utf-16"), "utf-16", "a,b\nЖ,1\n"),
        (b"\xfe\xff" + "a,b\nЖ,1\n".encode("utf-16-be"), "utf-16", "a,b\nЖ,1\n"),
        (b"a,b\r1,2\r3,4\r", "utf-8", "a,b\n1,2\n3,4\n"),
        ("a,b\rš,2\r".encode("cp1250"), "cp1250", "a,b\nš,2\n"),
    ],
)
def test_a_table_of_any_usual_encoding_becomes_utf_8(file, work, content, encoding, text):
    table = open_table(file(content), work)
    assert (table.encoding, table.path.read_bytes().decode()) == (encoding, text)


def test_a_letter_of_another_encoding_late_in_the_file_is_found(file, work):
    table = open_table(file(b"a,b\n" + b"1,2\n" * 600_000 + "š,1\n".encode("cp1250")), work)
    assert table.encoding == "cp1250"
    assert table.path.read_bytes().endswith("š,1\n".encode())


def test_a_plain_table_is_read_where_it_lies(file, work):
    path = file(b"a,b\r\n1,2\r\n")
    assert open_table(path, work).path.resolve() == path
    assert all(one.is_symlink() for one in work.iterdir())


def test_a_table_is_known_by_the_sha_256_of_its_file(file, work):
    assert open_table(file(b"a,b\r\n1,2\r\n"), work).sha256 == SHA256


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        (b"a,b;c;d\n", ";"),
        (b"a,b\n1;2;3\n", ","),
        (b'"a;b;c;d",e\n', ","),
        (b"a\tb, c\td\n", "\t"),
        (b"a|b|c,d\n", "|"),
        # Where two are equally many the first of , ; tab | counts.
        (b"a,b;c\n", ","),
    ],
)
def test_the_delimiter_is_what_the_header_has_most_of(file, work, content, delimiter):
    assert open_table(file(content + b"1,2\n"), work).delimiter == delimiter


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped(("a.csv", b"a,b\n1,2\n"))),
        ("a.zip", zipped(("readme.md", b"x"), ("data/", b""), ("data/A.CSV", b"a,b\n1,2\n"))),
        ("a.zip", zipped(("__MACOSX/._a.csv", b"x"), ("a.csv", b"a,b\n1,2\n"))),
        ("a.csv", zipped(("a.tsv", b"a,b\n1,2\n"))),
        ("a.zip", zipped(("README.txt", b"Events, 2023.\nSee the codebook.\n"), ("a.csv", b"a,b\n1,2\n"))),
        ("a.zip", zipped(("README.txt", b"Events, 2023, of one\nregion, in English.\n"), ("a.csv", b"a,b\n1,2\n"))),
        ("a.zip", zipped(("datapackage.json", b'{"resources": []}'), ("a.csv", b"a,b\n1,2\n"))),
        ("a.zip", zipped(("notes.txt", b"x"), ("licence", b"Free.\n"), ("export", b"a,b\n1,2\n"))),
        ("a.csv.gz", gzip.compress(b"a,b\n1,2\n")),
        ("a.gz", gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n")),
    ],
    ids=[
        "zip",
        "zip with more in it",
        "zip of a Mac",
        "README",
        "README with commas",
        "description in JSON",
        "table without an ending",
        "zip that is called a table",
        "gzip",
        "gzip of two parts",
    ],
)
def test_a_packed_table_is_unpacked(file, work, name, content):
    table = open_table(file(content, name), work)
    assert (table.file_name, table.path.read_bytes()) == (name, b"a,b\n1,2\n")


def test_a_member_that_climbs_out_of_its_zip_is_read_and_written_nowhere_else(file, work, tmp_path):
    path = file(zipped(("../../climbed.csv", b"a,b\n1,2\n")))
    table = open_table(path, work)
    assert table.path.read_bytes() == b"a,b\n1,2\n"
    assert table.path.parent == work
    assert {one.name for one in tmp_path.rglob("*")} == {"events.csv", "work", table.path.name}
    assert not (tmp_path.parent.parent / "climbed.csv").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"date,title\n" + b"2023-09-24,a\n" * 200_000,
        zipped(("a.csv", b"date,title\n" + b"2023-09-24,a\n" * 200_000)),
        gzip.compress(b"date,title\n" + b"2023-09-24,a\n" * 200_000),
        "date,title\n".encode("utf-16") + "2023-09-24,a\n".encode("utf-16-le") * 100_000,
    ],
    ids=["plain", "zip", "gzip", "utf-16"],
)
def test_a_table_longer_than_allowed_is_refused_before_it_fills_the_disk(file, work, content):
    with pytest.raises(FileError, match=r"“events\.csv” holds more than 1 MB: give a part of it"):
        open_table(file(content), work, longest=2**20)
    assert sum(one.lstat().st_size for one in work.iterdir()) <= 2**20


def test_a_table_as_long_as_allowed_is_read(file, work):
    assert open_table(file(b"a,b\n1,2\n"), work, longest=8).delimiter == ","
    with pytest.raises(FileError):
        open_table(file(b"a,b\n1,22\n"), work, longest=8)


# Of GeoJSON.


@pytest.mark.parametrize(
    ("features", "table"),
    [
        ([feature({"date": "2023-09-24"}, {"type": "Point", "coordinates": [20.78, 42.97]})],
         "lon,lat,date\n20.78,42.97,2023-09-24\n"),
        ([feature({"date": "2023-09-24"}, {"type": "Point", "coordinates": [20.78, 42.97, 600]})],
         "lon,lat,date\n20.78,42.97,2023-09-24\n"),
        ([feature({"date": "2023-09-24", "title": 'a "b", c'}, None)], 'date,title\n2023-09-24,"a ""b"", c"\n'),
        ([feature({"date": "d"}, id=7), feature({"title": "t"}, id="x")], "date,id,title\nd,7,\n,x,t\n"),
        ([feature({"id": "own", "n": 1.5, "b": True, "z": None, "l": [1, "š"]}, id=7)],
         'id,n,b,z,l\nown,1.5,true,,"[1, ""š""]"\n'),
        ([feature({"date": "d", "a": ""}, {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]})],
         "date,a\nd,\n"),
        ([feature({"date": "d"}, {"type": "Point", "coordinates": []})], "lon,lat,date\n,,d\n"),
        ([feature(None, id=1), feature({"a": "b"})], "id,a\n1,\n,b\n"),
    ],
)  # fmt: skip
def test_a_feature_becomes_a_record(file, work, features, table):
    opened = open_table(file(geojson(*features), "a.geojson"), work)
    assert opened.path.read_text("utf-8") == table


def test_geojson_in_utf_16_is_read(file, work):
    content = geojson(feature({"date": "2023-09-24", "title": "š"})).decode().encode("utf-16")
    opened = open_table(file(content, "a.geojson"), work)
    assert opened.path.read_text("utf-8") == "date,title\n2023-09-24,š\n"


# Of records().


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"a,b", [(1, 0, b"a,b")]),
        (b"a,b\n1,2\n", [(1, 0, b"a,b\n"), (2, 4, b"1,2\n")]),
        (b"a,b\r\n1,2\r\n", [(1, 0, b"a,b\r\n"), (2, 5, b"1,2\r\n")]),
        (b"a\n\n\r\nb\n", [(1, 0, b"a\n"), (4, 5, b"b\n")]),
        (b"\n\na\n", [(3, 2, b"a\n")]),
        (b'a\n"1\n2\n3",4\nb\n', [(1, 0, b"a\n"), (2, 2, b'"1\n2\n3",4\n'), (5, 12, b"b\n")]),
        (b'"1\n\n2"\nb\n', [(1, 0, b'"1\n\n2"\n'), (4, 7, b"b\n")]),
        (b'"a ""b"" c"\nd\n', [(1, 0, b'"a ""b"" c"\n'), (2, 12, b"d\n")]),
        (b'"a ""\nb"\nd\n', [(1, 0, b'"a ""\nb"\n'), (3, 9, b"d\n")]),
        (b'a\n"b\nc\n', [(1, 0, b"a\n"), (2, 2, b'"b\nc\n')]),
        ("š\nb\n".encode(), [(1, 0, "š\n".encode()), (2, 3, b"b\n")]),
    ],
)
def test_a_record_knows_its_line_and_its_first_byte(file, content, expected):
    assert list(records(file(content), ",", is_quoted=True)) == [Record(*one) for one in expected]


def test_where_nothing_is_quoted_a_quotation_mark_is_a_letter(file):
    path = file(b'a"b\tc\nd\te\n')
    assert list(records(path, "\t", is_quoted=False)) == [Record(1, 0, b'a"b\tc\n'), Record(2, 6, b"d\te\n")]


@pytest.mark.parametrize(
    "given",
    ["я" * 180 + ".csv", "a" * 300, ".." , ".", "", "\0", "a\0b.csv", "../../x.csv", "C:\\x\\y.csv", "\udcff.csv",
     "a\nb.csv", "." + "я" * 300, "/", "a." + "b" * 300, "💥" * 200 + ".geojson", "\ud800"],
)  # fmt: skip
def test_any_name_that_somebody_gave_a_file_can_be_written_where_it_belongs(tmp_path, given):
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / safe_name(given)).write_bytes(b"x")
    (made,) = folder.iterdir()
    assert [one.name for one in tmp_path.iterdir()] == ["here"]
    assert made.read_bytes() == b"x"
    assert len(os.fsencode(made.name)) <= 143
    for ending in (".csv", ".geojson"):
        assert made.name.endswith(ending) == given.endswith(ending)


def test_an_ordinary_name_stays():
    assert safe_name("moji podaci Žrnovo (2).csv.gz") == "moji podaci Žrnovo (2).csv.gz"
