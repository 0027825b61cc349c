"""Brings datasets back: of an older layout, the version before, or what has lost its pointer."""

import shutil
from dataclasses import replace
from typing import Any

import duckdb

from dashboard.importing.importing import writing_engine
from dashboard.importing.writing import attach, in_map_order, write
from dashboard.language import _
from dashboard.store.about import EVENTS_SINCE, LAYOUT, About
from dashboard.store.catalogue import COMMAND, Catalogue, CatalogueError, Pointer, Version
from dashboard.store.columns import SCHEMA
from dashboard.store.current_versions import LayoutError, again, open_version
from dashboard.store.dataset import Dataset
from dashboard.store.engine import DamagedError, Engine, reason_of


def restore(catalogue: Catalogue, dataset: str) -> Version:
    """Put the version before in the place of the current one, which is kept in turn; CatalogueError if it cannot be."""
    with catalogue.claimed(dataset):
        pointer = catalogue.pointer(dataset)
        if not pointer or not pointer.former:
            raise CatalogueError(
                _("Of “{dataset}” no version before is kept: there is one once it has been replaced.").format(
                    dataset=dataset
                )
            )
        if reason := _why_not(pointer.former):
            raise CatalogueError(
                _("The version before of “{dataset}” cannot be brought back: {reason}. Nothing has changed.").format(
                    dataset=dataset, reason=reason
                )
            )
        catalogue.point(Pointer(pointer.former, pointer.current))
    return pointer.former


def repair(catalogue: Catalogue, dataset: str, version: str = "") -> Version:
    """Make a version current that is whole, where the current one is not; CatalogueError if none or several are and
    `version` names none of them."""
    with catalogue.claimed(dataset):
        pointer = catalogue.pointer(dataset)
        if pointer and not _why_not(pointer.current):
            raise CatalogueError(_("“{dataset}” is whole and needs no repair.").format(dataset=dataset))
        whole = {candidate.version: candidate for candidate in catalogue.kept(dataset) if not _why_not(candidate)}
        if not whole:
            raise CatalogueError(
                _("No file of “{dataset}” is whole: import its files again, or `{command} remove {dataset}`.").format(
                    dataset=dataset, command=COMMAND
                )
            )
        if version not in whole and (version or len(whole) > 1):
            raise CatalogueError(
                _(
                    "Say which version of “{dataset}” shall stand, `{command} repair {dataset} VERSION`: {known}."
                ).format(dataset=dataset, command=COMMAND, known=", ".join(whole))
            )
        chosen = whole.pop(version or next(iter(whole)))
        catalogue.point(Pointer(chosen, next(iter(whole.values()), None)))
    return chosen


def renew(catalogue: Catalogue, dataset: str) -> bool:
    """Bring a dataset over that an earlier version of this program wrote; False if there is nothing to bring over.

    It is moved into the dossier's folder, and what is made of its events is made anew. CatalogueError where that cannot
    be.
    """
    is_moved = dataset in catalogue.misplaced()
    if is_moved:
        catalogue.take_in(dataset)
    standing = catalogue.current(dataset)
    if standing is None:
        raise catalogue.unknown(dataset)
    try:
        about = _card(standing)
    except (DamagedError, LayoutError) as error:
        raise CatalogueError(
            _("“{dataset}” is not renewed: {reason}.").format(dataset=dataset, reason=error)
        ) from error
    if about.layout == LAYOUT:
        return is_moved
    _write_anew(catalogue, standing, about)
    return True


def waiting(catalogue: Catalogue) -> list[str]:
    """The datasets that renew() would bring over, or would say of why not."""
    return sorted(
        {*catalogue.misplaced(), *(version.dataset for version in catalogue.versions() if _is_of_before(version))}
    )


def _is_of_before(version: Version) -> bool:
    try:
        return _card(version).layout != LAYOUT
    except LayoutError:
        return True
    except DamagedError:
        return False


def _card(version: Version) -> About:
    """The card of a version of any layout until today's; LayoutError of a newer one."""
    dataset = Dataset(Engine.read_only(version.events))
    try:
        return dataset.about()
    except (DamagedError, duckdb.Error, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        open_version(version).engine.close()  # which says what is wrong
        raise DamagedError(_("it holds no dataset")) from error
    finally:
        dataset.engine.close()


def _write_anew(catalogue: Catalogue, standing: Version, about: About) -> None:
    with catalogue.writing(about.dataset) as new:
        with writing_engine(new.work) as connection:
            attach(connection, standing.events, "before", is_read_only=True)
            if not _has_events(connection, about):
                raise CatalogueError(
                    _(
                        "The events of “{dataset}” lack what this version needs; only its files help: `{command}`."
                    ).format(dataset=about.dataset, command=again(about))
                )
            events = connection.table("events", database=("before", "main"))
            write(connection, new.events, in_map_order(events), replace(about, layout=LAYOUT))
        for file, copy in ((standing.refused, new.refused), (standing.changes, new.changes)):
            if file.is_file() and not file.is_symlink():
                shutil.copyfile(file, copy)
        catalogue.publish(new)


def _has_events(connection: Any, about: About) -> bool:
    """Whether the attached file holds events as they are today, itself: a view could be of any other file."""
    held = connection.raw_sql("SELECT table_name FROM duckdb_tables() WHERE database_name = 'before'").fetchall()
    if about.layout < EVENTS_SINCE or ("events",) not in held:
        return False
    return dict(connection.table("events", database=("before", "main")).schema()) == dict(SCHEMA)


def _why_not(version: Version) -> str:
    """Why a version cannot stand: a part of its file cannot be read; empty where all can. Its layout may be older."""
    try:
        engine = Engine.read_only(version.events)
    except DamagedError as error:
        return str(error)
    try:
        for table in engine.tables():
            name = table.replace('"', '""')  # whoever made the file may have called it anything
            engine.root.raw_sql(f'SELECT bit_xor(hash(one)) FROM "{name}" AS one').fetchone()  # noqa: S608 - quoted
        open_version(version).engine.close()
    except LayoutError:
        return ""
    except duckdb.Error as error:
        return reason_of(error)
    except DamagedError as error:
        return str(error)
    finally:
        engine.close()
    return ""
