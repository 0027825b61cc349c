// The layers of the base map: how each role is drawn, and how heavy it is at a zoom.
// Offers: createPanes, draw, restyle. Needs: frame, cartography, geodata.
"use strict";

dossier.define("layers", ["frame", "cartography", "geodata"], (frame, { lines, relief }, geodata) => {
  const PANES = { fills: 210, relief: 240, zones: 260, inner: 300, borders: 340, places: 620, labels: 640 };
  const DISTRICT_PX = 0.8;
  // From these zooms on, borders of municipalities and of countries are heavier.
  const CLOSE = 11, NEAR = relief.near;
  const MUNICIPALITY_CLOSE_PX = 1, BORDER_NEAR_PX = 1.4;

  let renderers;

  const createPanes = () => {
    const { map } = frame;
    for (const [name, zIndex] of Object.entries(PANES)) {
      const pane = map.createPane(name);
      pane.style.zIndex = zIndex;
      pane.style.pointerEvents = "none"; // what may be clicked says so itself (.leaflet-interactive)
    }
    for (const name of ["places", "labels"]) map.getPane(name).setAttribute("aria-hidden", "true");
    renderers = Object.fromEntries(
      ["fills", "inner"].map((pane) => [pane, L.canvas({ pane, padding: 0.3 })]));
    renderers.borders = L.svg({ pane: "borders", padding: 0.3 });
  };

  /** A layer of lines or fills that never takes part in clicks. */
  const still = (data, pane, style) =>
    L.geoJSON(data, { pane, renderer: renderers[pane], interactive: false, smoothFactor: 0.5, style });

  const fill = (fillColor) => ({ stroke: false, fill: true, fillColor, fillOpacity: 1 });

  const countryColour = ({ id }) => {
    const party = frame.ground.parties.find(({ iso }) => iso === id);
    return party ? party.fill[frame.theme] : frame.colours.page;
  };

  const drawLine = (data) => {
    geodata.lines.push(...data.features);
    const casing = still(data, "borders", {
      color: frame.colours.casing, opacity: lines.casing.opacity, className: "boundary-casing",
    });
    const line = still(data, "borders", { color: frame.colours.line, lineCap: "butt", className: "boundary-line" });
    const both = L.layerGroup([casing, line]);
    return Object.assign(both, { casing, line });
  };

  const drawRelief = (about) =>
    new Promise((resolve, reject) => {
      const url = geodata.url(about[frame.theme]);
      const image = L.imageOverlay(url, about.bounds, { pane: "relief", interactive: false, alt: "" });
      image.on("load", () => resolve(image)).on("error", () => {
        image.remove();
        reject(new Error(`${url}: not an image`));
      });
      image.addTo(frame.map);
    });

  const ROLES = {
    line: drawLine,
    countries: (data) => {
      geodata.keep("countries", data);
      return still(data, "fills", (country) => fill(countryColour(country)));
    },
    municipalities: (data) => {
      geodata.keep("municipalities", data);
      return still(data, "inner", { fill: false, color: frame.colours.municipal, weight: lines.municipality.width });
    },
    zones: (data) => {
      geodata.keep("zones", data); // drawn only where an event asks for one
      return L.layerGroup();
    },
    borders: (data) => still(data, "borders", { color: frame.colours.border }),
    sea: (data) => still(data, "fills", fill(frame.colours.sea)),
    districts: (data) => still(data, "inner", { fill: false, color: frame.colours.district, weight: DISTRICT_PX }),
    relief: drawRelief,
  };

  const strokeAt = (zoom) => [...lines.boundary].reverse().find((stroke) => stroke.zoom <= zoom) || lines.boundary[0];

  const weigh = {
    municipalities: (layer, zoom) =>
      layer.setStyle({ weight: zoom >= CLOSE ? MUNICIPALITY_CLOSE_PX : lines.municipality.width }),
    borders: (layer, zoom) => layer.setStyle({ weight: zoom >= NEAR ? BORDER_NEAR_PX : lines.border.width }),
    relief: (layer, zoom) => layer.setOpacity(relief[frame.theme][zoom >= NEAR ? 1 : 0]),
    line: ({ line, casing }, zoom) => {
      const { width, dash } = strokeAt(zoom);
      line.setStyle({ weight: width, dashArray: dash });
      casing.setStyle({ weight: width + lines.casing.beyond });
      casing.bringToFront();
      line.bringToFront();
    },
  };

  const isWanted = (role, zoom, isOnline) => {
    if (role === "line") return true;
    if (role === "municipalities" && zoom < lines.municipality.page_from) return false;
    if (role === "districts" && zoom < NEAR) return false;
    return !isOnline;
  };

  /** What is added to the map first lies below. */
  const ORDER = ["countries", "sea", "relief", "municipalities", "districts", "borders", "line"];

  return {
    createPanes,

    /** The layer of a file by its role. */
    draw: (role, data) => ROLES[role](data),

    /** Which of the layers, [{role, layer}], this zoom shows, and how heavy they are. */
    restyle: (drawn, isOnline) => {
      const zoom = frame.map.getZoom();
      for (const wanted of ORDER)
        for (const { role, layer } of drawn) {
          if (role !== wanted) continue;
          if (isWanted(role, zoom, isOnline)) layer.addTo(frame.map);
          else layer.remove();
        }
      for (const wanted of ["relief", "municipalities", "borders", "line"])
        for (const { role, layer } of drawn) if (role === wanted) weigh[role](layer, zoom);
    },
  };
});
