"""What claims count or state, in a reader's words."""

from dashboard.language import _


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
