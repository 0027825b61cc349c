"""What claims count or state, in a reader's words."""

from collections.abc import Iterable
from itertools import groupby

from dashboard.dossier.event import Claim
from dashboard.language import _, ngettext
from dashboard.reading.key_figures import value_of

# Units that say no more than the words of their measure.
_IMPLIED = {
    "", "people", "items", "officers", "police officers", "soldiers", "places", "incidents", "explosions", "roadblocks",
    "posts", "languages", "directions", "bases", "articles", "kg",
}  # fmt: skip


def measure_name(measure: str) -> str:
    """The measure in words; one that is not known here, by its own name.

    >>> measure_name("killed_gunmen"), measure_name("boats_lost")
    ('Gunmen killed', 'boats lost')
    """
    return {
        "aircraft": _("Aircraft"),
        "armed_men": _("Armed men"),
        "army_size": _("Size of the army"),
        "arrested": _("People arrested"),
        "attackers": _("Attackers"),
        "bases": _("Bases"),
        "date": _("Date"),
        "detained": _("People in custody"),
        "directions": _("Directions of the build-up"),
        "distance": _("Distance"),
        "explosions": _("Explosions"),
        "explosive_kg": _("Explosive used"),
        "form": _("Form of the agreement"),
        "indicted": _("People indicted"),
        "injured": _("Injured"),
        "killed": _("People killed"),
        "killed_civilians_or_armed": _("Civilians or armed men killed"),
        "killed_gunmen": _("Gunmen killed"),
        "killed_police": _("Police officers killed"),
        "languages": _("Languages"),
        "people_per_base": _("People in a base"),
        "pilgrims": _("Pilgrims"),
        "place": _("Place"),
        "points": _("Articles of the agreement"),
        "police_deployed": _("Police deployed"),
        "police_resigned": _("Police officers resigned"),
        "posts_burned": _("Crossing posts burned"),
        "protesters": _("Protesters"),
        "roadblocks": _("Roadblocks"),
        "shootings": _("Shootings"),
        "shots": _("Shots that hit"),
        "staff": _("Staff"),
        "stopped_by": _("Who stopped the train"),
        "tariff": _("Tariff"),
        "time_of_day": _("Time of day"),
        "troops": _("Troops"),
        "troops_additional": _("Additional troops for KFOR"),
        "troops_kfor": _("Troops of KFOR"),
        "troops_planned": _("Troops planned"),
        "troops_requested": _("Troops asked for"),
        "troops_serbia_near_line": _("Serbian troops near the line"),
        "voters": _("Voters"),
        "votes": _("Votes"),
        "weapons": _("Weapons used"),
        "weapons_ak47": _("Rifles shown"),
        "weapons_armoured_vehicles": _("Armoured vehicles shown"),
        "weapons_drones": _("Drones shown"),
        "weapons_explosives": _("Explosive devices shown"),
        "weapons_items_examined": _("Items examined"),
        "weapons_machine_guns": _("Machine guns shown"),
        "weapons_mortars": _("Mortars shown"),
        "weapons_motorcycles": _("Motorcycles shown"),
        "weapons_uniforms": _("Uniforms shown"),
        "weapons_value": _("Value of the weapons"),
        "weapons_vehicles": _("Vehicles shown"),
    }.get(measure, measure.replace("_", " "))


def by_measure(claims: Iterable[Claim]) -> list[tuple[str, list[Claim]]]:
    """The claims by what they count, each measure in words; measures and claims in the order of `claims`."""
    claims = list(claims)
    order = {measure: at for at, measure in enumerate(dict.fromkeys(claim.measure for claim in claims))}
    in_groups = sorted(claims, key=lambda claim: order[claim.measure])
    return [(measure_name(measure), list(group)) for measure, group in groupby(in_groups, lambda claim: claim.measure)]


def counted(claim: Claim) -> str:
    """What a claim counts: its value with the words of measure and unit; for a claim in words the measure and these.

    "1 police officer killed", "at least 3 gunmen killed", "Place: Zubin Potok".
    """
    count = _count(claim)
    value = value_of(claim)
    if count is None:
        return _("{measure}: {value}").format(measure=measure_name(claim.measure), value=value)
    phrase = _phrases(count).get(claim.measure, _("{value} {unit} ({measure})"))
    counted_unit, _bracket, told = claim.unit.partition(" (")  # "protesters (in hospital)"
    unit, details = unit_name(counted_unit, count), [told.removesuffix(")")]
    if claim.unit[:1].isdigit():  # "5 police, 6 civilians" tells apart whom the number counts
        unit, details = unit_name("people", count), [claim.unit]
    elif "{unit}" not in phrase and counted_unit not in _IMPLIED:
        details.insert(0, unit)
    detail = "; ".join(filter(None, details))
    words = phrase.format(value=value, unit=unit, measure=measure_name(claim.measure))
    return _("{words} ({detail})").format(words=words, detail=detail) if detail else words


def stated(claim: Claim) -> str:
    """The same where the measure stands above: of a claim in words these alone."""
    return counted(claim) if _count(claim) else claim.value_text


def _count(claim: Claim) -> int | None:
    """The number that decides between one and many; None for a claim in words."""
    known = {value for value in (claim.high, claim.best, claim.low) if value is not None}
    if not known:
        return None
    return 1 if known == {1} else 2


