from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.dossier.days import Days
from dashboard.dossier.event import Confidence, EventType, GeoPrecision
from dashboard.query import DEFAULT, Query, Vocabulary
from dashboard.query.query import LONGEST_TEXT, from_params

VOCABULARY = Vocabulary(
    actors=frozenset(f"actor_{number}" for number in range(30)) | {"kfor", "serbia"},
    places=frozenset(f"place_{number}" for number in range(30)) | {"banjska", "zvecan"},
    datasets=frozenset({"curated", "own"}),
)


def read(**params) -> Query:
    """The query of an address that nothing is wrong with; a single value may stand without its list."""
    query, problems = from_params(
        {name: [value] if isinstance(value, str) else value for name, value in params.items()}, VOCABULARY
    )
    assert problems == []
    return query


def problems_of(**params) -> list[str]:
    return from_params(
        {name: [value] if isinstance(value, str) else value for name, value in params.items()}, VOCABULARY
    )[1]


def some_of(values):
    return st.lists(st.sampled_from(sorted(values)), unique=True, max_size=3).map(tuple)


days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
spans = st.one_of(
    st.tuples(days, days).map(sorted),
    st.tuples(days, st.none()),
    st.tuples(st.none(), days),
    st.just((None, None)),
    st.just((DEFAULT.since, DEFAULT.until)),
)
texts = st.text(max_size=60).map(lambda text: " ".join(text.split()))
queries = st.builds(
    lambda span, **rest: Query(since=span[0], until=span[1], **rest),
    spans,
    types=some_of(EventType),
    actors=some_of(VOCABULARY.actors),
    places=some_of(VOCABULARY.places),
    precisions=some_of(GeoPrecision),
    confidence=st.none() | st.sampled_from(Confidence),
    text=texts,
    datasets=st.sampled_from([("curated",), ("own",), ("curated", "own")]),
)


def grouped(pairs) -> dict[str, list[str]]:
    params: dict[str, list[str]] = {}
    for name, value in pairs:
        params.setdefault(name, []).append(value)
    return params


@given(queries)
def test_a_query_survives_its_address(query):
    assert from_params(grouped(query.to_params()), VOCABULARY) == (query, [])


@given(queries)
def test_an_address_holds_plain_text_only(query):
    assert all(type(part) is str for pair in query.to_params() for part in pair)


def test_a_bare_address_is_the_default_view():
    assert from_params({}, VOCABULARY) == (DEFAULT, [])


def test_the_default_view_has_a_bare_address():
    assert DEFAULT.to_params() == []


def test_the_default_view_is_the_banjska_crisis():
    assert (DEFAULT.since, DEFAULT.until) == (date(2023, 9, 24), date(2023, 10, 6))


def test_parameters_come_in_a_fixed_order():
    query = Query(
        since=date(2023, 1, 1),
        until=None,
        types=(EventType.ASSAULT, EventType.THREATEN),
        actors=("kfor",),
        places=("banjska",),
        precisions=(GeoPrecision.SITE,),
        confidence=Confidence.MEDIUM,
        text="two words",
        datasets=("own",),
    )
    assert query.to_params() == [
        ("since", "2023-01-01"),
        ("until", ""),
        ("type", "ASSAULT"),
        ("type", "THREATEN"),
        ("actor", "kfor"),
        ("place", "banjska"),
        ("precision", "site"),
        ("confidence", "medium"),
        ("q", "two words"),
        ("dataset", "own"),
    ]


@pytest.mark.parametrize(
    ("params", "since", "until"),
    [
        ({}, date(2023, 9, 24), date(2023, 10, 6)),
        ({"since": ""}, None, date(2023, 10, 6)),
        ({"until": ""}, date(2023, 9, 24), None),
        ({"since": "", "until": ""}, None, None),
        ({"since": "2023-10-01"}, date(2023, 10, 1), date(2023, 10, 6)),
        ({"since": "2023-10-06"}, date(2023, 10, 6), date(2023, 10, 6)),
        ({"since": "1900-01-01", "until": "2100-12-31"}, date(1900, 1, 1), date(2100, 12, 31)),
        ({"since": " 2023-10-01 "}, date(2023, 10, 1), date(2023, 10, 6)),
        ({"since": "2008-01-01", "until": ""}, date(2008, 1, 1), None),
    ],
)
def test_an_absent_date_is_the_default_and_an_empty_one_an_open_end(params, since, until):
    query = read(**params)
    assert (query.since, query.until) == (since, until)


