// What the legend says of squares: the colours from few to many, and the counts of each.
// Offers: a function that makes its items. Needs: frame, symbols, dom, text, density_state, squares.
"use strict";

dossier.define(
  "density_legend",
  ["frame", "symbols", "dom", "text", "density_state", "squares"],
  (frame, symbols, { shape, sample }, { say, number }, state, { colourOf }) => {
    const rectangles = (...all) => sample("0 0 26 12", ...all.map((attributes) => shape("rect", attributes)));

    const stepText = (from, next) => {
      const { orMore, upTo } = frame.strings.events;
      if (!next) return say(orMore, { from: number(from) });
      return next - from === 1 ? number(from) : say(upTo, { from: number(from), to: number(next - 1) });
    };

    return () => {
      const { bounds } = state.scale;
      const ramp = symbols.density[frame.theme];
      return [
        {
          svg: rectangles(...ramp.map((fill, i) => ({ x: i * 5.2, y: 3.5, width: 4.6, height: 5, fill }))),
          text: frame.strings.events.square,
        },
        ...bounds.map((from, step) => ({
          svg: rectangles({ x: 7, width: 12, height: 12, fill: colourOf(step, bounds) }),
          text: stepText(from, bounds[step + 1]),
        })),
      ];
    };
  },
);
