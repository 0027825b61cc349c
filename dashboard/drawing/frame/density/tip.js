// The tip of a square: how many events it holds, and which types most.
// Offers: start, show, hide. Needs: frame, dom, text, density_state.
"use strict";

dossier.define("tip", ["frame", "dom", "text", "density_state"], (frame, { element }, { number }, state) => {
  let tip;

  const row = ({ name, n }) => element("li", {}, element("span", {}, name), element("span", {}, number(n)));

  const describe = ({ parts }) =>
    element("div", {}, ...parts.flatMap(({ dataset, n, top }) => [
      element("b", {}, state.ofDataset(dataset, state.countText(n))),
      element("ul", {}, ...top.map(row)),
    ]));

  return {
    start: () => {
      tip = L.tooltip({ className: "event-tip density-tip", direction: "right", offset: [12, 0], opacity: 1, interactive: false });
    },

    show: (square, at) => {
      tip.setLatLng(at);
      if (tip.square === square) return;
      tip.square = square;
      tip.setContent(describe(square));
      tip.addTo(frame.map);
    },

    hide: () => {
      frame.map.getContainer().classList.remove("on-square");
      tip.square = null;
      tip.remove();
    },
  };
});
