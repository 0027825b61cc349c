"""Sources and method: coverage, changes."""
