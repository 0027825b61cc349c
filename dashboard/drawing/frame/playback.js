// Playback: the days of the query one after another. Drawn in the frame alone, so that no run of the page comes between.
"use strict";

window.dossier = window.dossier || {};

(() => {
  const ROUTE = "../../api/playback.json";
  const DAY_MS = 864e5;
  const LONGEST_FRAME_S = 0.25; // a frame that came later, as from a hidden tab, skips no days
  const STILL_MS = 1000; // between two pictures where the reader asked for reduced motion
  const WATCHED_S = 60; // the speed at first is the slowest that takes no longer, or the fastest
  const DOT_PX = 9;
  const DOT = " \u00b7 "; // between parts of a line
  const GRID_PX = 2; // dots nearer than this hide each other, so only the newest is painted

  let map, strings, symbols, options, canvas;
  let bar, opener, panel, slider, readout, playButton, closeButton, speed, mode;
  let question = null; // what the page asks for: {address, datasets}
  let answer = null; // what the route answered to it
  let underWay = null; // the AbortController of the request whose answer is waited for
  let isOpen = false;
  let isPlaying = false;
  let isSpeedChosen = false;
  let position = 0; // in days from the first; the day shown is its whole part
  let before = null; // time of the frame before
  let timer = 0;
  let painted = null; // what the canvas holds: {view, mode, day}
  let sprites = [];

  const say = (template, values) =>
    template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

  const element = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children); // strings become text, never HTML
    return node;
  };

  const number = (value, places = 0) =>
    value.toLocaleString(options.language, { minimumFractionDigits: places, maximumFractionDigits: places });

  // -- days -----------------------------------------------------------------------------------------------------------

  const day = () => Math.floor(position);

  /** The ISO day so many days after the first. */
  const iso = (days) => new Date(Date.parse(answer.first) + days * DAY_MS).toISOString().slice(0, 10);

  const firstShown = () => day() - strings.windowDays + 1; // of the window

  const dateText = (isoDay, form = strings.date) => {
    const [year, month, inMonth] = isoDay.split("-").map(Number);
    return say(form, { day: inMonth, month: strings.months[month - 1], year });
  };

  const daysText = () => {
    const to = iso(day());
    if (mode.value !== "window") return dateText(to);
    const from = iso(firstShown());
    const form = from.slice(0, 4) === to.slice(0, 4) ? strings.dayAndMonth : strings.date;
    return say(strings.span, { first: dateText(from, form), last: dateText(to) });
  };

  /** Low, best and high of those killed, as the page writes them. */
  const killedText = ({ low, best, high }) => {
    if (best === null) return high === null ? strings.noFigure : say(strings.atMost, { count: number(high) });
    if (best === 0 && !high) return strings.noneReported;
    const from = low === null ? best : low;
    if (from === best && high === best) return number(best);
    return say(strings.range, { best: number(best), low: number(from), high: number(high) });
  };

  /** Of one dataset; figures of several stand side by side and are never added up. */
  const datasetText = (one) => {
    const numbers = one[mode.value];
    const [low, best, high] = [numbers.low[day()], numbers.best[day()], numbers.high[day()]];
    const parts = [
      say(strings.shown, { shown: number(numbers.events[day()]), all: number(one.all) }),
      say(strings.killed, { killed: killedText({ low, best, high }) }),
    ];
    for (const name of ["hostility", "cooperation"]) {
      const value = one[name] ? one[name][day()] : null;
      if (value !== null) parts.push(say(strings[name], { value: number(value, 1) }));
    }
    const text = parts.join(DOT);
    return answer.datasets.length > 1
      ? say(strings.ofDataset, { dataset: question.datasets[one.dataset] || one.dataset, text })
      : text;
  };

  // -- dots -----------------------------------------------------------------------------------------------------------

  const unpack = (text, Type) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Type(bytes.buffer);
  };

  const unpackPins = (pins) =>
    pins && {
      ...pins,
      x: unpack(pins.x, Int32Array), y: unpack(pins.y, Int32Array),
      start: unpack(pins.start, Uint16Array), end: unpack(pins.end, Uint16Array),
      family: unpack(pins.family, Uint8Array),
      area: unpack(pins.area, Uint16Array),
      areaStart: unpack(pins.areaStart, Uint16Array), areaEnd: unpack(pins.areaEnd, Uint16Array),
    };

  /** How many values of a sorted array are less than this one. */
  const countBelow = (sorted, value) => {
    let low = 0, high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  /** A dot of each family, painted once: copying a picture is much quicker than to draw a circle. */
  const makeSprites = (ratio) =>
    answer.pins.families.map((family) => {
      const sprite = document.createElement("canvas");
      sprite.width = sprite.height = Math.ceil(DOT_PX * ratio);
      const pen = sprite.getContext("2d");
      pen.arc(sprite.width / 2, sprite.width / 2, sprite.width / 2 - 0.6 * ratio, 0, 2 * Math.PI);
      pen.fillStyle = symbols.families[family][options.theme];
      pen.strokeStyle = dossier.colours.halo;
      pen.lineWidth = ratio;
      pen.fill();
      pen.stroke();
      return sprite;
    });

  /** Paint the pins numbered from `low` up to `high` that still last on the day `from`, the newest on top. */
  const paint = ({ pen, origin, size, ratio }, low, high, from) => {
    const { x, y, end, family, zoom } = answer.pins;
    const scale = 2 ** (map.getZoom() - zoom);
    const across = Math.ceil(size.x / GRID_PX);
    const isTaken = new Uint8Array(across * Math.ceil(size.y / GRID_PX));
    const toPaint = [];
    for (let i = high - 1; i >= low; i--) {
      if (end[i] < from) continue;
      const left = x[i] * scale - origin.x, top = y[i] * scale - origin.y;
      if (left < 0 || top < 0 || left >= size.x || top >= size.y) continue;
      const spot = Math.floor(top / GRID_PX) * across + Math.floor(left / GRID_PX);
      if (isTaken[spot]) continue;
      isTaken[spot] = 1;
      toPaint.push(i);
    }
    for (let i = toPaint.length - 1; i >= 0; i--) {
      const one = toPaint[i], sprite = sprites[family[one]], half = sprite.width / 2;
      pen.drawImage(sprite, Math.round((x[one] * scale - origin.x) * ratio - half), Math.round((y[one] * scale - origin.y) * ratio - half));
    }
  };

  /** Paint the day: only what is new where more days have come to those painted, else all that is shown. */
  const paintDay = (isMoved) => {
    if (!answer.pins || !dossier.areDotsWanted()) {
      canvas.hide();
      painted = null;
      return;
    }
    const { start } = answer.pins;
    const high = countBelow(start, day() + 1);
    const isWindow = mode.value === "window";
    if (!isMoved && painted && !isWindow && painted.mode === mode.value && painted.day <= day()) {
      paint(painted.view, countBelow(start, painted.day + 1), high, 0);
      painted.day = day();
      return;
    }
    const view = canvas.lay();
    sprites = makeSprites(view.ratio);
    paint(view, 0, high, isWindow ? Math.max(0, firstShown()) : 0);
    painted = { view, mode: mode.value, day: day() };
  };

  /** The areas that hold an event of the days shown. */
  const areas = () => {
    const found = new Set();
    if (!answer.pins) return found;
    const { area, areaStart, areaEnd, areas: names } = answer.pins;
    const from = mode.value === "window" ? firstShown() : 0;
    for (let i = 0; i < area.length; i++)
      if (areaStart[i] <= day() && areaEnd[i] >= from) found.add(names[area[i]]);
    return found;
  };

  // -- showing --------------------------------------------------------------------------------------------------------

  const isReady = () => isOpen && Boolean(answer) && answer.days > 0;

  const describe = () => {
    slider.value = String(day());
    slider.setAttribute("aria-valuetext", daysText());
    const texts = answer.datasets.map(datasetText);
    const rows = texts.length > 1 ? texts.map((text) => element("span", {}, text)) : [DOT, ...texts];
    readout.replaceChildren(element("b", {}, daysText()), ...rows);
    map.getContainer().dataset.day = iso(day());
  };

  const showDay = () => {
    if (!isReady()) return;
    describe();
    dossier.showDays({
      from: mode.value === "window" ? iso(firstShown()) : "", to: iso(day()), areas: areas(),
    });
    paintDay(false);
  };

  const showAllDays = () => {
    canvas.hide();
    painted = null;
    delete map.getContainer().dataset.day;
    dossier.showDays(null);
  };

  /** Say why there is nothing to play, in place of the controls; "" brings them back. */
  const explain = (text) => {
    const hadFocus = panel.contains(document.activeElement);
    panel.classList.toggle("empty", Boolean(text));
    if (text) readout.textContent = text;
    if (text && hadFocus) closeButton.focus({ preventScroll: true });
  };

  // -- playing --------------------------------------------------------------------------------------------------------

  const isStill = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const last = () => answer.days - 1;

  /** Go to a day, counted from the first; what lies beyond the ends is the end. */
  const goTo = (to) => {
    if (!isReady()) return;
    const was = day();
    position = Math.max(0, Math.min(last(), to));
    if (day() !== was) showDay();
    if (isPlaying && day() === last()) pause();
  };

  const tick = (now) => {
    if (!isPlaying) return;
    if (before !== null) goTo(position + Math.min(LONGEST_FRAME_S, (now - before) / 1000) * Number(speed.value));
    before = now;
    if (isPlaying) requestAnimationFrame(tick);
  };

  const setPlaying = (isWanted) => {
    isPlaying = isWanted;
    bar.classList.toggle("playing", isPlaying);
    playButton.setAttribute("aria-label", isPlaying ? strings.pause : strings.play);
    playButton.title = isPlaying ? strings.pause : strings.play;
    readout.setAttribute("aria-live", isPlaying ? "off" : "polite"); // nobody can listen to every day of many
    clearInterval(timer);
    before = null;
  };

  const pause = () => setPlaying(false);

  /** Play from this day, or from the first where it is the last; with reduced motion one picture a second. */
  const play = () => {
    if (!isReady()) return;
    if (day() === last()) goTo(0);
    if (last() === 0) return;
    setPlaying(true);
    if (isStill()) timer = setInterval(() => goTo(day() + Number(speed.value)), STILL_MS);
    else requestAnimationFrame(tick);
  };

  const toggle = () => (isPlaying ? pause() : play());

  const step = (days) => {
    pause();
    goTo(day() + days);
  };

  // -- asking ---------------------------------------------------------------------------------------------------------

  const speedOf = (days) => {
    const all = Object.keys(strings.speeds).map(Number).sort((a, b) => a - b);
    return all.find((one) => days / one <= WATCHED_S) || all[all.length - 1];
  };

  /** Take the days of a query; the day shown stays where the new days hold it. */
  const take = (given, isToPlay) => {
    const at = answer && answer.days ? iso(day()) : "";
    answer = { ...given, pins: unpackPins(given.pins) };
    painted = null;
    explain(answer.isTooMuch ? strings.tooMuch : answer.days ? "" : strings.nothing);
    if (!answer.days) return showAllDays();
    const kept = at ? Math.round((Date.parse(at) - Date.parse(answer.first)) / DAY_MS) : 0;
    position = kept >= 0 && kept <= last() ? kept : 0;
    slider.max = String(last());
    if (!isSpeedChosen) speed.value = String(speedOf(answer.days));
    showDay();
    dossier.showLegend();
    return isToPlay && !isStill() && play();
  };

  const fail = (error, retry) => {
    console.warn(`playback: ${error.message}`);
    close();
    dossier.controls.showFailure(["playback"], retry);
  };

  const fetchDays = async (isToPlay) => {
    if (underWay) underWay.abort();
    const mine = (underWay = new AbortController());
    pause();
    if (!answer) readout.textContent = strings.loading;
    try {
      const found = await fetch(`${ROUTE}?${question.address}`, { signal: mine.signal });
      if (!found.ok) throw new Error(`${ROUTE}: ${found.status}`);
      const given = await found.json();
      if (underWay === mine) take(given, isToPlay);
    } catch (error) {
      if (underWay === mine) fail(error, open);
    } finally {
      if (underWay === mine) underWay = null;
    }
  };

  // -- the bar --------------------------------------------------------------------------------------------------------

  /** Keep what stands in the lower corners of the map clear of the bar; the map itself does not move. */
  const lift = () => {
    const covered = bar.offsetHeight - (window.innerHeight - map.getContainer().offsetHeight);
    if (isOpen) readout.style.minHeight = `${readout.offsetHeight}px`; // shorter texts leave the bar as high as it is
    map.getContainer().style.setProperty("--lift", `${Math.max(0, covered)}px`);
    dossier.labels.place();
  };

  const setOpen = (isWanted) => {
    isOpen = isWanted;
    readout.style.minHeight = "";
    opener.hidden = isOpen;
    panel.hidden = !isOpen;
    lift();
  };

  const open = () => {
    dossier.controls.showFailure([]);
    setOpen(true);
    playButton.focus({ preventScroll: true });
    fetchDays(true);
  };

  const close = () => {
    if (underWay) underWay.abort();
    underWay = answer = null;
    pause();
    const hadFocus = panel.contains(document.activeElement);
    setOpen(false);
    if (hadFocus) opener.focus({ preventScroll: true });
    showAllDays();
  };

  const PATHS = {
    play: "M6 4l10 6l-10 6z", pause: "M6 4h3v12h-3zM11 4h3v12h-3z", back: "M13 4v12l-8-6zM4 4h1.6v12H4z",
    on: "M7 4v12l8-6zM14.4 4H16v12h-1.6z", close: "M5 5l10 10M15 5l-10 10",
  };

  const icon = (name) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [key, value] of Object.entries({ viewBox: "0 0 20 20", width: 16, height: 16, "aria-hidden": "true", class: `icon-${name}` }))
      svg.setAttribute(key, value);
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", PATHS[name]);
    svg.append(path);
    return svg;
  };

  const button = (name, act, ...icons) => {
    const node = element("button", { type: "button", class: `playback-${name}`, "aria-label": strings[name], title: strings[name] }, ...icons.map(icon));
    node.addEventListener("click", act);
    return node;
  };

  const select = (name, choices, chosen, onChange) => {
    const node = element("select", { class: `playback-${name}`, "aria-label": strings[name], title: strings[name] },
      ...choices.map(([value, text]) => element("option", { value }, text)));
    node.value = chosen;
    node.addEventListener("change", onChange);
    return node;
  };

  /** Arrows step, Space plays and pauses, Escape closes; what a control does by itself stays its own. */
  const press = (pressed) => {
    const { key, target } = pressed;
    if (key === "Escape") close();
    else if (key === " " && target === slider) toggle();
    else if (key === "ArrowLeft" && target.tagName === "BUTTON") step(-1);
    else if (key === "ArrowRight" && target.tagName === "BUTTON") step(1);
    else return;
    pressed.preventDefault();
  };

  const build = () => {
    opener = element("button", { type: "button", class: "playback-open" }, icon("play"), strings.open);
    opener.addEventListener("click", open);
    playButton = button("play", toggle, "play", "pause");
    slider = element("input", { type: "range", min: "0", max: "0", step: "1", value: "0", class: "playback-day", "aria-label": strings.day });
    slider.addEventListener("input", () => goTo(Number(slider.value)));
    const speeds = Object.entries(strings.speeds);
    speed = select("speed", speeds, speeds[0][0], () => (isSpeedChosen = true));
    mode = select("mode", ["cumulative", "window"].map((one) => [one, strings[one]]), "cumulative", showDay);
    readout = element("p", { class: "playback-readout", role: "status", "aria-live": "polite" });
    closeButton = button("close", close, "close");
    panel = element("div", { class: "playback-panel" },
      playButton, button("back", () => step(-1), "back"), button("on", () => step(1), "on"), slider, speed, mode,
      closeButton, readout);
    bar = element("section", { class: "playback", "aria-label": strings.playback }, opener, panel);
    for (const [name, value] of Object.entries(dossier.colours)) bar.style.setProperty(`--${name}`, value);
    panel.addEventListener("keydown", press);
    document.body.append(bar);
    new ResizeObserver(lift).observe(bar);
  };

  dossier.playback = {
    /**
     * Add the bar, closed; called once, by the constant map's script.
     * @param {L.Map} leafletMap
     * @param {{language: string, theme: "light"|"dark", strings: Object}} given
     */
    start: (leafletMap, given) => {
      map = leafletMap;
      options = given;
      strings = given.strings;
      canvas = dossier.mapCanvas(map, "playback-dots", 291);
      build();
      setOpen(false);
      bar.hidden = true;
      map.on("zoom viewreset moveend", () => isReady() && paintDay(true));
    },

    /** The query that the page shows now, {address, datasets}; null where nothing can be played. */
    ask: (asked, givenSymbols) => {
      if (!bar) return;
      symbols = givenSymbols;
      const isAnother = JSON.stringify(asked) !== JSON.stringify(question);
      question = asked;
      bar.hidden = false;
      opener.disabled = !question;
      opener.lastChild.data = question ? strings.open : strings.nothing;
      if (!isOpen || !isAnother) return;
      if (question) fetchDays(false);
      else close();
    },

    /** The map drew something else than days: the dots may be wanted, or not any more. */
    redraw: () => isReady() && paintDay(true),

    /** What the legend says of the dots. */
    legend: () => {
      if (!answer || !answer.pins) return [];
      const found = new Set(answer.pins.family);
      return answer.pins.families.flatMap((family, i) => (found.has(i) ? [{ svg: dot(family), text: strings.families[family] }] : []));
    },
  };

  const dot = (family) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [key, value] of Object.entries({ viewBox: "-13 -6 26 12", "aria-hidden": "true", class: "sample" })) svg.setAttribute(key, value);
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [key, value] of Object.entries({ r: 4, fill: symbols.families[family][options.theme] })) circle.setAttribute(key, value);
    svg.append(circle);
    return svg;
  };
})();
