import json

from dashboard.drawing.charts.comparison import comparison_spec, side_colours

LABELS = ("2023", "2022")
ROWS = [("Protest", 5, 2), ("Talks", 0, 1)]


def values(spec) -> list[dict]:
    return spec["data"]["values"] if "data" in spec else spec["layer"][0]["data"]["values"]


def test_each_row_is_a_pair_of_bars():
    bars = [(one["name"], one["label"], one["events"]) for one in values(comparison_spec(ROWS, LABELS, "light"))]
    assert bars == [("Protest", "2023", 5), ("Protest", "2022", 2), ("Talks", "2023", 0), ("Talks", "2022", 1)]


def test_rows_of_the_same_name_stay_apart():
    spec = comparison_spec([("Preševo", 1, 0), ("Preševo", 2, 0)], LABELS, "light")
    assert {one["row"] for one in values(spec)} == {0, 1}


def test_a_name_is_a_string_of_the_expression_whatever_is_in_it():
    name = """']; alert(1) //"\\"""
    axis = comparison_spec([(name, 1, 1)], LABELS, "light")["layer"][0]["encoding"]["y"]["axis"]
    names, index = axis["labelExpr"].rsplit("[", 1)
    assert json.loads(names) == [name]
    assert index == "datum.value]"


def test_the_chart_is_a_canvas_of_its_own_height_with_its_data_inline():
    spec = comparison_spec(ROWS, LABELS, "dark")
    assert spec["height"] == 2 * 27 + 8
    assert spec["usermeta"]["embedOptions"]["renderer"] == "canvas"
    assert "datasets" not in spec
    assert "http" not in json.dumps({name: part for name, part in spec.items() if name != "$schema"})


def test_the_sides_have_the_colours_of_their_legend():
    colour = comparison_spec(ROWS, LABELS, "dark")["layer"][0]["encoding"]["color"]["scale"]
    assert colour["range"] == list(side_colours("dark"))


def test_nothing_to_compare_is_no_error():
    assert comparison_spec([("Protest", 0, 0)], LABELS, "light")["layer"]
