// The events of a square, page by page.
// Offers: open, stop. Needs: frame, text, density_state, density_route, list.
"use strict";

dossier.define(
  "square_list",
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

    /** Open a page of the list of a square's events; `turned` says by which control of the list. */
    const openPage = async (where, page = 1, turned = "") => {
      if (listing) listing.abort();
      const mine = (listing = new AbortController());
      const { key } = state.question;
      const isWanted = () => listing === mine && state.question && state.question.key === key;
      try {
        const answer = await ask(`${where}&list=${page}`, mine.signal);
        if (!isWanted()) return;
        recover();
        const datasets = answer.datasets.filter(({ count }) => count);
        eventList.open(answer.datasets.flatMap(({ events }) => events), frame.map.getContainer(), {
          page, pages: answer.pages, text: pageText(datasets), turned, title: titleText(datasets),
          turn: (to, by) => openPage(where, to, by),
        });
      } catch (error) {
        if (isWanted()) fail(error, () => openPage(where, page, turned));
      }
    };

    return {
      open: (square) => openPage(addressOf(square)),
      stop: () => {
        if (listing) listing.abort();
        listing = null;
      },
    };
  },
);
