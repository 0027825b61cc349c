"""What readers call a dataset, an actor and a place."""

from dashboard.dossier.event import Event, Headline
from dashboard.reading.sentence import actor_name, dataset_name, place_name
from dashboard.store.about import About
from dashboard.views.session import own_datasets, reader


def offered() -> list[str]:
    """The datasets that this reader can choose, the curated one first."""
    return [*reader.store().datasets(), *own_datasets.names()]


def about(name: str) -> About | None:
    """The card of an imported dataset; None for the curated one."""
    return reader.store().about(name)


def dataset(name: str) -> str:
    """A dataset as a label."""
    return dataset_name(reader.store(), name)


def actor(key: str) -> str:
    """An actor's label."""
    return actor_name(reader.store(), key)


def actors(keys: tuple[str, ...]) -> str:
    """Several actors."""
    return ", ".join(map(actor, keys))


def place(key: str) -> str:
    """The label of a place that can be asked for."""
    return place_name(reader.store(), key)


def place_of(event: Event | Headline) -> str:
    """Where an event happened, as the gazetteer or else its publisher calls it."""
    return reader.store().dossier.gazetteer.label(event.place, event.place_name or event.country)
