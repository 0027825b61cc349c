// What stands in the corners of the map: zoom, credit, scale, legend, and the deployer's online map.
// Offers: add, isOnline. Needs: frame, legend, imprint, wheel.
"use strict";

dossier.define("controls", ["frame", "legend", "imprint", "wheel"], (frame, legend, imprint, wheel) => {
  let onlineMap;

  const nameButtons = () => {
    const { map } = frame;
    const { zoomIn, zoomOut } = frame.strings.map;
    const buttons = map.zoomControl ? map.zoomControl.getContainer().querySelectorAll("a") : [];
    [zoomIn, zoomOut].forEach((text, i) => {
      if (!buttons[i]) return;
      buttons[i].title = text;
      buttons[i].setAttribute("aria-label", text);
    });
  };

  /** Offer the deployer's online map; off at first, and absent without an address. */
  const addOnlineMap = (url, restyle) => {
    if (!url) return;
    const { map, ground } = frame;
    const strings = frame.strings.map;
    const ownMap = L.layerGroup().addTo(map);
    onlineMap = L.tileLayer(url, { maxZoom: ground.zooms[1] });
    L.control.layers({ [strings.ownMap]: ownMap, [strings.onlineMap]: onlineMap }, null, { position: "topright" }).addTo(map);
    map.on("baselayerchange", restyle);
  };

  return {
    /** Add them all; `restyle` is called when the reader takes another map. */
    add: ({ credit, basemapUrl }, restyle) => {
      nameButtons();
      imprint.add(credit);
      L.control.scale({ imperial: false, position: "bottomright", maxWidth: 90 }).addTo(frame.map);
      legend.add();
      addOnlineMap(basemapUrl, restyle);
      wheel.tame();
    },

    isOnline: () => Boolean(onlineMap && frame.map.hasLayer(onlineMap)),
  };
});
