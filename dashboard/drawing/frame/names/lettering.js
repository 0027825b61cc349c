// Names as elements: their fonts, their size, and what is written in them.
// Offers: cssFont, measure, settings, node, marker, write. Needs: frame, cartography, theme, dom.
"use strict";

dossier.define("lettering", ["frame", "cartography", "theme", "dom"], (frame, { names }, { family }, { element }) => {
  const pen = document.createElement("canvas").getContext("2d");

  const cssFont = ({ size, weight, isItalic }) => `${isItalic ? "italic " : ""}${weight} ${size}px ${family}`;

  return {
    cssFont,

    /** Width and height of lines in px. */
    measure: (lines, font) => {
      pen.font = cssFont(font);
      const widths = lines.map((line) => pen.measureText(line).width);
      return { width: Math.ceil(Math.max(...widths)) + 1, height: Math.ceil(lines.length * font.size * names.line_height) };
    },

    /** A name on one line, and a long double form also on two. */
    settings: (text) => {
      const cut = text.indexOf("/") + 1;
      return cut > 1 && text.length > names.long ? [[text], [text.slice(0, cut), text.slice(cut)]] : [[text]];
    },

    /** The element of a name. */
    node: (className) => element("span", { class: `name ${className}` }),

    /** An element that stays at its place on the map and takes no part in clicks. */
    marker: (latlng, pane, html) =>
      L.marker(latlng, {
        interactive: false, keyboard: false, pane, icon: L.divIcon({ className: "place", iconSize: [0, 0], html }),
      }).addTo(frame.map),

    write: (node, lines) => {
      const text = lines.join("\n");
      if (node.textContent !== text) node.textContent = text;
    },
  };
});
