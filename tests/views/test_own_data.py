"""What readers add is deleted when their session has ended."""

from time import monotonic

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.store.importing import Request
from dashboard.store.private import Private
from dashboard.views import own_data
from tests.building import event, store


@pytest.fixture
def held(monkeypatch, tmp_path) -> Private:
    """What the session "one" holds, last seen at 1000 seconds: a dataset of one event."""
    table = tmp_path / "mine.csv"
    table.write_text("date,title\n2023-09-24,A raid\n", "utf-8")
    holder = Private(store(event("a")), lambda: None, tmp_path / "own")
    holder.add(Request((table,)), lambda step, done: None)
    monkeypatch.setattr(own_data, "_held", {"one": own_data._Held(holder, 1000)})
    return holder


def is_there(tmp_path) -> bool:
    return any((tmp_path / "own").iterdir())


def test_it_stays_while_the_reader_is_there(held, tmp_path):
    own_data.delete_of_ended(lambda session: session == "one", 9000)
    assert is_there(tmp_path)
    # Two minutes and one look later the reader could still come back.
    own_data.delete_of_ended(lambda session: False, 9150)
    assert is_there(tmp_path)


def test_it_is_deleted_when_the_reader_cannot_come_back(held, tmp_path):
    own_data.delete_of_ended(lambda session: session == "another", 1151)
    assert not is_there(tmp_path)
    own_data.delete_of_ended(lambda session: False, 2000)  # there is nothing left to delete


def test_what_a_session_holds_is_deleted_after_it(monkeypatch, tmp_path):
    def page() -> None:
        from dashboard.views import own_data

        own_data.holder()

    monkeypatch.setattr(own_data, "_held", {})
    monkeypatch.setattr("dashboard.store.private.private_folder", lambda: tmp_path / "own")
    assert not AppTest.from_function(page, default_timeout=30).run().exception
    assert is_there(tmp_path)
    own_data.delete_of_ended(lambda session: False, monotonic() + 151)
    assert not is_there(tmp_path)
