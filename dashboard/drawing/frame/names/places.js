// Places: their marks and names, which of them a zoom shows, and in which spot each name stands.
// Offers: write, promote, shownAt, put, hideOthers. Needs: frame, cartography, dom, boxes, lettering, room.
"use strict";

dossier.define(
  "places",
  ["frame", "cartography", "dom", "boxes", "lettering", "room"],
  (frame, table, { shape, picture }, { box, around, grow, meet, holds }, lettering, rooms) => {
    const { names, marks, crossings } = table;
    const CLOSE = 11; // from this zoom on, names of the first ranks are larger
    const LARGER = { ranks: 3, px: 1 };
    const MONASTERIES = { zoom: 10.5, ahead: 2.5 };
    const STAYS = 1.5; // what it is worth that a name stays where it was
    const NEAR_PX = 3; // of a mark that another name hides

    let places = []; // {key, text, kind, rank, latlng, symbol, node, marker, nameMarker, previous}
    let promoted = new Map(); // key -> its place in the order of importance

    /** The symbol of a kind of place, or null for one that has only a name. */
    const markOf = (kind) => {
      const known = marks.shapes[kind in marks.shapes ? kind : marks.other];
      if (!known) return null;
      const { half } = marks;
      const size = { width: 2 * half, height: 2 * half };
      const symbol = shape("svg", { viewBox: `-${half} -${half} ${size.width} ${size.height}`, ...size, class: `mark mark-${kind}` });
      symbol.append(shape("path", { d: known.d, class: known.is_ring ? "ring" : "solid" }));
      if (kind === "crossing") symbol.append(shape("path", { d: `M-${crossings.bar} 0H${crossings.bar}`, class: "bar" }));
      if (known.dot) symbol.append(shape("circle", { r: known.dot, class: "dot" }));
      return symbol;
    };

    const placeOf = (label) => {
      const symbol = markOf(label.kind);
      const latlng = L.latLng(label.lat, label.lon);
      const node = lettering.node(`name-${label.kind} rank-${label.rank}`);
      return {
        ...label, latlng, symbol, node, previous: -1,
        marker: symbol && lettering.marker(latlng, "places", symbol),
        nameMarker: lettering.marker(latlng, "labels", node),
      };
    };

    const lowestRank = (zoom) =>
      Math.max(names.ranks.least, Math.min(names.ranks.most, Math.floor(zoom + names.ranks.early) - names.ranks.zooms));

    const importance = (place, zoom) => {
      if (promoted.has(place.key)) return 1 + promoted.get(place.key) / 1000;
      if (place.kind === "monastery" && zoom >= MONASTERIES.zoom) return place.rank - MONASTERIES.ahead;
      return place.rank - (place.kind === "crossing" ? names.ranks.crossing : 0);
    };

    const fontOf = ({ rank, kind, key }, zoom) => {
      const isClose = zoom >= CLOSE;
      const isBold = rank === 1 || kind === "capital" || kind === "crossing" || (rank === 2 && isClose);
      const larger = (isClose && rank <= LARGER.ranks ? LARGER.px : 0) + (key === frame.ground.largest ? names.largest : 0);
      return { size: names.sizes[rank - 1] + larger, weight: isBold ? 600 : 400, isItalic: kind === "lake" || kind === "mountain" };
    };

    /** Where a name may stand around its mark: offsets of its upper left corner. */
    const spots = ({ width: w, height: h }, reach) => {
      if (!reach) return [[-w / 2, -h / 2, "center"]];
      const d = reach, e = reach - names.above, c = Math.round(reach * names.diagonal), t = names.tuck;
      return [
        [d, -h / 2, "left"], [-d - w, -h / 2, "right"], [-w / 2, -e - h, "center"], [-w / 2, e, "center"],
        [c, -c - h + t, "left"], [c, c - t, "left"], [-c - w, -c - h + t, "right"], [-c - w, c - t, "right"],
      ];
    };

    const candidates = (place, font, reach) =>
      lettering.settings(place.text).flatMap((lines, setting) => {
        const size = lettering.measure(lines, font);
        return spots(size, reach).map(([dx, dy, align], spot) => ({
          lines, size, dx, dy, align, number: setting * 8 + spot,
          cost: setting * names.costs.second_setting + spot * names.costs.spot,
        }));
      });

    const boxAt = (point, { dx, dy, size }) => box(point.x + dx, point.y + dy, size.width, size.height);

    /** Marks that stay even where their name finds no room. */
    const isKept = ({ kind, key }) => kind === "crossing" || kind === "capital" || promoted.has(key);

    const bestSpot = (place, point, font, room) => {
      const event = room.events.find((other) => Math.hypot(other.x - point.x, other.y - point.y) < other.r);
      const reach = event ? event.r + names.reach : place.symbol ? names.reach : 0; // around the event marker that covers the mark
      const reaches = promoted.has(place.key) ? names.farther.map((farther) => reach + farther) : [reach];
      let best = null;
      for (const spot of reaches.flatMap((far) => candidates(place, font, far))) {
        const wanted = boxAt(point, spot);
        if (!rooms.isFree(grow(wanted, names.gap), room)) continue;
        const hidden = rooms.hides(wanted, room);
        if (hidden > names.costs.most_hidden && place.rank > 1 && !isKept(place)) continue;
        const cost = spot.cost + hidden - (spot.number === place.previous ? STAYS : 0);
        if (!best || cost < best.cost) best = { ...spot, cost, box: wanted };
      }
      return best;
    };

    const showName = (place, spot, font) => {
      lettering.write(place.node, spot.lines);
      Object.assign(place.node.style, {
        left: `${Math.round(spot.dx)}px`, top: `${Math.round(spot.dy)}px`, font: lettering.cssFont(font),
        lineHeight: names.line_height, textAlign: spot.align,
      });
      place.previous = spot.number;
    };

    const toggle = (place, isMarked, isNamed) => {
      if (place.symbol) place.symbol.classList.toggle("off", !isMarked);
      place.node.classList.toggle("off", !isNamed);
    };

    return {
      /** Take the places to name, as Labels. */
      write: (labels) => {
        for (const { marker, nameMarker } of places) [marker, nameMarker].forEach((layer) => layer && layer.remove());
        places = labels.map(placeOf);
      },

      /** Name these places (gazetteer keys, most important first) before others, at any zoom. */
      promote: (keys) => (promoted = new Map(keys.map((key, index) => [key, index]))),

      /** What a zoom names, [{place, order}], the most important first. */
      shownAt: (zoom) =>
        places
          .map((place) => ({ place, order: importance(place, zoom) }))
          .filter(({ order }) => order <= lowestRank(zoom))
          .sort((a, b) => a.order - b.order || a.place.key.localeCompare(b.place.key)),

      /** Show mark and name of a place where there is room for them. */
      put: (place, zoom, room) => {
        const point = frame.map.latLngToContainerPoint(place.latlng);
        const near = around(point, NEAR_PX);
        const isCovered = room.panels.some((other) => holds(other, point)) || room.names.some((other) => meet(near, other));
        if ((isCovered && place.symbol && !isKept(place)) || !holds(room.inner, point)) return toggle(place, false, false);
        const font = fontOf(place, zoom);
        const isCrossing = place.kind === "crossing";
        const closure = isCrossing && frame.map.getContainer().querySelector(`[data-crossing="${CSS.escape(place.key)}"]`);
        if (isCrossing) place.symbol.classList.toggle("closed", Boolean(closure) && closure.classList.contains("closed"));
        const spot = closure ? null : bestSpot(place, point, font, room);
        if (spot) {
          showName(place, spot, font);
          rooms.take(room, spot.box);
        }
        if (place.symbol && (spot || isKept(place))) room.taken.push(around(point, marks.room));
        return toggle(place, Boolean(spot) || isKept(place), Boolean(spot));
      },

      /** Hide what is not among those that a zoom names. */
      hideOthers: (shown) => {
        const keys = new Set(shown.map(({ place }) => place.key));
        for (const place of places) if (!keys.has(place.key)) toggle(place, false, false);
      },
    };
  },
);
