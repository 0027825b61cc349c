import csv
import io
from dataclasses import replace
from datetime import date

from dashboard.dossier.event import EventType, Spread, Weight
from dashboard.dossier.profile import footnote
from dashboard.query import Query
from dashboard.query.options import Options, View
from dashboard.query.query import Vocabulary
from dashboard.reading.comparison import Comparison, Side, compare
from dashboard.sharing.tables.comparison import COLUMNS, comparison_csv, comparison_file_name
from dashboard.store import Totals
from tests.factories import event, store

CRISIS = Query(date(2023, 9, 24), date(2023, 10, 6))


def rows_of(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))


def test_every_number_stands_in_one_file():
    asked = store(event("a", fatalities=Spread(1, 1, 2)), event("b", date_start=date(2022, 9, 24), actor2=()))
    asked.dossier = replace(asked.dossier, weights=(Weight(EventType.ASSAULT, "", -9, ""),))
    file = comparison_csv(compare(asked, CRISIS, Options()), Options())
    rows = [[row[name] for name in COLUMNS[:-1]] for row in rows_of(file)]
    assert rows == [
        ["address", "", "", "?view=compare", "", ""],
        ["dataset", "", "", "curated", "curated", ""],
        ["since", "", "", "2023-09-24", "2022-09-24", ""],
        ["until", "", "", "2023-10-06", "2022-10-06", ""],
        ["days", "", "", "13", "13", ""],
        ["half_life_days", "", "", "14", "14", ""],
        ["peacekeeping_added", "", "", "no", "no", ""],
        ["events", "", "Events", "1", "1", "0"],
        ["fatalities_low", "", "Killed, low", "1", "", ""],
        ["fatalities_best", "", "Killed, best", "1", "", ""],
        ["fatalities_high", "", "Killed, high", "2", "", ""],
        ["injured_low", "", "Injured, low", "", "", ""],
        ["injured_best", "", "Injured, best", "", "", ""],
        ["injured_high", "", "Injured, high", "", "", ""],
        # 9 points, 12 days before the last one: 9 * 2 ** (-12 / 14) = 4.968; the year before it was the same, and of
        # that 9 * 2 ** (-377 / 14) is left, less than a thousandth.
        ["hostility", "", "Hostility on the last day", "4.968", "4.968", "0.000"],
        ["cooperation", "", "Cooperation on the last day", "0.000", "0.000", "0.000"],
        ["type", "ASSAULT", "Armed attack", "1", "1", "0"],
        ["place", "banjska", "Banjska/Banjskë", "1", "1", "0"],
        ["actor", "gunmen", "Armed group", "1", "1", "0"],
        ["actor", "kosovo_police", "Kosovo Police", "1", "0", "1"],
    ]
    assert {row["kosovo_note"] for row in rows_of(file)} == {footnote()}
    assert file.startswith(b"\xef\xbb\xbfmeasure,key,name,first,second,difference,kosovo_note\r\n")


def test_the_address_says_nothing_of_what_changes_no_number():
    options = Options(
        view=View.ACTOR, are_both_mapped=True, against_since=date(2023, 9, 1), against_until=date(2023, 9, 2)
    )
    file = comparison_csv(compare(store(event()), CRISIS, options), options)
    assert rows_of(file)[0]["first"] == "?view=compare&against_since=2023-09-01&against_until=2023-09-02"


def test_the_address_names_nothing_that_only_the_readers_own_data_has():
    asked = replace(CRISIS, actors=("kosovo_police", "Qarkullimi"))
    shared = Vocabulary(actors=frozenset({"kosovo_police"}))
    file = comparison_csv(compare(store(event()), asked, Options()), Options(), shared)
    address = rows_of(file)[0]
    assert address["first"] == "?actor=kosovo_police&view=compare"
    assert address["second"] == "without the reader’s own data, which nobody else can open"


def side(dataset: str, names: dict[str, int]) -> Side:
    query = Query(CRISIS.since, CRISIS.until, datasets=(dataset,))
    return Side(query, dataset, Totals(1, Spread(), Spread()), {}, {}, names, {("actor", key): key for key in names})


def test_no_cell_is_a_formula_and_two_datasets_have_no_difference():
    file = comparison_csv(Comparison(side("curated", {"=cmd()": 1}), side("own", {"-1+1": 2})), Options())
    actors = [row for row in rows_of(file) if row["measure"] == "actor"]
    assert [(row["key"], row["first"], row["second"], row["difference"]) for row in actors] == [
        ("'-1+1", "0", "2", ""),
        ("'=cmd()", "1", "0", ""),
    ]


def test_the_name_of_the_file_carries_the_dates_of_both_sides():
    comparison = compare(store(event()), CRISIS, Options())
    assert comparison_file_name(comparison) == (
        "kosovo-serbia-comparison_2023-09-24_2023-10-06_against_2022-09-24_2022-10-06.csv"
    )
