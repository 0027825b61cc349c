// Dated chips beside crossings that are or were shut.
// Offers: layer, turn. Needs: frame, cartography, dom.
"use strict";

dossier.define("closures", ["frame", "cartography", "dom"], (frame, { chips }, { element }) => {
  const GAP_PX = 4; // between a chip and the legend
  const HIGHEST_PX = 40; // a chip that is lifted further no longer stands by its crossing

  /** How far a chip has to be lifted to be clear of the legend; 0 where it is clear. */
  const liftOf = (chip) => {
    const box = chip.getBoundingClientRect();
    const legend = frame.map.getContainer().querySelector(".legend").getBoundingClientRect();
    const isClear =
      box.left >= legend.right || box.right <= legend.left || box.top >= legend.bottom || box.bottom <= legend.top;
    return isClear ? 0 : box.bottom - legend.top + GAP_PX;
  };

  return {
    /** A closure's chip as a layer. */
    layer: (closure) => {
      const node = element("span", { class: closure.isClosed ? "closure closed" : "closure", "data-crossing": closure.key },
        element("b", {}, closure.place), element("span", {}, closure.text));
      return L.marker([closure.lat, closure.lon], {
        icon: L.divIcon({ html: node, className: "closure-icon", iconSize: [0, 0] }),
        pane: "closures", keyboard: false, interactive: false,
      });
    },

    /** Chips hang to the left of their crossing, lifted where they would lie beneath the legend; or to the right where the
     * frame would cut them or no lifting helps. */
    turn: (closures) => {
      const { map } = frame;
      for (const { lat, lon, key } of closures) {
        const chip = map.getContainer().querySelector(`[data-crossing="${CSS.escape(key)}"]`);
        if (!chip) continue;
        chip.classList.remove("right");
        chip.style.marginBottom = "";
        const lift = liftOf(chip);
        const isCut = map.latLngToContainerPoint([lat, lon]).x < chip.offsetWidth + chips.cut;
        if (isCut || lift > HIGHEST_PX) chip.classList.add("right");
        else if (lift) chip.style.marginBottom = `${lift}px`;
      }
    },
  };
});
