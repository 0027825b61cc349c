"""Opens what analysts have: any file that holds a table of events becomes one UTF-8 table on disk."""
