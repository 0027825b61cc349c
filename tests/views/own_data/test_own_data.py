"""What readers add is deleted when their pages are closed, and found again by the browser's cookie until then."""

from time import monotonic

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.importing.importing import Request
from dashboard.importing.private import Private
from dashboard.views.session import own_datasets
from dashboard.web.reader_cookie import cookie_name, new_cookie
from tests.factories import event, store


@pytest.fixture
def own_folder(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


@pytest.fixture
def held(monkeypatch, tmp_path, own_folder) -> Private:
    """What a reader of session "one" holds, last seen at 1000 seconds: a dataset of one event."""
    table = tmp_path / "mine.csv"
    table.write_text("date,title\n2023-09-24,A raid\n", "utf-8")
    holder = Private(store(event("a")), lambda: None, own_folder)
    holder.add(Request((table,)), lambda step, done: None)
    monkeypatch.setattr(own_datasets, "_held", {"reader": own_datasets._Held(holder, 1000, {"one"})})
    return holder


def is_there(folder) -> bool:
    return any(folder.iterdir())


def test_it_stays_while_a_page_of_the_reader_is_open(held, own_folder):
    own_datasets.delete_of_ended(lambda session: session == "one", 9000)
    assert is_there(own_folder)
    # Two minutes and one look later the reader could still come back.
    own_datasets.delete_of_ended(lambda session: False, 9150)
    assert is_there(own_folder)


def test_it_is_deleted_when_the_reader_cannot_come_back(held, own_folder):
    own_datasets.delete_of_ended(lambda session: session == "another", 1151)
    assert not is_there(own_folder)
    own_datasets.delete_of_ended(lambda session: False, 2000)  # there is nothing left to delete


def test_what_a_session_holds_is_deleted_after_it(monkeypatch, own_folder):
    def page() -> None:
        from dashboard.views.session import own_datasets

        own_datasets.holder()

    monkeypatch.setattr(own_datasets, "_held", {})
    monkeypatch.setattr("dashboard.importing.private.scratch_folder", lambda: own_folder)
    assert not AppTest.from_function(page, default_timeout=30).run().exception
    assert is_there(own_folder)
    own_datasets.delete_of_ended(lambda session: False, monotonic() + 151)
    assert not is_there(own_folder)


def seen_by(cookies: dict[str, str], monkeypatch) -> str:
    """What a new session with these cookies is given, as text."""

    def page() -> None:
        import streamlit as st

        from dashboard.views.session import own_datasets, reader

        own_datasets.attend()
        st.text(len(reader.store().own))

    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", cookies)
    run = AppTest.from_function(page, default_timeout=30).run()
    assert not run.exception
    return run.text[0].value


def test_a_new_session_of_the_same_browser_finds_it_and_no_other_does(held, monkeypatch):
    name, _, value = new_cookie().partition(";")[0].partition("=")
    own_datasets._held[f"browser {value}"] = own_datasets._held.pop("reader")
    assert name == cookie_name()
    assert seen_by({name: value}, monkeypatch) == "1"
    other = new_cookie().partition(";")[0].partition("=")[2]
    for cookies in ({}, {name: other}, {name: ""}, {name: value[:-1]}, {"other": value}):
        assert seen_by(cookies, monkeypatch) == "0"
    assert len(own_datasets._held[f"browser {value}"].sessions) == 2


@pytest.mark.parametrize("value", ["", "x", "a" * 42, "a" * 44, "a" * 42 + ";", "é" * 43])
def test_a_cookie_that_we_did_not_give_is_nobodys(value, held, monkeypatch):
    own_datasets._held[f"browser {value}"] = own_datasets._held.pop("reader")
    assert seen_by({cookie_name(): value}, monkeypatch) == "0"


def test_only_encrypted_connections_carry_the_cookie_where_readers_come_by_one(monkeypatch):
    plain = new_cookie()
    assert plain.startswith("reader=")
    assert plain.endswith("; Path=/; HttpOnly; SameSite=Strict")
    monkeypatch.setenv("PUBLIC_URL", "https://dashboard.example")
    secure = new_cookie()
    assert secure.startswith("__Host-reader=")
    assert secure.endswith("; Path=/; HttpOnly; SameSite=Strict; Secure")
