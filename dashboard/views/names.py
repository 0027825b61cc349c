"""What readers call a dataset, an actor and a place."""

from dashboard import store
from dashboard.event import Event
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.question import CURATED
from dashboard.store.about import About
from dashboard.views import own_data
from dashboard.views.keeping import kept


def offered() -> list[str]:
    """The datasets that this reader can choose, the curated one first."""
    return [*store.current().datasets(), *own_data.names()]


def about(name: str) -> About | None:
    """The card of an imported dataset; None for the curated one."""
    return _about(Query(datasets=(name,)))


@kept
def _about(query: Query) -> About | None:
    return store.current().about(query.datasets[0])


def dataset(name: str) -> str:
    """A dataset as a label."""
    card = about(name)
    return card.label if card else _("Curated dossier")


def dataset_in_text(name: str) -> str:
    """A dataset within a sentence."""
    return _("the curated dossier") if name == CURATED else dataset(name)


def actor(key: str) -> str:
    """An actor's label; those of imported datasets are names already."""
    known = store.current().dossier.actors.get(key)
    return known.label if known else key


def actors(keys: tuple[str, ...]) -> str:
    """Several actors."""
    return ", ".join(map(actor, keys))


def place(key: str) -> str:
    """The label of a place that can be asked for."""
    return store.current().dossier.gazetteer.label(key, key)


def place_of(event: Event) -> str:
    """Where an event happened, as the gazetteer or else its publisher calls it."""
    return store.current().dossier.gazetteer.label(event.place, event.place_name or event.country)
