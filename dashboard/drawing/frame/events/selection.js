// The chosen event: told to the page, and ringed on the map and in the list.
// Offers: start, follow, take, choose, ring. Needs: frame.
"use strict";

dossier.define("selection", ["frame"], (frame) => {
  const ON_TOP = 10000; // z-index of a chosen marker

  let choices; // a layer without a picture, through which the component hears what was chosen
  let selected = null;
  let newest = {}; // what the page asked for last; it is shown once its picture is there
  let clicks = 0;

  const ring = () => {
    const container = frame.map.getContainer();
    for (const node of container.querySelectorAll("[data-events]")) {
      const isSelected = node.dataset.events.split(" ").includes(selected);
      if (node.getAttribute("aria-current") === String(isSelected)) continue;
      node.classList.toggle("selected", isSelected);
      node.setAttribute("aria-current", String(isSelected));
      if (node.classList.contains("event-icon")) node.style.zIndex = isSelected ? ON_TOP : "";
    }
    for (const button of container.querySelectorAll(".event-list [data-event]"))
      button.setAttribute("aria-current", button.dataset.event === selected ? "true" : "false");
  };

  return {
    start: () => (choices = L.featureGroup().addTo(frame.map)),

    /** What the page asks for now. */
    follow: (asked) => (newest = asked),

    /** What is shown from now on. */
    take: (shown) => (selected = shown.selected),

    ring,

    /** Tell the page that an event was chosen; the count lets a second click on it be seen. */
    choose: (id) => {
      selected = newest.selected = id;
      ring();
      clicks += 1;
      const feature = { type: "Feature", geometry: null, properties: { event: id, clicks } };
      // After the click's own listeners, since the component reports the last one that it heard of.
      setTimeout(() => choices.fire("click", { layer: { toGeoJSON: () => feature }, latlng: frame.map.getCenter() }));
    },
  };
});
