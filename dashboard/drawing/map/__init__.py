"""The map of the page: ground, events, density, playback."""
