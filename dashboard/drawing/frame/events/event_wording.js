// What events are called where several stand together.
// Offers: places, nameOf, titleOf. Needs: frame, text.
"use strict";

dossier.define("event_wording", ["frame", "text"], (frame, { say }) => {
  const MOST_NAMED = 4; // places in the title of a list

  const places = (events) => [...new Set(events.map((event) => event.place).filter(Boolean))];

  return {
    /** The accessible name of a marker or area. */
    nameOf: (events) =>
      events.length === 1
        ? `${events[0].title}, ${events[0].typeName}, ${events[0].when}, ${events[0].place}`
        : `${places(events).join(", ")}: ${say(frame.strings.events.here, { count: events.length })}`,

    /** The title of a list: its places, or where these are many or unknown, only how many events it has. */
    titleOf: (events, { pages = 1, title = "" } = {}) => {
      const names = places(events);
      const strings = frame.strings.events;
      if (names.length && names.length <= MOST_NAMED) return say(strings.listOf, { place: names.join(", ") });
      return pages > 1 ? title : say(strings.here, { count: events.length });
    },
  };
});
