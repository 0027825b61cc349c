// What the frame was opened with, for all that draw in it.
// Offers: open, then map, language, theme, colours, ground and strings (of the map, its events and playback).
// Needs: cartography.
"use strict";

dossier.define("frame", ["cartography"], ({ palette }) => {
  const frame = {
    strings: {},

    /**
     * Take the map and the options of the base map.
     * @param {L.Map} map
     * @param {Object} options MapOptions (payload.py); all that ties the map to a crisis is in their `ground`
     */
    open: (map, { language, theme, ground, strings }) => {
      Object.assign(frame, { map, language, theme, ground, colours: palette[theme] });
      frame.strings.map = strings;
    },
  };
  return frame;
});
