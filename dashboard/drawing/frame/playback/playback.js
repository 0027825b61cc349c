// Playback: the days of the query one after another. Drawn in the frame alone, so that no run of the page comes between.
// Offers: start, ask. Needs: frame, failures, text, playback_wording, events, dots, bar.
"use strict";

dossier.define(
  "playback",
  ["frame", "failures", "text", "playback_wording", "events", "dots", "bar"],
  (frame, failures, { say }, { DOT, iso, between, daysText, datasetText }, events, dots, bar) => {
    const ROUTE = "../../api/playback.json";
    const LONGEST_FRAME_S = 0.25; // a frame that came later, as from a hidden tab, skips no days
    const STILL_MS = 1000; // between two pictures where the reader asked for reduced motion
    const WATCHED_S = 60; // the speed at first is the slowest that takes no longer, or the fastest

    let question = null; // what the page asks for: a PlaybackQuestion
    let answer = null; // what the route answered to it: Days, with their pins unpacked
    let underWay = null; // the AbortController of the request whose answer is waited for
    let isStarted = false;
    let isPlaying = false;
    let isSpeedChosen = false;
    let position = 0; // in days from the first; the day shown is its whole part
    let before = null; // time of the frame before
    let timer = 0;

    // -- showing ----------------------------------------------------------------------------------------------------

    const isReady = () => bar.isOpen && Boolean(answer) && answer.days > 0;

    const day = () => Math.floor(position);
    const last = () => answer.days - 1;
    const isWindow = () => bar.mode.value === "window";
    const firstOfWindow = () => day() - frame.strings.playback.windowDays + 1;

    /** The day shown, and the first of a window, in days from the first. */
    const shownDays = () => ({ mode: bar.mode.value, day: day(), from: isWindow() ? firstOfWindow() : 0 });

    const paint = (isMoved) => {
      const shown = shownDays();
      dots.paint(answer.pins, { ...shown, from: Math.max(0, shown.from) }, isMoved);
    };

    /** Figures of several datasets stand side by side and are never added up. */
    const textOf = (dataset) => {
      const text = datasetText(dataset, bar.mode.value, day());
      const name = question.datasets[dataset.dataset] || dataset.dataset;
      return answer.datasets.length > 1 ? say(frame.strings.playback.ofDataset, { dataset: name, text }) : text;
    };

    const describe = () => {
      const to = iso(answer.first, day());
      bar.slider.value = String(day());
      bar.read(daysText(to, isWindow() ? iso(answer.first, firstOfWindow()) : ""), answer.datasets.map(textOf), DOT);
      frame.map.getContainer().dataset.day = to;
    };

    const showDay = () => {
      if (!isReady()) return;
      describe();
      events.showDays({
        from: isWindow() ? iso(answer.first, firstOfWindow()) : "", to: iso(answer.first, day()),
        areas: dots.areas(answer.pins, shownDays()), legend: () => dots.legend(answer.pins),
      });
      paint(false);
    };

    const showAllDays = () => {
      dots.hide();
      delete frame.map.getContainer().dataset.day;
      events.showDays(null);
    };

    // -- playing ----------------------------------------------------------------------------------------------------

    const isStill = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

    /** Go to a day, counted from the first; what lies beyond the ends is the end. */
    const goTo = (to) => {
      if (!isReady()) return;
      const was = day();
      position = Math.max(0, Math.min(last(), to));
      if (day() !== was) showDay();
      if (isPlaying && day() === last()) pause();
    };

    const tick = (now) => {
      if (!isPlaying) return;
      if (before !== null) goTo(position + Math.min(LONGEST_FRAME_S, (now - before) / 1000) * Number(bar.speed.value));
      before = now;
      if (isPlaying) requestAnimationFrame(tick);
    };

    const setPlaying = (isWanted) => {
      isPlaying = isWanted;
      bar.setPlaying(isPlaying);
      clearInterval(timer);
      before = null;
    };

    const pause = () => setPlaying(false);

    /** Play from this day, or from the first where it is the last; with reduced motion one picture a second. */
    const play = () => {
      if (!isReady()) return;
      if (day() === last()) goTo(0);
      if (last() === 0) return;
      setPlaying(true);
      if (isStill()) timer = setInterval(() => goTo(day() + Number(bar.speed.value)), STILL_MS);
      else requestAnimationFrame(tick);
    };

    const toggle = () => (isPlaying ? pause() : play());

    const step = (days) => {
      pause();
      goTo(day() + days);
    };

    // -- asking -----------------------------------------------------------------------------------------------------

    const speedOf = (days) => {
      const all = Object.keys(frame.strings.playback.speeds).map(Number).sort((a, b) => a - b);
      return all.find((speed) => days / speed <= WATCHED_S) || all[all.length - 1];
    };

    /** Take the days of a query; the day shown stays where the new days hold it. */
    const take = (given, isToPlay) => {
      const strings = frame.strings.playback;
      const at = answer && answer.days ? iso(answer.first, day()) : "";
      answer = { ...given, pins: dots.unpack(given.pins) };
      dots.forget();
      bar.explain(answer.isTooMuch ? strings.tooMuch : answer.days ? "" : strings.nothing);
      if (!answer.days) return showAllDays();
      const kept = at ? between(answer.first, at) : 0;
      position = kept >= 0 && kept <= last() ? kept : 0;
      bar.slider.max = String(last());
      if (!isSpeedChosen) bar.speed.value = String(speedOf(answer.days));
      showDay();
      events.showLegend();
      return isToPlay && !isStill() && play();
    };

    const fail = (error, retry) => {
      console.warn(`playback: ${error.message}`);
      close();
      failures.show(["playback"], retry);
    };

    const fetchDays = async (isToPlay) => {
      if (underWay) underWay.abort();
      const mine = (underWay = new AbortController());
      pause();
      if (!answer) bar.readout.textContent = frame.strings.playback.loading;
      try {
        const found = await fetch(`${ROUTE}?${question.address}`, { signal: mine.signal });
        if (!found.ok) throw new Error(`${ROUTE}: ${found.status}`);
        const given = await found.json();
        if (underWay === mine) take(given, isToPlay);
      } catch (error) {
        if (underWay === mine) fail(error, open);
      } finally {
        if (underWay === mine) underWay = null;
      }
    };

    // -- the bar ----------------------------------------------------------------------------------------------------

    const open = () => {
      failures.clear();
      bar.setOpen(true);
      bar.playButton.focus({ preventScroll: true });
      fetchDays(true);
    };

    const close = () => {
      if (underWay) underWay.abort();
      underWay = answer = null;
      pause();
      const hadFocus = bar.panel.contains(document.activeElement);
      bar.setOpen(false);
      if (hadFocus) bar.opener.focus({ preventScroll: true });
      showAllDays();
    };

    /** Arrows step, Space plays and pauses, Escape closes; what a control does by itself stays its own. */
    const press = (pressed) => {
      const { key, target } = pressed;
      if (key === "Escape") close();
      else if (key === " " && target === bar.slider) toggle();
      else if (key === "ArrowLeft" && target.tagName === "BUTTON") step(-1);
      else if (key === "ArrowRight" && target.tagName === "BUTTON") step(1);
      else return;
      pressed.preventDefault();
    };

    return {
      /** Add the bar, closed; called once, by the constant map's script of a map with playback. */
      start: ({ strings }) => {
        frame.strings.playback = strings;
        isStarted = true;
        dots.start();
        bar.build({ open, close, toggle, step, goTo, press, chooseSpeed: () => (isSpeedChosen = true), chooseMode: showDay });
        frame.map.on("zoom viewreset moveend dossier:drawn", () => isReady() && paint(true));
      },

      /** The query that the page shows now; null where nothing can be played. */
      ask: (asked) => {
        if (!isStarted) return;
        const { strings } = frame;
        const isAnother = JSON.stringify(asked) !== JSON.stringify(question);
        question = asked;
        bar.node.hidden = false;
        bar.opener.disabled = !question;
        bar.opener.lastChild.data = question ? strings.playback.open : strings.playback.nothing;
        if (!bar.isOpen || !isAnother) return;
        if (question) fetchDays(false);
        else close();
      },
    };
  },
);
