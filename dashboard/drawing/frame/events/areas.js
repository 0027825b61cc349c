// Areas: events that have no exact place, as a zone, a municipality or a soft circle; never a pin.
// Offers: start, isDrawable, add, addCounted, legend.
// Needs: frame, cartography, geodata, dom, event_symbols, event_wording, list, strip, pointing, place_list, tip.
"use strict";

dossier.define(
  "areas",
  ["frame", "cartography", "geodata", "dom", "event_symbols", "event_wording", "list", "strip", "pointing", "place_list", "tip"],
  (frame, { areas: look }, geodata, dom, { colour, densityColour }, { nameOf }, list, strip, pointing, placeList, squareTip) => {
    const { element, shape, picture, setAttributes, onPress } = dom;

    let renderer;

    const styleOf = (color) => ({
      pane: "eventAreas", renderer, className: "event-area", color, weight: look.width,
      dashArray: look.dash, fillColor: color, fillOpacity: look.opacity,
    });

    const shapeOf = ({ kind, feature }) => (kind === "municipality" ? geodata.municipalities : geodata.zones)[feature];

    const layerOf = (area, name, color, stripNote) => {
      const { kind, feature, lat, lon, radiusKm } = area;
      if (kind === "strip") return strip({ id: feature, label: `${stripNote}. ${name}`, note: stripNote });
      const style = styleOf(color);
      if (kind === "circle") return L.circle([lat, lon], { radius: radiusKm * 1000, ...style });
      const known = shapeOf(area);
      if (known.geometry.type.endsWith("LineString"))
        Object.assign(style, { weight: look.on_a_line.width, opacity: look.on_a_line.opacity, dashArray: null, fill: false });
      return L.geoJSON(known, { style: () => style }).getLayers()[0];
    };

    const tip = (layer, text, className = "event-tip") =>
      layer.bindTooltip(element("span", {}, text), { sticky: true, className });

    return {
      start: () => (renderer = L.svg({ pane: "eventAreas" })),

      /** True where an area can be drawn; a layer that did not load has its own message and a retry. */
      isDrawable: (area) => (area.kind === "circle" ? area.radiusKm !== null : Boolean(shapeOf(area))),

      /** The area that these events share. */
      add: (group, events, stripNote) => {
        const name = nameOf(events);
        const layer = layerOf(events[0], name, colour(events[0].family), stripNote);
        layer.addTo(group);
        const node = layer.getElement();
        if (events[0].kind !== "strip") {
          setAttributes(node, { tabindex: 0, role: "button", "aria-label": `${name} (${frame.strings.events.area})` });
          onPress(node, () => list.activate(events, node));
          tip(layer, name);
        }
        node.dataset.events = events.map((event) => event.id).join(" ");
        layer.on("click", (click) => {
          L.DomEvent.stop(click);
          list.activate(events, node);
        });
        return layer;
      },

      /**
       * An area of the density layer: it says how many events are placed to it, and lists them page by page; `days` says
       * which are shown while playback shows some.
       */
      addCounted: (group, area, stripNote, days) => {
        const name = [area.place, area.texts.join("; ")].filter(Boolean).join(": ");
        const layer = layerOf(area, name, densityColour(), stripNote);
        layer.addTo(group);
        const node = layer.getElement();
        const open = () => {
          squareTip.hide();
          placeList.openArea(area.area, node, days());
        };
        layer.on("click", (click) => {
          const isByPointer = click.originalEvent.type === "click";
          if (isByPointer && pointing.isOnSquare(click)) return; // the map hears of it next
          L.DomEvent.stop(click);
          open();
        });
        if (area.kind === "strip") return layer;
        setAttributes(node, { tabindex: 0, role: "button", "aria-label": name });
        onPress(node, open);
        tip(layer, name, "event-tip area-tip");
        return layer;
      },

      /** What the legend says of areas of the density layer. */
      legend: (areas) => {
        if (!areas.some(({ kind }) => kind !== "strip")) return [];
        const { width, height, dash } = look.sample;
        const svg = picture("0 0 26 12", {}, shape("rect", {
          x: 4, y: 1, width, height, stroke: densityColour(), "stroke-dasharray": dash, fill: densityColour(),
          "fill-opacity": look.opacity,
        }));
        return [{ svg, text: frame.strings.events.placedOnlyTo }];
      },
    };
  },
);
