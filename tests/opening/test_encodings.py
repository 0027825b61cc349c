"""Whatever letters a file is written in: read right, or told how they were read. Python's codecs wrote the bytes."""

import codecs
import csv
import gzip
import io
from pathlib import Path

import pytest

from dashboard import store as stores
from dashboard.commands.ingest import main
from dashboard.opening.encoding import encoding_of
from dashboard.opening.table import open_table, peek
from dashboard.query import Query
from dashboard.sources.publisher import FileError
from dashboard.store.catalogue import Catalogue
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine

LATIN = "Datum;Naslov;Mesto\r\n24.09.2023;Sukob kod Zvečana, žičana ograda, đaci;Zvečan\r\n"
CYRILLIC = "Datum;Naslov;Mesto\r\n24.09.2023;Пуцњава у Бањској;Бањска\r\n"
ALBANIAN = "Data;Titulli;Vendi\r\n24.09.2023;Përleshje në veri të Kosovës;Zveçan\r\n"


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def write(folder: Path, content: bytes) -> Path:
    path = folder / "events.csv"
    path.write_bytes(content)
    return path


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (LATIN, "cp1250"),
        (LATIN, "cp852"),
        (LATIN, "utf-8"),
        (CYRILLIC, "cp1251"),
        (ALBANIAN, "cp1250"),
        (ALBANIAN, "cp852"),
        ("Datum;Mesto\n24.09.2023;Zvečan\n", "cp852"),
        ("Datum;Mesto\n24.09.2023;Zvečan\n", "cp1250"),
        ("Datum;Mesto\n24.09.2023;Žitorađa – „Šid”\n", "cp1250"),
        (LATIN, "utf-16-le"),
        (LATIN, "utf-16-be"),
        (CYRILLIC * 20_000, "utf-16-le"),
        ("a,b\n" + "1,2\n" * 600_000 + "Бањска,2\n", "cp1251"),
        ("a,b\n" + "1,2\n" * 600_000 + "Zvečan,2\n", "cp852"),
    ],
    ids=lambda value: value[-20:],
)
def test_letters_of_the_region_are_read_in_any_of_its_encodings(tmp_path, work, text, encoding):
    path = write(tmp_path, text.encode(encoding))
    table = open_table(path, work)
    assert table.encoding == encoding
    assert rows(table.path.read_text("utf-8")) == rows(text.replace("\r\n", "\n"))


@pytest.mark.parametrize(
    "content",
    [
        LATIN.encode("cp852"), CYRILLIC.encode("cp1251"), LATIN.encode("utf-16"), LATIN.encode("utf-8-sig"),
        b"a;b\n" + b"1;2\n" * 30_000 + "Бањска;2\n".encode("cp1251"),
        "Naslov;Mesto\nZve\u010dan;1\n".encode() + b"Zve\xe8an;2\n",
        "Naslov;Mesto\n".encode("utf-16-le") + "Zvečan;1\n".encode("utf-16-le"),
    ],
)  # fmt: skip
def test_the_preview_and_the_import_decode_alike(tmp_path, work, content):
    path = write(tmp_path, content)
    sample, table = peek(path), open_table(path, work)
    assert sample.rows == table.sample.rows
    assert (sample.encoding, sample.is_settled) == (table.encoding, table.is_settled)


@pytest.mark.parametrize(
    ("content", "lines", "text"),
    [
        (
            b"a;b\n" + "č\n".encode() * 50 + b"\xe8\n" + "č\n".encode() * 49,
            (52,),
            "a;b\n" + "č\n" * 50 + "�\n" + "č\n" * 49,
        ),
        ("a;č\n".encode() + b"b \xe8 \xc4\r\n", (2,), "a;č\nb � �\n"),
        # The first half of a letter at the end of the file.
        (b"a;b\n" + "č\n".encode() * 3 + b"\xc4", (5,), "a;b\n" + "č\n" * 3 + "�"),
        (b"\xef\xbb\xbf" + b"a\xe8;b\n" + "č\n".encode(), (1,), "a�;b\nč\n"),
        ("č;1\n".encode() * 400_000 + b"\xe8\n" + "č\n".encode(), (400_001,), "č;1\n" * 400_000 + "�\nč\n"),
    ],
)
def test_a_foreign_byte_damages_its_own_line_alone(tmp_path, work, content, lines, text):
    table = open_table(write(tmp_path, content), work)
    assert (table.foreign, table.path.read_text("utf-8")) == (lines, text)


