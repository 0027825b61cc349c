"""What the map draws: the constant base map and the event layer on top of it."""
