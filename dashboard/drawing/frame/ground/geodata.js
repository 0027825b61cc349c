// The geodata, fetched once by the frame and never sent with the page.
// Offers: countries, municipalities and zones (features by id), lines (features), url, getJson, keep. Needs: nothing.
"use strict";

dossier.define("geodata", [], () => {
  const FOLDER = "../../assets/geodata/";

  const geodata = {
    countries: {},
    municipalities: {},
    zones: {},
    lines: [],

    url: (file) => FOLDER + file,

    getJson: async (url) => {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      return answer.json();
    },

    /** Keep the features of a collection under their ids; what lies there already stays. */
    keep: (role, { features }) => {
      Object.assign(geodata[role], Object.fromEntries(features.map((feature) => [feature.id, feature])));
    },
  };
  return geodata;
});
