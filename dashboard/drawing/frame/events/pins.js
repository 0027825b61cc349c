// Markers of pins: a symbol for one event, a ring with the count for several.
// Offers: layer, radius. Needs: cartography, dom, event_symbols, event_wording, list.
"use strict";

dossier.define(
  "pins",
  ["cartography", "dom", "event_symbols", "event_wording", "list"],
  ({ markers }, { element, onPress }, { symbol, ofMany }, { nameOf }, list) => {
    const AROUND_PX = 2; // that may be clicked beside a symbol

    return {
      /** The marker of a group. */
      layer: ({ lat, lon, events }) => {
        const isShared = events.length > 1;
        const node = element("span", { class: isShared ? "event-pin shared" : "event-pin" },
          isShared ? ofMany(events) : symbol(events[0]));
        const size = isShared ? markers.shared.size : markers.size + AROUND_PX;
        const marker = L.marker([lat, lon], {
          icon: L.divIcon({ html: node, className: "event-icon", iconSize: [size, size] }),
          pane: "events", keyboard: true, riseOnHover: true, title: nameOf(events),
        });
        marker.on("click", () => list.activate(events, marker.getElement()));
        marker.on("add", () => {
          marker.getElement().setAttribute("aria-label", nameOf(events));
          marker.getElement().dataset.events = events.map((event) => event.id).join(" ");
          onPress(marker.getElement(), () => list.activate(events, marker.getElement()));
        });
        return marker;
      },

      /** Of a group's marker, which names keep clear of. */
      radius: ({ events }) => (events.length > 1 ? markers.shared.size : markers.size) / 2,
    };
  },
);
