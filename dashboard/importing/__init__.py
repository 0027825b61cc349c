"""From a file to a dataset: every record accounted for."""
