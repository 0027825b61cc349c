// Sentences with places to fill, and numbers as the reader writes them.
// Offers: say, number. Needs: frame.
"use strict";

dossier.define("text", ["frame"], (frame) => ({
  /** The template with each {name} of the values filled in. */
  say: (template, values) => template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole)),

  /** A number with so many decimals. */
  number: (value, decimals = 0) =>
    value.toLocaleString(frame.language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
}));
