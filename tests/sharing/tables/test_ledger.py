"""The ledger's file: what is shown is recomputed from it with plain arithmetic."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dashboard.dossier.event import EventType, Weight
from dashboard.query import DEFAULT, Query
from dashboard.query.options import LedgerRules, Options
from dashboard.reading.ledger.breakdown import break_down
from dashboard.reading.ledger.days import LINES, LedgerDay, daily_weights, on_day, points_text
from dashboard.sharing.tables.ledger import ATTENTION_COLUMNS, COLUMNS, LedgerDayError, ledger_csv, ledger_file
from dashboard.sources.publisher import Card
from dashboard.store import Store
from dashboard.store.about import About
from dashboard.store.catalogue import Catalogue
from tests.factories import event, store
from tests.synthetic import import_synthetic

DAY = date(2023, 9, 24)
WEIGHTS = (Weight(EventType.ASSAULT, "", -9, ""), Weight(EventType.RETREAT, "", 8, ""))


def table_of(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def everything(curated_store, tmp_path_factory) -> Store:
    """The curated dataset, one of a hundred events and one of so many that they are counted by day and type."""
    folder = tmp_path_factory.mktemp("datasets")
    import_synthetic(folder, "few", 400)
    import_synthetic(folder, "many", 30_000)
    return Store(curated_store.dossier, curated_store.municipalities, catalogue=Catalogue(folder))


QUERIES = {
    "the page's default": (DEFAULT, Options()),
    "another half-life": (replace(DEFAULT, until=date(2023, 9, 30)), Options(half_life=3)),
    "peacekeepers added": (DEFAULT, Options(is_peacekeeping_added=True)),
    "one type of all dates": (Query(types=(EventType.PROTEST,)), Options(half_life=365)),
    "a day before the last": (Query(), Options(day=date(2022, 12, 12))),
    "one place": (replace(DEFAULT, places=("banjska",)), Options()),
    "an imported dataset": (Query(until=date(2023, 10, 6), datasets=("few",)), Options(half_life=90)),
    "too many for one by one": (Query(until=date(2023, 10, 6), datasets=("many",)), Options(half_life=60)),
}


@pytest.mark.parametrize(("query", "options"), QUERIES.values(), ids=QUERIES)
def test_figures_are_recomputed_from_the_file(everything, query, options):
    made = ledger_file(everything, query, options)
    *rows, rest = table_of(made.content)
    assert rows
    assert rest["title"] == "older, or lost in rounding"

    # By the columns alone: weight times what is left after so many days, where the event counts.
    for row in rows:
        points = (
            abs(float(row["weight"])) * int(row["events"]) * 2 ** (-int(row["age_days"]) / int(row["half_life_days"]))
        )
        line = "hostility" if float(row["weight"]) < 0 else "cooperation"
        assert abs(points - float(row[line]) if row["counted"] == "yes" else float(row[line])) <= 0.00051

    # What the columns add up to is what the page shows; it is worked out another way there.
    day = date.fromisoformat(rows[0]["ledger_day"])
    asked = replace(query, since=None, until=day)
    table = break_down(everything, asked, options.ledger_rules)
    added = daily_weights(everything, asked, is_peacekeeping_added=options.is_peacekeeping_added)
    for line, expected in on_day(added, LedgerDay(query.dataset, day, options.half_life)).items():
        total = sum(Decimal(row[line]) for row in [*rows, rest])
        assert points_text(total) == points_text(table.sums[line])
        assert float(total) == pytest.approx(expected, abs=0.0005)


def test_events_too_many_for_a_row_each_have_one_by_day_and_type(everything):
    query, options = QUERIES["too many for one by one"]
    rows = table_of(ledger_file(everything, query, options).content)
    assert {row["event_id"] for row in rows} == {""}
    assert max(int(row["events"] or 0) for row in rows) > 1
    one_by_one = table_of(ledger_file(everything, *QUERIES["an imported dataset"]).content)
    assert {row["events"] for row in one_by_one[:-1]} == {"1"}


def test_the_file_of_two_events_is_as_by_hand():
    made = store(
        event("attack", title="=Attack", mode="firearms"),
        event("easing", date_start=date(2023, 9, 10), event_type=EventType.RETREAT, episode="x", title="Easing"),
        weights=WEIGHTS,
    )
    table = break_down(made, Query(until=DAY), LedgerRules(14))
    note = (
        "This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 and the ICJ "
        "Opinion on the Kosovo declaration of independence."
    )
    assert ledger_csv(table).decode("utf-8") == "\ufeff" + "".join(
        f"{line}\r\n"
        for line in (
            "dataset,ledger_day,half_life_days,event_date,event_id,title,event_type,mode,episode,corroborated,events,"
            "weight,age_days,counted,hostility,cooperation,hostility_low,cooperation_low,kosovo_note",
            f'curated,2023-09-24,14,2023-09-24,attack,\'=Attack,ASSAULT,firearms,,no,1,-9,0,yes,9.000,0.000,0.000,0.000,"{note}"',
            f'curated,2023-09-24,14,2023-09-10,easing,Easing,RETREAT,,x,no,1,8,14,yes,0.000,4.000,0.000,0.000,"{note}"',
            f'curated,2023-09-24,14,,,"older, or lost in rounding",,,,,,,,yes,0.000,0.000,0.000,0.000,"{note}"',
        )
    )
    assert set(LINES) < set(COLUMNS)


def test_a_day_after_the_query_cannot_be_taken_apart():
    with pytest.raises(LedgerDayError, match="day=2023-10-07 is after the last day asked for, 2023-10-06"):
        ledger_file(store(event()), DEFAULT, Options(day=date(2023, 10, 7)))


def test_a_query_of_no_day_has_none_to_take_apart():
    with pytest.raises(LedgerDayError, match="finds no event at any date"):
        ledger_file(store(event()), Query(text="no such word"), Options())


def test_the_name_carries_dataset_and_day():
    assert ledger_file(store(event()), DEFAULT, Options()).name == "kosovo-serbia-ledger_curated_2023-10-06.csv"


def test_a_dataset_of_reports_gives_these_by_day(tmp_path, monkeypatch):
    import_synthetic(tmp_path, "reports", 300)
    made = Store(store().dossier, frozenset(), catalogue=Catalogue(tmp_path))
    gdelt = Card("gdelt", "GDELT events", "", "", "", "", "", counts_reports=True)
    monkeypatch.setattr(Store, "about", lambda self, name: About(name, gdelt, "", (), DAY))
    query = Query(since=date(2020, 1, 1), until=date(2021, 12, 31), datasets=("reports",))
    rows = table_of(ledger_file(made, query, Options()).content)
    assert tuple(rows[0]) == ATTENTION_COLUMNS
    assert sum(int(row["reports"]) for row in rows) == made.of(query).totals(query).events
    assert all("2019" < row["day"] < "2022" and 0 < int(row["attention"]) <= int(row["reports"]) for row in rows)
