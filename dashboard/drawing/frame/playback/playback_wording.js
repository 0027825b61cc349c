// The line in the bar: the days shown, and of each dataset events, killed, hostility and cooperation.
// Offers: DOT, iso, between, daysText, datasetText. Needs: frame, text.
"use strict";

dossier.define("playback_wording", ["frame", "text"], (frame, { say, number }) => {
  const DAY_MS = 864e5;
  const DOT = " \u00b7 "; // between parts of a line

  /** The ISO day so many days after another. */
  const iso = (first, days) => new Date(Date.parse(first) + days * DAY_MS).toISOString().slice(0, 10);

  const dateText = (isoDay, form) => {
    const [year, month, inMonth] = isoDay.split("-").map(Number);
    return say(form, { day: inMonth, month: frame.strings.playback.months[month - 1], year });
  };

  /** Low, best and high of those killed, as the page writes them. */
  const killedText = ({ low, best, high }) => {
    const strings = frame.strings.playback;
    if (best === null) return high === null ? strings.noFigure : say(strings.atMost, { count: number(high) });
    if (best === 0 && !high) return strings.noneReported;
    const from = low === null ? best : low;
    if (from === best && high === best) return number(best);
    return say(strings.range, { best: number(best), low: number(from), high: number(high) });
  };

  return {
    DOT,
    iso,

    /** How many days lie between two. */
    between: (first, last) => Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS),

    /** A day; or with `from` the days from there on. */
    daysText: (to, from = "") => {
      const { date, dayAndMonth, span } = frame.strings.playback;
      if (!from) return dateText(to, date);
      const form = from.slice(0, 4) === to.slice(0, 4) ? dayAndMonth : date;
      return say(span, { first: dateText(from, form), last: dateText(to, date) });
    },

    /** Of one dataset on a day; `mode` names its numbers, "cumulative" or "window". */
    datasetText: (dataset, mode, day) => {
      const strings = frame.strings.playback;
      const numbers = dataset[mode];
      const [low, best, high] = [numbers.low[day], numbers.best[day], numbers.high[day]];
      const parts = [
        say(strings.shown, { shown: number(numbers.events[day]), all: number(dataset.all) }),
        say(strings.killed, { killed: killedText({ low, best, high }) }),
      ];
      for (const name of ["hostility", "cooperation"]) {
        const value = dataset[name] ? dataset[name][day] : null;
        if (value !== null) parts.push(say(strings[name], { value: number(value, 1) }));
      }
      return parts.join(DOT);
    },
  };
});
