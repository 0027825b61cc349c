"""Pages of actors and of places."""
