import pytest

from dashboard.sources import not_events
from dashboard.sources.publisher import FileError
from tests.sources.files import ACLED, ACLED_2022, GDELT_61, GDELT_EVENT, GED_19, GED_23, row, sample

HAPI = (
    "location_code", "has_hrp", "in_gho", "provider_admin1_name", "provider_admin2_name", "admin1_code", "admin1_name",
    "admin2_code", "admin2_name", "admin_level", "event_type", "events", "fatalities", "reference_period_start",
    "reference_period_end", "dataset_hdx_id", "resource_hdx_id", "warning", "error",
)  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "seems"),
    [
        ([HAPI], "HDX HAPI's counts of events"),
        ([["Country", "Admin1", "Admin2", "Month", "Year", "Events", "Fatalities"]], "ACLED's counts of events"),
        ([["WEEK", "REGION", "COUNTRY", "EVENT_TYPE", "EVENTS", "FATALITIES", "ID"]], "ACLED's counts of events"),
        ([["conflict_id", "dyad_id", "side_a", "year", "bd_best", "bd_low", "bd_high"]], "battle-related deaths"),
        ([["dyad_id", "conflict_id", "side_a", "year", "intensity_level"]], "armed conflicts or dyads"),
        ([["conflict_id", "dyad_id", "actor_id", "year", "best_fatality_estimate"]], "one-sided or non-state"),
        ([["country_id_cy", "country_cy", "year_cy", "sb_exist_cy"]], "organised violence"),
        ([["conflict_id", "year", "start_date", "location"]], "a UCDP dataset of sums"),
        ([["20230924120000-0", "20230924120000", *[""] * 25]], "Global Knowledge Graph"),
        ([["1000000001", "20230924120000", "20230924121500", *[""] * 13]], "mentions of events"),
        ([["<!DOCTYPE html>"]], "a web page"),
        ([['<html lang="en">', "x"]], "a web page"),
        ([['{"status": 403', '"error": "log in"}']], "a message in JSON"),
    ],
)  # fmt: skip
def test_what_is_no_table_of_events_is_refused_by_its_name(rows, seems):
    with pytest.raises(FileError, match=seems) as refused:
        not_events.refuse(sample(*rows, name="file.csv"))
    assert "“file.csv” seems to be" in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [GED_19],
        [GED_23],
        [ACLED],
        [ACLED_2022],
        [row(GDELT_61, GDELT_EVENT)],
        [["date", "title", "events", "year"]],
        [["year", "month", "day", "title"]],
        [["date", "latitude", "longitude", "intensity_level"]],
    ],
    ids=[
        "nothing",
        "GED 19.1",
        "GED 23.1",
        "ACLED",
        "ACLED 2022",
        "GDELT",
        "own with a date",
        "own",
        "own with places",
    ],
)
def test_tables_of_events_pass(rows):
    not_events.refuse(sample(*rows))
