// What the frame was opened with, for all that draw in it.
// Offers: open, then map, language, theme, colours, ground and strings (of the map, its events and playback).
// Needs: cartography.
"use strict";

dossier.define("frame", ["cartography"], ({ palette }) => {
  const frame = {
    strings: {},

    /**
     * Take the map and the options of the base map.
     * `ground` is what ties the map to a crisis: {extent, home, zooms, parties, stripSide, largest, names, layers}; its boxes
     * are two corners as (lat, lon), `names` the properties that name a country, in the order in which they are tried.
     * @param {L.Map} map
     * @param {{language: string, theme: "light"|"dark", ground: Object, strings: Object}} options
     */
    open: (map, { language, theme, ground, strings }) => {
      Object.assign(frame, { map, language, theme, ground, colours: palette[theme] });
      frame.strings.map = strings;
    },
  };
  return frame;
});
