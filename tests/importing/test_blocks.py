"""Blocks hold the records that are found one by one, whatever the table holds."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.importing import blocks as module
from dashboard.importing.blocks import Block, blocks
from dashboard.opening.records import Record, records

CELLS = st.sampled_from(["", "a", "bc", '"d"', '"e,f"', '"g\nh"', '"i""j"', '""', '"\n"', '"k\n\nl"', '"""\n"'])
REGULAR = st.lists(st.tuples(st.just("1"), CELLS, CELLS).map(",".join), max_size=9).map("\n".join)
ANYTHING = st.text(alphabet='a ,"\n\r', max_size=40)


def _cut(text: str, is_quoted: bool = True) -> tuple[list[Block], list[Record], list[Record]]:
    """The blocks, their records, and the records found one by one."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(text.encode())
        found, inside = [], []
        for block in blocks(path, ",", is_quoted):
            found.append(block)
            inside.append(list(block.records))
            assert block.count in (None, len(inside[-1]))
        return found, [record for part in inside for record in part], list(records(path, ",", is_quoted))


@pytest.fixture(
    params=[(1, 100), (7, 1), (7, 100), (1 << 16, 1), (1 << 16, 2), (1 << 16, 100)], scope="module", autouse=True
)
def sizes(request):
    """Bytes looked at together, and records in a block at most."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_READ", request.param[0])
        patch.setattr(module, "_RECORDS", request.param[1])
        yield request.param


@given(REGULAR | ANYTHING, st.booleans())
@example(text='a"\na"\n', is_quoted=True)  # marks within a cell open nothing
def test_the_records_are_those_found_one_by_one(text, is_quoted):
    _found, cut, expected = _cut(text, is_quoted)
    assert cut == expected


@given(REGULAR | ANYTHING, st.booleans())
def test_the_blocks_follow_each_other_through_the_whole_table(text, is_quoted):
    found, _records, _expected = _cut(text, is_quoted)
    edges = [0, *(block.end for block in found)]
    assert edges == sorted(set(edges))
    assert edges[-1] == len(text)


def test_a_regular_table_is_counted_without_walking(sizes):
    found, cut, _expected = _cut('id,text\n1,"two\nlines"\n2,"a ""mark"""\n3,plain\n')
    counts = [block.count for block in found]
    assert sum(counts) == 4
    if sizes[0] > len("id,text 1,two lines"):
        assert counts == {1: [1, 1, 1, 1], 2: [2, 2], 100: [4]}[sizes[1]]
    else:
        assert len(counts) > 1
    assert cut[2:] == [Record(4, 22, b'2,"a ""mark"""\n'), Record(5, 37, b"3,plain\n")]


@pytest.mark.parametrize("text", ['1,a "stray\n2,b\n', "1,a\n\n2,b\n", "1,a\n2,b"])
def test_what_is_irregular_is_walked(text):
    found, _records, _expected = _cut(text)
    assert found[-1].count is None
