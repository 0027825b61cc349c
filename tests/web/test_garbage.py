"""What stays is kept out of garbage collections, and nothing that is garbage stays for good."""

import gc
import weakref

import pytest

from dashboard.web import garbage


class Node:
    """Something that only a garbage collection can free."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def clock(monkeypatch):
    """Seconds that the test sets, long after the last time that anything was settled."""
    now = [1e9]
    monkeypatch.setattr(garbage, "monotonic", lambda: now[0])
    monkeypatch.setattr(garbage, "_last", dict.fromkeys(garbage._last, float("-inf")))
    yield now
    gc.unfreeze()


def test_what_is_there_is_kept_out_of_collections(clock):
    kept = [Node()]
    garbage.freeze_survivors()
    assert not any(one is kept[0] for one in gc.get_objects())


def test_it_is_done_a_few_times_a_second_only(clock):
    garbage.freeze_survivors()
    kept = [Node()]
    clock[0] += 0.2
    garbage.freeze_survivors()
    assert any(one is kept[0] for one in gc.get_objects())
    clock[0] += 0.1
    garbage.freeze_survivors()
    assert not any(one is kept[0] for one in gc.get_objects())


def test_what_became_garbage_is_found_after_some_minutes(clock):
    node = Node()
    seen = weakref.ref(node)
    garbage.freeze_survivors()
    del node
    clock[0] += 119
    garbage.freeze_survivors()
    assert seen() is not None
    clock[0] += 121
    garbage.freeze_survivors()
    assert seen() is None


def test_garbage_is_not_kept(clock):
    seen = weakref.ref(Node())
    garbage.freeze_survivors()
    assert seen() is None
