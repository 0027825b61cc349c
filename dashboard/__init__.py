"""A small, fully sourced dossier of a crisis, on a map."""
