// The door to the page: what it and its channel hand over, the newest of which is shown.
// Offers: show; and under the names by which the scripts of the page call them: dossier.cartography, events, playback, show.
// Needs: base_map, channel, events, playback.
"use strict";

dossier.define("show", ["base_map", "channel", "events", "playback"], (baseMap, { listen }, events, playback) => {
  let calls = 0;
  let channel, turn; // of what was shown last: a session counts what it hands over
  let isReady = false;

  /** Show a Message: called by the page with each change; the newest call wins. */
  const show = async (asked) => {
    if (asked.channel) listen(asked.channel, show);
    if (asked.channel === channel && asked.turn <= turn) return; // known through the channel already, or out of date
    ({ channel, turn } = asked);
    const call = (calls += 1);
    if (!isReady) {
      await baseMap.ready;
      isReady = true; // from then on at once: what waits here stands behind all that the page has to do
    }
    if (call !== calls) return;
    events.show(asked);
    playback.ask(asked.playback || null);
  };

  Object.assign(dossier, { cartography: baseMap.start, events: events.start, playback: playback.start, show });
  return { show };
});
