// Squares of counts, out of the columns of an answer, and the steps by which they are coloured.
// Offers: keyOf, squaresOf, boundsOf, stepOf, colourOf. Needs: frame, symbols, cartography.
"use strict";

dossier.define("squares", ["frame", "symbols", "cartography"], (frame, symbols, { density }) => {
  const { steps, low_share: lowShare, only_colour: only } = density;
  const TOP = 3; // types that the route tells of each square

  const keyOf = (x, y) => y * 2 ** 20 + x; // cells of zoom 20 at most

  const topOf = (top, cell, types) => {
    const found = [];
    for (let i = cell * TOP * 2; i < (cell + 1) * TOP * 2; i += 2)
      if (top[i + 1]) found.push({ name: types[top[i]].name, n: top[i + 1] });
    return found;
  };

  /** 1, 2, 3 or 5 times a power of ten, the nearest on a logarithmic scale. */
  const round = (value) => {
    const power = 10 ** Math.floor(Math.log10(value));
    const near = [1, 2, 3, 5, 10].map((step) => step * power);
    const away = (number) => Math.abs(Math.log(number / value));
    return near.reduce((best, number) => (away(number) < away(best) ? number : best));
  };

  return {
    keyOf,

    /** The squares of every dataset by place; counts of several datasets stand side by side, never added up. */
    squaresOf: ({ datasets, types, x: firstX, y: firstY }) => {
      const found = new Map();
      for (const { dataset, cells } of datasets)
        for (let i = 0; i < cells.n.length; i++) {
          const x = firstX + cells.x[i], y = firstY + cells.y[i];
          const key = keyOf(x, y);
          let square = found.get(key);
          if (!square) found.set(key, (square = { x, y, most: 0, parts: [] }));
          square.most = Math.max(square.most, cells.n[i]);
          square.parts.push({ dataset, n: cells.n[i], top: topOf(cells.top, i, types) });
        }
      return found;
    },

    /** Lower bounds of the steps: round, and even on a logarithmic scale from the low counts to the highest. */
    boundsOf: (counts) => {
      const sorted = Float64Array.from(counts).sort();
      const most = sorted[sorted.length - 1];
      const low = sorted[Math.floor(sorted.length * lowShare)];
      const found = [1];
      for (let step = 1; step < steps; step++) {
        const next = round(low * (most / low) ** (step / steps));
        if (next > found[found.length - 1] && next <= most) found.push(next);
      }
      return found;
    },

    stepOf: (count, bounds) => {
      let step = 0;
      while (step + 1 < bounds.length && count >= bounds[step + 1]) step++;
      return step;
    },

    colourOf: (step, { length }) =>
      symbols.density[frame.theme][length === 1 ? only : Math.round((step * (steps - 1)) / (length - 1))],
  };
});
