// The event layer of the map: draws what the page asks for and changes only what differs.
// Offers: start, show, showDays, showLegend, areDotsWanted. Fires "dossier:drawn" on the map when days are shown.
// Needs: frame, names, legend, view, selection, list, groups, pins, areas, closures, event_symbols, density.
"use strict";

dossier.define(
  "events",
  ["frame", "names", "legend", "view", "selection", "list", "groups", "pins", "areas", "closures", "event_symbols", "density"],
  (frame, names, legend, view, selection, list, groupPins, pins, areas, closures, { symbol, order }, density) => {
    const PANES = { eventAreas: 280, closures: 645, events: 650 };
    const LEGEND_PX = 16;

    let group;
    let shown = { events: [], names: [], strip: "", closures: [], density: null }; // a Message, and its picture
    let isSomethingShown = false;
    let days = null; // while playback shows only some: {from, to, areas, legend}
    let scene = null; // the key of the last view that the page asked for
    const drawn = new Map(); // key -> layer

    // -- what should be on the map ----------------------------------------------------------------------------------

    const texts = new WeakMap();

    /** An event as text, made once, since playback asks for it with each day. */
    const textOf = (event) => {
      if (!texts.has(event)) texts.set(event, JSON.stringify(event));
      return texts.get(event);
    };

    /** Areas of the density layer; during playback those that it names, without counts, which are of all days. */
    const countedAreas = () => {
      const known = (shown.density ? shown.density.areas : []).filter(areas.isDrawable);
      if (!days) return known;
      return known
        .filter(({ kind, feature }) => days.areas.has(`${kind === "strip" ? "zone" : kind}:${feature}`))
        .map((area) => ({ ...area, texts: [frame.strings.events.area] }));
    };

    /** True where playback, if open, shows what happened from `start` to `end`. */
    const isInDays = ({ start, end }) => !days || (start <= days.to && end >= days.from);

    /** True where a crossing is closed on the last day shown. */
    const isClosed = (closure) => (days ? closure.start <= days.to && closure.end >= days.to : closure.isClosed);

    const areasOf = (events) => {
      const byArea = new Map();
      for (const event of events.filter((placed) => placed.kind !== "pin" && areas.isDrawable(placed))) {
        const key = `${event.kind}:${event.feature}`;
        byArea.set(key, [...(byArea.get(key) || []), event]);
      }
      return byArea;
    };

    const pinsOf = (events) => groupPins(events.filter((event) => event.kind === "pin"));

    /** What should be on the map now: key -> how to make it. A key that stays is left alone. */
    const wanted = () => {
      const all = new Map();
      const events = shown.events.filter(isInDays);
      for (const [key, placed] of areasOf(events))
        all.set(`area ${key} ${placed.map(textOf)}`, () => areas.add(group, placed, shown.strip));
      for (const pinned of pinsOf(events))
        all.set(`pin ${pinned.events.map(textOf)}`, () => pins.layer(pinned).addTo(group));
      for (const area of countedAreas())
        all.set(`counted area ${JSON.stringify(area)}`, () => areas.addCounted(group, area, shown.strip, () => days));
      for (const closure of shown.closures.filter(isInDays)) {
        const now = { ...closure, isClosed: isClosed(closure) };
        all.set(`closure ${JSON.stringify(now)}`, () => closures.layer(now).addTo(group));
      }
      return all;
    };

    // -- drawing it -------------------------------------------------------------------------------------------------

    const typesInOrder = () => {
      const types = new Map();
      for (const event of shown.events) types.set(event.type, event);
      return [...types.values()].sort((a, b) => order(a.type) - order(b.type));
    };

    const showLegend = () => {
      const { picture } = shown;
      const dots = days && picture && picture.kind === "cells" ? days.legend() : null;
      legend.set([
        ...(dots || (picture ? picture.legend : [])),
        ...typesInOrder().map((event) => ({ svg: symbol(event, LEGEND_PX), text: event.typeName })),
        ...areas.legend(shown.density ? shown.density.areas : []),
      ]);
    };

    const turnChips = () => closures.turn(shown.closures);

    const chips = () => [...drawn.keys()].filter((key) => key.startsWith("closure ")).join();

    /** Add and remove what differs from what should be on the map. */
    const drawLayers = () => {
      const target = wanted();
      const before = chips();
      for (const [key, layer] of drawn)
        if (!target.has(key)) {
          group.removeLayer(layer);
          drawn.delete(key);
        }
      for (const [key, make] of target) if (!drawn.has(key)) drawn.set(key, make());
      selection.ring();
      if (before === chips()) return;
      turnChips();
      names.place();
    };

    const draw = () => {
      drawLayers();
      showLegend();
      turnChips();
      names.keepOut(pinsOf(shown.events).map((pinned) => ({ lat: pinned.lat, lon: pinned.lon, radiusPx: pins.radius(pinned) })));
      names.promote(shown.names);
      const { picture } = shown;
      Object.assign(frame.map.getContainer().dataset, {
        shown: picture ? picture.count : shown.events.length,
        density: picture ? picture.kind : "",
        shownQuery: picture ? picture.address : "",
      });
      if (days) frame.map.fire("dossier:drawn");
    };

    const drawAgain = () => isSomethingShown && draw();

    // -- what the page asks for -------------------------------------------------------------------------------------

    const take = (message) => {
      shown = message;
      isSomethingShown = true;
      selection.take(message);
      draw();
    };

    /** Draw a query of many events as the density layer answers it, beside the markers that the page sent itself. */
    const takePicture = (asked, picture) => {
      const sent = new Set(asked.events.map((event) => event.id));
      take({ ...asked, events: [...asked.events, ...picture.events.filter(({ id }) => !sent.has(id))], picture });
    };

    /** True where the open list still belongs to what is asked for. */
    const isListKept = (asked) =>
      asked.density
        ? JSON.stringify(asked.density) === JSON.stringify(shown.density)
        : list.ids().every((id) => asked.events.some((event) => event.id === id));

    /** Go where a step of a story looks, once: afterwards the map is the reader's again. */
    const goTo = (asked) => {
      const key = asked ? asked.key : null;
      if (asked && key !== scene) {
        const animate = !matchMedia("(prefers-reduced-motion: reduce)").matches;
        view.keep();
        frame.map.setView([asked.lat, asked.lon], asked.zoom, { animate });
      }
      scene = key;
    };

    return {
      /** Add the layer to the map; called once, by the constant map's script. */
      start: ({ strings }) => {
        const { map } = frame;
        frame.strings.events = strings;
        for (const [name, zIndex] of Object.entries(PANES)) map.createPane(name).style.zIndex = zIndex;
        areas.start();
        density.start();
        group = L.layerGroup().addTo(map);
        selection.start();
        map.on("zoomend", drawAgain);
        map.on("moveend", turnChips);
        new ResizeObserver(turnChips).observe(map.getContainer().querySelector(".legend"));
        map.on("dossier:geodata", drawAgain);
        map.on("click", () => list.close());
      },

      /** Show what a Message of the page holds. */
      show: (asked) => {
        selection.follow(asked);
        if (list.isOpen() && !isListKept(asked)) list.close();
        goTo(asked.view);
        if (asked.density) {
          density.show(asked.density, (picture) => takePicture(asked, picture));
        } else {
          take(asked);
          density.clear();
        }
      },

      /**
       * Show only what happened on these days; null shows all days again. Names, legend and view stay as they are.
       * @param {?{from: string, to: string, areas: Set<string>, legend: function(): Object[]}} given ISO days, both included; counted
       *   areas to draw; what the legend says of playback's dots
       */
      showDays: (given) => {
        const isAnother = Boolean(days) !== Boolean(given);
        days = given;
        if (isAnother) density.hide(Boolean(days));
        if (isAnother) draw();
        else drawLayers();
      },

      showLegend,

      /** True where dots of playback stand for events that have no markers. */
      areDotsWanted: () => Boolean(shown.density) && (!shown.picture || shown.picture.kind !== "events"),
    };
  },
);
