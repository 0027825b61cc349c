// The typeface comes along, so that the same names find room on every machine; without it the reader's own stands in.
// Offers: load. Needs: cartography.
"use strict";

dossier.define("typeface", ["cartography"], ({ typeface: [family] }) => {
  const FOLDER = "../../assets/fonts/";
  const FACES = [
    ["Regular", { weight: "400" }],
    ["Semibold", { weight: "600 900" }],
    ["It", { weight: "400", style: "italic" }],
    ["SemiboldIt", { weight: "600 900", style: "italic" }],
  ];

  return {
    /** Resolves when the faces are there or have failed. */
    load: () =>
      Promise.allSettled(FACES.map(async ([name, face]) => {
        const url = `url("${FOLDER}SourceSansPro-${name}.otf")`;
        document.fonts.add(await new FontFace(family, url, face).load());
      })),
  };
});
