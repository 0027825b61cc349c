// The table's colours, typeface and lengths for the style sheet, which reads them as custom properties (--page, --halo-px).
// Offers: family, wear, legendPx. Needs: frame, cartography.
"use strict";

dossier.define("theme", ["frame", "cartography"], (frame, { typeface, names, marks, crossings, strip, lines, density, chips }) => {
  const LEGEND_PX = 232;
  const family = typeface.map((name) => (name.includes(" ") ? `"${name}"` : name)).join(", ");

  const properties = () => ({
    ...frame.colours,
    font: family,
    "halo-px": `${names.halo}px`,
    "country-spacing": `${names.country.spacing}px`,
    "mark-half": `${marks.half}px`,
    outline: marks.outline,
    ring: marks.ring,
    "crossing-ring": crossings.width,
    "closed-bar": crossings.closed_bar_width,
    "strip-wash": strip.wash,
    "strip-hatch": strip.hatch.opacity,
    "strip-line": strip.hatch.line,
    "line-sample": lines.sample.width,
    "line-sample-dash": lines.sample.dash,
    "density-opacity": density.opacity,
    "chip-left": `${chips.left[0]}px`,
    "chip-above": `${chips.left[1]}px`,
    "chip-right": `${chips.right[0]}px`,
    "chip-right-above": `${chips.right[1]}px`,
    "chip-closed": `${chips.closed_width}px`,
    "legend-px": `${LEGEND_PX}px`,
  });

  /** Give an element, and all in it, the colours of the theme. */
  const wear = (node) => {
    for (const [name, value] of Object.entries(properties())) node.style.setProperty(`--${name}`, value);
  };

  return { family, wear, legendPx: LEGEND_PX };
});