def test_what_cannot_be_settled_says_so_and_what_was_named_is_taken(tmp_path, work):
    path = write(tmp_path, "Date;Title\n2023-09-24;Déclaration à Pristina, fenêtre\n".encode("cp1252"))
    # Bytes that are letters of the West there, and in cp1250 letters that no language of the region has together.
    assert (encoding_of(path, None).name, encoding_of(path, None).is_settled) == ("cp1252", False)
    # Of one letter nothing can be known, nor of a byte that is none in any encoding of the region.
    assert not encoding_of(write(work, "a;b\nč;1\n".encode("cp1250")), None).is_settled
    assert not encoding_of(write(work, b"a,b\n\xe9,\x81\n"), None).is_settled
    assert "fenêtre" in open_table(path, work, encoding="cp1252").path.read_text("utf-8")
    assert encoding_of(path, None, "cp1252").is_settled


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"date,title\n2023-09-24,a\0b\n", 2),
        (b"date,title\n" + b"2023-09-24,a\n" * 90_000 + b"\0\n", 90_002),
        (b"da\0te,title\n2023-09-24,a\n", 1),
        (b'date,title\n2023-09-24,"a\n\0b"\n', 3),
        # As a disk leaves a file whose end was never written.
        (b"date,title\n2023-09-24,a\n" + b"\0" * 4096, 3),
        (gzip.compress(b"date,title\r2023-09-24,a\0\r", mtime=0), 2),
    ],
)
def test_a_stray_zero_byte_is_named_with_its_line(tmp_path, work, content, line):
    path = write(tmp_path, content)
    for act in (lambda: peek(path), lambda: open_table(path, work)):
        with pytest.raises(FileError, match=rf"a zero byte \(NUL\) in line {line:,}, which"):
            act()


@pytest.fixture
def imported(curated_store, tmp_path, monkeypatch, capsys):
    """What the command prints of a file, and the events that readers then have."""
    folder = tmp_path / "datasets"
    monkeypatch.setenv("DATASETS", str(folder))
    monkeypatch.setattr(stores, "read_dossier", lambda: (curated_store.dossier, curated_store.municipalities))

    def run(content: bytes, *options: str):
        code = main(["auto", str(write(tmp_path, content)), "--dataset", "mine", *options])
        said = capsys.readouterr()
        version = Catalogue(folder).current("mine")
        if version is None:
            return code, said.err, []
        opened = Dataset(Engine.read_only(version.events))
        events = opened.events(Query(datasets=("mine",)))
        opened.engine.close()
        return code, said.out, [(event.title, event.warning) for event in events]

    return run


def test_the_record_of_a_foreign_byte_is_kept_marked_and_told_with_its_line(imported):
    content = "date;title\n2023-09-24;Zvečan\n2023-09-25;".encode() + b"Zve\xe8an\n" + "2023-09-26;Šid\n".encode()
    code, said, events = imported(content)
    assert code == 0
    assert events == [("Zvečan", ""), ("Zve�an", "unreadable"), ("Šid", "")]
    assert "read 3 = kept 3 + refused 0" in said
    assert "“events.csv” was read as utf-8; bytes in lines 3 are none in it: “�” stands for them." in said


def test_a_letter_that_was_lost_before_is_no_fault_of_the_file(imported):
    _code, _said, events = imported("date;title\n2023-09-24;Zve�an\n".encode())
    assert events == [("Zve�an", "")]


def test_lines_of_another_encoding_late_in_a_long_file_damage_themselves_alone(tmp_path):
    # 1,200 lines of UTF-8 within one megabyte, and behind it 12 of cp1250: lines are counted against lines.
    late = "2023-09-24,Žandarmerija\n".encode("cp1250") * 12
    content = b"date,title\n" + "2023-09-24,Бањска\n".encode() * 1200 + b"2023-09-24,a\n" * 80_000 + late
    found = encoding_of(write(tmp_path, content), None)
    assert (found.name, found.foreign) == ("utf-8", tuple(range(81_202, 81_214)))


def test_more_foreign_lines_than_own_ones_make_utf_8_a_guess(tmp_path):
    content = "date,title\n2023-09-24,Бањска\n".encode() + "2023-09-24,Žandarmerija\n".encode("cp1250") * 9
    found = encoding_of(write(tmp_path, content), None)
    assert (found.name, found.is_settled) == ("utf-8", False)


def test_the_encoding_is_told_and_another_one_can_be_named(imported):
    content = "date;title\n2023-09-24;Déclaration à Pristina\n".encode("cp1252")
    _code, said, _events = imported(content)
    assert "which is a guess: where letters look wrong, say what it is (by command line --encoding NAME)" in said
    code, said, events = imported(content, "--encoding", "windows-1250", "--replace")
    assert (code, events) == (0, [("Déclaration ŕ Pristina", "")])
    assert "“events.csv” was read as cp1250." in said


def test_an_encoding_of_no_such_name_is_refused(imported, capsys):
    with pytest.raises(SystemExit):
        imported(b"date;title\n", "--encoding", "cp999")
    assert "No encoding that we can read is called “cp999”" in capsys.readouterr().err


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF16_BE])
def test_utf_16_that_is_named_is_read_with_and_without_its_mark(imported, mark):
    content = mark + "date,title\n2023-09-24,Čačak šuma\n".encode("utf-16-be")
    code, said, events = imported(content, "--encoding", "utf-16")
    assert (code, events) == (0, [("Čačak šuma", "")]), said


def test_what_is_named_utf_16_and_is_none_is_refused_in_words(imported):
    code, said, events = imported(b"date,title\n2023-09-24,A\n", "--encoding", "utf-16")
    assert (code, events) == (1, [])
    assert "“events.csv” is not read as UTF-16: it has no mark of it" in said


