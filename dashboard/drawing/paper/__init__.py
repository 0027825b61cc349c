"""The map and the timeline on paper, as SVG."""
