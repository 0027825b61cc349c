"""What the events and claims say in numbers."""