def read_by_csv(content: bytes, encoding: str, delimiter: str) -> list[list[str]]:
    """The rows as Python's csv module has them, with line feeds for the line breaks of cells."""
    read = csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter)
    return [[cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row] for row in read if row]


def read_by_us(table) -> list[list[str]]:
    with table.path.open(encoding="utf-8", newline="") as opened:
        return [row for row in csv.reader(opened, delimiter=table.delimiter) if row]


HEADER = b"id,date,title\r\n"
# A byte less than is read at once.
LONG = HEADER + b"1,2023-09-24,one\r\n" * 55_000
LONG += b"1,2023-09-24,".ljust((1 << 20) - 1 - len(LONG) % (1 << 20), b"x")


@pytest.mark.parametrize(
    "content",
    [
        HEADER + b"1,2023-09-24,one\r2,2023-09-25,two\r\n3,2023-09-26,three\r\n",
        HEADER + b'1,2023-09-24,"a\rb\nc\r\nd"\r\n2,2023-09-25,two\r\n',
        HEADER + b"1,2023-09-24,one\r\r\n2,2023-09-25,two\r\r\n",
        b'id,date,title\r1,2023-09-24,"a\nb"\r2,2023-09-25,two\r',
        b'id,date,title\n1,2023-09-24,"a\rb"\n2,2023-09-25,two\r',
        LONG + b"\r\n2,2023-09-25,two\r3,2023-09-26,three\r\n",
        LONG + b"\r2,2023-09-25,two\r\n",
    ],
    ids=lambda content: str(content[-30:]),
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_any_end_of_a_line_ends_a_record_where_pythons_csv_has_it(tmp_path, work, content, encoding):
    path = write(tmp_path, content.decode().encode(encoding))
    table = open_table(path, work)
    expected = read_by_csv(content, "utf-8", ",")
    assert read_by_us(table) == expected
    # Each line keeps its number.
    assert table.path.read_bytes().decode() == io.StringIO(content.decode(), newline=None).read()
    assert [list(row) for row in peek(path).rows[:2]] == [list(row) for row in table.sample.rows[:2]] == expected[:2]


def test_the_line_of_a_foreign_byte_counts_any_end_of_a_line(tmp_path):
    content = "Naslov;Mesto\rZvečan;1\r\n".encode() + b"Zve\xe8an;2\r"
    assert encoding_of(write(tmp_path, content), None).foreign == (3,)


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        (b"sep=;\r\nid;date;title, place, time, and all\r\n1;2023-09-24;a, b, c, d\r\n", ";"),
        (b"sep=;\rid;date;title, place, time, and all\r1;2023-09-24;a, b, c, d\r", ";"),
        (b"sep=^\nid^date^title, place\n1^2023-09-24^a, b\n", "^"),
        (b"sep=;\nid,date,title\n1,2023-09-24,a\n", ","),  # which the header has none of
        (b'"Id\nof the, event",date,title\n1,2023-09-24,a\n', ","),
        (b'"Id; the\n\none;given";date;title\n1;2023-09-24;a\n', ";"),
        (b"Id\x0bof it,date,title\n1,2023-09-24,a\n", ","),
        ("Id\x85of it;date;title\n1;2023-09-24;a\n".encode(), ";"),
        ("Id\u2028of it;date;title\n1;2023-09-24;a\n".encode(), ";"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_delimiter_is_what_the_file_says_or_its_whole_header_has(tmp_path, work, content, delimiter, encoding):
    path = write(tmp_path, content.decode().encode(encoding))
    table = open_table(path, work)
    header, event = read_by_csv(content, "utf-8", delimiter)[-2:]
    assert table.delimiter == delimiter
    assert [list(row) for row in table.sample.rows] == [list(row) for row in peek(path).rows] == [header, event]
    assert read_by_us(table) == [header, event]


LONG_WORDS = "Датум;Опис\n" + "24.09.2023;Пуцњава у Бањској код манастира – „Вести“ јављају о мртвима\n" * 3


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("times", [1, 5000])
def test_utf_16_of_few_latin_letters_is_read_without_its_mark(tmp_path, work, encoding, times):
    text = LONG_WORDS + "24.09.2023;Саопштењејеобјављеноувишеновинаназападубалкана\n" * times
    path = write(tmp_path, text.encode(encoding))
    table = open_table(path, work)
    assert (table.encoding, table.is_settled) == (encoding, False)
    assert rows(table.path.read_text("utf-8")) == rows(text)
    assert [list(row) for row in peek(path).rows[:3]] == rows(text)[:3]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_what_may_be_utf_16_is_told_how_to_name_it_and_read_then(tmp_path, work, encoding):
    text = "თარიღი;სათაური\n" + "24.09.2023;საქართველოსდედაქალაქიდანგანცხადებამოვიდაყველასთვის\n" * 9
    path = write(tmp_path, text.encode(encoding))
    for act in (lambda: peek(path), lambda: open_table(path, work)):
        with pytest.raises(FileError, match=f"binary file. If it is a text in UTF-16, .* --encoding {encoding}"):
            act()
    assert rows(open_table(path, work, encoding=encoding).path.read_text("utf-8")) == rows(text)
