// The legend: what the base map shows, and below it what the events on it are.
// Offers: add, set, show, openWhereWide. Needs: frame, cartography, dom, corner, names.
"use strict";

dossier.define("legend", ["frame", "cartography", "dom", "corner", "names"], (frame, { crossings, strip }, dom, corner, names) => {
  const { element, shape, sample } = dom;
  const WIDE_PX = 800; // from here on the legend starts open

  let node, eventItems;
  let isReaders = false; // the reader has opened or closed the legend
  const own = {}; // entries of the base map by name

  const diamond = (half) => `M0 -${half}L${half} 0L0 ${half}L-${half} 0z`;

  const SAMPLES = {
    line: () => sample("0 0 26 12", shape("path", { d: "M0 6H26", class: "boundary-sample" })),
    open: () => sample("-13 -6 26 12", shape("path", { d: diamond(crossings.open), class: "ring crossing-sample" })),
    closed: () => sample("-13 -6 26 12",
      shape("path", { d: diamond(crossings.closed), class: "closed-sample" }),
      shape("path", { d: `M-${crossings.closed_bar} 0H${crossings.closed_bar}`, class: "closed-bar" })),
    strip: () => sample("0 0 26 12",
      shape("rect", { width: 26, height: 12, class: "strip-wash" }),
      ...[0, 1, 2, 3].map((number) => number * strip.hatch.size).map((x) =>
        shape("path", { d: `M${x - 2} 13L${x + 10} -1`, class: "strip-line" }))),
  };

  const entry = (svg, text) => element("li", {}, svg, element("span", {}, text));

  return {
    add: () => {
      const strings = frame.strings.map;
      eventItems = element("ul");
      const base = element("ul");
      for (const name of Object.keys(SAMPLES)) {
        own[name] = entry(SAMPLES[name](), strings[name]);
        base.append(own[name]);
      }
      for (const name of ["open", "closed", "strip"]) own[name].hidden = true; // until there is one
      own.line.hidden = !frame.ground.layers.some(({ role }) => role === "line");
      const summary = element("summary", {}, strings.legend);
      summary.addEventListener("click", () => (isReaders = true));
      node = element("details", { class: "legend ov" }, summary, base, eventItems);
      node.addEventListener("toggle", names.place);
      corner("bottomleft", node);
    },

    /**
     * Show these below the base entries.
     * @param {{svg: SVGElement, text: string}[]} items
     */
    set: (items) => {
      eventItems.replaceChildren(...items.map(({ svg, text }) => entry(svg, text)));
      own.closed.hidden = !frame.map.getContainer().querySelector(".closure.closed");
      names.place();
    },

    /** Open the legend in a wide frame and close it in a narrow one, unless the reader did either; true if wide. */
    openWhereWide: () => {
      const isWide = frame.map.getSize().x >= WIDE_PX;
      if (!isReaders) node.open = isWide;
      return isWide;
    },

    /** Show or hide a base entry: "line", "open", "closed", "strip"; a text of its own replaces the usual one. */
    show: (name, isShown, text = frame.strings.map[name]) => {
      own[name].hidden = !isShown;
      own[name].querySelector("span").textContent = text;
      names.place();
    },
  };
});