def test_repeated_values_mean_any_of_them():
    query = read(type=["ASSAULT", "PROTEST"], actor=["kfor", "serbia"], place=["zvecan", "banjska"])
    assert query.types == (EventType.ASSAULT, EventType.PROTEST)
    assert query.actors == ("kfor", "serbia")
    assert query.places == ("zvecan", "banjska")


def test_the_same_value_twice_is_asked_once():
    assert read(type=["ASSAULT", "ASSAULT"]).types == (EventType.ASSAULT,)


def test_blanks_in_the_text_are_one_blank():
    assert read(q="  police   Banjska ").text == "police Banjska"


def test_several_texts_are_searched_together():
    assert read(q=["police", "Banjska"]).text == "police Banjska"


@pytest.mark.parametrize("name", ["event", "lang", "view", "story"])
def test_how_to_show_is_no_part_of_the_query(name):
    assert read(**{name: "anything"}) == DEFAULT


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"from": "2023-09-24"}, "There is no parameter “from”."),
        ({"since": "24.9.2023"}, "since=24.9.2023 is not a date: write it as 2024-12-31."),
        ({"until": "2023-02-30"}, "until=2023-02-30 is not a date: write it as 2024-12-31."),
        (
            {"since": "1899-12-31"},
            "since=1899-12-31 is too far away: give a day from 1900-01-01 to 2100-12-31.",
        ),
        (
            {"until": "9999-12-31"},
            "until=9999-12-31 is too far away: give a day from 1900-01-01 to 2100-12-31.",
        ),
        (
            {"since": "2023-10-02", "until": "2023-10-01"},
            "until=2023-10-01 is before since=2023-10-02: give the earlier day first.",
        ),
        (
            {"since": ["2023-10-01", "2023-10-02"]},
            "since is given more than once; the last is used.",
        ),
        (
            {"type": "WAR"},
            "type=WAR is not known: it can be AGREE, CONSULT, SUPPORT, CONCEDE, COOPERATE, AID, RETREAT, REQUEST, "
            "ACCUSE, REJECT, THREATEN, PROTEST, SANCTION, MOBILIZE, COERCE, ASSAULT, OTHER.",
        ),
        (
            {"precision": "exact"},
            "precision=exact is not known: it can be site, village, town, municipality, region, zone, country.",
        ),
        ({"confidence": "total"}, "confidence=total is not known: it can be low, medium, high."),
        ({"confidence": ["low", "high"]}, "confidence takes one value; the first is used."),
        ({"actor": "nobody"}, "actor=nobody is not known in this data."),
        ({"place": "atlantis"}, "place=atlantis is not known in this data."),
        ({"q": "x" * 201}, "q is longer than 200 characters: only its beginning can be used."),
    ],
)
def test_a_bad_parameter_gets_one_sentence_that_names_it(params, sentence):
    assert problems_of(**params) == [sentence]


def test_an_unknown_dataset_names_those_that_exist():
    (sentence,) = problems_of(dataset="acled")
    assert sentence.startswith("dataset=acled is not known: it can be ")
    assert "curated" in sentence
    assert "own" in sentence


def test_every_bad_parameter_is_named():
    assert len(problems_of(since="x", until="y", type="z", foo="1")) == 4


def test_a_bad_parameter_is_ignored_and_the_rest_is_kept():
    query, _problems = from_params({"type": ["WAR", "ASSAULT"], "place": ["zvecan"]}, VOCABULARY)
    assert query.types == (EventType.ASSAULT,)
    assert query.places == ("zvecan",)


def test_a_bad_date_leaves_the_default():
    query, _problems = from_params({"since": ["x"], "until": ["2023-12-31"]}, VOCABULARY)
    assert (query.since, query.until) == (date(2023, 9, 24), date(2023, 12, 31))


def test_swapped_dates_leave_the_default_dates():
    query, _problems = from_params({"since": ["2023-10-02"], "until": ["2023-10-01"]}, VOCABULARY)
    assert (query.since, query.until) == (date(2023, 9, 24), date(2023, 10, 6))


def test_a_first_day_after_the_default_last_day_says_what_is_wrong():
    (sentence,) = problems_of(since="2024-01-01")
    assert "since=2024-01-01" in sentence


