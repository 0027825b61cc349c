"""What one reader's session holds: address, answers, names."""
