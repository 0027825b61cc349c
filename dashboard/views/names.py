"""What readers call a dataset, an actor and a place."""

from dashboard import store
from dashboard.event import Event, Headline
from dashboard.reading.shown import actor_name, dataset_name, place_name
from dashboard.store.about import About
from dashboard.views import own_data


def offered() -> list[str]:
    """The datasets that this reader can choose, the curated one first."""
    return [*store.current().datasets(), *own_data.names()]


def about(name: str) -> About | None:
    """The card of an imported dataset; None for the curated one."""
    return store.current().about(name)


def dataset(name: str) -> str:
    """A dataset as a label."""
    return dataset_name(store.current(), name)


def actor(key: str) -> str:
    """An actor's label."""
    return actor_name(store.current(), key)


def actors(keys: tuple[str, ...]) -> str:
    """Several actors."""
    return ", ".join(map(actor, keys))


def place(key: str) -> str:
    """The label of a place that can be asked for."""
    return place_name(store.current(), key)


def place_of(event: Event | Headline) -> str:
    """Where an event happened, as the gazetteer or else its publisher calls it."""
    return store.current().dossier.gazetteer.label(event.place, event.place_name or event.country)
