// Symbols of events: colour by family, shape by type.
// Offers: colour, densityColour, order, symbol, ofMany, dot. Needs: frame, symbols, cartography, dom.
"use strict";

dossier.define("event_symbols", ["frame", "symbols", "cartography", "dom"], (frame, symbols, { markers }, { shape, picture, sample }) => {
  const { box, margin, size: markerPx, shared } = markers;
  const DOT_PX = 4;

  const colour = (family) => symbols.families[family][frame.theme];

  return {
    colour,

    /** The strongest colour of counts. */
    densityColour: () => symbols.density[frame.theme].at(-1),

    /** Where a type stands among all. */
    order: (type) => Object.keys(symbols.shapes).indexOf(type),

    /** The symbol of one event. */
    symbol: ({ type, family }, size = markerPx) => {
      const isHollow = type === "OTHER";
      const whole = box + 2 * margin;
      return picture(`-${margin} -${margin} ${whole} ${whole}`, { width: size, height: size }, shape("path", {
        d: symbols.shapes[type],
        fill: isHollow ? "none" : colour(family),
        stroke: isHollow ? colour(family) : "var(--halo)",
        "stroke-width": isHollow ? markers.hollow : markers.outline,
      }));
    },

    /** A ring cut into arcs, one per family, with the count inside. */
    ofMany: (events) => {
      const { size, disc, ring: r, width } = shared;
      const middle = size / 2, around = 2 * Math.PI * r;
      const shapes = [shape("circle", { cx: middle, cy: middle, r: disc, fill: "var(--plate)" })];
      let from = 0;
      for (const family of Object.keys(symbols.families)) {
        const share = events.filter((event) => event.family === family).length / events.length;
        if (!share) continue;
        shapes.push(shape("circle", {
          cx: middle, cy: middle, r, fill: "none", stroke: colour(family), "stroke-width": width,
          "stroke-dasharray": `${share * around} ${around}`, "stroke-dashoffset": -from * around,
          transform: `rotate(-90 ${middle} ${middle})`,
        }));
        from += share;
      }
      const count = { x: middle, y: middle, "text-anchor": "middle", "dominant-baseline": "central" };
      shapes.push(shape("text", count, String(events.length)));
      return picture(`0 0 ${size} ${size}`, { width: size, height: size }, ...shapes);
    },

    /** A family's dot for the legend. */
    dot: (family) => sample("-13 -6 26 12", shape("circle", { r: DOT_PX, fill: colour(family) })),
  };
});
