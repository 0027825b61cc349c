"""The brief: one query on paper, with its map."""
