// The dots of playback: pins of the days shown, painted once and then added to.
// Offers: start, unpack, forget, hide, paint, areas, legend. Needs: frame, canvas, event_symbols, events.
"use strict";

dossier.define("dots", ["frame", "canvas", "event_symbols", "events"], (frame, mapCanvas, { colour, dot }, events) => {
  const PANE_Z = 291; // above the squares of the density layer
  const DOT_PX = 9;
  const EDGE_PX = 0.6; // of a dot, beside its outline
  const GRID_PX = 2; // dots nearer than this hide each other, so only the newest is painted

  let canvas;
  let painted = null; // what the canvas holds: {view, mode, day}
  let sprites = [];

  const typed = (text, Type) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Type(bytes.buffer);
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
  const makeSprites = (families, ratio) =>
    families.map((family) => {
      const sprite = document.createElement("canvas");
      sprite.width = sprite.height = Math.ceil(DOT_PX * ratio);
      const pen = sprite.getContext("2d");
      pen.arc(sprite.width / 2, sprite.width / 2, sprite.width / 2 - EDGE_PX * ratio, 0, 2 * Math.PI);
      pen.fillStyle = colour(family);
      pen.strokeStyle = frame.colours.halo;
      pen.lineWidth = ratio;
      pen.fill();
      pen.stroke();
      return sprite;
    });

  /** Paint the pins numbered from `low` up to `high` that still last on the day `from`, the newest on top. */
  const paintPins = (pins, { pen, origin, size, ratio }, low, high, from) => {
    const { x, y, end, family, zoom } = pins;
    const scale = 2 ** (frame.map.getZoom() - zoom);
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
      const pin = toPaint[i], sprite = sprites[family[pin]], half = sprite.width / 2;
      pen.drawImage(sprite, Math.round((x[pin] * scale - origin.x) * ratio - half), Math.round((y[pin] * scale - origin.y) * ratio - half));
    }
  };

  return {
    start: () => (canvas = mapCanvas("playback-dots", PANE_Z)),

    /** Pins as arrays; null stays null. */
    unpack: (pins) =>
      pins && {
        ...pins,
        x: typed(pins.x, Int32Array), y: typed(pins.y, Int32Array),
        start: typed(pins.start, Uint16Array), end: typed(pins.end, Uint16Array),
        family: typed(pins.family, Uint8Array),
        area: typed(pins.area, Uint16Array),
        areaStart: typed(pins.areaStart, Uint16Array), areaEnd: typed(pins.areaEnd, Uint16Array),
      },

    /** The canvas holds nothing that could be added to. */
    forget: () => (painted = null),

    hide: () => {
      canvas.hide();
      painted = null;
    },

    /**
     * Paint a day: only what is new where more days have come to those painted, else all that is shown.
     * @param {?Object} pins
     * @param {{mode: string, day: number, from: number}} shown `from` is the first day of a window, else 0
     * @param {boolean} isMoved all is to be painted anew
     */
    paint: (pins, { mode, day, from }, isMoved) => {
      if (!pins || !events.areDotsWanted()) {
        canvas.hide();
        painted = null;
        return;
      }
      const high = countBelow(pins.start, day + 1);
      if (!isMoved && painted && mode !== "window" && painted.mode === mode && painted.day <= day) {
        paintPins(pins, painted.view, countBelow(pins.start, painted.day + 1), high, 0);
        painted.day = day;
        return;
      }
      const view = canvas.lay();
      sprites = makeSprites(pins.families, view.ratio);
      paintPins(pins, view, 0, high, from);
      painted = { view, mode, day };
    },

    /** The areas that hold an event of the days shown. */
    areas: (pins, { day, from }) => {
      const found = new Set();
      if (!pins) return found;
      const { area, areaStart, areaEnd, areas } = pins;
      for (let i = 0; i < area.length; i++) if (areaStart[i] <= day && areaEnd[i] >= from) found.add(areas[area[i]]);
      return found;
    },

    /** What the legend says of the dots. */
    legend: (pins) => {
      if (!pins) return [];
      const found = new Set(pins.family);
      const texts = frame.strings.playback.families;
      return pins.families.flatMap((family, i) => (found.has(i) ? [{ svg: dot(family), text: texts[family] }] : []));
    },
  };
});
