"""Pictures for files and paper: the map and the timeline as SVG, with the fonts that they are measured in."""
