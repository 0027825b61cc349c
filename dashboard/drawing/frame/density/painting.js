// The picture of squares on one canvas, and while the keyboard is on the map, a frame around the square that Enter opens.
// Offers: start, draw, describe, marked, isPointed, setPointed.
// Needs: frame, text, canvas, density_state, squares, tip.
"use strict";

dossier.define(
  "painting",
  ["frame", "text", "canvas", "density_state", "squares", "tip"],
  (frame, { say }, mapCanvas, state, { colourOf }, tip) => {
    const PANE_Z = 290; // above areas, below boundaries and names
    const FRAME_PX = 3;

    let canvas;
    let marked = null; // the square that Enter opens, while the map has the keyboard's focus
    let isPointed = false; // the map was last used by mouse or finger

    /** The square in view that is nearest to the middle of the map. */
    const middleSquare = () => {
      const px = state.cellPx();
      const { min, max } = frame.map.getPixelBounds();
      const middle = min.add(max).divideBy(2);
      let nearest = null, least = Infinity;
      for (const square of state.picture.cells.values()) {
        const [x, y] = [(square.x + 0.5) * px, (square.y + 0.5) * px];
        const away = Math.hypot(x - middle.x, y - middle.y);
        if (away < least && x >= min.x && y >= min.y && x <= max.x && y <= max.y) [nearest, least] = [square, away];
      }
      return nearest;
    };

    /** Frame the marked square, and say what it holds. */
    const mark = ({ pen, origin, ratio }) => {
      const container = frame.map.getContainer();
      marked = document.activeElement === container && !isPointed ? middleSquare() : null;
      if (!marked) return;
      const px = state.cellPx();
      const left = (marked.x * px - origin.x) * ratio, top = (marked.y * px - origin.y) * ratio;
      pen.strokeStyle = getComputedStyle(container).getPropertyValue("--focus");
      pen.lineWidth = FRAME_PX * ratio;
      pen.strokeRect(left, top, px * ratio, px * ratio);
      tip.show(marked, state.inside(marked, 0.5));
    };

    /** Fill the squares, colour by colour. */
    const paint = ({ pen, origin, size, ratio }) => {
      const px = state.cellPx();
      const gap = Math.max(1, Math.round(ratio));
      const device = (at) => Math.round(at * ratio);
      state.picture.steps.forEach((squaresOfStep, step) => {
        pen.fillStyle = colourOf(step, state.scale.bounds);
        for (const square of squaresOfStep) {
          const left = square.x * px - origin.x, top = square.y * px - origin.y;
          if (left > size.x || top > size.y || left < -px || top < -px) continue;
          const x = device(left), y = device(top);
          pen.fillRect(x, y, device(left + px) - x - gap, device(top + px) - y - gap);
        }
      });
    };

    return {
      start: () => {
        canvas = mapCanvas("density", PANE_Z);
        canvas.node.setAttribute("role", "img");
      },

      /** Put the picture where the map is now: at once after any movement, from what is known already. */
      draw: () => {
        marked = null;
        if (state.isHidden || !state.picture || !state.picture.cells.size) return canvas.hide();
        const laid = canvas.lay();
        paint(laid);
        return mark(laid);
      },

      /** Say how many events the viewport shows, to whoever cannot see them. */
      describe: () => {
        const { picture } = state;
        if (!picture || picture.isSingles) return;
        const px = state.cellPx();
        const { min, max } = frame.map.getPixelBounds();
        const counts = {};
        for (const { x, y, parts } of picture.cells.values()) {
          const [middleX, middleY] = [(x + 0.5) * px, (y + 0.5) * px];
          if (middleX < min.x || middleY < min.y || middleX > max.x || middleY > max.y) continue;
          for (const { dataset, n } of parts) counts[dataset] = (counts[dataset] || 0) + n;
        }
        const texts = Object.keys(picture.datasets).map((name) => state.ofDataset(name, state.countText(counts[name] || 0)));
        canvas.node.setAttribute("aria-label", say(frame.strings.events.density, { counts: texts.join("; ") }));
      },

      marked: () => marked,

      /** True where the map was last used by mouse or finger. */
      isPointed: () => isPointed,
      setPointed: (isByPointer) => (isPointed = isByPointer),
    };
  },
);
