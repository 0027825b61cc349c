"""A small, fully sourced dossier of the Kosovo*–Serbia tension, on a map."""
