// The density route: asked for a viewport or for a page of one square's list; what fails is said, and taken back.
// Offers: ask, boxParameter, fail, recover. Needs: density_state, failures.
"use strict";

dossier.define("density_route", ["density_state", "failures"], (state, failures) => {
  const ROUTE = "../../api/density.json";

  let hasFailed = false;

  return {
    /**
     * What the route answers. Not by fetch(): there answer and body come as two tasks, and each would wait behind all that
     * the page around the frame has to do.
     */
    ask: (parameters, signal, address = state.question.address) =>
      new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        const refuse = () => reject(new Error(`${ROUTE}: ${request.status}`));
        request.open("GET", `${ROUTE}?${address}&${parameters}`);
        request.responseType = "json";
        request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : refuse());
        request.onerror = request.onabort = refuse;
        signal.addEventListener("abort", () => request.abort());
        request.send();
      }),

    boxParameter: (box) => `box=${box.map((degrees) => degrees.toFixed(6)).join(",")}`,

    fail: (error, retry) => {
      console.warn(`density: ${error.message}`);
      hasFailed = true;
      failures.show(["density"], retry);
    },

    recover: () => {
      if (hasFailed) failures.clear();
      hasFailed = false;
    },
  };
});
