// The base map: palette, panes and layers. Geometry is fetched once by the frame, never sent with the page.
"use strict";

window.dossier = window.dossier || {};

(() => {
  const ASSETS = "../../assets/";
  const WINDOW = [[41.3, 18.8], [44.4, 23.4]]; // (lat, lon) corners of the data
  const FIT_PADDING_PX = 22;
  const LEGEND_PX = 232; // its width where it is open (map.css)
  const NOTE_PX = 160; // room beside the line for the note on the strip

  // The one palette. CSS reads it as custom properties (--page, --accent ...).
  const PALETTE = {
    light: {
      page: "#e9e6df", serbia: "#f2f0ea", kosovo: "#fdfcf9", sea: "#cfdbe1", border: "#a39d92", line: "#2f2c2a",
      casing: "#ffffff", municipal: "#bdb7aa", district: "#cfcabf", accent: "#c4512d", text: "#2b2a28",
      secondary: "#5d5952", halo: "#ffffff", plate: "rgba(255,255,255,.94)", rule: "#d8d3c8", crossing: "#9d2f1f",
      country: "#767065", water: "#4c6d80", focus: "#2f5d87",
    },
    dark: {
      page: "#1c2127", serbia: "#22282f", kosovo: "#2e363f", sea: "#111920", border: "#5a636d", line: "#f4efe6",
      casing: "#0e1114", municipal: "#475059", district: "#343b43", accent: "#e2764f", text: "#eceae5",
      secondary: "#b4b3ae", halo: "#12161a", plate: "rgba(24,29,34,.94)", rule: "#3a424b", crossing: "#f0a088",
      country: "#8d959e", water: "#6f92a8", focus: "#7eb0de",
    },
  };
  const RELIEF_OPACITY = { light: [0.85, 0.64], dark: [0.9, 0.68] }; // below and from zoom 10
  const PANES = { fills: 210, relief: 240, zones: 260, inner: 300, borders: 340, places: 620, labels: 640 };

  // Boundary line at zooms 8, 9, 10 and 11: width and dash in px.
  const LINE = [
    { weight: 1.7, dashArray: "5 3.5" },
    { weight: 2, dashArray: "6 4" },
    { weight: 2.2, dashArray: "7 4.5" },
    { weight: 2.6, dashArray: "8 5" },
  ];
  const CASING_PX = 2.6;
  const FACES = [
    ["Regular", { weight: "400" }],
    ["Semibold", { weight: "600 900" }],
    ["It", { weight: "400", style: "italic" }],
    ["SemiboldIt", { weight: "600 900", style: "italic" }],
  ];

  let map, options, colours, renderers;
  let markReady;
  let typeface; // resolves when its faces are there or have failed
  const drawn = {}; // layer name -> Leaflet layer
  const failed = new Set();

  /** Countries, municipalities and zones as GeoJSON features by id, and the boundary line. */
  dossier.geodata = { countries: {}, municipalities: {}, zones: {}, boundary: null };

  /** Resolves when every layer is drawn or its failure shown. */
  dossier.ready = new Promise((resolve) => (markReady = resolve));

  const createPanes = () => {
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

  const applyTheme = () => {
    const box = map.getContainer();
    for (const [name, value] of Object.entries(colours)) box.style.setProperty(`--${name}`, value);
    box.dataset.theme = options.theme;
  };

  const describe = () => {
    const box = map.getContainer();
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", options.strings.map);
  };

  const byId = (collection) => Object.fromEntries(collection.features.map((one) => [one.id, one]));

  /** A layer of lines or fills that never takes part in clicks. */
  const still = (data, pane, style) =>
    L.geoJSON(data, { pane, renderer: renderers[pane], interactive: false, smoothFactor: 0.5, style });

  const fill = (fillColor) => ({ stroke: false, fill: true, fillColor, fillOpacity: 1 });

  const drawCountries = (data) => {
    dossier.geodata.countries = byId(data);
    const known = { XK: colours.kosovo, RS: colours.serbia };
    return still(data, "fills", (one) => fill(known[one.id] || colours.page));
  };

  const drawMunicipalities = (data) => {
    dossier.geodata.municipalities = byId(data);
    return still(data, "inner", { fill: false, color: colours.municipal, weight: 0.7 });
  };

  const drawZones = (data) => {
    dossier.geodata.zones = byId(data); // drawn only where an event asks for one
    return L.layerGroup();
  };

  const drawBoundary = (data) => {
    dossier.geodata.boundary = data.features[0];
    const casing = still(data, "borders", { color: colours.casing, opacity: 0.85, className: "boundary-casing" });
    const line = still(data, "borders", { color: colours.line, lineCap: "butt", className: "boundary-line" });
    const both = L.layerGroup([casing, line]);
    return Object.assign(both, { casing, line });
  };

  const drawRelief = (about) =>
    new Promise((resolve, reject) => {
      const url = `${ASSETS}geodata/${about[options.theme]}`;
      const relief = L.imageOverlay(url, about.bounds, { pane: "relief", interactive: false, alt: "" });
      relief.on("load", () => resolve(relief)).on("error", () => {
        relief.remove();
        reject(new Error(`${url}: not an image`));
      });
      relief.addTo(map);
    });

  // In the order in which they are asked for; the key names the layer in `strings`.
  const SOURCES = {
    boundary: ["boundary_line.geojson", drawBoundary],
    countries: ["countries.geojson", drawCountries],
    zones: ["zones.geojson", drawZones],
    municipalities: ["municipalities.geojson", drawMunicipalities],
    borders: ["borders_other.geojson", (data) => still(data, "borders", { color: colours.border })],
    sea: ["sea.geojson", (data) => still(data, "fills", fill(colours.sea))],
    districts: [
      "serbia_districts.geojson",
      (data) => still(data, "inner", { fill: false, color: colours.district, weight: 0.8 }),
    ],
    relief: ["hillshade.json", drawRelief],
  };

  const getJson = async (url) => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json();
  };

  const loadLayer = async (name) => {
    const [file, draw] = SOURCES[name];
    drawn[name] = await draw(await getJson(`${ASSETS}geodata/${file}`));
    restyle();
  };

  const loadLabels = async () => {
    const language = encodeURIComponent(options.language);
    dossier.labels.write(await getJson(`../../api/labels.json?lang=${language}`));
  };

  /** Load one layer; a failure is remembered and shown, never thrown. */
  const load = async (name) => {
    try {
      await (name === "labels" ? loadLabels() : loadLayer(name));
      failed.delete(name);
    } catch (error) {
      console.warn(`${name}: ${error.message}`);
      failed.add(name);
    }
  };

  /** The typeface comes along, so that the same names find room on every machine; without it the reader's own stands in. */
  const loadTypeface = () =>
    Promise.allSettled(FACES.map(async ([name, face]) => {
      const url = `url("${ASSETS}fonts/SourceSansPro-${name}.otf")`;
      document.fonts.add(await new FontFace("Source Sans Pro", url, face).load());
    }));

  const loadAll = async (names) => {
    await Promise.all([typeface, ...names.map(load)]);
    dossier.controls.showFailure([...failed], retry);
    dossier.labels.place();
    map.fire("dossier:geodata");
    markReady();
  };

  const retry = () => loadAll([...failed]);

  const showIf = (layer, isWanted) => {
    if (!layer) return;
    if (isWanted) layer.addTo(map);
    else layer.remove();
  };

  const restyleBoundary = (zoom) => {
    const { weight, dashArray } = LINE[Math.max(0, Math.min(LINE.length - 1, Math.floor(zoom) - 8))];
    drawn.boundary.line.setStyle({ weight, dashArray });
    drawn.boundary.casing.setStyle({ weight: weight + CASING_PX });
  };

  /** Which layers this zoom shows, and how heavy they are. */
  const restyle = () => {
    const zoom = map.getZoom();
    const near = zoom >= 10;
    const online = dossier.controls.isOnline();
    for (const name of ["countries", "sea", "relief"]) showIf(drawn[name], !online);
    showIf(drawn.municipalities, zoom >= 8.75 && !online);
    showIf(drawn.districts, near && !online);
    showIf(drawn.borders, !online);
    showIf(drawn.boundary, true);
    if (drawn.relief) drawn.relief.setOpacity(RELIEF_OPACITY[options.theme][near ? 1 : 0]);
    if (drawn.municipalities) drawn.municipalities.setStyle({ weight: zoom >= 11 ? 1 : 0.7 });
    if (drawn.borders) drawn.borders.setStyle({ weight: near ? 1.4 : 1.1 });
    if (drawn.boundary) {
      restyleBoundary(zoom);
      drawn.boundary.casing.bringToFront();
      drawn.boundary.line.bringToFront();
    }
  };

  // (lat, lon) corners of the boundary line.
  const LINE_BOUNDS = [[42.263, 20.353], [43.273, 21.79]];

  /** Show the whole line, clear of the open legend and with room for the note on the strip, and no more of the outside of the data than that takes. */
  const fitLine = () => {
    const isWide = dossier.legend.openWhereWide();
    map.setMinZoom(8);
    map.fitBounds(LINE_BOUNDS, {
      paddingTopLeft: [FIT_PADDING_PX + (isWide ? LEGEND_PX : 0), FIT_PADDING_PX],
      paddingBottomRight: [FIT_PADDING_PX + (isWide ? NOTE_PX : 0), FIT_PADDING_PX],
      animate: false,
    });
    map.setMinZoom(Math.max(8, Math.min(map.getZoom(), map.getBoundsZoom(WINDOW, true))));
  };

  /** Keep the line fitted while the frame finds its size; once the reader has moved, keep the reader's view. */
  const followFrame = () => {
    const box = map.getContainer();
    let isReaders = false;
    dossier.keepView = () => (isReaders = true);
    for (const input of ["pointerdown", "wheel", "keydown"])
      box.addEventListener(input, () => (isReaders = true), { capture: true, passive: true });
    const follow = () => {
      map.invalidateSize({ animate: false });
      const { x, y } = map.getSize();
      if (!isReaders && x > 0 && y > 0) fitLine();
    };
    new ResizeObserver(follow).observe(box);
    follow();
  };

  /**
   * Draw the base map into a Leaflet map; called once, by the map's script.
   * @param {L.Map} leafletMap
   * @param {{language: string, theme: "light"|"dark", basemapUrl: ?string, credit: string, strings: Object}} given
   */
  dossier.cartography = (leafletMap, given) => {
    map = leafletMap;
    options = given;
    colours = PALETTE[options.theme];
    dossier.strings = options.strings;
    dossier.colours = colours;
    L.Icon.Default.imagePath = `${ASSETS}leaflet/images/`;
    applyTheme();
    describe();
    createPanes();
    dossier.controls.add(map, options, restyle);
    dossier.labels.start(map, options.language);
    followFrame();
    map.on("zoomend", restyle);
    // After a jump Leaflet leaves its drawings between two pixels until the next move; this sets them straight.
    map.on("viewreset", () => requestAnimationFrame(() => map.fire("moveend")));
    typeface = loadTypeface();
    loadAll([...Object.keys(SOURCES), "labels"]);
  };
})();
