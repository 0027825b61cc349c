"""The first screen: map, figures, chart, list, details, story."""
