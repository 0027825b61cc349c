// A control of the map that is one node.
// Offers: a function that adds one. Needs: frame.
"use strict";

dossier.define("corner", ["frame"], (frame) =>
  /** Add a node to a corner; what happens inside it stays away from the map. */
  (position, node) => {
    L.DomEvent.disableClickPropagation(node);
    L.DomEvent.disableScrollPropagation(node);
    const control = new L.Control({ position });
    control.onAdd = () => node;
    return control.addTo(frame.map);
  });
