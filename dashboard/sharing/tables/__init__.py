"""Tables that a reader takes away, and the dictionary of their columns."""
