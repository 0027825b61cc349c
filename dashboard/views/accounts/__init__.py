"""What each side says."""