def test_a_long_value_is_shortened_in_the_message():
    (sentence,) = problems_of(place="a" * 500)
    assert len(sentence) < 100


def test_a_long_text_keeps_its_beginning():
    query, _problems = from_params({"q": ["ab " * 100]}, VOCABULARY)
    assert query.text.startswith("ab ab")
    assert len(query.text) <= LONGEST_TEXT


@given(st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=30), min_size=1, max_size=3), max_size=4))
def test_any_address_is_read_without_an_exception(params):
    query, _problems = from_params(params, VOCABULARY)
    assert isinstance(query, Query)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.lists(st.text(max_size=30), min_size=1, max_size=3)
            for name in ("since", "until", "type", "actor", "place", "precision", "confidence", "q", "dataset")
        },
    )
)
def test_any_value_of_a_known_parameter_is_read_without_an_exception(params):
    query, _problems = from_params(params, VOCABULARY)
    assert from_params(grouped(query.to_params()), VOCABULARY) == (query, [])


def test_a_query_whose_last_day_is_before_its_first_cannot_be_made():
    with pytest.raises(ValueError, match=r"The last day \(2023-10-01\) is before the first day \(2023-10-02\)"):
        Query(since=date(2023, 10, 2), until=date(2023, 10, 1))


@pytest.mark.parametrize(
    ("query", "narrows"),
    [
        (Query(), False),
        (DEFAULT, False),
        (Query(since=date(2023, 1, 1)), False),
        (Query(text="police"), True),
        (Query(types=(EventType.AID,)), True),
        (Query(confidence=Confidence.LOW), True),
    ],
)
def test_dates_alone_do_not_narrow_beyond_dates(query, narrows):
    assert query.narrows_beyond_dates is narrows


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        (
            {"since": ["2024-01-01"]},
            "since=2024-01-01 is after the default last day, 2023-10-06: give until too, or until= for an open end.",
        ),
        (
            {"until": ["2023-01-01"]},
            "until=2023-01-01 is before the default first day, 2023-09-24: give since too, or since= for an open end.",
        ),
    ],
)
def test_one_date_beyond_the_other_ones_default_says_what_is_missing(params, sentence):
    assert from_params(params, VOCABULARY) == (DEFAULT, [sentence])


class Compared(str):
    """Text that counts how often it is compared with another."""

    __slots__ = ()
    times = 0

    def __eq__(self, other: object) -> bool:
        Compared.times += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


@pytest.mark.parametrize("name", ["actor", "place", "dataset"])
def test_twice_as_many_values_take_twice_as_many_comparisons(name):
    def comparisons(values: int) -> int:
        known = frozenset(f"{number}" for number in range(values))
        Compared.times = 0
        asked = [Compared(number) for number in range(values)]
        query, problems = from_params({name: asked}, Vocabulary(actors=known, places=known, datasets=known))
        assert len(getattr(query, f"{name}s")) == values
        assert problems == []
        return Compared.times

    assert comparisons(400) <= 2 * comparisons(200) + 10


FOUND = Days(date(2023, 3, 1), date(2023, 4, 30))


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2023, 5, 1), date(2023, 5, 2), (date(2023, 5, 1), date(2023, 5, 2))),  # closed already
        (None, None, (date(2023, 3, 1), date(2023, 4, 30))),
        (date(2023, 4, 30), None, (date(2023, 4, 30), date(2023, 4, 30))),
        (None, date(2023, 3, 1), (date(2023, 3, 1), date(2023, 3, 1))),
        (date(2023, 5, 1), None, None),  # begins after all that is found
        (None, date(2023, 2, 28), None),
    ],
)
def test_an_open_end_is_closed_by_what_is_found(since, until, expected):
    assert Query(since, until).closed(lambda _query: FOUND) == expected


def test_an_open_end_that_nothing_closes_has_no_days():
    assert Query(since=date(2023, 5, 1)).closed(lambda _query: None) is None


def test_dates_that_are_closed_ask_for_no_extent():
    asked = []
    Query(date(2023, 5, 1), date(2023, 5, 2)).closed(asked.append)
    assert asked == []


def test_the_one_dataset_of_several_is_refused():
    assert Query(datasets=("ucdp",)).dataset == "ucdp"
    with pytest.raises(ValueError, match="too many values"):
        _name = Query(datasets=("curated", "ucdp")).dataset
