"""What the reader asked to see: one value that decides map, figures, chart, table, files and address."""

from dashboard.query.query import DEFAULT, Query, Vocabulary

__all__ = ["DEFAULT", "Query", "Vocabulary"]
