// Boxes {left, top, right, bottom} in px, and points in shapes.
// Offers: box, around, grow, meet, holds, rings, isInside. Needs: nothing.
"use strict";

dossier.define("boxes", [], () => {
  const box = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });

  return {
    box,
    around: ({ x, y }, r) => box(x - r, y - r, 2 * r, 2 * r),
    grow: ({ left, top, right, bottom }, by) => ({ left: left - by, top: top - by, right: right + by, bottom: bottom + by }),
    meet: (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom,
    holds: ({ left, top, right, bottom }, { x, y }) => x > left && x < right && y > top && y < bottom,

    /** The outer rings of a polygon or several. */
    rings: ({ type, coordinates }) => (type === "Polygon" ? [coordinates[0]] : coordinates.map((polygon) => polygon[0])),

    /** Even-odd test against outer rings of [lon, lat]. */
    isInside: ({ lat, lng }, outer) => {
      let inside = false;
      for (const ring of outer)
        for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
          const [x1, y1] = ring[i], [x2, y2] = ring[j];
          if (y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
        }
      return inside;
    },
  };
});
