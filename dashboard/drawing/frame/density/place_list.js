// The events of a square or of an area, page by page.
// Offers: openSquare, openArea, stop. Needs: frame, text, density_state, density_route, list.
"use strict";

dossier.define(
  "place_list",
  ["frame", "text", "density_state", "density_route", "list"],
  (frame, { say, number }, state, { ask, boxParameter, fail, recover }, eventList) => {
    let listing = null; // the AbortController of the request whose answer is waited for

    /** What a page of a list holds of how many; the counts of several datasets stand side by side. */
    const pageText = (datasets) =>
      datasets.map(({ dataset, count, first, events }) => {
        const last = first + events.length - 1;
        const text = events.length
          ? say(frame.strings.events.page, { first: number(first), last: number(last), all: number(count) })
          : state.countText(count);
        return state.ofDataset(dataset, text);
      }).join("; ");

    const titleText = (datasets) =>
      datasets.map(({ dataset, count }) => state.ofDataset(dataset, state.countText(count))).join("; ");

    /** The address of a square's events; the map may have moved on when another page of them is asked for. */
    const addressOf = (square) => {
      const [upper, lower] = [state.inside(square, 0.25), state.inside(square, 0.75)];
      return `${boxParameter([upper.lng, lower.lat, lower.lng, upper.lat])}&zoom=${state.picture.zoom}`;
    };

    /**
     * Open a page of the list of the events at a place; `turned` says by which control of the list.
     * @param {{where: string, address: ?string, opener: Element}} place parameters of the route, the query where it is
     *   another than the picture's, and what has the focus once the list is closed
     */
    const openPage = async (place, page = 1, turned = "") => {
      if (listing) listing.abort();
      const mine = (listing = new AbortController());
      const { key } = state.question;
      const isWanted = () => listing === mine && state.question && state.question.key === key;
      try {
        const answer = await ask(`${place.where}&list=${page}`, mine.signal, place.address);
        if (!isWanted()) return;
        recover();
        const datasets = answer.datasets.filter(({ count }) => count);
        eventList.open(answer.datasets.flatMap(({ events }) => events), place.opener, {
          page, pages: answer.pages, text: pageText(datasets), turned, title: titleText(datasets),
          turn: (to, by) => openPage(place, to, by),
        });
      } catch (error) {
        if (isWanted()) fail(error, () => openPage(place, page, turned));
      }
    };

    return {
      openSquare: (square) => openPage({ where: addressOf(square), opener: frame.map.getContainer() }),

      /**
       * List the events that are drawn as an area.
       * @param {string} area "kind:feature"
       * @param {Element} opener
       * @param {?{from: string, to: string}} days ISO days, both included, where these alone are shown; an empty first
       *   one is the query's
       */
      openArea: (area, opener, days) => {
        const asked = new URLSearchParams(state.question.address);
        if (days && days.from) asked.set("since", days.from);
        if (days) asked.set("until", days.to);
        openPage({ where: `area=${encodeURIComponent(area)}`, address: asked.toString(), opener });
      },

      stop: () => {
        if (listing) listing.abort();
        listing = null;
      },
    };
  },
);
