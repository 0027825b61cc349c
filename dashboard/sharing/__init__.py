"""What a reader takes away: files and citations."""
