"""Files that hold, or seem to hold, far more than their size: what they cost is bounded, and they get a sentence."""

import bz2
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.opening.limits import LONGEST_RECORD
from dashboard.opening.records import check_lengths, records
from dashboard.opening.table import open_table, peek
from dashboard.sources.publisher import FileError
from tests.browser.server import ROOT

DIALOG = 50 * 2**20
MOST_MEMORY = 200 * 2**20
# Opens a file as the dialog does and as an import does; says by how much either raised the peak of the process.
OPEN = """
import sys
from pathlib import Path
from dashboard.opening.records import check_lengths
from dashboard.opening.table import open_table, peek
from dashboard.sources.publisher import FileError

def peak():
    (line,) = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024

path, work, longest = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) or None
def whole(path, longest):
    table = open_table(path, work, longest)
    check_lengths(table.path, table.delimiter, True, table.file_name)
before = peak()
for act in peek, whole:
    try:
        act(path, longest)
        sys.stdout.write("taken\\n")
    except FileError as error:
        sys.stdout.write(f"{error}\\n")
sys.stdout.write(f"{peak() - before}\\n")
"""


def gzip_of(head: bytes, repeated: bytes, megabytes: int) -> bytes:
    """A gzip of several parts, which is quickly made: the head, and then the same again and again."""
    part = repeated * (2**24 // len(repeated))
    return gzip.compress(head) + gzip.compress(part) * (megabytes // 16)


def zip_of(content: bytes, method: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        archive.writestr("a.csv", content)
    return held.getvalue()


def as_zip(packed: bytes, checksum: int, size: int, method: int) -> bytes:
    """A ZIP whose one member is packed already."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.csv", packed)
    content = bytearray(held.getvalue())
    central = content.index(b"PK\x01\x02")
    for method_at, checksum_at in ((8, 14), (central + 10, central + 16)):
        content[method_at : method_at + 2] = method.to_bytes(2, "little")
        content[checksum_at : checksum_at + 4] = checksum.to_bytes(4, "little")
        content[checksum_at + 8 : checksum_at + 12] = size.to_bytes(4, "little")
    return bytes(content)


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "blanks in JSON": (lambda: gzip_of(b'{"features":[', b" ", 1500), "holds more than 50 MB"),
    "empty objects": (lambda: gzip_of(b'{"features":[{}', b",{}", 1500), "more than 500,000 features"),
    "one long value": (lambda: gzip_of(b'{"features":[{"properties":{"a":[{}', b",{}", 1500), "damaged JSON"),
    "members by the million": (lambda: gzip_of(b'{"a":0', b',"a":{}', 1500), "more than 500,000 features"),
    "one line": (lambda: gzip_of(b"date,title\n2023-09-24,", b"x", 1500), "holds more than 50 MB"),
    "short records": (lambda: gzip_of(b"date,title\n", b"1,2\n", 1500), "holds more than 50 MB"),
    "line feeds in a cell": (lambda: b'date,title\n2023-09-24,"' + b"\n" * 48_000_000 + b'"\n', "begins in line 2 is"),
    "quotation marks": (lambda: b'date,title\n2023-09-24,"' + b'""' * 20_000_000 + b'"\n', "begins in line 2 is"),
    "bzip2": (lambda: zip_of(b"date,title\n" + b"x" * 120_000_000, zipfile.ZIP_BZIP2), "holds more than 50 MB"),
    "LZMA": (lambda: zip_of(b"date,title\n" + b"x" * 120_000_000, zipfile.ZIP_LZMA), "holds more than 50 MB"),
}  # fmt: skip


def opened(content: bytes, folder: Path, longest: int = DIALOG) -> tuple[list[str], int]:
    """What a process of its own says of a file, and by how many bytes its peak of memory grew."""
    (folder / "work").mkdir()
    (folder / "events").write_bytes(content)
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", OPEN, str(folder / "events"), str(folder / "work"), str(longest)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    *said, grown = done.stdout.splitlines()
    return said, int(grown)


@pytest.mark.parametrize("name", BOMBS)
def test_what_a_small_file_unpacks_to_costs_little_memory_and_gets_a_sentence(name, tmp_path):
    make, expected = BOMBS[name]
    said, grown = opened(make(), tmp_path)
    assert expected in said[-1]
    assert grown <= MOST_MEMORY
    assert sum(one.lstat().st_size for one in (tmp_path / "work").iterdir()) <= DIALOG


def test_the_command_line_has_a_limit_too(tmp_path):
    said, grown = opened(gzip_of(b'{"features":[', b" ", 1500), tmp_path, 0)
    assert (
        said == ["“events” unpacks to more than a hundred times its size: unpack it yourself and give the table."] * 2
    )
    assert grown <= MOST_MEMORY


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def write(folder: Path, content: bytes) -> Path:
    path = folder / "events.geojson"
    path.write_bytes(content)
    return path


def test_json_of_ever_new_names_is_refused_before_a_row_is_written(tmp_path, work):
    features = [{"type": "Feature", "properties": {f"c{one}": 1}} for one in range(2001)]
    path = write(tmp_path, json.dumps({"features": features}).encode())
    for act in (lambda: peek(path), lambda: open_table(path, work)):
        with pytest.raises(FileError, match="a table of more than 2000 columns"):
            act()
    assert list(work.iterdir()) == []


def test_json_of_as_many_names_as_may_be_is_read_and_its_cells_are_counted(tmp_path, work, monkeypatch):
    features = [{"type": "Feature", "properties": {f"c{one}": 1}} for one in range(2000)]
    path = write(tmp_path, json.dumps({"features": features}).encode())
    assert len(peek(path).header) == 2000
    with pytest.raises(FileError, match="holds more than 1 MB"):  # 2,000 rows of 1,999 commas are 4 MB
        open_table(path, work, 2**20)
    assert sum(one.stat().st_size for one in work.iterdir()) < 2**20 + 4096


@pytest.mark.parametrize("depth", [300, 950, 990, 1100, 100_000])
def test_json_however_deep_is_read_or_gets_its_sentence(tmp_path, work, depth):
    path = write(tmp_path, b'{"features":[{"properties":{"date":"d","a":' + b"[" * depth + b"]" * depth + b"}}]}")
    said = ""
    try:
        said = open_table(path, work).path.read_text("utf-8")
    except FileError as refusal:
        said = str(refusal)
    whole = "date,a\nd," + "[" * depth + "]" * depth + "\n"
    assert said == whole if depth <= 300 else said == whole or "JSON nested too deeply" in said


@pytest.mark.parametrize("size", [2**18 - 20, 2**18, 2**20 + 1, 3_900_000])
def test_a_long_value_is_whole_wherever_the_text_is_cut(tmp_path, work, size):
    features = [{"properties": {"n": number, "t": "š" * (size // 2), "d": 1234567.5}} for number in range(3)]
    path = write(
        tmp_path, json.dumps({"a": 1, "features": features, "z": [[1]]}, ensure_ascii=False, indent=1).encode()
    )
    lines = open_table(path, work).path.read_text("utf-8").splitlines()
    assert lines == ["n,t,d"] + [f"{number}," + "š" * (size // 2) + ",1234567.5" for number in range(3)]


@pytest.mark.parametrize(
    "text", ['{"features":[]', '{"features":[}', '{"features":[1 2]}', '{"a" 1}', "{1:2}", '{"a":1,}', '{"a":1} x', "["]
)  # fmt: skip
def test_damaged_json_is_told(tmp_path, text):
    with pytest.raises(ValueError, match=r"Expecting|Extra|Illegal"):
        json.loads(text)
    with pytest.raises(FileError, match=r"damaged JSON|JSON without events"):
        peek(write(tmp_path, text.encode()))


# Of the longest record.

LONG = b"x" * (LONGEST_RECORD - 20)
RECORD = b"1," + b"z" * 250 + b"\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"a,b\n" * 3 + b'1,"' + LONG + b'"\n', None),
        (b"a,b\n" * 3 + b'1,"' + LONG + b"y" * 30 + b'"\n', 4),
        (b"a,b\n" * 3 + b'1,"\n' + LONG + b"y" * 30 + b'"\n1,2\n', 4),
        (RECORD * 40_000 + b"1," + LONG + b"y" * 30, 40_001),
        # An open quotation mark, with what looks like records after it.
        (b'a,b\n1,"c\n' + RECORD * 40_000, 2),
        (b'a,b\n1,"c\n' + (b'1,""' + b"z" * 250 + b'""\n') * 40_000, 2),
        # A mark within a cell opens nothing, so that the next one does.
        (b'a,b\n1"2,"c\n' + RECORD * 40_000, 2),
        (b'a,b\n1"2,c\n' + RECORD * 40_000, None),
        (b'a,b\n1"2,c\n' + (b'1,"2\n' + b"z" * 250 + b'"\n') * 40_000 + b'1,"' + LONG + b"y" * 30, 80_003),
        (b"a,b\n" + (b'1,"2\n' + b"z" * 250 + b'"\n') * 40_000, None),
        (b"a,b\n" + b"\n" * 300_000 + RECORD * 40_000, None),
    ],
)
def test_a_record_longer_than_any_may_be_is_told_with_its_line(tmp_path, content, line):
    path = write(tmp_path, content)
    # Walking through all of them says the same.
    longest = max(records(path, ",", is_quoted=True), key=lambda record: len(record.raw))
    assert (longest.line if len(longest.raw) > LONGEST_RECORD else None) == line
    if line is None:
        check_lengths(path, ",", is_quoted=True, name="a.csv")
        return
    with pytest.raises(FileError, match=rf"In “a\.csv” the record that begins in line {line:,} is longer than 4 MB"):
        check_lengths(path, ",", is_quoted=True, name="a.csv")


def test_where_nothing_is_quoted_only_lines_are_long(tmp_path):
    path = write(tmp_path, (b'a\t"b' + b"z" * 250 + b"\n") * 40_000)
    check_lengths(path, "\t", is_quoted=False, name="a.csv")


# Of the other methods of a ZIP.


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_of_any_method_is_unpacked(tmp_path, work, method):
    content = b"a,b\n" + b"".join(b"%d,%d\n" % (one, one * one) for one in range(20_000))
    assert open_table(write(tmp_path, zip_of(content, method)), work).path.read_bytes() == content


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_whose_bytes_were_changed_anywhere_is_damaged_unless_its_table_is_whole(tmp_path, work, method):
    content = b"a,b\n" + b"".join(b"%d,%d\n" % (one, one * one) for one in range(500))
    whole = zip_of(content, method)
    refused = 0
    for place in range(35, whole.index(b"PK\x01\x02"), 29):
        changed = bytearray(whole)
        changed[place] ^= 0xFF
        try:  # there are bytes that say nothing of the table, such as the packer's version
            assert open_table(write(tmp_path, bytes(changed)), work).path.read_bytes() == content
        except FileError:
            refused += 1
    assert refused > 20


@pytest.mark.parametrize(
    ("pack", "method"),
    [
        (bz2.compress, zipfile.ZIP_BZIP2),
        (lambda content: b"\x09\x04\x05\x00" + _lzma_alone(content), zipfile.ZIP_LZMA),
    ],
)
def test_a_zip_with_a_wrong_checksum_is_damaged(tmp_path, work, pack, method):
    content = b"a,b\n1,2\n"
    with pytest.raises(FileError, match="a damaged or encrypted archive"):
        open_table(write(tmp_path, as_zip(pack(content), 7, len(content), method)), work)


def _lzma_alone(content: bytes) -> bytes:
    """The properties and the packed bytes, without the length that stands between them."""
    packed = lzma.compress(content, lzma.FORMAT_ALONE)
    return packed[:5] + packed[13:]
