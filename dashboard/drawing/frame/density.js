// The density layer: more events than markers could show, counted in squares on one canvas, asked for by viewport.
"use strict";

window.dossier = window.dossier || {};

(() => {
  const ROUTE = "../../api/density.json";
  const PADDING = 0.2; // of the viewport, beyond each of its edges: what a short pan then needs no request for
  const WAIT_MS = 80; // after a movement, in case another follows
  const TILE_PX = 256;
  const FEW = 100; // events of a square that are listed at any zoom
  const STEPS = 5;
  const LOW_SHARE = 0.1; // so many of the squares are the low ones, which the first step holds
  const TOP = 3; // types that the route tells of each square
  const ZOOM_IN = 2; // levels, when a square with too many events for a list is chosen
  const SVG = "http://www.w3.org/2000/svg";

  let map, options, ramp, canvas, tip, openList;
  let question = null; // what the page asks for: {address, datasets, key}, and what to call with a picture
  let picture = null; // what is drawn: an answer, its squares by place and by step, and the question it answers
  let scale = null; // lower bounds of the steps, kept while query and zoom stay
  let marked = null; // the square that Enter opens, while the map has the keyboard's focus
  let isPointed = false; // the map was last used by mouse or finger
  let underWay = null; // the request whose answer is waited for: {key, zoom, box, aborted}
  let listing = null; // the same, for the list of one square
  let hasFailed = false;
  let timer = 0;
  let isHidden = false; // while playback shows its days in place of all of them

  const say = (template, values) =>
    template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

  const number = (value) => value.toLocaleString(options.language);

  const countText = (count) =>
    say(count === 1 ? options.strings.oneEvent : options.strings.events, { count: number(count) });

  /** A line about one dataset; its name stands there only where there are several. */
  const ofDataset = (dataset, text) =>
    Object.keys(picture.datasets).length > 1
      ? say(options.strings.ofDataset, { dataset: picture.datasets[dataset] || dataset, text })
      : text;

  const line = (tag, text) => {
    const node = document.createElement(tag);
    node.textContent = text; // never HTML
    return node;
  };

  // -- asking ---------------------------------------------------------------------------------------------------------

  /** West, south, east, north of bounds, without what lies outside the data's window. */
  const clipped = (bounds) => {
    const [west, south, east, north] = options.window;
    return [
      Math.max(west, bounds.getWest()), Math.max(south, bounds.getSouth()),
      Math.min(east, bounds.getEast()), Math.min(north, bounds.getNorth()),
    ];
  };

  const covers = (outer, inner) =>
    outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];

  const zoomToAsk = () => Math.round(map.getZoom());

  /** True while the picture answers the question for all that the viewport shows. */
  const isAnswered = () =>
    Boolean(picture) && picture.key === question.key && covers(picture.box, clipped(map.getBounds())) &&
    (picture.isSingles || picture.zoom === zoomToAsk());

  /**
   * What the route answers. Not by fetch(): there answer and body come as two tasks, and each would wait behind all that
   * the page around the frame has to do.
   */
  const askRoute = (parameters, signal, address = question.address) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const refuse = () => reject(new Error(`${ROUTE}: ${request.status}`));
      request.open("GET", `${ROUTE}?${address}&${parameters}`);
      request.responseType = "json";
      request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : refuse());
      request.onerror = request.onabort = refuse;
      signal.addEventListener("abort", () => request.abort());
      request.send();
    });

  const boxParameter = (box) => `box=${box.map((degrees) => degrees.toFixed(6)).join(",")}`;

  const stop = () => {
    clearTimeout(timer);
    if (underWay) underWay.aborted.abort();
    underWay = null;
  };

  const fail = (error, retry) => {
    console.warn(`density: ${error.message}`);
    hasFailed = true;
    dossier.controls.showFailure(["density"], retry);
  };

  const recover = () => {
    if (hasFailed) dossier.controls.showFailure([]);
    hasFailed = false;
  };

  /** True while an answer is awaited that will do for all that the viewport shows. */
  const isAsked = () =>
    Boolean(underWay) && underWay.key === question.key && underWay.zoom === zoomToAsk() &&
    covers(underWay.box, clipped(map.getBounds()));

  /** One request for the viewport, unless its picture is there or on its way; the newest wins, the old picture stays. */
  const ask = async () => {
    clearTimeout(timer);
    const { x, y } = map.getSize();
    if (question && x && y && isAsked()) return;
    stop();
    if (!question || !x || !y || isAnswered()) return;
    const mine = (underWay = {
      key: question.key, zoom: zoomToAsk(), box: clipped(map.getBounds().pad(PADDING)), aborted: new AbortController(),
    });
    try {
      const answer = await askRoute(`${boxParameter(mine.box)}&zoom=${mine.zoom}`, mine.aborted.signal);
      if (underWay === mine) take(answer, mine.zoom);
    } catch (error) {
      if (underWay === mine) fail(error, ask);
    } finally {
      if (underWay === mine) underWay = null;
    }
  };

  const askSoon = () => {
    if (!question) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  };

  // -- taking an answer -----------------------------------------------------------------------------------------------

  const keyOf = (x, y) => y * 2 ** 20 + x; // cells of zoom 20 at most

  /** The squares of every dataset by place; counts of several datasets stand side by side, never added up. */
  const squares = ({ datasets, types, x: firstX, y: firstY }) => {
    const found = new Map();
    for (const { dataset, cells } of datasets)
      for (let i = 0; i < cells.n.length; i++) {
        const x = firstX + cells.x[i], y = firstY + cells.y[i];
        const key = keyOf(x, y);
        let one = found.get(key);
        if (!one) found.set(key, (one = { x, y, most: 0, parts: [] }));
        one.most = Math.max(one.most, cells.n[i]);
        one.parts.push({ dataset, n: cells.n[i], top: topOf(cells.top, i, types) });
      }
    return found;
  };

  const topOf = (top, cell, types) => {
    const found = [];
    for (let i = cell * TOP * 2; i < (cell + 1) * TOP * 2; i += 2)
      if (top[i + 1]) found.push({ name: types[top[i]].name, n: top[i + 1] });
    return found;
  };

  /** 1, 2, 3 or 5 times a power of ten, the nearest on a logarithmic scale. */
  const round = (value) => {
    const power = 10 ** Math.floor(Math.log10(value));
    const near = [1, 2, 3, 5, 10].map((step) => step * power);
    return near.reduce((best, one) => (Math.abs(Math.log(one / value)) < Math.abs(Math.log(best / value)) ? one : best));
  };

  /** Lower bounds of at most five steps: round, and even on a logarithmic scale from the low counts to the highest. */
  const bounds = (counts) => {
    const sorted = Float64Array.from(counts).sort();
    const most = sorted[sorted.length - 1];
    const low = sorted[Math.floor(sorted.length * LOW_SHARE)];
    const found = [1];
    for (let step = 1; step < STEPS; step++) {
      const next = round(low * (most / low) ** (step / STEPS));
      if (next > found[found.length - 1] && next <= most) found.push(next);
    }
    return found;
  };

  const colourOf = (step) => {
    const { length } = scale.bounds;
    return ramp[length === 1 ? 2 : Math.round((step * (STEPS - 1)) / (length - 1))];
  };

  const stepOf = (count) => {
    let step = 0;
    while (step + 1 < scale.bounds.length && count >= scale.bounds[step + 1]) step++;
    return step;
  };

  const shown = ({ datasets }) => datasets.reduce((sum, { count }) => sum + count, 0); // says when tests may look

  const take = (answer, zoom) => {
    recover();
    const isSingles = answer.datasets.every(({ events }) => events);
    const cells = isSingles ? new Map() : squares(answer);
    const key = `${question.key} ${zoom}`;
    if (cells.size && (!scale || scale.key !== key))
      scale = { key, bounds: bounds([...cells.values()].map(({ most }) => most)) };
    const steps = cells.size ? scale.bounds.map(() => []) : [];
    for (const one of cells.values()) steps[stepOf(one.most)].push(one);
    const events = isSingles ? answer.datasets.flatMap((one) => one.events) : [];
    picture = {
      key: question.key, datasets: question.datasets, box: answer.box, zoom, isSingles, events, cells, steps,
      cellZoom: answer.zoom, count: shown(answer),
    };
    hideTip();
    if (!isSingles) draw();
    describe();
    tell();
    if (isSingles) draw();
  };

  /** Hand the picture to the event layer, which draws what is not on the canvas. */
  const tell = () =>
    question.onPicture({
      events: picture.events,
      count: picture.count,
      kind: picture.isSingles ? "events" : "cells",
      address: question.address,
      legend: picture.isSingles ? [] : legend(),
    });

  // -- drawing --------------------------------------------------------------------------------------------------------

  /** Width of a square of the picture on the screen now. */
  const cellPx = () => TILE_PX * 2 ** (map.getZoom() - picture.cellZoom);

  /** Put the picture where the map is now: at once after any movement, from what is known already. */
  const draw = () => {
    marked = null;
    if (isHidden || !picture || !picture.cells.size) return canvas.hide();
    const laid = canvas.lay();
    paint(laid);
    return mark(laid);
  };

  /** The square in view that is nearest to the middle of the map. */
  const middleSquare = () => {
    const px = cellPx();
    const { min, max } = map.getPixelBounds();
    const middle = min.add(max).divideBy(2);
    let nearest = null, least = Infinity;
    for (const one of picture.cells.values()) {
      const [x, y] = [(one.x + 0.5) * px, (one.y + 0.5) * px];
      const away = Math.hypot(x - middle.x, y - middle.y);
      if (away < least && x >= min.x && y >= min.y && x <= max.x && y <= max.y) [nearest, least] = [one, away];
    }
    return nearest;
  };

  /** While the keyboard is on the map: a frame around the square that Enter opens, and what it holds. */
  const mark = ({ pen, origin, ratio }) => {
    marked = document.activeElement === map.getContainer() && !isPointed ? middleSquare() : null;
    if (!marked) return;
    const px = cellPx();
    const left = (marked.x * px - origin.x) * ratio, top = (marked.y * px - origin.y) * ratio;
    pen.strokeStyle = getComputedStyle(map.getContainer()).getPropertyValue("--focus");
    pen.lineWidth = 3 * ratio;
    pen.strokeRect(left, top, px * ratio, px * ratio);
    showTip(marked, inside(marked, 0.5));
  };

  /** Fill the squares, colour by colour. */
  const paint = ({ pen, origin, size, ratio }) => {
    const px = cellPx();
    const gap = Math.max(1, Math.round(ratio));
    const device = (at) => Math.round(at * ratio);
    picture.steps.forEach((squaresOfStep, step) => {
      pen.fillStyle = colourOf(step);
      for (const one of squaresOfStep) {
        const left = one.x * px - origin.x, top = one.y * px - origin.y;
        if (left > size.x || top > size.y || left < -px || top < -px) continue;
        const x = device(left), y = device(top);
        pen.fillRect(x, y, device(left + px) - x - gap, device(top + px) - y - gap);
      }
    });
  };

  /** Say how many events the viewport shows, to whoever cannot see them. */
  const describe = () => {
    if (!picture || picture.isSingles) return;
    const px = cellPx();
    const corner = map.getPixelBounds().min, far = map.getPixelBounds().max;
    const counts = {};
    for (const { x, y, parts } of picture.cells.values()) {
      const [middleX, middleY] = [(x + 0.5) * px, (y + 0.5) * px];
      if (middleX < corner.x || middleY < corner.y || middleX > far.x || middleY > far.y) continue;
      for (const { dataset, n } of parts) counts[dataset] = (counts[dataset] || 0) + n;
    }
    const texts = Object.keys(picture.datasets).map((name) => ofDataset(name, countText(counts[name] || 0)));
    canvas.node.setAttribute("aria-label", say(options.strings.density, { counts: texts.join("; ") }));
  };

  const rectangle = (attributes) => {
    const node = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };

  const sample = (...rectangles) => {
    const svg = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ viewBox: "0 0 26 12", "aria-hidden": "true", class: "sample" }))
      svg.setAttribute(name, value);
    svg.append(...rectangles.map(rectangle));
    return svg;
  };

  const stepText = (from, next) => {
    if (!next) return say(options.strings.orMore, { from: number(from) });
    return next - from === 1 ? number(from) : say(options.strings.upTo, { from: number(from), to: number(next - 1) });
  };

  const legend = () => [
    { svg: sample(...ramp.map((fill, i) => ({ x: i * 5.2, y: 3.5, width: 4.6, height: 5, fill }))), text: options.strings.square },
    ...scale.bounds.map((from, step) => ({
      svg: sample({ x: 7, width: 12, height: 12, fill: colourOf(step) }),
      text: stepText(from, scale.bounds[step + 1]),
    })),
  ];

  // -- pointing and choosing ------------------------------------------------------------------------------------------

  /** The square under the pointer, if the pointer is on the map itself. */
  const squareAt = ({ latlng, originalEvent }) => {
    if (isHidden || !picture || picture.isSingles || !originalEvent) return null;
    if (originalEvent.target.closest(".ov, .leaflet-control, .event-icon")) return null;
    const at = map.project(latlng).divideBy(cellPx()).floor();
    return picture.cells.get(keyOf(at.x, at.y)) || null;
  };

  const describeSquare = ({ parts }) => {
    const node = document.createElement("div");
    for (const { dataset, n, top } of parts) {
      node.append(line("b", ofDataset(dataset, countText(n))));
      const rows = document.createElement("ul");
      rows.append(...top.map(({ name, n: count }) => {
        const row = document.createElement("li");
        row.append(line("span", name), line("span", number(count)));
        return row;
      }));
      node.append(rows);
    }
    return node;
  };

  const hideTip = () => {
    map.getContainer().classList.remove("on-square");
    tip.square = null;
    tip.remove();
  };

  const showTip = (square, at) => {
    tip.setLatLng(at);
    if (tip.square === square) return;
    tip.square = square;
    tip.setContent(describeSquare(square));
    tip.addTo(map);
  };

  const point = (event) => {
    const square = squareAt(event);
    if (!square) return hideTip();
    map.getContainer().classList.add("on-square");
    return showTip(square, event.latlng);
  };

  /** Degrees of a point inside a square, from its upper left corner in parts of its width. */
  const inside = ({ x, y }, share) =>
    map.unproject([(x + share) * cellPx(), (y + share) * cellPx()], map.getZoom());

  /** What a page of a list holds of how many; the counts of several datasets stand side by side. */
  const pageText = ({ datasets }) =>
    datasets.filter(({ count }) => count).map(({ dataset, count, first, events }) =>
      ofDataset(dataset, events.length
        ? say(options.strings.page, { first: number(first), last: number(first + events.length - 1), all: number(count) })
        : countText(count))).join("; ");

  /** The address of a square's events; the map may have moved on when another page of them is asked for. */
  const addressOf = (square) => {
    const [upper, lower] = [inside(square, 0.25), inside(square, 0.75)];
    return `${boxParameter([upper.lng, lower.lat, lower.lng, upper.lat])}&zoom=${picture.zoom}`;
  };

  /** Open a page of the list of the events at a place, which `opener` opened; `turned` says by which control of it. */
  const list = async (place, opener, page = 1, turned = "") => {
    if (listing) listing.abort();
    const mine = (listing = new AbortController());
    const { key } = question;
    const isWanted = () => listing === mine && question && question.key === key;
    try {
      const answer = await askRoute(`${place.where}&list=${page}`, mine.signal, place.address);
      if (!isWanted()) return;
      recover();
      openList(answer.datasets.flatMap(({ events }) => events), {
        page, pages: answer.pages, text: pageText(answer), turned,
        title: answer.datasets.filter(({ count }) => count).map(({ dataset, count }) => ofDataset(dataset, countText(count))).join("; "),
        turn: (to, by) => list(place, opener, to, by),
      }, opener);
    } catch (error) {
      if (isWanted()) fail(error, () => list(place, opener, page, turned));
    }
  };

  /** A square with few events lists them; one with many is looked at more closely, as far as the map goes. */
  const open = (square) => {
    const rows = square.parts.reduce((sum, { n }) => sum + n, 0); // of the list, whatever their datasets
    if (rows <= FEW || map.getZoom() >= map.getMaxZoom()) {
      list({ where: addressOf(square) }, map.getContainer());
      return;
    }
    hideTip();
    map.setView(inside(square, 0.5), Math.min(map.getMaxZoom(), map.getZoom() + ZOOM_IN));
  };

  const choose = (event) => {
    const square = squareAt(event);
    if (square) open(square);
  };

  /** By keyboard the marked square is opened as by a click. */
  const press = (key) => {
    if (key.target !== map.getContainer() || !marked || (key.key !== "Enter" && key.key !== " ")) return;
    key.preventDefault();
    open(marked);
  };

  const listenToKeys = (container) => {
    const use = (isByPointer) => () => {
      isPointed = isByPointer;
      hideTip();
      draw();
    };
    container.addEventListener("pointerdown", () => (isPointed = true), { capture: true });
    container.addEventListener("keydown", (key) => key.target === container && isPointed && use(false)());
    container.addEventListener("keydown", press);
    container.addEventListener("focus", () => isPointed || use(false)());
    container.addEventListener("blur", use(false));
  };

  dossier.density = {
    /**
     * Prepare an empty layer; called once, by the event layer.
     * @param {L.Map} leafletMap
     * @param {{language: string, window: number[], strings: Object}} given
     * @param {function(Object[], Object, Element)} listEvents opens the list of these events, a page of a square's or
     *   an area's: {page, pages, text, title, turned, turn}, with what has the focus once it is closed
     */
    start: (leafletMap, given, listEvents) => {
      map = leafletMap;
      options = given;
      openList = listEvents;
      canvas = dossier.mapCanvas(map, "density", 290); // above areas, below boundaries and names
      canvas.node.setAttribute("role", "img");
      tip = L.tooltip({ className: "event-tip density-tip", direction: "right", offset: [12, 0], opacity: 1, interactive: false });
      map.on({ mousemove: point, click: choose, resize: askSoon });
      map.on("zoom viewreset moveend", draw);
      map.on("moveend", describe).on("moveend", askSoon);
      map.on("mouseout movestart zoomstart", hideTip);
      listenToKeys(map.getContainer());
    },

    /**
     * Draw this query's density; the picture before it stays until then.
     * @param {{address: string, datasets: Object}} asked
     * @param {string[]} colours from few to many
     * @param {function(Object)} onPicture hears of every picture: {events, count, kind, address, legend}
     */
    show: (asked, colours, onPicture) => {
      ramp = colours;
      question = { ...asked, key: JSON.stringify(asked), onPicture };
      if (isAnswered()) tell();
      ask();
    },

    /** Leave the squares out, or show them again; requests go on as before. */
    hide: (isWanted) => {
      isHidden = isWanted;
      hideTip();
      draw();
    },

    /** True where a click is on a square, which lies above all areas. */
    isOnSquare: (click) => Boolean(squareAt(click)),

    /**
     * List the events that are drawn as an area, page by page.
     * @param {string} area "kind:feature"
     * @param {Element} opener
     * @param {?{from: string, to: string}} days ISO days, both included, where these alone are shown; an empty first
     *   one is the query's
     */
    listArea: (area, opener, days) => {
      const asked = new URLSearchParams(question.address);
      if (days && days.from) asked.set("since", days.from);
      if (days) asked.set("until", days.to);
      hideTip();
      list({ where: `area=${encodeURIComponent(area)}`, address: asked.toString() }, opener);
    },

    /** Take the picture away. */
    clear: () => {
      stop();
      if (listing) listing.abort();
      question = picture = scale = listing = null;
      recover();
      hideTip();
      draw();
    },
  };
})();
