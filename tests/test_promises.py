"""Every promise of the README names the test that proves it, and none leaves the README."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SECTION = re.search(
    r"^## What is promised, and what proves it\n(.*?)^## ", (ROOT / "README.md").read_text("utf-8"), re.M | re.S
)
ROWS = re.findall(r"^\| (.+) \| `(tests/[\w/]+\.py)::(test_\w+)` \|$", SECTION[1], re.M) if SECTION else []
# Who takes a promise back says so here.
PROMISED = 111


def test_no_promise_leaves_the_readme_and_each_row_names_a_test():
    rows = [line for line in SECTION[1].splitlines() if line.startswith("|")][2:]
    assert len(ROWS) == len(rows) == PROMISED
    assert len({(file, name) for _promise, file, name in ROWS}) == PROMISED


@pytest.mark.parametrize(("promise", "file", "name"), ROWS, ids=[name for _promise, _file, name in ROWS])
def test_what_proves_a_promise_exists_and_asserts_something(promise, file, name):
    module = ast.parse((ROOT / file).read_text("utf-8"))
    tests = {node.name: ast.unparse(node) for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    assert re.search(r"\bassert |\bexpect\(|\braises\(", tests[name]), promise
