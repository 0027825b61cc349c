import csv
import io
from decimal import Decimal

import pytest


def rows_of(answer) -> list[dict[str, str]]:
    assert answer.status == 200
    return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))


def total(answer, line) -> Decimal:
    return sum(Decimal(row[line]) for row in rows_of(answer))


def test_without_parameters_the_default_and_its_last_day_are_answered(get):
    answer = get("/api/ledger.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "kosovo-serbia-ledger_curated_2023-10-06.csv" in answer.headers["Content-Disposition"]
    assert answer.headers["Dossier-Query"] == "since=2023-09-24&until=2023-10-06"
    assert {row["half_life_days"] for row in rows_of(answer)} == {"14"}


def test_day_half_life_and_peacekeepers_are_the_readers(get):
    asked = get("/api/ledger.csv", [("day", "2023-10-01"), ("half_life", "7"), ("view", "tension")])
    assert {(row["ledger_day"], row["half_life_days"]) for row in rows_of(asked)} == {("2023-10-01", "7")}
    with_them = get("/api/ledger.csv", [("peacekeeping", "1")])
    without = get("/api/ledger.csv")
    assert total(with_them, "hostility") == total(without, "hostility")
    # AID of 6 October, the day itself, and AGREE of 3, 1 October, 28 September and 30 May: 10 + 2.5 * (2^(-3/14) +
    # 2^(-5/14) + 2^(-8/14) + 2^(-129/14)), of which those of one episode on one day count once.
    added = 10 + 2.5 * (2 ** (-3 / 14) + 2 ** (-5 / 14) + 2 ** (-8 / 14) + 2 ** (-129 / 14))
    assert float(total(with_them, "cooperation")) - float(total(without, "cooperation")) == pytest.approx(
        added, abs=0.01
    )


def test_the_filter_narrows_the_ledger(get):
    rows = rows_of(get("/api/ledger.csv", [("type", "COERCE")]))
    assert {row["event_type"] for row in rows} == {"COERCE", ""}


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ([("half_life", "0")], "half_life=0 cannot be used: give whole days from 1 to 365."),
        ([("peacekeeping", "yes")], "peacekeeping=yes cannot be used: it can be 0 or 1."),
        ([("day", "soon")], "day=soon cannot be used: give a day from 1900-01-01 to 2100-12-31."),
        (
            [("day", "2023-10-07")],
            "day=2023-10-07 is after the last day asked for, 2023-10-06: give an earlier day, or a later until.",
        ),
        ([("dataset", "nothing")], "dataset=nothing is not known: it can be curated"),
        ([("since", ""), ("until", ""), ("q", "nosuchword")], "The query finds no event at any date"),
    ],
)
def test_what_cannot_be_answered_gets_400_and_a_sentence(get, params, sentence):
    answer = get("/api/ledger.csv", params)
    assert answer.status == 400
    assert sentence in answer.json()["error"]
