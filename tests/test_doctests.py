import doctest
import importlib
from pathlib import Path

import pytest

# app and page act when they are imported; their parts are tested elsewhere.
MODULES = sorted(
    ".".join(path.with_suffix("").parts)
    for path in Path("dashboard").rglob("*.py")
    if path.name not in {"__init__.py", "app.py", "page.py"}
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples_to_run():
    found = [
        example
        for name in MODULES
        for test in doctest.DocTestFinder().find(importlib.import_module(name))
        for example in test.examples
    ]
    assert len(found) > 5
