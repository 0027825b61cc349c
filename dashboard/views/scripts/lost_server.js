// Says that the page has lost its server, and loads it anew where the server is back but does not know it any more:
// Streamlit connects again by itself, but to a new session the page that the reader sees means nothing.
"use strict";

(() => {
  const STATE = "data-test-connection-state"; // Streamlit's own word on its connection
  const STEP_MS = 1000;
  const LONGEST_ANSWER_MS = 4000;
  const { src, dataset } = document.currentScript;
  const isWatched = Boolean(window.openPage);
  window.openPage = { name: dataset.page, lost: dataset.lost };
  if (isWatched) return;

  const isConnected = () => document.querySelector(`[${STATE}]`)?.getAttribute(STATE) === "CONNECTED";
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  /** How the server stands to the page of this name; nothing where it does not answer. */
  const ask = async (name) => {
    const address = new URL(`../../api/page?name=${encodeURIComponent(name)}`, src);
    try {
      const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(LONGEST_ANSWER_MS) });
      return answer.ok ? (await answer.json()).standing : "";
    } catch {
      return "";
    }
  };

  const say = (text) => {
    const notice = document.createElement("p");
    notice.className = "lost-server";
    notice.setAttribute("role", "alert");
    document.body.append(notice);
    notice.textContent = text; // after it is there, so that it is read out
    return notice;
  };

  /** Streamlit's own word on the matter, for who runs the server: it would lie over what the reader reads. */
  const closeTheirs = () => {
    for (const dialog of document.querySelectorAll('[role="dialog"]'))
      if (dialog.textContent.startsWith("Connection error")) dialog.querySelector('[aria-label="Close"]')?.click();
  };

  /** Until the page is connected as before, or is loaded anew. */
  const wait = async ({ name, lost }) => {
    let notice = null;
    let standings = [];
    const theirs = new MutationObserver(closeTheirs);
    theirs.observe(document.body, { childList: true, subtree: true });
    while (standings.at(-1) !== "connected") {
      await pause(STEP_MS * (1 + Math.random())); // not all readers at once
      const standing = await ask(name);
      // Asked twice, since Streamlit may be connected here a moment before it is there.
      standings = isConnected() ? [...standings, standing] : [];
      if (standing === "unknown" || standings.slice(-2).join() === "away,away") return location.reload();
      if (standing !== "connected") notice ??= say(lost);
    }
    theirs.disconnect();
    notice?.remove();
  };

  let isWaiting = false;
  const look = async () => {
    if (isWaiting || isConnected()) return;
    isWaiting = true;
    await wait(window.openPage);
    isWaiting = false;
    look();
  };
  const what = { attributeFilter: [STATE], subtree: true };
  new MutationObserver(look).observe(document.documentElement, what);
})();
