// What the density layer knows: the question of the page, and the picture that answers it.
// Offers: question, picture, scale and isHidden (its state), cellPx, inside, clipped, covers, countText, ofDataset.
// Needs: frame, text.
"use strict";

dossier.define("density_state", ["frame", "text"], (frame, { say, number }) => {
  const TILE_PX = 256;

  const state = {
    question: null, // what the page asks for: {address, datasets, key}, and what to call with a picture
    picture: null, // what is drawn: an answer, its squares by place and by step, and the question it answers
    scale: null, // lower bounds of the steps, kept while query and zoom stay
    isHidden: false, // while playback shows its days in place of all of them

    /** Width of a square of the picture on the screen now. */
    cellPx: () => TILE_PX * 2 ** (frame.map.getZoom() - state.picture.cellZoom),

    /** Degrees of a point inside a square, from its upper left corner in parts of its width. */
    inside: ({ x, y }, share) =>
      frame.map.unproject([(x + share) * state.cellPx(), (y + share) * state.cellPx()], frame.map.getZoom()),

    /** West, south, east, north of bounds, without what lies outside the data's extent. */
    clipped: (bounds) => {
      const [[south, west], [north, east]] = frame.ground.extent;
      return [
        Math.max(west, bounds.getWest()), Math.max(south, bounds.getSouth()),
        Math.min(east, bounds.getEast()), Math.min(north, bounds.getNorth()),
      ];
    },

    covers: (outer, inner) =>
      outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3],

    countText: (count) => {
      const { oneEvent, events } = frame.strings.events;
      return say(count === 1 ? oneEvent : events, { count: number(count) });
    },

    /** A line about one dataset; its name stands there only where there are several. */
    ofDataset: (dataset, text) => {
      const { datasets } = state.picture;
      return Object.keys(datasets).length > 1
        ? say(frame.strings.events.ofDataset, { dataset: datasets[dataset] || dataset, text })
        : text;
    },
  };
  return state;
});
