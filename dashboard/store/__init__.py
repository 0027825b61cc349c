"""The only place where queries run: every dataset's events, asked by Query."""

from dashboard.store.bins import Bin, Histogram
from dashboard.store.current_versions import UnknownDatasetError
from dashboard.store.dataset import Dataset, Totals
from dashboard.store.engine import DamagedError
from dashboard.store.store import Store, current, datasets_folder, let_go, read_dossier

__all__ = [
    "Bin",
    "DamagedError",
    "Dataset",
    "Histogram",
    "Store",
    "Totals",
    "UnknownDatasetError",
    "current",
    "datasets_folder",
    "let_go",
    "read_dossier",
]
