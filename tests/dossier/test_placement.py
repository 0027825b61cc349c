import pytest

from dashboard.dossier.event import GeoPrecision
from dashboard.dossier.gazetteer import Gazetteer
from dashboard.dossier.names import Names
from dashboard.dossier.placement import OFF_MAP, Placement, place_event
from tests.factories import BANJSKA, BRUSSELS, NORTH, ZVECAN, area, event, place

KOSOVO = place("kosovo", Names(("Kosovo",)), "country", 42.6, 20.9, radius_km=80)
SELISTE = place("seliste", Names(("Selište",)), municipality="Zvečan")
NOWHERE = place("nowhere", Names(("Nowhere",)), municipality="Unheard-of")
FAR = place("far", Names(("Far region",)), "region", 50.0, 4.0, radius_km=50)
GAZETTEER = Gazetteer([BANJSKA, BRUSSELS, NORTH, ZVECAN, KOSOVO, SELISTE, NOWHERE, FAR])
MUNICIPALITIES = {"zvecan"}


def placed(one) -> Placement:
    return place_event(one, GAZETTEER, MUNICIPALITIES)


@pytest.mark.parametrize("precision", [GeoPrecision.SITE, GeoPrecision.VILLAGE, GeoPrecision.TOWN])
def test_a_point_gets_a_pin_where_the_event_was_not_where_the_place_is(precision):
    one = event(geo_precision=precision, lat=42.9718, lon=20.7828)
    assert placed(one) == Placement("pin", lat=42.9718, lon=20.7828)


@pytest.mark.parametrize(("lat", "lon"), [(50.85, 4.35), (44.41, 20.5), (41.29, 20.5), (42.9, 18.79), (42.9, 23.41)])
def test_a_point_outside_the_map_gets_no_pin_at_its_edge(lat, lon):
    assert placed(event(lat=lat, lon=lon)) == OFF_MAP


@pytest.mark.parametrize(("lat", "lon"), [(44.4, 18.8), (41.3, 23.4)])
def test_a_point_on_the_maps_edge_is_on_it(lat, lon):
    assert placed(event(lat=lat, lon=lon)).kind == "pin"


def test_belgrade_is_off_the_map():
    assert placed(event(lat=44.804, lon=20.465)) == OFF_MAP


def test_a_zone_goes_by_its_name_and_gets_no_point():
    one = area(precision=GeoPrecision.ZONE, place="north_kosovo", zone="boundary_serbian_side")
    assert placed(one) == Placement("zone", feature="boundary_serbian_side")


def test_a_municipality_is_its_polygon():
    one = area(precision=GeoPrecision.MUNICIPALITY, place="zvecan")
    assert placed(one) == Placement("municipality", feature="zvecan")


def test_a_village_known_to_the_municipality_only_is_that_municipality():
    one = area(precision=GeoPrecision.MUNICIPALITY, place="seliste")
    assert placed(one) == Placement("municipality", feature="zvecan")


def test_a_municipality_without_polygon_or_radius_is_off_the_map():
    assert placed(area(precision=GeoPrecision.MUNICIPALITY, place="nowhere")) == OFF_MAP


def test_a_region_is_a_soft_circle_as_wide_as_the_gazetteer_says():
    one = area(precision=GeoPrecision.REGION, place="north_kosovo")
    assert placed(one) == Placement("circle", feature="north_kosovo", lat=43.05, lon=20.75, radius_km=25)


def test_a_region_with_a_zone_is_that_zone():
    one = area(precision=GeoPrecision.REGION, place="north_kosovo", zone="northern_municipalities")
    assert placed(one) == Placement("zone", feature="northern_municipalities")


def test_a_region_without_zone_or_radius_is_off_the_map():
    assert placed(area(precision=GeoPrecision.REGION, place="banjska")) == OFF_MAP


def test_a_region_outside_the_map_is_off_it():
    assert placed(area(precision=GeoPrecision.REGION, place="far")) == OFF_MAP


def test_a_country_is_never_on_the_map():
    assert placed(area(precision=GeoPrecision.COUNTRY, place="kosovo")) == OFF_MAP
    assert placed(area(precision=GeoPrecision.COUNTRY, place="kosovo", zone="boundary_line")) == OFF_MAP


def test_only_a_point_ever_becomes_a_pin():
    for precision in GeoPrecision:
        one = event(geo_precision=precision, place="zvecan")
        assert (placed(one).kind == "pin") == (precision.value in {"site", "village", "town"})


# Of the real data: what the default view must show.


@pytest.mark.parametrize(
    ("event_id", "kind"),
    [
        ("2023-09-24-banjska-ambush", "pin"),
        ("2023-09-24-banjska-monastery-seized", "pin"),
        ("2023-09-24-jarinje-closed", "pin"),
        ("2023-09-24-brnjak-closed", "pin"),
        ("2023-09-25-serbian-buildup", "zone"),
        ("2023-09-24-borrell-condemns", "off_map"),
    ],
)
def test_where_the_events_of_the_crisis_stand(curated_store, event_id, kind):
    one = curated_store.find(event_id)
    assert place_event(one, curated_store.dossier.gazetteer, curated_store.municipalities).kind == kind


def test_every_area_on_the_map_has_a_shape_to_draw(curated_store):
    for one in curated_store.dossier.events:
        placement = place_event(one, curated_store.dossier.gazetteer, curated_store.municipalities)
        if placement.kind == "municipality":
            assert placement.feature in curated_store.municipalities
        if placement.kind == "circle":
            assert placement.radius_km > 0
