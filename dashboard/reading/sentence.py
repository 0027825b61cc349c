"""What a query shows, in words: names of datasets, actors and places, the sentence, and the editions it is of."""

from dashboard.language import _
from dashboard.query import Query, wording
from dashboard.query.query import CURATED
from dashboard.query.wording import day
from dashboard.store import Store


def actor_name(store: Store, key: str) -> str:
    """An actor's label; those of imported datasets are names already."""
    known = store.dossier.actors.get(key)
    return known.label if known else key


def place_name(store: Store, key: str) -> str:
    """The label of a place that can be asked for."""
    return store.dossier.gazetteer.label(key, key)


def dataset_name(store: Store, name: str) -> str:
    """A dataset as a label."""
    about = store.about(name)
    return about.label if about else _("Curated dossier")


def dataset_in_text(store: Store, name: str) -> str:
    """A dataset within a sentence."""
    return _("the curated dossier") if name == CURATED else dataset_name(store, name)


def sentence(store: Store, query: Query) -> str:
    """What is shown, in one sentence; datasets are named unless the curated one is meant alone."""
    counts = [(part.dataset, store.of(part).totals(part).events) for part in query.by_dataset()]

    def actor(key: str) -> str:
        return actor_name(store, key)

    def place(key: str) -> str:
        return place_name(store, key)

    if query.datasets == (CURATED,):
        return wording.sentence(query, counts[0][1], actor, place)
    named = [(dataset_in_text(store, name), count) for name, count in counts]
    return wording.sentence_by_dataset(query, named, actor, place)


def edition(store: Store, name: str) -> str:
    """Which edition of a dataset stands now: version and date, or vintage and day of import."""
    about = store.about(name)
    if about:
        return _("{dataset}, {vintage}, imported {day}").format(
            dataset=about.label, vintage=about.vintage, day=day(about.imported)
        )
    return _("Curated dataset, version {version} of {created}").format(
        version=store.dossier.version, created=day(store.dossier.created)
    )