def unit_name(unit: str, count: int) -> str:
    """The unit of so many; one that is not known here as it stands.

    >>> unit_name("KFOR soldiers", 1), unit_name("KFOR soldiers", 2), unit_name("boats", 1)
    ('KFOR soldier', 'KFOR soldiers', 'boats')
    """
    return {
        "EULEX officers": ngettext("EULEX officer", "EULEX officers", count),
        "KFOR soldiers": ngettext("KFOR soldier", "KFOR soldiers", count),
        "Serb protesters": ngettext("Serb protester", "Serb protesters", count),
        "Serb residents": ngettext("Serb resident", "Serb residents", count),
        "UN police": ngettext("UN police officer", "UN police officers", count),
        "UN police and KFOR": _("UN police officers and KFOR soldiers"),
        "UN staff": ngettext("member of UN staff", "members of UN staff", count),
        "civilians": ngettext("civilian", "civilians", count),
        "deputies": ngettext("deputy", "deputies", count),
        "fighter jets": ngettext("fighter jet", "fighter jets", count),
        "gunmen": ngettext("gunman", "gunmen", count),
        "gunshot wounds": ngettext("gunshot wound", "gunshot wounds", count),
        "masked men": ngettext("masked man", "masked men", count),
        "officers": ngettext("officer", "officers", count),
        "people": ngettext("person", "people", count),
        "people, both sides": _("people of both sides"),
        "percent": _("percent"),
        "police": ngettext("police officer", "police officers", count),
        "police officers": ngettext("police officer", "police officers", count),
        "protesters": ngettext("protester", "protesters", count),
        "residents": ngettext("resident", "residents", count),
        "soldiers": ngettext("soldier", "soldiers", count),
        "suspected loggers": ngettext("suspected logger", "suspected loggers", count),
    }.get(unit, unit)


def _phrases(count: int) -> dict[str, str]:
    """The words of each measure for so many; those without a unit name what they count themselves."""
    return {
        "aircraft": _("{value} {unit}"),
        "armed_men": ngettext("{value} armed man", "{value} armed men", count),
        "army_size": _("{value} {unit} in the whole army"),
        "arrested": _("{value} {unit} arrested"),
        "attackers": ngettext("{value} attacker", "{value} attackers", count),
        "bases": ngettext("{value} base", "{value} bases", count),
        "detained": _("{value} {unit} in custody"),
        "directions": ngettext("{value} direction of the build-up", "{value} directions of the build-up", count),
        "distance": _("{value} {unit}"),
        "explosions": ngettext("{value} explosion", "{value} explosions", count),
        "explosive_kg": _("{value} kg of explosive"),
        "indicted": _("{value} {unit} indicted"),
        "injured": _("{value} {unit} injured"),
        "killed": _("{value} {unit} killed"),
        "killed_civilians_or_armed": ngettext(
            "{value} civilian or armed man killed", "{value} civilians or armed men killed", count
        ),
        "killed_gunmen": ngettext("{value} gunman killed", "{value} gunmen killed", count),
        "killed_police": ngettext("{value} police officer killed", "{value} police officers killed", count),
        "languages": ngettext("{value} language", "{value} languages", count),
        "people_per_base": ngettext("{value} person in each base", "{value} people in each base", count),
        "pilgrims": ngettext("{value} pilgrim", "{value} pilgrims", count),
        "points": ngettext("{value} article of the agreement", "{value} articles of the agreement", count),
        "police_deployed": ngettext("{value} police officer deployed", "{value} police officers deployed", count),
        "police_resigned": ngettext("{value} police officer resigned", "{value} police officers resigned", count),
        "posts_burned": ngettext("{value} crossing post burned", "{value} crossing posts burned", count),
        "protesters": ngettext("{value} protester", "{value} protesters", count),
        "roadblocks": ngettext("{value} roadblock", "{value} roadblocks", count),
        "shootings": ngettext("{value} shooting", "{value} shootings", count),
        "shots": _("{value} {unit}"),
        "staff": ngettext("{value} member of staff", "{value} members of staff", count),
        "tariff": _("tariff of {value} {unit}"),
        "troops": _("{value} {unit}"),
        "troops_additional": _("{value} additional {unit} for KFOR"),
        "troops_kfor": _("{value} {unit} of KFOR"),
        "troops_planned": _("{value} {unit} planned"),
        "troops_requested": _("{value} {unit} asked for"),
        "troops_serbia_near_line": _("{value} Serbian {unit} near the line"),
        "voters": ngettext("{value} voter", "{value} voters", count),
        "votes": ngettext("{value} vote", "{value} votes", count),
        "weapons": ngettext("{value} weapon used", "{value} weapons used", count),
        "weapons_ak47": ngettext("{value} rifle shown", "{value} rifles shown", count),
        "weapons_armoured_vehicles": ngettext(
            "{value} armoured vehicle shown", "{value} armoured vehicles shown", count
        ),
        "weapons_drones": ngettext("{value} drone shown", "{value} drones shown", count),
        "weapons_explosives": ngettext("{value} explosive device shown", "{value} explosive devices shown", count),
        "weapons_items_examined": ngettext("{value} item examined", "{value} items examined", count),
        "weapons_machine_guns": ngettext("{value} machine gun shown", "{value} machine guns shown", count),
        "weapons_mortars": ngettext("{value} mortar shown", "{value} mortars shown", count),
        "weapons_motorcycles": ngettext("{value} motorcycle shown", "{value} motorcycles shown", count),
        "weapons_uniforms": ngettext("{value} uniform shown", "{value} uniforms shown", count),
        "weapons_value": _("weapons worth {value} {unit}"),
        "weapons_vehicles": ngettext("{value} vehicle shown", "{value} vehicles shown", count),
    }
