// The event layer of the map: draws what the page asks for and changes only what differs.
"use strict";

window.dossier = window.dossier || {};

(() => {
  const GROUP_DISTANCE_PX = 24; // pins nearer than this share one marker, which lists them all
  const MARKER_PX = 22;
  const MOST_NAMED = 4; // places in the title of a list
  const SVG = "http://www.w3.org/2000/svg";

  let map, options, symbols, group, areas;
  let choices; // a layer without a picture, through which the component hears what was chosen
  let shown = { events: [], names: [], strip: "", closures: [], selected: null, density: null };
  let newest = shown; // what the page asked for last; it is shown once its picture is there
  let calls = 0;
  let channel, turn; // of what was shown last: a session counts what it hands over
  let isReady = false;
  let clicks = 0;
  const drawn = new Map(); // key -> layer
  let list = null; // the open list of a shared marker, if any
  let days = null; // while playback shows only some: {from, to}, ISO days, both included
  let view = null; // the key of the last view that the page asked for

  const say = (template, values) =>
    template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

  /** An element with attributes and text; text never becomes HTML. */
  const element = (tag, attributes = {}, text = "") => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text) node.textContent = text;
    return node;
  };

  const colour = (family) => symbols.families[family][options.theme];

  /** The symbol of one event type as an SVG element. */
  const symbol = (type, family, size = MARKER_PX) => {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "-2 -2 24 24");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", symbols.shapes[type]);
    path.setAttribute("fill", type === "OTHER" ? "none" : colour(family));
    path.setAttribute("stroke", type === "OTHER" ? colour(family) : "var(--halo)");
    path.setAttribute("stroke-width", type === "OTHER" ? "3" : "1.4");
    svg.append(path);
    return svg;
  };

  /** A ring cut into arcs, one per family, with the count inside. */
  const countSymbol = (events) => {
    const size = 30, r = 12, around = 2 * Math.PI * r;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 30 30");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    svg.setAttribute("aria-hidden", "true");
    const disc = document.createElementNS(SVG, "circle");
    for (const [name, value] of Object.entries({ cx: 15, cy: 15, r: 13.5, fill: "var(--plate)" }))
      disc.setAttribute(name, value);
    svg.append(disc);
    let from = 0;
    for (const family of Object.keys(symbols.families)) {
      const share = events.filter((event) => event.family === family).length / events.length;
      if (!share) continue;
      const arc = document.createElementNS(SVG, "circle");
      const attributes = {
        cx: 15, cy: 15, r, fill: "none", stroke: colour(family), "stroke-width": 4,
        "stroke-dasharray": `${share * around} ${around}`, "stroke-dashoffset": -from * around,
        transform: "rotate(-90 15 15)",
      };
      for (const [name, value] of Object.entries(attributes)) arc.setAttribute(name, value);
      svg.append(arc);
      from += share;
    }
    const text = document.createElementNS(SVG, "text");
    for (const [name, value] of Object.entries({ x: 15, y: 15, "text-anchor": "middle", "dominant-baseline": "central" }))
      text.setAttribute(name, value);
    text.textContent = events.length;
    svg.append(text);
    return svg;
  };

  /** Tell the page that an event was chosen; the count lets a second click on it be seen. */
  const choose = (id) => {
    shown.selected = newest.selected = id;
    ringSelected();
    clicks += 1;
    const feature = { type: "Feature", geometry: null, properties: { event: id, clicks } };
    // After the click's own listeners, since the component reports the last one that it heard of.
    setTimeout(() => choices.fire("click", { layer: { toGeoJSON: () => feature }, latlng: map.getCenter() }));
  };

  const places = (events) => [...new Set(events.map((event) => event.place).filter(Boolean))];

  const nameOf = (events) =>
    events.length === 1
      ? `${events[0].title}, ${events[0].typeName}, ${events[0].when}, ${events[0].place}`
      : `${places(events).join(", ")}: ${say(options.strings.here, { count: events.length })}`;

  const closeList = (giveFocusBack = false) => {
    if (!list) return;
    list.node.remove();
    if (giveFocusBack && list.opener.isConnected) list.opener.focus();
    list = null;
  };

  /** The title of a list: its places, or where these are many or unknown, only how many events it has. */
  const titleOf = (events, { pages = 1, title = "" } = {}) => {
    const names = places(events);
    if (names.length && names.length <= MOST_NAMED) return say(options.strings.listOf, { place: names.join(", ") });
    return pages > 1 ? title : say(options.strings.here, { count: events.length });
  };

  /** The way to the other pages of a list; the control that was used to come here has the focus. */
  const pager = ({ page, pages, text, turn }) => {
    const node = element("div", { class: "pages" });
    const button = (by, sign, to, name) => {
      const made = element("button", { type: "button", "data-by": by, "aria-label": name, title: name }, sign);
      made.disabled = to < 1 || to > pages;
      made.addEventListener("click", () => turn(to, by));
      return made;
    };
    const label = element("label", {}, options.strings.pageNumber);
    const field = element("input", { type: "number", min: 1, max: pages, value: page, "data-by": "field" });
    field.addEventListener("change", () => {
      const to = Math.min(pages, Math.max(1, Math.round(field.valueAsNumber) || page));
      field.value = to;
      if (to !== page) turn(to, "field");
    });
    label.append(field, say(options.strings.ofPages, { pages: pages.toLocaleString(options.language) }));
    node.append(
      element("p", { role: "status" }, text), button("previous", "‹", page - 1, options.strings.previousPage), label,
      button("next", "›", page + 1, options.strings.nextPage),
    );
    return node;
  };

  /** Where the keyboard goes on in a list: where it was in the page before, else the first event. */
  const focusIn = (node, by) => {
    const used = by && node.querySelector(`[data-by="${by}"]:enabled`);
    const other = by && node.querySelector("[data-by]:enabled");
    (used || other || node.querySelector("li button")).focus({ preventScroll: true });
  };

  /** Every event of a shared marker, area or square as a list of buttons inside the map; of many a page of them. */
  const openList = (events, opener, paging = { pages: 1 }) => {
    closeList();
    const node = element("section", { class: "event-list ov", role: "dialog", tabindex: "-1" });
    const title = titleOf(events, paging);
    node.setAttribute("aria-label", title);
    const head = element("header");
    head.append(element("strong", {}, title));
    const close = element("button", { type: "button", "aria-label": options.strings.close }, "×");
    close.addEventListener("click", () => closeList(true));
    head.append(close);
    if (paging.pages > 1) head.append(pager(paging));
    const rows = element("ol");
    for (const event of events) {
      const row = element("li");
      const button = element("button", { type: "button", "data-event": event.id });
      button.append(symbol(event.type, event.family, 18));
      const text = element("span");
      const where = [event.when, event.place].filter(Boolean).join(" · ");
      text.append(element("b", {}, event.title), element("small", {}, where));
      button.append(text);
      button.addEventListener("click", () => choose(event.id));
      row.append(button);
      rows.append(row);
    }
    node.append(head, rows);
    node.addEventListener("keydown", (press) => {
      press.stopPropagation();
      if (press.key === "Escape") closeList(true);
      if (press.target.matches("input")) return;
      const buttons = [...rows.querySelectorAll("button")];
      const at = buttons.indexOf(document.activeElement);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[press.key];
      if (to !== undefined && buttons[to]) {
        press.preventDefault();
        buttons[to].focus();
      }
    });
    L.DomEvent.disableClickPropagation(node);
    L.DomEvent.disableScrollPropagation(node);
    map.getContainer().append(node);
    list = { node, opener, ids: events.map((event) => event.id) };
    ringSelected();
    focusIn(node, paging.turned);
  };

  const activate = (events, opener) => (events.length === 1 ? choose(events[0].id) : openList(events, opener));

  /** Enter and Space do what a click does. */
  const onPress = (node, act) =>
    node.addEventListener("keydown", (press) => {
      if (press.key !== "Enter" && press.key !== " ") return;
      L.DomEvent.stop(press);
      act();
    });

  /** Pins that lie within a few pixels share a marker, at the true point of the first of them. */
  const groupPins = (pins) => {
    const groups = [];
    const byCell = new Map(); // groups by the square of that many pixels, so that only neighbours are compared
    const cellOf = (at) => Math.floor(at / GROUP_DISTANCE_PX);
    const keyOf = (column, row) => column * 2 ** 20 + row;
    const nearest = ({ x, y }) => {
      let found = null; // the oldest of the groups near enough
      for (let column = cellOf(x) - 1; column <= cellOf(x) + 1; column++)
        for (let row = cellOf(y) - 1; row <= cellOf(y) + 1; row++)
          for (const one of byCell.get(keyOf(column, row)) || [])
            if (Math.hypot(one.at.x - x, one.at.y - y) < GROUP_DISTANCE_PX && (!found || one.number < found.number)) found = one;
      return found;
    };
    for (const pin of pins) {
      const at = map.latLngToLayerPoint([pin.lat, pin.lon]);
      const near = nearest(at);
      if (near) {
        near.events.push(pin);
        continue;
      }
      const made = { at, number: groups.length, lat: pin.lat, lon: pin.lon, events: [pin] };
      const cell = keyOf(cellOf(at.x), cellOf(at.y));
      byCell.set(cell, [...(byCell.get(cell) || []), made]);
      groups.push(made);
    }
    return groups;
  };

  const texts = new WeakMap();

  /** An event as text, made once, since playback asks for it with each day. */
  const textOf = (event) => {
    if (!texts.has(event)) texts.set(event, JSON.stringify(event));
    return texts.get(event);
  };

  const pinLayer = ({ lat, lon, events }) => {
    const one = events.length === 1;
    const node = element("span", { class: one ? "event-pin" : "event-pin shared" });
    node.append(one ? symbol(events[0].type, events[0].family) : countSymbol(events));
    const size = one ? MARKER_PX + 2 : 30;
    const marker = L.marker([lat, lon], {
      icon: L.divIcon({ html: node, className: "event-icon", iconSize: [size, size] }),
      pane: "events", keyboard: true, riseOnHover: true, title: nameOf(events),
    });
    marker.on("click", () => activate(events, marker.getElement()));
    marker.on("add", () => {
      marker.getElement().setAttribute("aria-label", nameOf(events));
      marker.getElement().dataset.events = events.map((event) => event.id).join(" ");
      onPress(marker.getElement(), () => activate(events, marker.getElement()));
    });
    return marker;
  };

  const areaStyle = (color) => ({
    pane: "eventAreas", renderer: areas, className: "event-area", color, weight: 1.6,
    dashArray: "2 4", fillColor: color, fillOpacity: 0.1,
  });

  const shapeOf = ({ kind, feature }) =>
    (kind === "municipality" ? dossier.geodata.municipalities : dossier.geodata.zones)[feature];

  /** True where an area can be drawn; a layer that did not load has its own message and a retry. */
  const hasShape = (area) => (area.kind === "circle" ? area.radiusKm !== null : Boolean(shapeOf(area)));

  /** The layer of an area: a zone, a municipality or a soft circle; never a pin. */
  const areaLayer = (area, name, color) => {
    const { kind, feature, lat, lon, radiusKm } = area;
    if (kind === "strip")
      return dossier.hatchedStrip(map, { id: feature, label: `${shown.strip}. ${name}`, note: shown.strip });
    const style = areaStyle(color);
    if (kind === "circle") return L.circle([lat, lon], { radius: radiusKm * 1000, ...style });
    const shape = shapeOf(area);
    if (shape.geometry.type.endsWith("LineString")) Object.assign(style, { weight: 9, opacity: 0.35, dashArray: null, fill: false });
    return L.geoJSON(shape, { style: () => style }).getLayers()[0];
  };

  const addArea = (events) => {
    const layer = areaLayer(events[0], nameOf(events), colour(events[0].family));
    layer.addTo(group);
    const node = layer.getElement();
    if (events[0].kind !== "strip") {
      node.setAttribute("tabindex", "0");
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", `${nameOf(events)} (${options.strings.area})`);
      onPress(node, () => activate(events, node));
      layer.bindTooltip(element("span", {}, nameOf(events)), { sticky: true, className: "event-tip" });
    }
    node.dataset.events = events.map((event) => event.id).join(" ");
    layer.on("click", (click) => {
      L.DomEvent.stop(click);
      activate(events, node);
    });
    return layer;
  };

  /** An area of the density layer: it says how many events are placed to it, and lists them page by page. */
  const addCountedArea = (area) => {
    const name = [area.place, area.texts.join("; ")].filter(Boolean).join(": ");
    const layer = areaLayer(area, name, densityColour());
    layer.addTo(group);
    const node = layer.getElement();
    const open = () => dossier.density.listArea(area.area, node, days);
    layer.on("click", (click) => {
      const isByPointer = click.originalEvent.type === "click";
      if (isByPointer && dossier.density.isOnSquare(click)) return; // the map hears of it next
      L.DomEvent.stop(click);
      open();
    });
    if (area.kind === "strip") return layer;
    for (const [attribute, value] of Object.entries({ tabindex: "0", role: "button", "aria-label": name }))
      node.setAttribute(attribute, value);
    onPress(node, open);
    layer.bindTooltip(element("span", {}, name), { sticky: true, className: "event-tip area-tip" });
    return layer;
  };

  /** A dated chip beside a crossing that is or was shut. */
  const closureLayer = (closure) => {
    const node = element("span", { class: closure.isClosed ? "closure closed" : "closure", "data-crossing": closure.key });
    node.append(element("b", {}, closure.place), element("span", {}, closure.text));
    return L.marker([closure.lat, closure.lon], {
      icon: L.divIcon({ html: node, className: "closure-icon", iconSize: [0, 0] }),
      pane: "closures", keyboard: false, interactive: false,
    });
  };

  const CHIP_GAP_PX = 4; // between a chip and the legend
  const HIGHEST_PX = 40; // a chip that is lifted further no longer stands by its crossing

  /** How far a chip has to be lifted to be clear of the legend; 0 where it is clear. */
  const liftOf = (chip) => {
    const one = chip.getBoundingClientRect();
    const legend = map.getContainer().querySelector(".legend").getBoundingClientRect();
    const isClear =
      one.left >= legend.right || one.right <= legend.left || one.top >= legend.bottom || one.bottom <= legend.top;
    return isClear ? 0 : one.bottom - legend.top + CHIP_GAP_PX;
  };

  /** Chips hang to the left of their crossing, lifted where they would lie beneath the legend; or to the right where the
   * frame would cut them or no lifting helps. */
  const turnChips = () => {
    for (const { lat, lon, key } of shown.closures) {
      const chip = map.getContainer().querySelector(`[data-crossing="${CSS.escape(key)}"]`);
      if (!chip) continue;
      chip.classList.remove("right");
      chip.style.marginBottom = "";
      const lift = liftOf(chip);
      const isCut = map.latLngToContainerPoint([lat, lon]).x < chip.offsetWidth + 24;
      if (isCut || lift > HIGHEST_PX) chip.classList.add("right");
      else if (lift) chip.style.marginBottom = `${lift}px`;
    }
  };

  /** Areas of the density layer; during playback those that it names, without counts, which are of all days. */
  const countedAreas = () => {
    const areas = (shown.density ? shown.density.areas : []).filter(hasShape);
    if (!days) return areas;
    return areas
      .filter(({ kind, feature }) => days.areas.has(`${kind === "strip" ? "zone" : kind}:${feature}`))
      .map((area) => ({ ...area, texts: [options.strings.area] }));
  };

  /** True where playback, if open, shows what happened from `start` to `end`. */
  const isInDays = ({ start, end }) => !days || (start <= days.to && end >= days.from);

  /** True where a crossing is closed on the last day shown. */
  const isClosed = (closure) => (days ? closure.start <= days.to && closure.end >= days.to : closure.isClosed);

  /** What should be on the map now: key -> how to make it. A key that stays is left alone. */
  const wanted = () => {
    const all = new Map();
    const byArea = new Map();
    const events = shown.events.filter(isInDays);
    for (const event of events.filter((one) => one.kind !== "pin" && hasShape(one))) {
      const key = `${event.kind}:${event.feature}`;
      byArea.set(key, [...(byArea.get(key) || []), event]);
    }
    for (const [key, placed] of byArea)
      all.set(`area ${key} ${placed.map(textOf)}`, () => addArea(placed));
    for (const one of groupPins(events.filter((event) => event.kind === "pin")))
      all.set(`pin ${one.events.map(textOf)}`, () => pinLayer(one).addTo(group));
    for (const area of countedAreas())
      all.set(`counted area ${JSON.stringify(area)}`, () => addCountedArea(area));
    for (const closure of shown.closures.filter(isInDays)) {
      const now = { ...closure, isClosed: isClosed(closure) };
      all.set(`closure ${JSON.stringify(now)}`, () => closureLayer(now).addTo(group));
    }
    return all;
  };

  const ringSelected = () => {
    const nodes = map.getContainer().querySelectorAll("[data-events]");
    for (const node of nodes) {
      const isSelected = node.dataset.events.split(" ").includes(shown.selected);
      if (node.getAttribute("aria-current") === String(isSelected)) continue;
      node.classList.toggle("selected", isSelected);
      node.setAttribute("aria-current", String(isSelected));
      if (node.classList.contains("event-icon")) node.style.zIndex = isSelected ? 10000 : "";
    }
    if (!list) return;
    for (const button of list.node.querySelectorAll("[data-event]"))
      button.setAttribute("aria-current", button.dataset.event === shown.selected ? "true" : "false");
  };

  const densityColour = () => symbols.density[options.theme][4];

  /** What the legend says of the density layer's areas. */
  const areaItems = () => {
    if (!shown.density || !shown.density.areas.some(({ kind }) => kind !== "strip")) return [];
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 26 12");
    svg.setAttribute("aria-hidden", "true");
    const edge = document.createElementNS(SVG, "rect");
    const attributes = {
      x: 4, y: 1, width: 18, height: 10, stroke: densityColour(), "stroke-dasharray": "2 3", fill: densityColour(), "fill-opacity": 0.1,
    };
    for (const [name, value] of Object.entries(attributes)) edge.setAttribute(name, value);
    svg.append(edge);
    return [{ svg, text: options.strings.placedOnlyTo }];
  };

  const showLegend = () => {
    const types = new Map();
    for (const event of shown.events) types.set(event.type, event);
    const order = Object.keys(symbols.shapes);
    const items = [...types.values()]
      .sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type))
      .map((event) => ({ svg: symbol(event.type, event.family, 16), text: event.typeName }));
    const ofDots = days && shown.picture && shown.picture.kind === "cells" ? dossier.playback.legend() : null;
    dossier.legend.set([...(ofDots || (shown.picture ? shown.picture.legend : [])), ...items, ...areaItems()]);
  };

  const isChip = (key) => key.startsWith("closure ");

  /** Add and remove what differs from what should be on the map. */
  const drawLayers = () => {
    const target = wanted();
    const chips = [...drawn.keys()].filter(isChip).join();
    for (const [key, layer] of drawn)
      if (!target.has(key)) {
        group.removeLayer(layer);
        drawn.delete(key);
      }
    for (const [key, make] of target) if (!drawn.has(key)) drawn.set(key, make());
    ringSelected();
    if (chips === [...drawn.keys()].filter(isChip).join()) return;
    turnChips();
    dossier.labels.place();
  };

  const draw = () => {
    drawLayers();
    showLegend();
    turnChips();
    const pins = groupPins(shown.events.filter((event) => event.kind === "pin"));
    dossier.keepOut(pins.map(({ lat, lon, events }) => ({ lat, lon, radiusPx: events.length > 1 ? 15 : 11 })));
    dossier.promote(shown.names);
    Object.assign(map.getContainer().dataset, {
      shown: shown.picture ? shown.picture.count : shown.events.length,
      density: shown.picture ? shown.picture.kind : "",
      shownQuery: shown.picture ? shown.picture.address : "",
    });
    if (days) dossier.playback.redraw();
  };

  /**
   * Show only what happened on these days; null shows all days again. Names, legend and view stay as they are.
   * @param {?{from: string, to: string, areas: Set<string>}} wantedDays ISO days, both included; counted areas to draw
   */
  dossier.showDays = (wantedDays) => {
    const isAnother = Boolean(days) !== Boolean(wantedDays);
    days = wantedDays;
    if (isAnother) dossier.density.hide(Boolean(days));
    if (isAnother) draw();
    else drawLayers();
  };

  dossier.showLegend = () => showLegend();

  /** True where dots of playback stand for events that have no markers. */
  dossier.areDotsWanted = () => Boolean(shown.density) && (!shown.picture || shown.picture.kind !== "events");

  /** Draw a query of many events as the density layer answers it, beside the markers that the page sent itself. */
  const drawPicture = (asked, picture) => {
    const sent = new Set(asked.events.map((event) => event.id));
    shown = { ...asked, events: [...asked.events, ...picture.events.filter(({ id }) => !sent.has(id))], picture };
    draw();
  };

  const ready = async () => {
    if (!symbols) symbols = await (await fetch("../../assets/map/symbols.json")).json();
    await dossier.ready;
    isReady = true;
  };

  const createPanes = () => {
    for (const [name, zIndex] of [["eventAreas", 280], ["closures", 645], ["events", 650]])
      map.createPane(name).style.zIndex = zIndex;
    areas = L.svg({ pane: "eventAreas" });
  };

  /** Add the layer to the map; called once, by the constant map's script. */
  dossier.events = (leafletMap, given) => {
    map = leafletMap;
    options = given;
    createPanes();
    dossier.density.start(map, options, (events, paging, opener) => openList(events, opener, paging));
    group = L.layerGroup().addTo(map);
    choices = L.featureGroup().addTo(map);
    map.on("zoomend", () => symbols && draw());
    map.on("moveend", turnChips);
    map.getContainer().querySelector(".legend").addEventListener("toggle", turnChips);
    map.on("dossier:geodata", () => symbols && draw());
    map.on("click", () => closeList());
  };

  /** True where the open list still belongs to what is asked for. */
  const isListKept = (asked) =>
    asked.density
      ? JSON.stringify(asked.density) === JSON.stringify(shown.density)
      : list.ids.every((id) => asked.events.some((event) => event.id === id));

  /** Go where a step of a story looks, once: afterwards the map is the reader's again. */
  const goTo = (asked) => {
    const key = asked ? asked.key : null;
    if (asked && key !== view) {
      const animate = !matchMedia("(prefers-reduced-motion: reduce)").matches;
      dossier.keepView();
      map.setView([asked.lat, asked.lon], asked.zoom, { animate });
    }
    view = key;
  };

  /** Show this: called by the page with each change; the newest call wins. */
  dossier.show = async (asked) => {
    if (asked.channel) dossier.listen(asked.channel);
    if (asked.channel === channel && asked.turn <= turn) return; // known through the channel already, or out of date
    ({ channel, turn } = asked);
    const call = (calls += 1);
    if (!isReady) await ready(); // from then on at once: what waits here stands behind all that the page has to do
    if (call !== calls) return;
    newest = asked;
    if (list && !isListKept(asked)) closeList();
    goTo(asked.view);
    if (asked.density) {
      const colours = symbols.density[options.theme];
      dossier.density.show(asked.density, colours, (picture) => drawPicture(asked, picture));
    } else {
      shown = asked;
      draw();
      dossier.density.clear();
    }
    dossier.playback.ask(asked.playback || null, symbols);
  };
})();
