// The density layer: more events than markers could show, counted in squares, asked for by viewport.
// Offers: start, show, hide, clear.
// Needs: frame, density_state, density_route, squares, tip, painting, density_legend, place_list, pointing.
"use strict";

dossier.define(
  "density",
  ["frame", "density_state", "density_route", "squares", "tip", "painting", "density_legend", "place_list", "pointing"],
  (frame, state, route, { squaresOf, boundsOf, stepOf }, tip, painting, legend, placeList, pointing) => {
    const { boxParameter, fail, recover } = route;
    const PADDING = 0.2; // of the viewport, beyond each of its edges: what a short pan then needs no request for
    const WAIT_MS = 80; // after a movement, in case another follows

    let underWay = null; // the request whose answer is waited for: {key, zoom, box, aborted}
    let timer = 0;

    // -- asking -----------------------------------------------------------------------------------------------------

    const zoomToAsk = () => Math.round(frame.map.getZoom());

    const isInView = (box) => state.covers(box, state.clipped(frame.map.getBounds()));

    /** True while the picture answers the question for all that the viewport shows. */
    const isAnswered = () => {
      const { picture, question } = state;
      return Boolean(picture) && picture.key === question.key && isInView(picture.box) &&
        (picture.isSingles || picture.zoom === zoomToAsk());
    };

    /** True while an answer is awaited that will do for all that the viewport shows. */
    const isAsked = () =>
      Boolean(underWay) && underWay.key === state.question.key && underWay.zoom === zoomToAsk() && isInView(underWay.box);

    const stop = () => {
      clearTimeout(timer);
      if (underWay) underWay.aborted.abort();
      underWay = null;
    };

    /** One request for the viewport, unless its picture is there or on its way; the newest wins, the old picture stays. */
    const ask = async () => {
      clearTimeout(timer);
      const { question } = state;
      const { x, y } = frame.map.getSize();
      if (question && x && y && isAsked()) return;
      stop();
      if (!question || !x || !y || isAnswered()) return;
      const mine = (underWay = {
        key: question.key, zoom: zoomToAsk(), box: state.clipped(frame.map.getBounds().pad(PADDING)),
        aborted: new AbortController(),
      });
      try {
        const answer = await route.ask(`${boxParameter(mine.box)}&zoom=${mine.zoom}`, mine.aborted.signal);
        if (underWay === mine) take(answer, mine.zoom);
      } catch (error) {
        if (underWay === mine) fail(error, ask);
      } finally {
        if (underWay === mine) underWay = null;
      }
    };

    const askSoon = () => {
      if (!state.question) return;
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT_MS);
    };

    // -- taking an answer -------------------------------------------------------------------------------------------

    /** Squares by the step that colours them; the steps stay while query and zoom do. */
    const graded = (cells, zoom) => {
      if (!cells.size) return [];
      const key = `${state.question.key} ${zoom}`;
      if (!state.scale || state.scale.key !== key)
        state.scale = { key, bounds: boundsOf([...cells.values()].map(({ most }) => most)) };
      const { bounds } = state.scale;
      const steps = bounds.map(() => []);
      for (const square of cells.values()) steps[stepOf(square.most, bounds)].push(square);
      return steps;
    };

    const take = (answer, zoom) => {
      recover();
      const isSingles = answer.datasets.every(({ events }) => events);
      const cells = isSingles ? new Map() : squaresOf(answer);
      state.picture = {
        key: state.question.key, datasets: state.question.datasets, box: answer.box, zoom, isSingles, cells,
        events: isSingles ? answer.datasets.flatMap(({ events }) => events) : [],
        steps: graded(cells, zoom),
        cellZoom: answer.zoom,
        count: answer.datasets.reduce((sum, { count }) => sum + count, 0), // says when tests may look
      };
      tip.hide();
      if (!isSingles) painting.draw();
      painting.describe();
      tell();
      if (isSingles) painting.draw();
    };

    /** Hand the picture to the event layer, which draws what is not on the canvas. */
    const tell = () => {
      const { picture, question } = state;
      question.onPicture({
        events: picture.events,
        count: picture.count,
        kind: picture.isSingles ? "events" : "cells",
        address: question.address,
        legend: picture.isSingles ? [] : legend(),
      });
    };

    return {
      /** Prepare an empty layer; called once, by the event layer. */
      start: () => {
        const { map } = frame;
        painting.start();
        tip.start();
        map.on("resize", askSoon);
        map.on("zoom viewreset moveend", painting.draw);
        map.on("moveend", painting.describe).on("moveend", askSoon);
        pointing.start();
      },

      /**
       * Draw this query's density; the picture before it stays until then.
       * @param {{address: string, datasets: Object}} asked a DensityQuestion
       * @param {function(Object)} onPicture hears of every picture: {events, count, kind, address, legend}
       */
      show: (asked, onPicture) => {
        state.question = { ...asked, key: JSON.stringify(asked), onPicture };
        if (isAnswered()) tell();
        ask();
      },

      /** Leave the squares out, or show them again; requests go on as before. */
      hide: (isWanted) => {
        state.isHidden = isWanted;
        tip.hide();
        painting.draw();
      },

      /** Take the picture away. */
      clear: () => {
        stop();
        placeList.stop();
        state.question = state.picture = state.scale = null;
        recover();
        tip.hide();
        painting.draw();
      },
    };
  },
);
