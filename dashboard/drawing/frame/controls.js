// What stands in the corners of the map: legend, scale, credit and disclaimer, online map, failures, wheel.
"use strict";

window.dossier = window.dossier || {};

(() => {
  const WIDE_PX = 800; // from here on the legend starts open
  const SVG = "http://www.w3.org/2000/svg";
  const HINT_MS = 1600;

  let map, strings, onlineMap, notice, legend, eventItems;
  let isReaders = false; // the reader has opened or closed the legend
  const own = {}; // legend entries of the base map by name

  const element = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children); // strings become text, never HTML
    return node;
  };

  const svg = (size, ...shapes) => {
    const node = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ viewBox: size, "aria-hidden": "true", class: "sample" })) node.setAttribute(name, value);
    for (const [tag, attributes] of shapes) {
      const shape = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
      node.append(shape);
    }
    return node;
  };

  const SAMPLES = {
    line: () => svg("0 0 26 12", ["path", { d: "M0 6H26", class: "boundary-sample" }]),
    open: () => svg("-13 -6 26 12", ["path", { d: "M0 -4.4L4.4 0L0 4.4L-4.4 0z", class: "ring crossing-sample" }]),
    closed: () => svg("-13 -6 26 12",
      ["path", { d: "M0 -5.4L5.4 0L0 5.4L-5.4 0z", class: "closed-sample" }],
      ["path", { d: "M-2.4 0H2.4", class: "closed-bar" }]),
    strip: () => svg("0 0 26 12",
      ["rect", { width: 26, height: 12, class: "strip-wash" }],
      ...[0, 7, 14, 21].map((x) => ["path", { d: `M${x - 2} 13L${x + 10} -1`, class: "strip-line" }])),
  };

  const entry = (sample, text) => element("li", {}, sample, element("span", {}, text));

  /** A control that is one node; what happens inside it stays away from the map. */
  const corner = (position, node) => {
    L.DomEvent.disableClickPropagation(node);
    L.DomEvent.disableScrollPropagation(node);
    const control = new L.Control({ position });
    control.onAdd = () => node;
    return control.addTo(map);
  };

  const addLegend = () => {
    eventItems = element("ul");
    const base = element("ul");
    for (const name of Object.keys(SAMPLES)) {
      own[name] = entry(SAMPLES[name](), strings[name]);
      base.append(own[name]);
    }
    own.strip.hidden = true;
    own.closed.hidden = true;
    const summary = element("summary", {}, strings.legend);
    summary.addEventListener("click", () => (isReaders = true));
    legend = element("details", { class: "legend ov" }, summary, base, eventItems);
    legend.addEventListener("toggle", dossier.labels.place);
    corner("bottomleft", legend);
  };

  /** Credit and disclaimer: in full on a wide frame, behind a button on a narrow one (map.css). */
  const addImprint = (credit) => {
    const text = element("div", { class: "imprint-text", id: "imprint-text" },
      element("p", {}, strings.disclaimer), element("p", {}, credit));
    const button = element("button", {
      type: "button", class: "imprint-button", "aria-expanded": "false", "aria-controls": "imprint-text",
      "aria-label": strings.about, title: strings.about,
    }, "i");
    const node = element("div", { class: "imprint ov" }, text, button);
    const show = (isOpen) => {
      node.classList.toggle("open", isOpen);
      button.setAttribute("aria-expanded", String(isOpen));
      dossier.labels.place();
    };
    button.addEventListener("click", () => show(!node.classList.contains("open")));
    node.addEventListener("keydown", (press) => press.key === "Escape" && show(false));
    corner("bottomright", node);
  };

  /** Offer the deployer's online map; off at first, and absent without an address. */
  const addOnlineMap = (url, restyle) => {
    if (!url) return;
    const ownMap = L.layerGroup().addTo(map);
    onlineMap = L.tileLayer(url, { maxZoom: 12 });
    L.control.layers({ [strings.ownMap]: ownMap, [strings.onlineMap]: onlineMap }, null, { position: "topright" }).addTo(map);
    map.on("baselayerchange", restyle);
  };

  const say = (text) => {
    const node = element("div", { class: "hint", "aria-hidden": "true" }, text);
    map.getContainer().append(node);
    setTimeout(() => node.remove(), HINT_MS);
    return node;
  };

  /** The wheel zooms only while the map is in use, or with Ctrl; else it scrolls the page. */
  const tameWheel = () => {
    const box = map.getContainer();
    let isInUse = false;
    let hint = null;
    const use = (isUsed) => () => (isInUse = isUsed);
    box.addEventListener("focusin", use(true));
    box.addEventListener("pointerdown", use(true));
    box.addEventListener("focusout", use(false));
    window.addEventListener("blur", use(false));
    const onWheel = (wheel) => {
      if (isInUse || wheel.ctrlKey) return map.scrollWheelZoom.enable();
      map.scrollWheelZoom.disable();
      if (!hint || !hint.isConnected) hint = say(strings.wheel);
      return undefined;
    };
    box.addEventListener("wheel", onWheel, { capture: true, passive: true });
  };

  const nameButtons = () => {
    const buttons = map.zoomControl ? map.zoomControl.getContainer().querySelectorAll("a") : [];
    [strings.zoomIn, strings.zoomOut].forEach((text, i) => {
      if (!buttons[i]) return;
      buttons[i].title = text;
      buttons[i].setAttribute("aria-label", text);
    });
  };

  dossier.controls = {
    add: (leafletMap, options, restyle) => {
      map = leafletMap;
      strings = options.strings;
      nameButtons();
      addImprint(options.credit);
      L.control.scale({ imperial: false, position: "bottomright", maxWidth: 90 }).addTo(map);
      addLegend();
      addOnlineMap(options.basemapUrl, restyle);
      tameWheel();
    },

    isOnline: () => Boolean(onlineMap && map.hasLayer(onlineMap)),

    /** Say which layers didn't load, with a button that tries again; no names take the line away. */
    showFailure: (names, retry) => {
      if (notice) notice.remove();
      notice = null;
      if (!names.length) return;
      const button = element("button", { type: "button" }, strings.retry);
      button.addEventListener("click", retry);
      const layers = names.map((name) => strings[name]).join(", ");
      notice = element("div", { class: "failure ov", role: "alert" }, strings.failed.replace("{layers}", layers), " ", button);
      L.DomEvent.disableClickPropagation(notice);
      map.getContainer().append(notice);
    },
  };

  dossier.legend = {
    /**
     * Show these below the base entries.
     * @param {{svg: SVGElement, text: string}[]} items
     */
    set: (items) => {
      eventItems.replaceChildren(...items.map(({ svg: sample, text }) => entry(sample, text)));
      own.closed.hidden = !map.getContainer().querySelector(".closure.closed");
      dossier.labels.place();
    },
    /** Open the legend in a wide frame and close it in a narrow one, unless the reader did either; true if wide. */
    openWhereWide: () => {
      const isWide = map.getSize().x >= WIDE_PX;
      if (!isReaders) legend.open = isWide;
      return isWide;
    },
    /** Show or hide a base entry: "line", "open", "closed", "strip"; a text of its own replaces the usual one. */
    show: (name, isShown, text = strings[name]) => {
      own[name].hidden = !isShown;
      own[name].querySelector("span").textContent = text;
      dossier.labels.place();
    },
  };
})();
