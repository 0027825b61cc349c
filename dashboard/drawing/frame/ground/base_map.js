// The base map: opens the frame, loads its layers and names, and says which of them failed.
// Offers: start, ready (resolves when every layer is drawn or its failure shown).
// Needs: frame, theme, geodata, typeface, layers, view, names, legend, controls, failures.
"use strict";

dossier.define(
  "base_map",
  ["frame", "theme", "geodata", "typeface", "layers", "view", "names", "legend", "controls", "failures"],
  (frame, theme, geodata, typeface, layers, view, names, legend, controls, failures) => {
    const drawn = []; // {role, layer}
    const failed = new Set(); // files that did not load, or PLACE_NAMES
    const PLACE_NAMES = "labels";

    let markReady;
    let faces; // resolves when the typeface is there or has failed
    const ready = new Promise((resolve) => (markReady = resolve));

    const restyle = () => layers.restyle(drawn, controls.isOnline());

    const loadLayer = async ({ role, file }) => {
      drawn.push({ role, layer: await layers.draw(role, await geodata.getJson(geodata.url(file))) });
      restyle();
    };

    const loadNames = async () => {
      const language = encodeURIComponent(frame.language);
      const labels = await geodata.getJson(`../../api/labels.json?lang=${language}`);
      names.write(labels);
      legend.show("open", labels.some(({ kind }) => kind === "crossing"));
    };

    /** Load one file; a failure is remembered and shown, never thrown. */
    const load = async (file) => {
      const layer = frame.ground.layers.find((known) => known.file === file);
      try {
        await (layer ? loadLayer(layer) : loadNames());
        failed.delete(file);
      } catch (error) {
        console.warn(`${layer ? layer.role : PLACE_NAMES}: ${error.message}`);
        failed.add(file);
      }
    };

    const roleOf = (file) => {
      const layer = frame.ground.layers.find((known) => known.file === file);
      return layer ? layer.role : PLACE_NAMES;
    };

    const loadAll = async (files) => {
      await Promise.all([faces, ...files.map(load)]);
      failures.show([...failed].map(roleOf), retry);
      names.place();
      frame.map.fire("dossier:geodata");
      markReady();
    };

    const retry = () => loadAll([...failed]);

    const describe = (box) => {
      theme.wear(box);
      box.dataset.theme = frame.theme;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", frame.strings.map.map);
    };

    return {
      ready,

      /**
       * Draw the base map into a Leaflet map; called once, by the map's script.
       * @param {L.Map} map
       * @param {Object} options MapOptions
       */
      start: (map, options) => {
        frame.open(map, options);
        L.Icon.Default.imagePath = "../../assets/leaflet/images/";
        describe(map.getContainer());
        layers.createPanes();
        controls.add(options, restyle);
        names.start();
        view.follow();
        map.on("zoomend", restyle);
        // After a jump Leaflet leaves its drawings between two pixels until the next move; this sets them straight.
        map.on("viewreset", () => requestAnimationFrame(() => map.fire("moveend")));
        faces = typeface.load();
        loadAll([...frame.ground.layers.map(({ file }) => file), PLACE_NAMES]);
      },
    };
  },
);
