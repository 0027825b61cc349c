"""Two periods or two datasets side by side."""
