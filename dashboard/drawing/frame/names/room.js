// Room on the map: what is taken, and what a name would hide.
// Offers: make, keepOut, isFree, covered, hides, take. Needs: frame, cartography, geodata, boxes.
"use strict";

dossier.define("room", ["frame", "cartography", "geodata", "boxes"], (frame, { names }, geodata, { box, around, meet, holds }) => {
  let keptOut = [];

  /** The boxes of elements in the frame. */
  const obstacles = (selector) => {
    const container = frame.map.getContainer();
    const origin = container.getBoundingClientRect();
    return [...container.querySelectorAll(selector)]
      .map((node) => node.getBoundingClientRect())
      .filter((rect) => rect.width && rect.height)
      .map((rect) => box(rect.left - origin.left, rect.top - origin.top, rect.width, rect.height));
  };

  const eventDiscs = () =>
    keptOut.map(({ lat, lon, radiusPx: r }) => {
      const { x, y } = frame.map.latLngToContainerPoint([lat, lon]);
      return { x, y, r };
    });

  const partsOf = ({ type, coordinates }) => (type === "LineString" ? [coordinates] : coordinates);

  /** The boundary line as container points some px apart, for telling which spots cover it. */
  const linePoints = () => {
    const points = [];
    for (const part of geodata.lines.flatMap(({ geometry }) => partsOf(geometry))) {
      const all = part.map(([lon, lat]) => frame.map.latLngToContainerPoint([lat, lon]));
      for (let i = 1; i < all.length; i++) {
        const pieces = Math.max(1, Math.round(all[i].distanceTo(all[i - 1]) / names.costs.line_step));
        for (let k = 0; k < pieces; k++)
          points.push({
            x: all[i - 1].x + ((all[i].x - all[i - 1].x) * k) / pieces,
            y: all[i - 1].y + ((all[i].y - all[i - 1].y) * k) / pieces,
          });
      }
    }
    return points;
  };

  const covered = (wanted, points) => points.reduce((sum, point) => sum + holds(wanted, point), 0);

  return {
    /** Keep names away from these circles: [{lat, lon, radiusPx}]. */
    keepOut: (circles) => (keptOut = circles),

    /** The room that the frame has now: names keep clear of panels, controls, dated closures and event markers. */
    make: (marks) => {
      const { x, y } = frame.map.getSize();
      const panels = obstacles(".ov, .leaflet-control");
      const events = eventDiscs();
      const chips = obstacles(".closure");
      return {
        inner: box(names.edge, names.edge, x - 2 * names.edge, y - 2 * names.edge),
        taken: [...panels, ...chips, ...events.map((disc) => around(disc, disc.r))],
        names: [...chips],
        panels, events, marks,
        line: linePoints(),
      };
    },

    isFree: (wanted, { inner, taken }) =>
      wanted.left >= inner.left && wanted.right <= inner.right && wanted.top >= inner.top &&
      wanted.bottom <= inner.bottom && !taken.some((other) => meet(wanted, other)),

    covered,

    /** What a spot costs beside its own inconvenience: the line and the marks of other places under the name. */
    hides: (wanted, { line, marks }) =>
      names.costs.line * covered(wanted, line) + names.costs.mark * covered(wanted, marks),

    /** A name stands in this box. */
    take: (room, taken) => {
      room.taken.push(taken);
      room.names.push(taken);
    },
  };
});
