import pytest

from dashboard.query import Query
from dashboard.views.session.cache import cached, forget
from tests.factories import event, store


@pytest.fixture
def versions(monkeypatch):
    """What stands now; a test may change it."""
    here = store(event())
    now = ["1"]
    monkeypatch.setattr(here, "versions", lambda datasets: tuple(now), raising=False)
    monkeypatch.setattr("dashboard.importing.private.current", lambda: here)
    return now


@pytest.fixture
def asked():
    return []


@pytest.fixture
def answer(asked):
    @cached
    def answer(query: Query, limit: int) -> int:
        asked.append(query)
        return limit

    return answer


def test_the_same_question_is_asked_once(versions, answer, asked):
    assert [answer(Query(), 3), answer(Query(), 3)] == [3, 3]
    assert len(asked) == 1


def test_other_arguments_are_another_question(versions, answer):
    assert [answer(Query(), 3), answer(Query(), 4), answer(Query(text="a"), 4)] == [3, 4, 4]


def test_a_new_version_of_the_data_is_asked_again(versions, answer, asked):
    answer(Query(), 3)
    versions[0] = "2"
    answer(Query(), 3)
    assert len(asked) == 2


def test_what_is_forgotten_is_asked_again(versions, answer, asked):
    answer(Query(), 3)
    forget()
    answer(Query(), 3)
    assert len(asked) == 2
