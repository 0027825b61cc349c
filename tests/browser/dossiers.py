"""What a reader finds in each dossier, read off its tables by hand: browser tests run against both.

A test that takes the fixture `dossier` runs once for each of BOTH; only_own.md says of the others why they do not.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tests.browser.server import ROOT


class Shown(NamedTuple):
    """An event by its id and its title."""

    id: str
    title: str


@dataclass(frozen=True)
class Dossier:
    """One dossier as its reader meets it; its events here are of its first dates, unless a comment says otherwise."""

    name: str
    folder: Path
    slug: str
    first: tuple[date, date]
    sentence: str  # of the first dates
    preset: str  # of the first dates
    on_map: tuple[str, ...]  # ids, sorted
    alone: Shown  # the only one at its pin, and the only one that mentions `word`
    word: str
    area: Shown  # the only one in its municipality
    together: Shown  # one of several at one pin
    together_titles: tuple[str, ...]  # these
    attack: Shown  # an armed attack in which people were killed
    attacks: str  # the sentence of the armed attacks
    far: tuple[str, Shown]  # a place off the map, and the only event there
    year: tuple[str, str, int]  # a preset, its dates in words, and how many events it has on the map
    other: Shown  # on the map in that year, outside the first dates

    @property
    def settings(self) -> dict[str, str]:
        """What its server is started with."""
        return {} if self.folder == ROOT else {"DOSSIER": str(self.folder)}

    @property
    def file_dates(self) -> str:
        """The first dates as names of files have them."""
        return "_".join(map(str, self.first))


KOSOVO = Dossier(
    name="kosovo",
    folder=ROOT,
    slug="kosovo-serbia",
    first=(date(2023, 9, 24), date(2023, 10, 6)),
    sentence="42 events from 24 September to 6 October 2023.",
    preset="Banjska crisis 24 Sep – 6 Oct 2023",
    on_map=(
        "2023-09-24-banjska-ambush",
        "2023-09-24-banjska-bridge-blocked",
        "2023-09-24-banjska-monastery-seized",
        "2023-09-24-banjska-siege-ends",
        "2023-09-24-banjska-standoff",
        "2023-09-24-brnjak-closed",
        "2023-09-24-jarinje-closed",
        "2023-09-24-six-arrested",
        "2023-09-25-banjska-hotel-arrests",
        "2023-09-25-pilgrims-leave",
        "2023-09-25-serbian-buildup",
        "2023-09-25-weapons-displayed",
        "2023-09-26-four-suspects-freed",
        "2023-09-26-kosovo-drone-video",
        "2023-09-27-banjska-reopened",
        "2023-09-28-kosovo-assembly-resolution",
        "2023-09-29-police-searches",
        "2023-09-30-kosovo-demands-withdrawal",
        "2023-09-30-partial-pullback",
        "2023-09-30-predejane-convoy",
        "2023-10-01-kosovo-training-claim",
        "2023-10-02-serbia-reports-drawdown",
        "2023-10-04-brnjak-reopens",
        "2023-10-06-uk-troops-arrive",
    ),
    alone=Shown("2023-09-24-six-arrested", "Six people arrested, four of them in Rudare"),
    word="rudare",
    area=Shown("2023-09-29-police-searches", "Kosovo police search five sites in the north"),
    together=Shown("2023-09-24-banjska-standoff", "Day-long gun battle around the monastery"),
    together_titles=(
        "Kosovo Police shot at in Banjska; one officer killed",
        "Two trucks block the bridge into Banjska",
        "Armed men break into Banjska Monastery",
        "Gunmen leave; police control the monastery area",
        "Day-long gun battle around the monastery",
        "Two arrested at a hotel, more arms found at Banjska",
        "Kosovo police show the weapons seized",
        "Kosovo Police let people back into Banjska",
    ),
    attack=Shown("2023-09-24-banjska-ambush", "Kosovo Police shot at in Banjska; one officer killed"),
    attacks="2 events from 24 September to 6 October 2023 of type armed attack.",
    far=("Odesa", Shown("2023-09-30-borrell-urges-withdrawal", "EU urges Serbia to halt and withdraw forces")),
    year=("2023", "from 1 January to 31 December 2023", 34),
    other=Shown("2023-05-29-zvecan-kfor-clash", "Protesters and KFOR troops clash in Zvečan"),
)

ISLAND = Dossier(
    name="island",
    folder=ROOT / "tests" / "dossiers" / "island",
    slug="velmora",
    first=(date(2031, 3, 3), date(2031, 3, 16)),
    sentence="11 events from 3 March to 16 March 2031.",
    preset="Shots at Hesk 3 – 16 Mar 2031",
    on_map=(
        "2031-03-03-hesk-roadblock",
        "2031-03-04-hesk-shooting",
        "2031-03-05-pelmory-rally",
        "2031-03-06-halora-alert",
        "2031-03-07-oskeld-accuses",
        "2031-03-08-kalta-searches",
        "2031-03-09-mission-reinforced",
        "2031-03-13-halora-pullback",
        "2031-03-15-trawlers-freed",
    ),
    alone=Shown("2031-03-05-pelmory-rally", "Rally for the residents of Hesk in Pelmory"),
    word="pelmory",
    area=Shown("2031-03-08-kalta-searches", "Police search five houses around Kalta"),
    together=Shown("2031-03-04-hesk-shooting", "Police shot at beside the roadblock at Hesk"),
    together_titles=("Residents block the road at Hesk", "Police shot at beside the roadblock at Hesk"),
    attack=Shown("2031-03-04-hesk-shooting", "Police shot at beside the roadblock at Hesk"),
    attacks="1 event from 3 March to 16 March 2031 of type armed attack.",
    far=("Ostrand", Shown("2031-03-04-mission-appeal", "The mission’s head asks all sides for calm")),
    year=("2031", "from 1 January to 31 December 2031", 10),
    other=Shown("2031-02-20-trawlers-held", "Oskeld’s coast guard holds two trawlers of Halora"),
)

BOTH = (KOSOVO, ISLAND)
