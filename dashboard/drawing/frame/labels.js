// Place and country names: which fit, and where. Greedy by rank; what has no free spot is left out.
"use strict";

window.dossier = window.dossier || {};

(() => {
  const FAMILY = '"Source Sans Pro", "Source Sans 3", "Noto Sans", "DejaVu Sans", Arial, sans-serif';
  const SIZE_PX = { 1: 13, 2: 12, 3: 11.5, 4: 11, 5: 11 };
  const LINE_HEIGHT = 1.15;
  const EDGE_PX = 10; // names keep this far from the frame
  const GAP_PX = 3; // and this far from each other
  const LONG = 17; // letters; longer double forms may break after the slash
  const REACH_PX = 7; // from a mark to its name
  const FARTHER_PX = [0, 10, 22]; // a promoted name may stand farther off rather than not at all
  const MOST_HIDDEN = 14; // a name of lesser rank that would hide more is left out
  const NOTE_PX = 28; // from the line to the note on the strip: the strip's depth and some air
  const DIRECTIONS = [[1, -1], [1, 0], [1, 1], [0, -1], [0, 1], [-1, -1], [-1, 0], [-1, 1]];
  const LINE_COST = 2; // hiding 3 px of the boundary line
  const MARK_COST = 3; // hiding another place's mark
  const STEP_PX = [48, 30]; // grid on which country names look for room
  const COUNTRY_ZOOM = 9.6; // above it, country names go

  // Shapes in a box from -6 to 6; a kind that isn't here is a ring.
  const MARKS = {
    capital: { d: "M-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0 -8.4 0z", isRing: true, dot: 1.7 },
    town: { d: "M-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z" },
    village: { d: "M-2.1 0a2.1 2.1 0 1 0 4.2 0a2.1 2.1 0 1 0 -4.2 0z", isRing: true },
    monastery: { d: "M-.9 -5h1.8v2.3h2.5v1.8h-2.5v5.9h-1.8v-5.9h-2.5v-1.8h2.5z" },
    crossing: { d: "M0 -4.4L4.4 0L0 4.4L-4.4 0z", isRing: true },
    camp: { d: "M-3 -3h6v6h-6z" },
    mountain: { d: "M0 -4L4 3h-8z" },
    lake: null,
  };
  const MARK_PX = 5; // half the room that a mark takes

  const SVG = "http://www.w3.org/2000/svg";
  const pen = document.createElement("canvas").getContext("2d");

  let map, language;
  let places = []; // {key, text, kind, rank, latlng, marker, nameMarker, previous}
  let countries = null;
  let note = null; // {lines, node, nameMarker} of the strip
  let keptOut = [];
  let promoted = new Map(); // key -> its place in the order of importance
  let frame = 0;

  const svgElement = (tag, attributes) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };

  /** The symbol of a kind of place, or null for one that has only a name. */
  const mark = (kind) => {
    const shape = kind in MARKS ? MARKS[kind] : MARKS.village;
    if (!shape) return null;
    const svg = svgElement("svg", { viewBox: "-6 -6 12 12", width: 12, height: 12, class: `mark mark-${kind}` });
    svg.append(svgElement("path", { d: shape.d, class: shape.isRing ? "ring" : "solid" }));
    if (kind === "crossing") svg.append(svgElement("path", { d: "M-2.2 0H2.2", class: "bar" }));
    if (shape.dot) svg.append(svgElement("circle", { r: shape.dot, class: "dot" }));
    return svg;
  };

  const still = { interactive: false, keyboard: false };

  const nameNode = (className) => {
    const node = document.createElement("span");
    node.className = `name ${className}`;
    return node;
  };

  const at = (latlng, pane, node) =>
    L.marker(latlng, { ...still, pane, icon: L.divIcon({ className: "place", iconSize: [0, 0], html: node }) });

  const place = (label) => {
    const symbol = mark(label.kind);
    const latlng = L.latLng(label.lat, label.lon);
    const node = nameNode(`name-${label.kind} rank-${label.rank}`);
    return {
      ...label, latlng, symbol, node, previous: -1,
      marker: symbol && at(latlng, "places", symbol).addTo(map),
      nameMarker: at(latlng, "labels", node).addTo(map),
    };
  };

  const formOf = { en: "name_en", sq: "name_sq", sr: "name_sr_latn" };

  const country = (feature) => {
    const { iso, label_lat: lat, label_lon: lon } = feature.properties;
    const name = feature.properties[formOf[language]] || feature.properties.name_en;
    const node = nameNode("name-country");
    const latlng = L.latLng(lat, lon);
    node.textContent = (iso === "XK" ? `${name}*` : name).toLocaleUpperCase(language);
    return {
      iso, latlng, node, text: node.textContent, rings: rings(feature.geometry),
      nameMarker: at(latlng, "labels", node).addTo(map),
    };
  };

  const rings = ({ type, coordinates }) => (type === "Polygon" ? [coordinates[0]] : coordinates.map((one) => one[0]));

  /** Even-odd test against outer rings of [lon, lat]. */
  const isInside = ({ lat, lng }, outer) => {
    let inside = false;
    for (const ring of outer)
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [x1, y1] = ring[i], [x2, y2] = ring[j];
        if (y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
      }
    return inside;
  };

  // Boxes are {left, top, right, bottom} in container px.
  const box = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });
  const around = ({ x, y }, r) => box(x - r, y - r, 2 * r, 2 * r);
  const grow = (one, by) => ({ left: one.left - by, top: one.top - by, right: one.right + by, bottom: one.bottom + by });
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const holds = (one, { x, y }) => x > one.left && x < one.right && y > one.top && y < one.bottom;

  /** What names keep clear of: panels, controls, dated closures, and event markers. */
  const obstacles = (selector) => {
    const origin = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll(selector)]
      .map((node) => node.getBoundingClientRect())
      .filter((rect) => rect.width && rect.height)
      .map((rect) => box(rect.left - origin.left, rect.top - origin.top, rect.width, rect.height));
  };

  const eventDiscs = () =>
    keptOut.map(({ lat, lon, radiusPx: r }) => {
      const { x, y } = map.latLngToContainerPoint([lat, lon]);
      return { x, y, r };
    });

  /** The boundary line as container points about 3 px apart, for telling which spots cover it. */
  const linePoints = () => {
    if (!dossier.geodata.boundary) return [];
    const all = dossier.geodata.boundary.geometry.coordinates.map(([lon, lat]) => map.latLngToContainerPoint([lat, lon]));
    const points = [];
    for (let i = 1; i < all.length; i++) {
      const pieces = Math.max(1, Math.round(all[i].distanceTo(all[i - 1]) / 3));
      for (let k = 0; k < pieces; k++)
        points.push({
          x: all[i - 1].x + ((all[i].x - all[i - 1].x) * k) / pieces,
          y: all[i - 1].y + ((all[i].y - all[i - 1].y) * k) / pieces,
        });
    }
    return points;
  };

  const lowestRank = (zoom) => Math.max(2, Math.min(5, Math.floor(zoom + 0.25) - 6));

  const fontOf = ({ rank, kind, key }, zoom) => {
    const isBold = rank === 1 || kind === "capital" || kind === "crossing" || (rank === 2 && zoom >= 11);
    const size = SIZE_PX[rank] + (zoom >= 11 && rank <= 3 ? 1 : 0) + (key === "pristina" ? 2 : 0);
    return { size, weight: isBold ? 600 : 400, isItalic: kind === "lake" || kind === "mountain" };
  };

  const cssFont = ({ size, weight, isItalic }) => `${isItalic ? "italic " : ""}${weight} ${size}px ${FAMILY}`;

  /** A name on one line, and a long double form also on two. */
  const settings = (text) => {
    const cut = text.indexOf("/") + 1;
    return cut > 1 && text.length > LONG ? [[text], [text.slice(0, cut), text.slice(cut)]] : [[text]];
  };

  const measure = (lines, font) => {
    pen.font = cssFont(font);
    const widths = lines.map((line) => pen.measureText(line).width);
    return { width: Math.ceil(Math.max(...widths)) + 1, height: Math.ceil(lines.length * font.size * LINE_HEIGHT) };
  };

  /** Where a name may stand around its mark: offsets of its upper left corner. */
  const spots = ({ width: w, height: h }, reach) => {
    if (!reach) return [[-w / 2, -h / 2, "center"]];
    const d = reach, e = reach - 2, c = Math.round(reach * 0.7);
    return [
      [d, -h / 2, "left"], [-d - w, -h / 2, "right"], [-w / 2, -e - h, "center"], [-w / 2, e, "center"],
      [c, -c - h + 3, "left"], [c, c - 3, "left"], [-c - w, -c - h + 3, "right"], [-c - w, c - 3, "right"],
    ];
  };

  const candidates = (one, font, reach) =>
    settings(one.text).flatMap((lines, setting) => {
      const size = measure(lines, font);
      return spots(size, reach).map(([dx, dy, align], spot) => ({
        lines, size, dx, dy, align, number: setting * 8 + spot, cost: setting * 2 + spot * 0.4,
      }));
    });

  const boxAt = (point, { dx, dy, size }) => box(point.x + dx, point.y + dy, size.width, size.height);

  const isFree = (wanted, { inner, taken }) =>
    wanted.left >= inner.left && wanted.right <= inner.right && wanted.top >= inner.top &&
    wanted.bottom <= inner.bottom && !taken.some((one) => meet(wanted, one));

  const covered = (wanted, points) => points.reduce((sum, point) => sum + holds(wanted, point), 0);

  /** What a spot costs beside its own inconvenience: the line and the marks of other places under the name. */
  const hides = (wanted, { line, marks }) => LINE_COST * covered(wanted, line) + MARK_COST * covered(wanted, marks);

  const bestSpot = (one, point, font, room) => {
    const event = room.events.find((other) => Math.hypot(other.x - point.x, other.y - point.y) < other.r);
    const reach = event ? event.r + 7 : one.symbol ? REACH_PX : 0; // around the event marker that covers the mark
    const reaches = promoted.has(one.key) ? FARTHER_PX.map((farther) => reach + farther) : [reach];
    let best = null;
    for (const spot of reaches.flatMap((far) => candidates(one, font, far))) {
      const wanted = boxAt(point, spot);
      if (!isFree(grow(wanted, GAP_PX), room)) continue;
      const hidden = hides(wanted, room);
      if (hidden > MOST_HIDDEN && one.rank > 1 && !isKept(one)) continue;
      const cost = spot.cost + hidden - (spot.number === one.previous ? 1.5 : 0);
      if (!best || cost < best.cost) best = { ...spot, cost, box: wanted };
    }
    return best;
  };

  const write = (node, lines) => {
    const text = lines.join("\n");
    if (node.textContent !== text) node.textContent = text;
  };

  const showName = (one, spot, font) => {
    write(one.node, spot.lines);
    Object.assign(one.node.style, {
      left: `${Math.round(spot.dx)}px`, top: `${Math.round(spot.dy)}px`, font: cssFont(font),
      lineHeight: LINE_HEIGHT, textAlign: spot.align,
    });
    one.previous = spot.number;
  };

  const toggle = (one, isMarked, isNamed) => {
    if (one.symbol) one.symbol.classList.toggle("off", !isMarked);
    one.node.classList.toggle("off", !isNamed);
  };

  /** Marks that stay even where their name finds no room. */
  const isKept = ({ kind, key }) => kind === "crossing" || kind === "capital" || promoted.has(key);

  const take = (room, one) => {
    room.taken.push(one);
    room.names.push(one);
  };

  const placeOne = (one, zoom, room) => {
    const point = map.latLngToContainerPoint(one.latlng);
    const own = around(point, MARK_PX);
    const isCovered = room.panels.some((other) => holds(other, point)) || room.names.some((other) => meet(around(point, 3), other));
    if ((isCovered && one.symbol && !isKept(one)) || !holds(room.inner, point)) return toggle(one, false, false);
    const font = fontOf(one, zoom);
    const closure = one.kind === "crossing" && map.getContainer().querySelector(`[data-crossing="${CSS.escape(one.key)}"]`);
    if (one.kind === "crossing") one.symbol.classList.toggle("closed", Boolean(closure) && closure.classList.contains("closed"));
    const spot = closure ? null : bestSpot(one, point, font, room);
    if (spot) {
      showName(one, spot, font);
      take(room, spot.box);
    }
    if (one.symbol && (spot || isKept(one))) room.taken.push(own);
    return toggle(one, Boolean(spot) || isKept(one), Boolean(spot));
  };

  const placeCountry = (one, room) => {
    const font = { size: 12.5, weight: 600 };
    const size = measure([one.text], font);
    size.width += one.text.length * 2.6; // letter spacing
    const anchor = map.latLngToContainerPoint(one.latlng);
    const spot = countrySpots(anchor, room.inner).find(([dx, dy]) => {
      const wanted = box(anchor.x + dx - size.width / 2, anchor.y + dy - size.height / 2, size.width, size.height);
      if (!isFree(grow(wanted, 6), room) || covered(grow(wanted, 6), room.line)) return false;
      const y = (wanted.top + wanted.bottom) / 2;
      return [wanted.left, anchor.x + dx, wanted.right].every((x) => isInside(map.containerPointToLatLng([x, y]), one.rings));
    });
    one.node.classList.toggle("off", !spot);
    if (!spot) return;
    const [dx, dy] = spot;
    Object.assign(one.node.style, { left: `${dx - size.width / 2}px`, top: `${dy - size.height / 2}px`, font: cssFont(font) });
    take(room, box(anchor.x + dx - size.width / 2, anchor.y + dy - size.height / 2, size.width, size.height));
  };

  /** Offsets from a country's own label point to places in the frame, nearest first. */
  const countrySpots = (anchor, inner) => {
    const [stepX, stepY] = STEP_PX;
    const found = [];
    for (let i = Math.ceil((inner.left - anchor.x) / stepX); i * stepX <= inner.right - anchor.x; i++)
      for (let j = Math.ceil((inner.top - anchor.y) / stepY); j * stepY <= inner.bottom - anchor.y; j++)
        found.push([i * stepX, j * stepY]);
    return found.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
  };

  /** Where the note on the strip may stand: centres beyond the strip, nearest to the middle of the frame first. */
  const noteSpots = (size, room) => {
    const middle = { x: (room.inner.left + room.inner.right) / 2, y: (room.inner.top + room.inner.bottom) / 2 };
    const away = [size.width / 2 + NOTE_PX, size.height / 2 + NOTE_PX];
    const found = room.line
      .filter((_, i) => i % 8 === 0)
      .flatMap(({ x, y }) => DIRECTIONS.map(([dx, dy]) => ({ x: x + dx * away[0], y: y + dy * away[1] })));
    const distance = (one) => Math.hypot(one.x - middle.x, one.y - middle.y);
    return found.sort((a, b) => distance(a) - distance(b));
  };

  /** Say beside the strip what is known of it: on the Serbian side, clear of the strip itself. */
  const placeNote = (room) => {
    if (!note) return;
    const font = { size: 11.5, weight: 600, isItalic: true };
    const size = measure(note.lines, font);
    const boxOf = ({ x, y }) => box(x - size.width / 2, y - size.height / 2, size.width, size.height);
    const spot = noteSpots(size, room).find((centre) => {
      const wanted = boxOf(centre);
      return isFree(grow(wanted, GAP_PX), room) && !covered(grow(wanted, NOTE_PX - 4), room.line) &&
        !covered(wanted, room.marks) &&
        isInside(map.containerPointToLatLng([centre.x, centre.y]), rings(dossier.geodata.countries.RS.geometry));
    });
    note.node.classList.toggle("off", !spot);
    if (!spot) return;
    note.nameMarker.setLatLng(map.containerPointToLatLng([spot.x, spot.y]));
    Object.assign(note.node.style, {
      left: `${-size.width / 2}px`, top: `${-size.height / 2}px`, font: cssFont(font), lineHeight: LINE_HEIGHT,
    });
    take(room, boxOf(spot));
  };

  const importance = (one, zoom) => {
    if (promoted.has(one.key)) return 1 + promoted.get(one.key) / 1000;
    if (one.kind === "monastery" && zoom >= 10.5) return one.rank - 2.5;
    return one.rank - (one.kind === "crossing" ? 0.4 : 0);
  };

  const shownAt = (zoom) =>
    places
      .map((one) => ({ one, order: importance(one, zoom) }))
      .filter(({ order }) => order <= lowestRank(zoom))
      .sort((a, b) => a.order - b.order || a.one.key.localeCompare(b.one.key));

  const countryNames = () => {
    const all = Object.values(dossier.geodata.countries).filter((one) => one.properties.label_lat);
    if (!countries && all.length) countries = all.map(country);
    return countries || [];
  };

  const makeRoom = (shown) => {
    const { x, y } = map.getSize();
    const panels = obstacles(".ov, .leaflet-control");
    const events = eventDiscs();
    const discs = events.map((disc) => around(disc, disc.r));
    const chips = obstacles(".closure");
    return {
      inner: box(EDGE_PX, EDGE_PX, x - 2 * EDGE_PX, y - 2 * EDGE_PX),
      taken: [...panels, ...chips, ...discs],
      names: [...chips],
      panels, chips, events,
      line: linePoints(),
      marks: shown.filter(({ one }) => one.symbol).map(({ one }) => map.latLngToContainerPoint(one.latlng)),
    };
  };

  const placeCountries = (room, zoom, isWanted) => {
    for (const one of countryNames().filter(isWanted))
      if (zoom < COUNTRY_ZOOM) placeCountry(one, room);
      else one.node.classList.add("off");
  };

  /** Place every name anew for what the frame shows now. */
  const placeAll = () => {
    frame = 0;
    if (!map || !map.getSize().y) return;
    const zoom = map.getZoom();
    const shown = shownAt(zoom);
    const room = makeRoom(shown);
    const isParty = ({ iso }) => iso === "XK" || iso === "RS";
    for (const { one } of shown.filter(({ order }) => order <= 2)) placeOne(one, zoom, room);
    placeCountries(room, zoom, isParty);
    placeNote(room);
    for (const { one } of shown.filter(({ order }) => order > 2)) placeOne(one, zoom, room);
    placeCountries(room, zoom, (one) => !isParty(one));
    const keys = new Set(shown.map(({ one }) => one.key));
    for (const one of places) if (!keys.has(one.key)) toggle(one, false, false);
  };

  const schedule = () => {
    if (!frame) frame = requestAnimationFrame(placeAll);
  };

  dossier.labels = {
    /** Begin to follow a map; names come with `write`. */
    start: (leafletMap, readersLanguage) => {
      map = leafletMap;
      language = readersLanguage;
      map.on("zoomend moveend resize", schedule);
    },
    /** Take the places to name: [{key, text, kind, rank, lat, lon, country}]. */
    write: (labels) => {
      for (const one of places) [one.marker, one.nameMarker].forEach((layer) => layer && layer.remove());
      places = labels.map(place);
      schedule();
    },
    /** Write a note beside the strip, one line per clause; null takes it away. */
    note: (text) => {
      if (note) note.nameMarker.remove();
      note = null;
      if (text) {
        const node = nameNode("name-note off");
        const lines = text.split(/(?<=;) /);
        write(node, lines);
        note = { lines, node, nameMarker: at(map.getCenter(), "labels", node).addTo(map) };
      }
      schedule();
    },
    place: schedule,
  };

  /** Keep names away from these circles: [{lat, lon, radiusPx}]. */
  dossier.keepOut = (points) => {
    keptOut = points;
    schedule();
  };

  /** Name these places (gazetteer keys, most important first) before others, at any zoom. */
  dossier.promote = (keys) => {
    promoted = new Map(keys.map((key, index) => [key, index]));
    schedule();
  };
})();
