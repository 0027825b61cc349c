// Names on the map: which fit, and where. Greedy by rank; what has no free spot is left out.
// Offers: start, place, write, promote, keepOut, note. Needs: frame, cartography, room, places, countries, strip_note.
"use strict";

dossier.define(
  "names",
  ["frame", "cartography", "room", "places", "countries", "strip_note"],
  (frame, { names: { ranks } }, rooms, places, countries, stripNote) => {
    let request = 0;

    /** Place every name anew for what the frame shows now. */
    const placeAll = () => {
      request = 0;
      const { map } = frame;
      if (!map || !map.getSize().y) return;
      const zoom = map.getZoom();
      const shown = places.shownAt(zoom);
      const marks = shown.filter(({ place }) => place.symbol).map(({ place }) => map.latLngToContainerPoint(place.latlng));
      const room = rooms.make(marks);
      const put = (wanted) => wanted.forEach(({ place }) => places.put(place, zoom, room));
      put(shown.filter(({ order }) => order <= ranks.first));
      countries.put(room, zoom, true);
      stripNote.put(room);
      put(shown.filter(({ order }) => order > ranks.first));
      countries.put(room, zoom, false);
      places.hideOthers(shown);
    };

    const place = () => {
      if (!request) request = requestAnimationFrame(placeAll);
    };

    /** The same as `act`, with all names placed anew before the next picture. */
    const placing = (act) => (given) => {
      act(given);
      place();
    };

    return {
      /** Begin to follow the map; names come with `write`. */
      start: () => frame.map.on("zoomend moveend resize", place),
      place,
      write: placing(places.write),
      promote: placing(places.promote),
      keepOut: placing(rooms.keepOut),
      note: placing(stripNote.write),
    };
  },
);
