// Pins that lie within a few pixels share a marker, at the true point of the first of them.
// Offers: a function that groups them. Needs: frame, cartography.
"use strict";

dossier.define("groups", ["frame", "cartography"], (frame, { markers: { together } }) => {
  const cellOf = (at) => Math.floor(at / together);
  const keyOf = (column, row) => column * 2 ** 20 + row;

  /** The oldest of the groups near enough; `byCell` holds groups by squares of that many pixels: only neighbours are compared. */
  const nearest = (byCell, { x, y }) => {
    let found = null;
    for (let column = cellOf(x) - 1; column <= cellOf(x) + 1; column++)
      for (let row = cellOf(y) - 1; row <= cellOf(y) + 1; row++)
        for (const group of byCell.get(keyOf(column, row)) || [])
          if (Math.hypot(group.at.x - x, group.at.y - y) < together && (!found || group.number < found.number)) found = group;
    return found;
  };

  /** Groups {lat, lon, events} of pins, in their order. */
  return (pins) => {
    const groups = [];
    const byCell = new Map();
    for (const pin of pins) {
      const at = frame.map.latLngToLayerPoint([pin.lat, pin.lon]);
      const near = nearest(byCell, at);
      if (near) {
        near.events.push(pin);
        continue;
      }
      const made = { at, number: groups.length, lat: pin.lat, lon: pin.lon, events: [pin] };
      const cell = keyOf(cellOf(at.x), cellOf(at.y));
      byCell.set(cell, [...(byCell.get(cell) || []), made]);
      groups.push(made);
    }
    return groups;
  };
});
