"""What a crisis is: events, actors, places, the lines on the ground."""
